//! The rules of API keys: tokens, single-access links, renewal alerts and verification.

pub mod alert;
pub mod choice;
pub mod external;
pub mod key;
pub mod link;
pub mod refusal;
pub mod token_text;
pub mod verification;

#[cfg(test)]
mod key_properties;
#[cfg(test)]
mod key_tests;
