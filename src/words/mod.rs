//! Sentences: what turns dates, events, refusals and receipts into text, in the language of the request.
//!
//! The rules in `domain` decide and return values; here they get their words. What is drawn around a sentence is in `ui`.

pub mod dates;
pub mod events;
pub mod keys;
pub mod lists;
pub mod receipts;
pub mod refusals;
pub mod roles;

#[cfg(test)]
mod receipt_tests;
