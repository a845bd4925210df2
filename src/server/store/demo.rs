//! Inserts the demo's accounts and keys into an empty database, one transaction per account.

use crate::{
    domain::{id::Id, keys::key::Key, people::team::Role},
    server::store::{AuditEntry, NewAccount, Store, StoreError, StoredToken, UserRecord, accounts, audit, keys},
};

/// A key of the demo, with the stored parts of its tokens.
#[derive(Clone, Debug)]
pub struct DemoKey {
    pub key: Key,
    pub newest: StoredToken,
    pub old: Option<StoredToken>,
}

impl Store {
    /// Inserts an account with its keys and its members, each with one role.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if the account exists.
    pub async fn insert_demo_account(
        &self,
        account: &NewAccount,
        members: &[(&UserRecord, &Id<Role>)],
        demo_keys: &[DemoKey],
        entry: impl Fn(&Key) -> AuditEntry,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        accounts::insert_account(&mut tx, account).await?;
        for (user, role) in members {
            accounts::insert_member(&mut tx, account, user, role).await?;
        }
        for demo in demo_keys {
            let entry = entry(&demo.key);
            let issued_by = entry.actor();
            let (key, tokens) = (&demo.key.id, &demo.key.tokens);
            keys::insert_key(&mut tx, &account.id, &demo.key, None).await?;
            keys::insert_token(&mut tx, key, tokens.newest(), "newest", &demo.newest, issued_by).await?;
            if let (Some(old), Some(stored)) = (tokens.old(), &demo.old) {
                keys::insert_token(&mut tx, key, old, "old", stored, issued_by).await?;
            }
            audit::record(&mut tx, entry).await?;
        }
        Ok(tx.commit().await?)
    }
}
