//! What use cases return to pages and take from forms: one file a page, and [`wire`] for what travels between server and
//! browser. Types only; they hold values of the domain and decide nothing.

pub mod audit;
pub mod external;
pub mod links;
pub mod profile;
pub mod second_factor;
pub mod settings;
pub mod team;
pub mod wire;
