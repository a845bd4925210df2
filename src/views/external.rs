//! Data of the *External* tab and its forms.

use crate::{
    domain::{id::Id, key_query::KeyQuery, keys::external::ExternalKey, people::team::Role, time::Timestamp},
    views::wire::{Password, RoleView, Viewer},
};

/// One page of an account's external keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalPage {
    pub viewer: Viewer,
    /// In the order of the query.
    pub keys: Vec<ExternalKey>,
    /// All roles of the account.
    pub roles: Vec<RoleView>,
    /// The requested view. Its page number is clamped to the last page.
    pub query: KeyQuery,
    /// Number of external keys of the account.
    pub total: i64,
    /// Number of external keys that match the query, on all pages.
    pub matching: i64,
    /// Number of generated keys of the account.
    pub generated: i64,
    pub now: Timestamp,
}

/// The initial data of a form of the *External* tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalForm {
    pub viewer: Viewer,
    /// All roles of the account.
    pub roles: Vec<RoleView>,
    /// The key, if the form is about an existing one.
    pub key: Option<ExternalKey>,
}

/// The input of a form of the *External* tab.
#[derive(Clone, Debug)]
pub struct ExternalInput {
    /// *External key identification*, as entered. Ignored for an existing key.
    pub app_key: String,
    pub roles: Vec<Id<Role>>,
    /// [`ExternalKey::fingerprint`] at the time the form was shown. Ignored when a key is added.
    pub seen: String,
    pub password: Password,
}
