//! The rules of Keydesk, and nothing else: keys, people, the audit log, and the small types that all of them share.
//!
//! Everything here is pure. There is no clock (every rule takes `now`), no randomness (new tokens come in as
//! arguments), no I/O and no framework, so the same code decides in the browser which buttons a row offers and on the
//! server whether the action behind the button is allowed.

pub mod audit;
pub mod fingerprint;
pub mod keys;
pub mod lookalike;
pub mod names;
pub mod page;
pub mod people;
pub mod percent;
pub mod text;
pub mod time;
