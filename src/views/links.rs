//! The *Link history* of a key.

use crate::{
    domain::{
        audit::receipt::Receipt,
        names::{AppKey, Id},
    },
    views::wire::Viewer,
};

/// All links of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHistory {
    pub viewer: Viewer,
    pub key: Id,
    pub app_key: AppKey,
    pub label: String,
    /// The newest first; before them those with visits that nobody has seen.
    pub receipts: Vec<Receipt>,
    /// Whether there are older ones that are not listed.
    pub more: bool,
}
