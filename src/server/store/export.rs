//! All keys of an account as they were at one instant, read in parts that need little memory.

use crate::{
    domain::{key::Status, names::Id, time::Timestamp},
    server::store::{Store, StoreError, Tx},
};
use sqlx::{Row, any::AnyRow};
use std::collections::HashMap;

/// How many rows a part has at most: enough that asking for it costs little beside reading it, and few enough that no
/// statement takes long.
const PART: i64 = 1_000;

/// What stands between the names of a key's roles.
const BETWEEN_ROLES: &str = ", ";

/// A transaction that reads one account: whatever others change meanwhile, all of its answers are of one instant.
pub struct Snapshot {
    tx: Tx,
    account: Id,
    /// The names of the account's roles by their ids.
    roles: HashMap<String, String>,
}

/// A generated key as it is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedRow {
    pub id: String,
    pub app_key: String,
    /// The names of its roles, sorted.
    pub roles: String,
    pub label: String,
    pub created_at: Timestamp,
    /// When the only token was made, or the old one while there are two.
    pub token_created_at: Timestamp,
    /// When the new token was made, while there are two.
    pub new_token_created_at: Option<Timestamp>,
    pub status: Status,
}

/// An external key as it is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalRow {
    pub id: String,
    pub app_key: String,
    /// The names of the roles that this account gives it, sorted.
    pub roles: String,
    /// The slug of the account that owns it.
    pub owner: String,
    pub added_at: Timestamp,
    /// As its owner has it.
    pub status: Status,
}

impl Store {
    /// Begins to read an account's keys as they are now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn snapshot(&self, account: &Id) -> Result<Snapshot, StoreError> {
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        // Both databases take the instant at the first statement that reads, which is this one.
        let rows = sqlx::query("select id, name from roles where account_id = $1")
            .bind(account.as_str())
            .fetch_all(&mut *tx)
            .await?;
        let roles = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, sqlx::Error>>()?;
        Ok(Snapshot {
            tx,
            account: account.clone(),
            roles,
        })
    }
}

impl Snapshot {
    /// The generated keys after this one, the newest first; from the beginning after none. Empty when there are no more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn generated(&mut self, after: Option<&GeneratedRow>) -> Result<Vec<GeneratedRow>, StoreError> {
        let text = "select k.id, k.app_key, k.label, k.active, k.created_at, n.created_at, o.created_at, \
                    (select string_agg(x.role_id, ' ') from key_roles x where x.key_id = k.id and x.account_id = $1) \
                    from (select * from api_keys where account_id = $1 and (created_at, id) < ($2, $3) \
                    order by created_at desc, id desc limit $4) k \
                    join api_tokens n on n.key_id = k.id and n.slot = 'newest' \
                    left join api_tokens o on o.key_id = k.id and o.slot = 'old' \
                    order by k.created_at desc, k.id desc";
        let rows = self
            .part(text, after.map(|row| (row.created_at, row.id.as_str())))
            .await?;
        rows.iter().map(|row| self.read_generated(row)).collect()
    }

    /// The external keys after this one, the one that was added last first; from the beginning after none. Empty when there
    /// are no more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn external(&mut self, after: Option<&ExternalRow>) -> Result<Vec<ExternalRow>, StoreError> {
        let text = "select k.id, k.app_key, a.slug, k.active, e.added_at, \
                    (select string_agg(x.role_id, ' ') from key_roles x where x.key_id = k.id and x.account_id = $1) \
                    from (select * from external_keys where account_id = $1 and (added_at, key_id) < ($2, $3) \
                    order by added_at desc, key_id desc limit $4) e \
                    join api_keys k on k.id = e.key_id join accounts a on a.id = k.account_id \
                    order by e.added_at desc, e.key_id desc";
        let rows = self
            .part(text, after.map(|row| (row.added_at, row.id.as_str())))
            .await?;
        rows.iter().map(|row| self.read_external(row)).collect()
    }

    /// Ends the transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }

    async fn part(&mut self, text: &'static str, after: Option<(Timestamp, &str)>) -> Result<Vec<AnyRow>, StoreError> {
        let (at, id) = after.unwrap_or((Timestamp(i64::MAX), ""));
        Ok(sqlx::query(text)
            .bind(self.account.as_str())
            .bind(at.0)
            .bind(id)
            .bind(PART)
            .fetch_all(&mut *self.tx)
            .await?)
    }

    fn read_generated(&self, row: &AnyRow) -> Result<GeneratedRow, StoreError> {
        let (newest, old) = (Timestamp(row.try_get(5)?), row.try_get::<Option<i64>, _>(6)?);
        Ok(GeneratedRow {
            id: row.try_get(0)?,
            app_key: row.try_get(1)?,
            label: row.try_get(2)?,
            status: status(row.try_get(3)?),
            created_at: Timestamp(row.try_get(4)?),
            token_created_at: old.map_or(newest, Timestamp),
            new_token_created_at: old.map(|_| newest),
            roles: self.role_names(row.try_get(7)?)?,
        })
    }

    fn read_external(&self, row: &AnyRow) -> Result<ExternalRow, StoreError> {
        Ok(ExternalRow {
            id: row.try_get(0)?,
            app_key: row.try_get(1)?,
            owner: row.try_get(2)?,
            status: status(row.try_get(3)?),
            added_at: Timestamp(row.try_get(4)?),
            roles: self.role_names(row.try_get(5)?)?,
        })
    }

    /// The names of roles, sorted here, since the databases do not sort alike.
    fn role_names(&self, ids: Option<&str>) -> Result<String, StoreError> {
        let names = ids.unwrap_or_default().split_ascii_whitespace().map(|id| {
            let name = self.roles.get(id).map(String::as_str);
            name.ok_or_else(|| StoreError::damaged("key_roles.role_id"))
        });
        let mut names = names.collect::<Result<Vec<_>, _>>()?;
        names.sort_unstable();
        Ok(names.join(BETWEEN_ROLES))
    }
}

fn status(active: i64) -> Status {
    if active == 1 { Status::Active } else { Status::Inactive }
}
