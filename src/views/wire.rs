//! Types exchanged between server and browser. Postcard does not encode field names, so the field order is the format;
//! `tests/it/wire.rs` fails when it changes. [`NewLink`] and [`Password`] are secrets.

use crate::domain::{
    audit::receipt::Revisit,
    id::{Id, IdempotentForm},
    key_query::KeyQuery,
    keys::{
        activity::{DeadTokens, LastUse, TokenActivity},
        alert::RenewalPeriod,
        choice::{Consent, DeleteOld},
        key::Key,
        lifetime::LifetimePolicy,
    },
    names::AccountSlug,
    people::{permission::Permission, team::Role},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// The viewing user and the account in view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub account: AccountSlug,
    /// The user's e-mail address, used for sign-in.
    pub email: String,
    /// The user's permissions in this account.
    pub permissions: Vec<Permission>,
    /// All accounts that the user can switch to, sorted by slug. Includes this account.
    pub accounts: Vec<AccountSlug>,
}

impl Viewer {
    /// Whether the user has the permission in this account.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

/// A role that a key of the account can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    pub id: Id<Role>,
    pub name: String,
    /// The resources of the role, sorted.
    pub resources: Vec<String>,
}

/// An account that has added a key as an external one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalAccount {
    pub key: Id<Key>,
    /// The account on which the key may act.
    pub account: AccountSlug,
}

/// One page of an account's generated keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysPage {
    pub viewer: Viewer,
    /// The requested view. Its page number is clamped to the last page.
    pub query: KeyQuery,
    /// In the order of the query.
    pub keys: Vec<Key>,
    /// The accounts on which the page's keys may act, sorted by account.
    pub grants: Vec<ExternalAccount>,
    /// All roles of the account.
    pub roles: Vec<RoleView>,
    /// Number of generated keys of the account.
    pub total: i64,
    /// Number of generated keys that match the query, on all pages.
    pub matching: i64,
    /// Number of external keys of the account.
    pub external: i64,
    /// Number of keys whose old token is not deleted yet.
    pub pending_deletion: i64,
    /// Number of keys with undismissed visits to opened links.
    pub visited_again: i64,
    pub period: RenewalPeriod,
    pub lifetimes: LifetimePolicy,
    /// Idempotency key for forms whose result is shown once. A repeated request runs once and gets the same answer. 256 random
    /// bits, new for each page.
    pub form_id: Id<IdempotentForm>,
    /// The server's clock, so that server and browser compute the same ages.
    pub now: Timestamp,
    /// The keys on this page with undismissed visits to opened links.
    pub revisits: Vec<Revisit>,
    /// When tokens of this page's keys were used last.
    pub last_uses: Vec<LastUse>,
    /// Since when verifications are recorded; `None` if none was.
    pub recorded_since: Option<Timestamp>,
    /// Keys with dead tokens, the last ones that were sent first: those on this page, and some others.
    pub dead_tokens: Vec<DeadTokens>,
    /// How many keys of the account have dead tokens.
    pub dead_keys: i64,
}

impl KeysPage {
    /// Whether viewer and roles are equal, so that only the list changed.
    pub fn is_framed_like(&self, other: &Self) -> bool {
        (&self.viewer, &self.roles) == (&other.viewer, &other.roles)
    }

    /// Whether both pages list the same keys in the same order, with the same content around the list. The keys themselves may
    /// differ.
    pub fn is_laid_out_like(&self, other: &Self) -> bool {
        let ids = self.keys.iter().map(|key| &key.id);
        ids.eq(other.keys.iter().map(|key| &key.id))
            && (&self.viewer, &self.query, &self.roles, self.period, self.lifetimes)
                == (&other.viewer, &other.query, &other.roles, other.period, other.lifetimes)
            && (self.total, self.external, self.matching) == (other.total, other.external, other.matching)
            && (self.pending_deletion, self.visited_again) == (other.pending_deletion, other.visited_again)
    }

    /// Whether the notices about dead tokens are equal. They change whenever such a token is sent, which must not render the list again.
    pub fn has_dead_tokens_like(&self, other: &Self) -> bool {
        (&self.dead_tokens, self.dead_keys) == (&other.dead_tokens, other.dead_keys)
    }
}

/// One key, with the data of its dialogs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDetail {
    pub viewer: Viewer,
    pub key: Key,
    /// All roles of the account.
    pub roles: Vec<RoleView>,
    pub lifetimes: LifetimePolicy,
    /// Idempotency key, as [`KeysPage::form_id`].
    pub form_id: Id<IdempotentForm>,
    pub now: Timestamp,
    /// The use of its tokens, the newest first.
    pub activities: Vec<TokenActivity>,
}

/// The password that confirms the user's identity. Forms ask for it after [`crate::error::AppError::PasswordNeeded`]. `Debug` redacts
/// it, and its memory is wiped on drop.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(pub Option<Zeroizing<String>>);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Password(…)"
        } else {
            "Password(none)"
        })
    }
}

/// *Expires* and *Allowed addresses*, as entered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RestrictionsInput {
    /// The chosen lifetime. Empty if the form does not have the field.
    pub expires: String,
    /// The last day, if a date is chosen.
    pub expires_on: String,
    /// Networks, one a line. `None` if the form does not have the field.
    pub networks: Option<String>,
}

/// The input of the *Generate key* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GenerateInput {
    /// *Key identification*, as entered.
    pub label: String,
    pub roles: Vec<Id<Role>>,
    pub restrictions: RestrictionsInput,
    /// From [`KeysPage`].
    pub form_id: Id<IdempotentForm>,
    pub password: Password,
}

/// The input of the *Edit* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EditInput {
    /// *Key identification*, as entered.
    pub label: String,
    pub roles: Vec<Id<Role>>,
    pub restrictions: RestrictionsInput,
    pub active: bool,
    /// Whether the box about tokens in use is ticked.
    pub in_use: bool,
    pub password: Password,
}

/// The key that an action applies to, at the version that the user saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRef {
    pub account: String,
    pub key: Id<Key>,
    pub version: i64,
}

/// The input of the *Renew token* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewInput {
    pub consent: Consent,
    /// Whether the old token may go although it is in use.
    pub in_use: bool,
    /// From [`KeysPage`] or [`KeyDetail`].
    pub form_id: Id<IdempotentForm>,
    pub password: Password,
}

/// The input of the *New link* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewLinkInput {
    /// From [`KeyDetail`].
    pub form_id: Id<IdempotentForm>,
    pub password: Password,
}

/// The input of the *Delete key* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteInput {
    /// Whether *I understand that this action cannot be undone* is ticked.
    pub understood: bool,
    /// Whether the box about tokens in use is ticked.
    pub in_use: bool,
    pub password: Password,
}

/// The input that completes a renewal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompleteInput {
    pub delete_old: DeleteOld,
    /// Whether *Now* may delete the old token although the link is unopened: the link was copied, or *Nobody has the new token yet* is
    /// ticked.
    pub unseen: bool,
    /// Whether *Now* may delete an old token that is in use.
    pub in_use: bool,
    pub password: Password,
}

/// The input of the *Delete old token* form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteOldInput {
    /// Whether the box about tokens in use is ticked.
    pub in_use: bool,
    pub password: Password,
}

/// A new single-access link. Shown once and not recoverable: it exists only in the response, and in a signal while the dialog is
/// open.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// The complete URL. A secret.
    pub url: String,
    pub expires_at: Timestamp,
    /// The key after the action.
    pub key: Key,
    pub now: Timestamp,
    /// The use of the tokens that the key had before.
    pub activities: Vec<TokenActivity>,
}

impl NewLink {
    /// The same link at a later time.
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
