//! The tokens of a key: one, or two during a renewal.

use crate::domain::{
    id::Id,
    keys::{choice::QuietDays, link::Link},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// An API token without its secret, with the state of the link that delivers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: Id<Token>,
    pub created_at: Timestamp,
    pub link: Link,
}

impl Token {
    /// A token created at `now`, with a pending link.
    pub fn issue(id: Id<Token>, now: Timestamp) -> Self {
        Self {
            id,
            created_at: now,
            link: Link::issue(now),
        }
    }
}

/// A key's valid tokens: one, or two during a renewal. Never three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tokens {
    Single {
        token: Token,
    },
    Renewing {
        old: Token,
        new: Token,
        /// After how many days without use a job deletes the old token; `None` if only a user deletes it.
        when_unused: Option<QuietDays>,
    },
}

impl Tokens {
    /// The token created last.
    pub fn newest(&self) -> &Token {
        match self {
            Self::Single { token } => token,
            Self::Renewing { new, .. } => new,
        }
    }

    /// The old token of a key in renewal.
    pub fn old(&self) -> Option<&Token> {
        match self {
            Self::Single { .. } => None,
            Self::Renewing { old, .. } => Some(old),
        }
    }

    /// After how many days without use a job deletes the old token, if that was chosen.
    pub fn when_unused(&self) -> Option<QuietDays> {
        match self {
            Self::Single { .. } => None,
            Self::Renewing { when_unused, .. } => *when_unused,
        }
    }

    /// The same tokens with another plan for the old one.
    pub(super) fn planned(self, when_unused: Option<QuietDays>) -> Self {
        match self {
            Self::Single { token } => Self::Single { token },
            Self::Renewing { old, new, .. } => Self::Renewing { old, new, when_unused },
        }
    }

    /// All valid tokens, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        std::iter::once(self.newest()).chain(self.old())
    }

    /// Without the old token of a renewal.
    pub(super) fn without_old(self) -> Self {
        match self {
            Self::Single { token } | Self::Renewing { new: token, .. } => Self::Single { token },
        }
    }

    /// Without the new token of a renewal.
    pub(super) fn without_new(self) -> Self {
        match self {
            Self::Single { token } | Self::Renewing { old: token, .. } => Self::Single { token },
        }
    }
}
