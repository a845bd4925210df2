//! Whether the audit log is as it was written.

use crate::server::store::{AuditChain, Store, StoreError};

/// The first row that does not fit, of each chain that has one: changed, removed or put in by somebody past Keydesk.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn broken(store: &Store) -> Result<(Vec<AuditChain>, Vec<(AuditChain, i64)>), StoreError> {
    let (mut whole, mut broken) = (Vec::new(), Vec::new());
    for chain in store.audit_chains().await? {
        match store.first_broken_audit_row(chain.account.as_ref()).await? {
            Some(row) => broken.push((chain, row)),
            None => whole.push(chain),
        }
    }
    Ok((whole, broken))
}

/// What operators call a chain.
pub fn name(chain: &AuditChain) -> String {
    match (&chain.slug, &chain.account) {
        (Some(slug), _) => format!("account {slug}"),
        (None, Some(id)) => format!("account {id}, which is gone"),
        (None, None) => "the installation".to_owned(),
    }
}
