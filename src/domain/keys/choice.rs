//! Choices of the user during a renewal.

use serde::{Deserialize, Serialize};

/// When the old token is deleted. Chosen at the completion of a renewal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeleteOld {
    /// Both tokens stay valid until the user deletes the old one.
    #[default]
    Later,
    /// The old token is deleted immediately.
    Now,
}

/// Whether the caller agreed that a renewal deletes the old token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    #[default]
    NotGiven,
    Given,
}
