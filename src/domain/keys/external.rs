//! External keys: keys of other accounts that may act on this one.

use crate::domain::{
    fingerprint::fingerprint,
    id::Id,
    keys::{
        key::{Key, Status},
        standing::Standing,
    },
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
    /// The end set by the owner.
    pub expires_at: Option<Timestamp>,
}

impl ExternalKey {
    /// The key's standing at `now`, which the owner decides.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::new(self.status, self.expires_at, now)
    }

    /// Fingerprint of the values that the edit form changes. Detects a stale form.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.roles, self.app_key.as_str())
    }
}
