//! Why a key's rules do not allow an action.

use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why an action is not possible now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    LinkPending {
        expires_at: Timestamp,
    },
    FirstLinkPending {
        expires_at: Timestamp,
    },
    OldTokenWouldGo,
    NotRenewing,
    NewTokenViewed {
        at: Timestamp,
    },
    LinkExpired {
        at: Timestamp,
    },
    /// There is no pending link that a new one could replace.
    NoLinkPending,
    /// *Now* would leave nobody with a token that works.
    NewTokenUnseen,
}

impl Refusal {
    /// The instant that its sentence names, if it names one.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::LinkPending { expires_at: at }
            | Self::FirstLinkPending { expires_at: at }
            | Self::NewTokenViewed { at }
            | Self::LinkExpired { at } => Some(*at),
            Self::OldTokenWouldGo | Self::NotRenewing | Self::NoLinkPending | Self::NewTokenUnseen => None,
        }
    }
}
