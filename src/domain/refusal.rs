//! Why a key's rules do not allow an action.

use crate::{domain::time::Timestamp, i18n::t};
use serde::{Deserialize, Serialize};
use std::{error::Error, fmt};

/// Why an action is not possible now. Each reads as the sentence that says what to do instead.
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

    /// Its sentence, with this text for the instant.
    pub fn sentence(&self, at: &str) -> String {
        match self {
            Self::LinkPending { .. } => return t::refused_link_pending(at),
            Self::FirstLinkPending { .. } => return t::refused_first_link_pending(at),
            Self::NewTokenViewed { .. } => return t::refused_new_token_viewed(at),
            Self::LinkExpired { .. } => return t::refused_link_expired(at),
            Self::OldTokenWouldGo => t::refused_old_token_would_go(),
            Self::NotRenewing => t::refused_not_renewing(),
            Self::NoLinkPending => t::refused_no_link_pending(),
            Self::NewTokenUnseen => t::refused_new_token_unseen(),
        }
        .to_owned()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at().map(Timestamp::date_and_time).unwrap_or_default();
        f.write_str(&self.sentence(&at))
    }
}

impl Error for Refusal {}
