//! The rules of Keydesk: keys, people, verifiers, the audit log, and the types that they share. Everything here is pure: no clock (rules take
//! `now`), no randomness (new tokens are arguments), no I/O and no framework. The browser uses the same code to choose the buttons
//! of a row as the server uses to allow the action.

pub mod audit;
pub mod fingerprint;
pub mod id;
pub mod key_query;
pub mod keys;
pub mod lookalike;
pub mod names;
pub mod people;
pub mod percent;
pub mod text;
pub mod time;
pub mod usage;
pub mod verifiers;
