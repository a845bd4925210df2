//! What travels between server and browser, in both directions. Postcard has no names of fields, so their order is the format;
//! `tests/it/wire.rs` fails when it changes. Secret are [`NewLink`], and [`Password`] in what holds one.

use crate::domain::{
    audit::receipt::Revisit,
    keys::{
        alert::RenewalPeriod,
        choice::{Consent, DeleteOld},
        key::Key,
    },
    names::{AccountSlug, Id},
    page::KeyQuery,
    people::permission::Permission,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who looks, and at which account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub account: AccountSlug,
    /// The address the user signs in with.
    pub email: String,
    /// What the user may do in this account.
    pub permissions: Vec<Permission>,
    /// Every account that the user can switch to, by slug, this one included.
    pub accounts: Vec<AccountSlug>,
}

impl Viewer {
    /// Whether the user may do this here.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

/// A role that a key of the account can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    pub id: Id,
    pub name: String,
    /// The resources in the role, sorted.
    pub resources: Vec<String>,
}

/// That another account has a key as an external one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub key: Id,
    /// The account on which the key may act.
    pub account: AccountSlug,
}

/// One page of an account's generated keys, with all that the page around the table shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysPage {
    pub viewer: Viewer,
    /// The part that was asked for; its page is at most the last one.
    pub query: KeyQuery,
    /// The newest key first.
    pub keys: Vec<Key>,
    /// On which other accounts the page's keys may act, sorted by account.
    pub grants: Vec<Grant>,
    /// Every role of the account.
    pub roles: Vec<RoleView>,
    /// How many generated keys the account has.
    pub total: i64,
    /// How many of them match the query, over all its pages.
    pub matching: i64,
    /// How many external keys the account has.
    pub external: i64,
    /// How many keys have an old token that waits to be deleted.
    pub pending_deletion: i64,
    /// How many have opened links that were visited again.
    pub visited_again: i64,
    pub period: RenewalPeriod,
    /// Goes back with forms whose answer is shown once: sent twice, each does its work once and gets the same answer. 256 random bits,
    /// others each time.
    pub form_id: Id,
    /// The server's clock, so that server and browser speak of the same ages.
    pub now: Timestamp,
    /// Which of the page's keys have opened links that were visited again.
    pub revisits: Vec<Revisit>,
}

impl KeysPage {
    /// Whether both pages have the same around their lists.
    pub fn is_framed_like(&self, other: &Self) -> bool {
        (&self.viewer, &self.roles) == (&other.viewer, &other.roles)
    }

    /// Whether both pages list the same keys in the same order with the same around them. The keys may have changed.
    pub fn is_laid_out_like(&self, other: &Self) -> bool {
        let ids = self.keys.iter().map(|key| &key.id);
        ids.eq(other.keys.iter().map(|key| &key.id))
            && (&self.viewer, &self.query, &self.roles, self.period)
                == (&other.viewer, &other.query, &other.roles, other.period)
            && (self.total, self.external, self.matching) == (other.total, other.external, other.matching)
            && (self.pending_deletion, self.visited_again) == (other.pending_deletion, other.visited_again)
    }
}

/// One key, with what its dialogs need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDetail {
    pub viewer: Viewer,
    pub key: Key,
    /// Every role of the account.
    pub roles: Vec<RoleView>,
    /// As [`KeysPage::form_id`].
    pub form_id: Id,
    pub now: Timestamp,
}

/// A password that confirms who acts, if one was entered. It does not print.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(pub Option<String>);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Password(…)"
        } else {
            "Password(none)"
        })
    }
}

/// The *Generate key* form, filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GenerateInput {
    /// *Key identification*, as typed.
    pub label: String,
    pub roles: Vec<Id>,
    /// As it came with [`KeysPage`].
    pub form_id: Id,
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// The *Edit* form, filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EditInput {
    /// *Key identification*, as typed.
    pub label: String,
    pub roles: Vec<Id>,
    pub active: bool,
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// The key that an action is about, at the version that the person saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRef {
    pub account: String,
    pub key: Id,
    pub version: i64,
}

/// The *Renew token* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewInput {
    pub consent: Consent,
    /// As it came with [`KeysPage`] or [`KeyDetail`].
    pub form_id: Id,
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// The *New link* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewLinkInput {
    /// As it came with [`KeyDetail`].
    pub form_id: Id,
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// The *Delete key* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteInput {
    /// *I understand that this action cannot be undone* is ticked.
    pub understood: bool,
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// The choice with which a renewal is completed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompleteInput {
    pub delete_old: DeleteOld,
    /// The link was copied, or *Nobody has the new token yet* is ticked. Only *Now* needs it.
    pub unseen: bool,
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// The *Delete old token* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteOldInput {
    /// Only when asked for by [`crate::error::AppError::PasswordNeeded`].
    pub password: Password,
}

/// A new single-access link: shown once and never to be had again. Lives in the answer, in a signal while the dialog is
/// open, and nowhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// The whole address to copy. A secret.
    pub url: String,
    pub expires_at: Timestamp,
    /// The key as it now is.
    pub key: Key,
    pub now: Timestamp,
}

impl NewLink {
    /// The same, looked at later.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }
}

impl fmt::Debug for NewLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewLink")
            .field("key", &self.key.app_key)
            .finish_non_exhaustive()
    }
}
