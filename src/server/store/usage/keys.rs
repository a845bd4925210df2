//! What the page of a key needs beside the key: the hashes of its tokens, and what is left of a deleted one.

use crate::{
    domain::{
        id::{Account, Id},
        keys::key::{Key, Token},
        names::AppKey,
        time::Timestamp,
        verifiers::verifier::Verifier,
    },
    server::store::{AuditEntry, Store, StoreError, audit, columns},
};

/// Dead tokens of a key that are shown.
const DEAD_TOKENS: i64 = 100;

/// The hash of a key's token that is revoked or deleted.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct EndedToken {
    pub token_hash: String,
    pub ended_at: Timestamp,
}

/// What is left of a deleted key.
#[derive(Clone, Debug)]
pub struct DeletedKey {
    pub app_key: AppKey,
    pub label: String,
    pub deleted_at: Timestamp,
}

impl Store {
    /// The hashes of a key's valid tokens.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn token_hashes(&self, key: &Id<Key>) -> Result<Vec<(Id<Token>, String)>, StoreError> {
        let query = sqlx::query_as("select id, token_hash from api_tokens where key_id = $1");
        Ok(query.bind(key.as_str()).fetch_all(&self.pool).await?)
    }

    /// The keys whose old token is to be deleted when it is unused, with their accounts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn planned_deletions(&self) -> Result<Vec<(Id<Account>, Id<Key>)>, StoreError> {
        let text = "select k.account_id, k.id from api_keys k join api_tokens t on t.key_id = k.id and t.slot = 'old' \
                    where k.delete_old_after is not null";
        Ok(sqlx::query_as(text).fetch_all(&self.pool).await?)
    }

    /// The last revoked and deleted tokens of a key. Those with uses that nobody has dismissed come first, so that each of them is shown some
    /// day, then the latest.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn ended_tokens(&self, key: &Id<Key>) -> Result<Vec<EndedToken>, StoreError> {
        let text = "select e.token_hash, e.ended_at from (\
                    select token_hash, revoked_at as ended_at from revoked_tokens where key_id = $1 \
                    union all select token_hash, ended_at from deleted_tokens where key_id = $1) e \
                    left join token_usage u on u.subject = e.token_hash \
                    order by case when u.dead_uses > u.dead_seen then 0 else 1 end, e.ended_at desc, e.token_hash limit $2";
        let query = sqlx::query_as(text).bind(key.as_str()).bind(DEAD_TOKENS);
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// What is left of a deleted key of an account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn deleted_key(&self, account: &Id<Account>, key: &Id<Key>) -> Result<Option<DeletedKey>, StoreError> {
        let text = "select app_key, label, deleted_at from deleted_keys where key_id = $1 and account_id = $2";
        let query = sqlx::query_as(text).bind(key.as_str()).bind(account.as_str());
        let row: Option<(String, String, Timestamp)> = query.fetch_optional(&self.pool).await?;
        row.map(|(app_key, label, deleted_at)| {
            Ok(DeletedKey {
                app_key: columns::app_key(&app_key)?,
                label,
                deleted_at,
            })
        })
        .transpose()
    }

    /// The names of the verifiers that an account may know: its own, and those of the operator. Names of other accounts' verifiers are theirs.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn verifier_names(&self, account: &Id<Account>) -> Result<Vec<(Id<Verifier>, String)>, StoreError> {
        let query = sqlx::query_as("select id, name from verifiers where account_id = $1 or account_id is null");
        Ok(query.bind(account.as_str()).fetch_all(&self.pool).await?)
    }

    /// Marks uses of a dead token as seen, up to and including number `uses`. Idempotent.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn dismiss_dead_token(&self, token_hash: &str, uses: i64, entry: AuditEntry) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let text = "update token_usage set dead_seen = case when dead_uses < $2 then dead_uses else $2 end \
                        where subject = $1 and dead_seen < $2 and dead_seen < dead_uses";
            let seen = sqlx::query(text).bind(token_hash).bind(uses).execute(&mut *tx).await?;
            if seen.rows_affected() == 0 {
                return Ok(());
            }
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
