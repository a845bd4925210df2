//! The rules of API keys: tokens, single-access links, renewal alerts, ends, allowed networks and verification.

pub mod activity;
pub mod alert;
pub mod choice;
pub mod external;
pub mod key;
pub mod lifetime;
pub mod link;
pub mod networks;
pub mod refusal;
pub mod restrictions;
pub mod standing;
pub mod token_text;
pub mod tokens;
pub mod verification;

#[cfg(test)]
mod key_properties;
#[cfg(test)]
mod key_tests;
