//! The *External* tab and its forms.

use crate::{
    domain::{keys::external::ExternalKey, names::Id, page::KeyQuery},
    views::wire::{Password, RoleView, Viewer},
};

/// One page of an account's external keys, with all that the page around the table shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalPage {
    pub viewer: Viewer,
    /// The key that was added last first.
    pub keys: Vec<ExternalKey>,
    /// Every role of the account.
    pub roles: Vec<RoleView>,
    /// The part that was asked for; its page is at most the last one.
    pub query: KeyQuery,
    /// How many external keys the account has.
    pub total: i64,
    /// How many of them match the query, over all its pages.
    pub matching: i64,
    /// How many generated keys it has.
    pub generated: i64,
}

/// What the forms of the *External* tab start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalForm {
    pub viewer: Viewer,
    /// Every role of the account.
    pub roles: Vec<RoleView>,
    /// The key, where the form is about one.
    pub key: Option<ExternalKey>,
}

/// A form of the *External* tab, filled in.
#[derive(Clone, Debug)]
pub struct ExternalInput {
    /// *External key identification*, as typed; not looked at where the key is known.
    pub app_key: String,
    pub roles: Vec<Id>,
    /// [`ExternalKey::seen`] of when the person looked; not looked at where a key is added.
    pub seen: String,
    pub password: Password,
}
