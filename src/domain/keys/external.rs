//! External keys: those of another account that may act on this one.

use crate::domain::{
    fingerprint::fingerprint,
    keys::key::Status,
    names::{AccountSlug, AppKey, Id},
    time::Timestamp,
};

/// A key of another account that may act on this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalKey {
    pub key: Id,
    pub app_key: AppKey,
    /// As its owner calls it.
    pub label: String,
    pub owner: AccountSlug,
    /// Ids of the roles that this account gives it.
    pub roles: Vec<Id>,
    pub added_at: Timestamp,
    /// As its owner has it.
    pub status: Status,
}

impl ExternalKey {
    /// Changes with everything that the form about it changes, so that a form that is out of date is known.
    pub fn seen(&self) -> String {
        fingerprint(&self.roles, self.app_key.as_str())
    }
}
