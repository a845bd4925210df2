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

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::LinkPending { expires_at } => {
                return f.write_str(&t::refused_link_pending(&expires_at.date_and_time()));
            }
            Self::FirstLinkPending { expires_at } => {
                return f.write_str(&t::refused_first_link_pending(&expires_at.date_and_time()));
            }
            Self::OldTokenWouldGo => t::refused_old_token_would_go(),
            Self::NotRenewing => t::refused_not_renewing(),
            Self::NewTokenViewed { at } => return f.write_str(&t::refused_new_token_viewed(&at.date_and_time())),
            Self::LinkExpired { at } => return f.write_str(&t::refused_link_expired(&at.date_and_time())),
            Self::NoLinkPending => t::refused_no_link_pending(),
            Self::NewTokenUnseen => t::refused_new_token_unseen(),
        };
        f.write_str(sentence)
    }
}

impl Error for Refusal {}
