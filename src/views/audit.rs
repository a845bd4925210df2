//! Data of the *Audit log* page.

use crate::{
    domain::audit::log::{AuditQuery, AuditRecord},
    views::wire::Viewer,
};

/// One page of the audit log.
#[derive(Clone, Debug)]
pub struct AuditPage {
    pub viewer: Viewer,
    pub query: AuditQuery,
    /// Newest first.
    pub records: Vec<AuditRecord>,
    /// Whether newer matching rows exist.
    pub newer: bool,
    /// Whether older matching rows exist.
    pub older: bool,
    /// Whether the user filter matches more users than can be searched, so that rows may be missing.
    pub too_many_users: bool,
    /// Whether the key filter matches more keys than can be searched, so that rows may be missing.
    pub too_many_keys: bool,
}
