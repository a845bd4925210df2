//! The rules of Keydesk, and nothing else: keys, tokens, links, alerts, verification, names.
//!
//! Everything here is pure. There is no clock (every rule takes `now`), no randomness (new tokens come in as
//! arguments), no I/O and no framework, so the same code decides in the browser which buttons a row offers and on the
//! server whether the action behind the button is allowed.

pub mod alert;
pub mod audit;
pub mod audit_csv;
pub mod audit_detail;
pub mod event;
pub mod key;
pub mod link;
pub mod lookalike;
pub mod members;
pub mod names;
pub mod page;
pub mod permission;
pub mod receipt;
pub mod refusal;
pub mod roles;
pub mod second_factor;
pub mod team;
pub mod team_change;
pub mod text;
pub mod time;
pub mod token_text;
pub mod verify;
pub mod views;

#[cfg(test)]
mod key_properties;
#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod receipt_tests;
#[cfg(test)]
mod team_tests;
