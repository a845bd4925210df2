//! Verification of the audit log's hash chains.

use crate::server::store::{AuditChain, Store, StoreError};

/// The chains by the result of their verification.
pub struct VerifiedChains {
    pub intact: Vec<AuditChain>,
    /// Each with its first broken row.
    pub broken: Vec<(AuditChain, i64)>,
}

/// Verifies all chains. A row breaks its chain if it was changed, removed or inserted without Keydesk.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn verify(store: &Store) -> Result<VerifiedChains, StoreError> {
    let (mut intact, mut broken) = (Vec::new(), Vec::new());
    for chain in store.audit_chains().await? {
        match store.first_broken_audit_row(chain.account.as_ref()).await? {
            Some(row) => broken.push((chain, row)),
            None => intact.push(chain),
        }
    }
    Ok(VerifiedChains { intact, broken })
}

/// The name of a chain in messages for the operator.
pub fn name(chain: &AuditChain) -> String {
    match (&chain.slug, &chain.account) {
        (Some(slug), _) => format!("account {slug}"),
        (None, Some(id)) => format!("account {id}, which is gone"),
        (None, None) => "the installation".to_owned(),
    }
}
