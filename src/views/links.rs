//! Data of a key's *Link history*.

use crate::{
    domain::{audit::receipt::Receipt, id::Id, keys::key::Key, names::AppKey},
    views::wire::Viewer,
};

/// The links of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHistory {
    pub viewer: Viewer,
    pub key: Id<Key>,
    pub app_key: AppKey,
    pub label: String,
    /// Links with undismissed visits first, then the others; both newest first.
    pub receipts: Vec<Receipt>,
    /// Whether older links exist that are not listed.
    pub more: bool,
}
