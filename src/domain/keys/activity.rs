//! What is told of the use of a key's tokens.

use crate::domain::{
    audit::event::Event,
    id::Id,
    keys::key::{Key, KeyChange, Token, delete_old_token},
    time::Timestamp,
    usage::Usage,
};
use serde::{Deserialize, Serialize};

/// When a token was used last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUse {
    pub token: Id<Token>,
    pub at: Timestamp,
}

/// A key with dead tokens: revoked or deleted ones that are still sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadTokens {
    pub key: Id<Key>,
    pub label: String,
    pub key_is_deleted: bool,
    /// How often, without what was dismissed.
    pub times: i64,
    pub last_at: Timestamp,
    /// From where it was sent last; empty if that is not known.
    pub address: String,
}

/// Maximum number of keys with dead tokens that a list tells of, beside those of its page.
pub const DEAD_TOLD: usize = 50;

/// Number of recorded days after which an unused token is quiet.
pub const QUIET_DAYS: i64 = 7;

/// Whether a token is in use, as far as recorded verifications tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activity {
    InUse,
    /// Not used for [`QUIET_DAYS`], or for as long as was asked.
    Quiet,
    /// Not used, and not recorded for long enough.
    Unknown,
}

/// What is known of a token's use, for the decision to delete it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenActivity {
    pub token: Id<Token>,
    pub activity: Activity,
    pub last_at: Option<Timestamp>,
    /// Uses in the last 24 hours.
    pub within_a_day: i64,
    /// From where it was used last; empty if that is not known.
    pub address: String,
}

impl TokenActivity {
    /// The activity of a token at `now`. It is quiet if it was not used since `quiet_since`, which is `None` if that is not known
    /// ([`quiet_since`]).
    ///
    /// [`quiet_since`]: crate::domain::usage::quiet_since
    pub fn of(token: &Token, usage: Option<&Usage>, quiet_since: Option<Timestamp>, now: Timestamp) -> Self {
        let last_at = usage.map(|usage| usage.last_at);
        let is_quiet = quiet_since.is_some_and(|since| last_at.unwrap_or(token.created_at) < since);
        let address = usage.and_then(Usage::last_sender).and_then(|sender| sender.address);
        Self {
            token: token.id.clone(),
            activity: match last_at {
                _ if is_quiet => Activity::Quiet,
                Some(_) => Activity::InUse,
                None => Activity::Unknown,
            },
            last_at,
            within_a_day: usage.map_or(0, |usage| usage.within_a_day(now)),
            address: address.map_or_else(String::new, |address| address.to_string()),
        }
    }
}

/// Deletes the old token as planned, if it is quiet and the new one is in use.
pub fn delete_unused_token(key: Key, old: &TokenActivity, new: &TokenActivity) -> Option<KeyChange> {
    let is_due = old.activity == Activity::Quiet && new.activity == Activity::InUse;
    key.tokens.when_unused().filter(|_| is_due)?;
    let change = delete_old_token(key).ok()?;
    Some(KeyChange {
        events: vec![Event::OldTokenDeletedUnused],
        ..change
    })
}

#[cfg(test)]
#[path = "activity_tests.rs"]
mod tests;
