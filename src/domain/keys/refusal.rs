//! Refusals by the rules of a key.

use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why an action is not possible now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyRefusal {
    /// The link of the new token can still be opened. The renewal can be undone.
    LinkPending {
        expires_at: Timestamp,
    },
    /// The link of the only token can still be opened. It can be replaced.
    FirstLinkPending {
        expires_at: Timestamp,
    },
    /// Another renewal would delete the old token, and the caller did not agree.
    ConsentNeeded,
    /// The key has no old token.
    NotRenewing,
    NewTokenViewed {
        at: Timestamp,
    },
    LinkExpired {
        at: Timestamp,
    },
    /// The key has no pending link to replace.
    NoLinkPending,
    /// *Now* would leave no client with a valid token.
    NewTokenUnseen,
}

impl KeyRefusal {
    /// The time in the refusal's sentence, if it has one.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::LinkPending { expires_at: at }
            | Self::FirstLinkPending { expires_at: at }
            | Self::NewTokenViewed { at }
            | Self::LinkExpired { at } => Some(*at),
            Self::ConsentNeeded | Self::NotRenewing | Self::NoLinkPending | Self::NewTokenUnseen => None,
        }
    }
}
