//! Secrets: where they come from, how they are recognised, and how an undelivered token is kept.

pub mod password;
pub mod random;
mod seal;
mod secret;

pub use seal::{SealError, Sealed, open, seal};
pub use secret::{Hash, Secret, hash};
