//! Data that use cases return to pages and accept from forms: one file for each page, and [`wire`] for the data exchanged with the
//! browser. Types only; the rules are in `domain`.

pub mod audit;
pub mod external;
pub mod key_page;
pub mod links;
pub mod profile;
pub mod second_factor;
pub mod settings;
pub mod team;
pub mod verifiers;
pub mod wire;
