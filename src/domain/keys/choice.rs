//! What a person chooses when a token is renewed.

use serde::{Deserialize, Serialize};

/// When the old token goes, as chosen when a renewal is completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeleteOld {
    /// Both tokens stay valid until the old one is deleted by hand.
    #[default]
    Later,
    /// The old token is deleted at once.
    Now,
}

/// Whether whoever renews accepts that the old token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    #[default]
    NotGiven,
    OldTokenMayGo,
}
