//! Writes keys and their tokens: inserts, changes and deletes a key.

use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            choice::QuietDays,
            key::{Key, Status, Token, Tokens},
            link::{LINK_LIFETIME, Link},
        },
        time::Timestamp,
    },
    server::{
        crypto::{Hash, Sealed},
        store::{AuditEntry, KeptAnswer, Store, StoreError, Tx, answers, audit, exactly_one},
    },
};

/// The stored parts of a new token: hashes, and the token sealed for its link.
#[derive(Clone, Debug)]
pub struct StoredToken {
    pub token: Hash,
    pub link: Hash,
    pub sealed: Sealed,
    /// The kept response that shows the link, for the form that created the token.
    pub answer: Option<KeptAnswer>,
}

impl Store {
    /// Stores a new key with its token and link.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if the app key is or was in use, or the form was already processed.
    pub async fn insert_key(
        &self,
        account: &Id<Account>,
        key: &Key,
        stored: &StoredToken,
        form: Option<&Hash>,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            insert_key(&mut tx, account, key, form).await?;
            let issued_by = entry.actor();
            insert_token(&mut tx, &key.id, key.tokens.newest(), "newest", stored, issued_by).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Whether a form was already processed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn form_was_sent(&self, form: &Hash) -> Result<bool, StoreError> {
        let row = sqlx::query("select 1 from api_keys where form_id = $1")
            .bind(form.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.is_some())
    }

    /// Saves a changed key: replaces `before` by `after` and records `entries`, at least one. Removed tokens are revoked and their pending
    /// links cancelled. `stored` belongs to a new token.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the stored key is no longer `before`, or a link is no longer pending.
    pub async fn save_key(
        &self,
        account: &Id<Account>,
        before: &Key,
        after: &Key,
        stored: Option<&StoredToken>,
        entries: &[AuditEntry],
    ) -> Result<(), StoreError> {
        let Some(first) = entries.first() else {
            return Err(StoreError::damaged("a change that nothing records"));
        };
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let changed = sqlx::query(
                "update api_keys set label = $4, active = $5, version = $6, expires_at = $7, allowed_networks = $8, \
                 delete_old_after = $9 \
                 where id = $1 and account_id = $2 and version = $3",
            )
            .bind(before.id.as_str())
            .bind(account.as_str())
            .bind(before.version)
            .bind(after.label.as_str())
            .bind(i64::from(after.status == Status::Active))
            .bind(after.version)
            .bind(after.restrictions.expires_at.map(Timestamp::millis))
            .bind(after.restrictions.networks.as_str())
            .bind(after.tokens.when_unused().map(QuietDays::days))
            .execute(&mut *tx)
            .await?;
            exactly_one(changed.rows_affected())?;
            if before.roles != after.roles {
                replace_roles(&mut tx, account, after).await?;
            }
            for token in before.tokens.iter().filter(|t| !contains(&after.tokens, t)) {
                revoke(&mut tx, &before.id, token, first.at()).await?;
            }
            fill_slots(&mut tx, before, after, stored, first.actor()).await?;
            for entry in entries {
                audit::record(&mut tx, entry.clone()).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Deletes a key with its tokens and links, and leaves a tombstone.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key's version has changed.
    pub async fn delete_key(&self, account: &Id<Account>, key: &Key, entry: AuditEntry) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            lock_key(&mut tx, account, key).await?;
            answers::void(&mut tx, answers::AnswerSubject::Key, key.id.as_str()).await?;
            keep_tokens(&mut tx, &key.id, entry.at()).await?;
            sqlx::query("delete from api_keys where id = $1")
                .bind(key.id.as_str())
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "insert into deleted_keys (app_key, key_id, account_id, label, deleted_at) values ($1, $2, $3, $4, $5)",
            )
            .bind(key.app_key.as_str())
            .bind(key.id.as_str())
            .bind(account.as_str())
            .bind(key.label.as_str())
            .bind(entry.at().millis())
            .execute(&mut *tx)
            .await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Keeps the hashes of a key's tokens, so that it can be told when one of them is still sent.
async fn keep_tokens(tx: &mut Tx, key: &Id<Key>, now: Timestamp) -> Result<(), StoreError> {
    let text = "insert into deleted_tokens (token_hash, key_id, ended_at) \
                select token_hash, key_id, cast($2 as bigint) from api_tokens where key_id = $1 \
                union all select token_hash, key_id, revoked_at from revoked_tokens where key_id = $1";
    let query = sqlx::query(text).bind(key.as_str()).bind(now.millis());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Locks a key's row until the end of the transaction, if its version is unchanged.
async fn lock_key(tx: &mut Tx, account: &Id<Account>, key: &Key) -> Result<(), StoreError> {
    let text = "update api_keys set version = version where id = $1 and account_id = $2 and version = $3";
    let locked = sqlx::query(text)
        .bind(key.id.as_str())
        .bind(account.as_str())
        .bind(key.version)
        .execute(&mut **tx)
        .await?;
    exactly_one(locked.rows_affected())
}

fn contains(tokens: &Tokens, token: &Token) -> bool {
    tokens.iter().any(|t| t.id == token.id)
}

pub(super) async fn insert_key(
    tx: &mut Tx,
    account: &Id<Account>,
    key: &Key,
    form: Option<&Hash>,
) -> Result<(), StoreError> {
    // The app key of a deleted key is never reused: its audit entries must not refer to another key.
    let text = "insert into api_keys \
                (id, account_id, app_key, label, active, created_at, version, form_id, expires_at, allowed_networks) \
                select $1, $2, $3, $4, cast($5 as bigint), cast($6 as bigint), cast($7 as bigint), $8, cast($9 as bigint), $10 \
                where not exists (select 1 from deleted_keys where app_key = $3)";
    let inserted = sqlx::query(text)
        .bind(key.id.as_str())
        .bind(account.as_str())
        .bind(key.app_key.as_str())
        .bind(key.label.as_str())
        .bind(i64::from(key.status == Status::Active))
        .bind(key.created_at.millis())
        .bind(key.version)
        .bind(form.map(Hash::as_str))
        .bind(key.restrictions.expires_at.map(Timestamp::millis))
        .bind(key.restrictions.networks.as_str())
        .execute(&mut **tx)
        .await?;
    if inserted.rows_affected() != 1 {
        return Err(StoreError::Duplicate);
    }
    insert_roles(tx, account, key).await
}

async fn insert_roles(tx: &mut Tx, account: &Id<Account>, key: &Key) -> Result<(), StoreError> {
    for role in &key.roles {
        // The role must belong to this account. Another id inserts nothing and is refused.
        let text = "insert into key_roles (key_id, account_id, role_id) \
                    select $1, r.account_id, r.id from roles r where r.id = $3 and r.account_id = $2";
        let inserted = sqlx::query(text)
            .bind(key.id.as_str())
            .bind(account.as_str())
            .bind(role.as_str())
            .execute(&mut **tx)
            .await?;
        exactly_one(inserted.rows_affected())?;
    }
    Ok(())
}

async fn replace_roles(tx: &mut Tx, account: &Id<Account>, key: &Key) -> Result<(), StoreError> {
    sqlx::query("delete from key_roles where key_id = $1 and account_id = $2")
        .bind(key.id.as_str())
        .bind(account.as_str())
        .execute(&mut **tx)
        .await?;
    insert_roles(tx, account, key).await
}

pub(super) async fn insert_token(
    tx: &mut Tx,
    key: &Id<Key>,
    token: &Token,
    slot: &str,
    stored: &StoredToken,
    issued_by: &str,
) -> Result<(), StoreError> {
    sqlx::query("insert into api_tokens (id, key_id, slot, token_hash, created_at) values ($1, $2, $3, $4, $5)")
        .bind(token.id.as_str())
        .bind(key.as_str())
        .bind(slot)
        .bind(stored.token.as_str())
        .bind(token.created_at.millis())
        .execute(&mut **tx)
        .await?;
    let (state, ended_at) = link_columns(token.link);
    sqlx::query("insert into links (id_hash, key_id, token_id, state, issued_at, expires_at, ended_at, issued_by) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(stored.link.as_str())
        .bind(key.as_str())
        .bind(token.id.as_str())
        .bind(state)
        .bind(token.created_at.millis())
        .bind(token.created_at.plus(LINK_LIFETIME).millis())
        .bind(ended_at)
        .bind(issued_by)
        .execute(&mut **tx)
        .await?;
    if state == "pending" {
        sqlx::query("insert into sealed_tokens (link_hash, sealed) values ($1, $2)")
            .bind(stored.link.as_str())
            .bind(stored.sealed.as_str())
            .execute(&mut **tx)
            .await?;
    }
    if let Some(answer) = &stored.answer {
        answers::keep(tx, answer).await?;
    }
    Ok(())
}

/// Moves the tokens that a change keeps to their slots, and inserts a new one.
async fn fill_slots(
    tx: &mut Tx,
    before: &Key,
    after: &Key,
    stored: Option<&StoredToken>,
    issued_by: &str,
) -> Result<(), StoreError> {
    // The old slot first: it is free by now, and moving the token there frees the newest slot.
    if let Some(old) = after.tokens.old() {
        move_to_slot(tx, old, "old").await?;
    }
    let newest = after.tokens.newest();
    match (contains(&before.tokens, newest), stored) {
        (true, None) => move_to_slot(tx, newest, "newest").await,
        (false, Some(stored)) => insert_token(tx, &after.id, newest, "newest", stored, issued_by).await,
        (true, Some(_)) | (false, None) => Err(StoreError::damaged("a key's change")),
    }
}

async fn move_to_slot(tx: &mut Tx, token: &Token, slot: &str) -> Result<(), StoreError> {
    let moved = sqlx::query("update api_tokens set slot = $2 where id = $1")
        .bind(token.id.as_str())
        .bind(slot)
        .execute(&mut **tx)
        .await?;
    exactly_one(moved.rows_affected())
}

/// Revokes a token and ends its link according to its state at `now`. A pending link is cancelled; if it was opened meanwhile, that is
/// a conflict, because the caller decided on an unopened link.
async fn revoke(tx: &mut Tx, key: &Id<Key>, token: &Token, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("insert into revoked_tokens (token_hash, key_id, revoked_at) select token_hash, key_id, cast($3 as bigint) from api_tokens where id = $1 and key_id = $2")
        .bind(token.id.as_str())
        .bind(key.as_str())
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    let deleted = sqlx::query("delete from api_tokens where id = $1 and key_id = $2")
        .bind(token.id.as_str())
        .bind(key.as_str())
        .execute(&mut **tx)
        .await?;
    exactly_one(deleted.rows_affected())?;
    answers::void(tx, answers::AnswerSubject::Token, token.id.as_str()).await?;
    match token.link.at(now) {
        Link::Pending { .. } => exactly_one(end_link(tx, token, "cancelled", now).await?),
        // A node whose clock is slightly behind may have opened it after this node read it as expired.
        Link::Expired { at } => match end_link(tx, token, "expired", at).await? {
            0 if !is_expired(tx, token).await? => Err(StoreError::Conflict),
            _ => Ok(()),
        },
        Link::Opened { .. } | Link::Cancelled { .. } => Ok(()),
    }
}

/// Ends a token's link if it is pending, and destroys the sealed token. Returns the number of ended links.
async fn end_link(tx: &mut Tx, token: &Token, state: &str, at: Timestamp) -> Result<u64, StoreError> {
    let ended = sqlx::query("update links set state = $2, ended_at = $3 where token_id = $1 and state = 'pending'")
        .bind(token.id.as_str())
        .bind(state)
        .bind(at.millis())
        .execute(&mut **tx)
        .await?;
    sqlx::query("delete from sealed_tokens where link_hash in (select id_hash from links where token_id = $1)")
        .bind(token.id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(ended.rows_affected())
}

async fn is_expired(tx: &mut Tx, token: &Token) -> Result<bool, StoreError> {
    let expired = sqlx::query("select 1 from links where token_id = $1 and state = 'expired'")
        .bind(token.id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(expired.is_some())
}

/// A link's state and end time as columns.
fn link_columns(link: Link) -> (&'static str, Option<i64>) {
    match link {
        Link::Pending { .. } => ("pending", None),
        Link::Opened { at } => ("opened", Some(at.millis())),
        Link::Expired { at } => ("expired", Some(at.millis())),
        Link::Cancelled { at } => ("cancelled", Some(at.millis())),
    }
}
