//! Data of the links on a key's page.

use crate::{
    domain::{audit::receipt::Receipt, id::Id, keys::key::Key},
    views::wire::Viewer,
};

/// The links of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHistory {
    pub viewer: Viewer,
    pub key: Id<Key>,
    /// Links with undismissed visits first, then the others; both newest first.
    pub receipts: Vec<Receipt>,
    /// Whether older links exist that are not listed.
    pub more: bool,
}
