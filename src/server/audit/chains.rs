//! Verification of the audit log's hash chains.

use crate::server::store::{AuditChain, Store, StoreError};

/// The intact chains, and the broken ones with their first broken row. A row breaks a chain if it was changed, removed or inserted without
/// Keydesk.
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

/// The name of a chain in messages for the operator.
pub fn name(chain: &AuditChain) -> String {
    match (&chain.slug, &chain.account) {
        (Some(slug), _) => format!("account {slug}"),
        (None, Some(id)) => format!("account {id}, which is gone"),
        (None, None) => "the installation".to_owned(),
    }
}
