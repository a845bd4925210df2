//! External keys: keys of other accounts that may act on this one.

use crate::domain::{
    fingerprint::fingerprint,
    id::Id,
    keys::key::{Key, Status},
    names::{AccountSlug, AppKey},
    people::team::Role,
    time::Timestamp,
};

/// A key of another account that may act on this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalKey {
    pub key: Id<Key>,
    pub app_key: AppKey,
    /// The label given by the owner.
    pub label: String,
    pub owner: AccountSlug,
    /// Ids of the roles that this account gives to the key.
    pub roles: Vec<Id<Role>>,
    pub added_at: Timestamp,
    /// The status set by the owner.
    pub status: Status,
}

impl ExternalKey {
    /// Fingerprint of the values that the edit form changes. Detects a stale form.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.roles, self.app_key.as_str())
    }
}
