//! The pages.

pub mod audit;
pub mod export_failed;
pub mod external;
pub mod generated;
pub mod links;
pub mod login;
pub mod login_code;
pub mod not_found;
pub mod profile;
pub mod second_factor;
pub mod send_again;
pub mod settings;
pub mod setup;
