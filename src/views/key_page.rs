//! Data of a key's page.

use crate::{
    domain::{
        audit::log::AuditRecord,
        id::Id,
        keys::{
            activity::TokenActivity,
            alert::RenewalPeriod,
            key::{Key, Token},
        },
        names::{AccountSlug, AppKey},
        time::Timestamp,
        usage::Usage,
        verifiers::verifier::Verifier,
    },
    views::{
        links::LinkHistory,
        wire::{RoleView, Viewer},
    },
};

/// A key, or what is left of a deleted one.
#[derive(Clone, Debug)]
pub struct KeyPage {
    pub viewer: Viewer,
    pub id: Id<Key>,
    pub app_key: AppKey,
    pub label: String,
    /// `None` if the key was deleted.
    pub key: Option<ExistingKey>,
    pub deleted_at: Option<Timestamp>,
    /// Its revoked and deleted tokens that were sent afterwards.
    pub dead: Vec<DeadToken>,
    /// The requests with its app key and an unknown token.
    pub unknown: Option<Usage>,
    /// Its last audit events; `None` if the viewer may not see the audit log.
    pub records: Option<Vec<AuditRecord>>,
    /// The names of the verifiers that the account may know. Others are those of other accounts.
    pub verifiers: Vec<(Id<Verifier>, String)>,
    /// Since when verifications are recorded.
    pub recorded_since: Option<Timestamp>,
    pub now: Timestamp,
}

/// What only an existing key has.
#[derive(Clone, Debug)]
pub struct ExistingKey {
    pub key: Key,
    /// Its tokens, the newest first.
    pub tokens: Vec<(Token, Option<Usage>)>,
    /// What is told of their use before one is deleted.
    pub activities: Vec<TokenActivity>,
    /// Its roles.
    pub roles: Vec<RoleView>,
    /// The other accounts that have it as an external key.
    pub accounts: Vec<AccountSlug>,
    pub history: LinkHistory,
    pub period: RenewalPeriod,
}

/// A token that was sent after its end.
#[derive(Clone, Debug)]
pub struct DeadToken {
    /// Names it in forms. It is made from the token's hash and tells nothing about it.
    pub reference: String,
    pub ended_at: Timestamp,
    pub usage: Usage,
}
