//! The pages.

pub mod export_failed;
pub mod external;
pub mod generated;
pub mod login;
pub mod not_found;
pub mod profile;
pub mod send_again;
pub mod settings;
pub mod setup;
