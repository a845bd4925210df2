//! Turns dates, events, refusals and receipts into text, in the language of the request. The rules are in `domain`, and the markup
//! around a sentence is in `ui`.

pub mod dates;
pub mod denials;
pub mod events;
pub mod keys;
pub mod lists;
pub mod receipts;
pub mod refusals;
mod restrictions;
pub mod roles;

#[cfg(test)]
mod receipt_tests;
pub mod usage;
