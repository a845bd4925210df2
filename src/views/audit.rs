//! The *Audit log* page.

use crate::{
    domain::audit::log::{AuditQuery, AuditRecord},
    views::wire::Viewer,
};

/// One page of the log, with all that is around it.
#[derive(Clone, Debug)]
pub struct AuditPage {
    pub viewer: Viewer,
    pub query: AuditQuery,
    /// The newest first.
    pub records: Vec<AuditRecord>,
    /// Whether there are newer rows than these that match.
    pub newer: bool,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether more users than can be searched begin as the filter does, so that some are left out.
    pub too_many_users: bool,
    /// Whether more keys than can be searched are called as the filter says.
    pub too_many_keys: bool,
}
