//! The pages. The list of generated keys also runs in the browser; all others are plain pages, rendered only on the server.

pub mod audit;
pub mod export_failed;
pub mod external;
pub mod generated;
pub mod invitation;
pub mod key;
mod key_events;
mod key_requests;
pub mod links;
pub mod login;
pub mod login_code;
pub mod no_account;
pub mod not_found;
pub mod profile;
pub mod role_forms;
pub mod roles;
pub mod second_factor;
pub mod send_again;
pub mod settings;
pub mod setup;
pub mod user_forms;
pub mod user_steps;
pub mod users;
pub mod verifier_forms;
pub mod verifiers;
