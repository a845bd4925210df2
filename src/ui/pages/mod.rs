//! The pages.

pub mod generated;
pub mod login;
pub mod not_found;
pub mod session_ended;
pub mod setup;
