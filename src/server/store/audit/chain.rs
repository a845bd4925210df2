//! Writes and verifies the audit log: one row for every successful action, in the action's transaction, chained by hash.

use crate::{
    domain::{
        audit::detail::Detail,
        id::{Account, Id},
        keys::key::Key,
        time::Timestamp,
    },
    server::{
        crypto::{Hash, hash},
        store::{AuditEntry, Store, StoreError, Tx},
    },
};
use sqlx::{Any, Executor, FromRow, any::AnyRow};

/// A chain of the audit log.
#[derive(Clone, Debug)]
pub struct AuditChain {
    /// The account; `None` for the chain of the whole installation.
    pub account: Option<Id<Account>>,
    pub slug: Option<String>,
    /// Number of rows, as stored in the chain's end record.
    pub rows: i64,
}

/// Appends an entry to its chain. Must be the last write of a transaction: the chain's lock then comes after all other locks, so two
/// transactions cannot deadlock on it.
pub(in crate::server::store) async fn record(tx: &mut Tx, entry: AuditEntry) -> Result<(), StoreError> {
    let is_read_by_verification = entry.event.is_read_by_verification();
    let (row, previous) = begin_row(&mut **tx, entry).await?;
    tx.append(&row.chain, row.seq, is_read_by_verification)?;
    finish_row(&mut **tx, &row, previous).await
}

/// As [`record`], on any connection, in its transaction. No other process may use the database.
pub(in crate::server::store) async fn record_alone<C: Send>(
    connection: &mut C,
    entry: AuditEntry,
) -> Result<(), StoreError>
where
    for<'c> &'c mut C: Executor<'c, Database = Any>,
{
    let (row, previous) = begin_row(connection, entry).await?;
    finish_row(connection, &row, previous).await
}

/// Locks an entry's chain. Returns the row with its number, and the hash of the row before it.
async fn begin_row<C: Send>(connection: &mut C, entry: AuditEntry) -> Result<(AuditRow, String), StoreError>
where
    for<'c> &'c mut C: Executor<'c, Database = Any>,
{
    let chain = entry.account.map_or_else(String::new, |id| id.into_string());
    sqlx::query("insert into audit_chains (chain, seq, hash) values ($1, 0, '') on conflict (chain) do nothing")
        .bind(&chain)
        .execute(&mut *connection)
        .await?;
    let (seq, previous) = sqlx::query_as("update audit_chains set seq = seq + 1 where chain = $1 returning seq, hash")
        .bind(&chain)
        .fetch_one(connection)
        .await?;
    let row = AuditRow {
        chain,
        seq,
        at: entry.at,
        actor: entry.actor,
        action: entry.event.name().to_owned(),
        key_id: entry.key.map_or_else(String::new, |id| id.into_string()),
        subject: entry.subject,
        ip: entry.ip,
        detail: stored_detail(&entry.detail)?,
    };
    Ok((row, previous))
}

/// Inserts a row and makes it the end of its chain.
async fn finish_row<C: Send>(connection: &mut C, row: &AuditRow, previous: String) -> Result<(), StoreError>
where
    for<'c> &'c mut C: Executor<'c, Database = Any>,
{
    let hash = row.hash(previous);
    insert_row(connection, row, &hash).await?;
    update_indexes(connection, row).await?;
    sqlx::query("update audit_chains set hash = $2 where chain = $1")
        .bind(&row.chain)
        .bind(hash.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_row<C: Send>(connection: &mut C, row: &AuditRow, hash: &Hash) -> Result<(), StoreError>
where
    for<'c> &'c mut C: Executor<'c, Database = Any>,
{
    let text = "insert into audit_events (chain, seq, at, actor, action, key_id, subject, ip, detail, hash) \
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(text)
        .bind(&row.chain)
        .bind(row.seq)
        .bind(row.at.millis())
        .bind(&row.actor)
        .bind(&row.action)
        .bind(&row.key_id)
        .bind(&row.subject)
        .bind(&row.ip)
        .bind(&row.detail)
        .bind(hash.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Updates the actor and day indexes that the filters use. The chain's lock serialises writers, so the newest number is the highest.
async fn update_indexes<C: Send>(connection: &mut C, row: &AuditRow) -> Result<(), StoreError>
where
    for<'c> &'c mut C: Executor<'c, Database = Any>,
{
    sqlx::query("insert into audit_actors (chain, actor) values ($1, $2) on conflict (chain, actor) do nothing")
        .bind(&row.chain)
        .bind(&row.actor)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert into audit_days (chain, day, first_seq, last_seq) values ($1, $2, $3, $3) \
         on conflict (chain, day) do update set last_seq = excluded.last_seq",
    )
    .bind(&row.chain)
    .bind(row.at.day())
    .bind(row.seq)
    .execute(connection)
    .await?;
    Ok(())
}

/// The part of a row that its hash covers.
#[derive(sqlx_macros::FromRow)]
pub(super) struct AuditRow {
    pub(super) chain: String,
    pub(super) seq: i64,
    pub(super) at: Timestamp,
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) key_id: String,
    pub(super) subject: String,
    pub(super) ip: String,
    pub(super) detail: String,
}

/// A stored row.
#[derive(sqlx_macros::FromRow)]
pub(super) struct HashedRow {
    #[sqlx(flatten)]
    pub(super) row: AuditRow,
    pub(super) hash: String,
}

/// The stored form of a detail: JSON, or an empty string if the detail is empty.
fn stored_detail(detail: &Detail) -> Result<String, StoreError> {
    if detail.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(detail).map_err(|_| StoreError::damaged("an entry of the audit log"))
}

/// Parses a stored detail. Fields written by a later version are ignored.
pub(in crate::server::store) fn read_detail(stored: &str) -> Detail {
    serde_json::from_str(stored).unwrap_or_default()
}

impl AuditRow {
    /// The hash of the row and the previous hash. Each text is prefixed with its length in bytes, so that different rows never hash the
    /// same input. An empty detail is left out: rows written before details existed keep their hashes.
    fn hash(&self, previous: String) -> Hash {
        let (seq, at) = (self.seq.to_string(), self.at.millis().to_string());
        let parts = [
            &previous,
            &self.chain,
            &seq,
            &at,
            &self.actor,
            &self.action,
            &self.key_id,
            &self.subject,
            &self.ip,
        ];
        let detail = Some(&self.detail).filter(|detail| !detail.is_empty());
        hash(
            &parts
                .into_iter()
                .chain(detail)
                .map(|part| format!("{}:{part}", part.len()))
                .collect::<String>(),
        )
    }
}

impl Store {
    /// Records an event that has no other change, such as a failed sign-in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The names of the actions recorded about a key, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn actions_of_key(&self, key: &Id<Key>) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query_scalar("select action from audit_events where key_id = $1 order by chain, seq");
        Ok(query.bind(key.as_str()).fetch_all(&self.pool).await?)
    }

    /// All chains of the audit log with account slug and row count, including chains of which no row is left. The chain with the empty id
    /// belongs to the whole installation, every other chain to the account with that id.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_chains(&self) -> Result<Vec<AuditChain>, StoreError> {
        chains(&self.pool).await
    }

    /// Verifies a chain from its first row. Returns the number of the first row that is missing or does not match, or `None` if the chain
    /// is intact. A chain without rows is broken, because its first row is written when the chain starts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn first_broken_audit_row(&self, account: Option<&Id<Account>>) -> Result<Option<i64>, StoreError> {
        // The snapshot excludes rows that are written meanwhile.
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        first_broken_row(&mut *tx, account.map_or("", Id::as_str)).await
    }
}

/// As [`Store::audit_chains`], on any connection.
pub(in crate::server::store) async fn chains(
    on: impl Executor<'_, Database = Any>,
) -> Result<Vec<AuditChain>, StoreError> {
    // All rows of a chain may have been deleted, so the ids come from several tables. Every account has a chain, and the installation's
    // chain starts with the first sign-in. The recursion finds the chains in audit_events with one index look-up each, not a full scan.
    let text = "with recursive written(chain) as (select min(chain) from audit_events union all \
                select (select min(e.chain) from audit_events e where e.chain > w.chain) from written w \
                where w.chain is not null) \
                select x.chain, coalesce(c.seq, 0) as seq, a.slug from \
                (select id as chain from accounts union select chain from audit_chains \
                 union select chain from written where chain is not null \
                 union select '' from memberships where last_seen_at is not null) x \
                left join audit_chains c on c.chain = x.chain left join accounts a on a.id = x.chain order by a.slug";
    let chains: Vec<(String, i64, _)> = sqlx::query_as(text).fetch_all(on).await?;
    let parse = |(id, rows, slug): (String, _, _)| AuditChain {
        account: (!id.is_empty()).then_some(Id::new(id)),
        slug,
        rows,
    };
    Ok(chains.into_iter().map(parse).collect())
}

/// As [`Store::first_broken_audit_row`], on any connection, in its transaction.
pub(in crate::server::store) async fn first_broken_row<C: Send>(
    connection: &mut C,
    chain: &str,
) -> Result<Option<i64>, StoreError>
where
    for<'c> &'c mut C: Executor<'c, Database = Any>,
{
    let (mut previous, mut expected) = (String::new(), 1);
    let mut rows = Vec::new().into_iter();
    loop {
        // A log may have millions of rows: read in batches. The first batch has no lower bound and finds rows numbered below 1.
        let Some(row) = rows.next() else {
            let after = if expected == 1 { i64::MIN } else { expected - 1 };
            let batch: Vec<AnyRow> =
                sqlx::query("select * from audit_events where chain = $1 and seq > $2 order by seq limit 10000")
                    .bind(chain)
                    .bind(after)
                    .fetch_all(&mut *connection)
                    .await?;
            if batch.is_empty() {
                break;
            }
            rows = batch.into_iter();
            continue;
        };
        let HashedRow { row, hash } = HashedRow::from_row(&row)?;
        if row.seq != expected || row.hash(previous).as_str() != hash {
            return Ok(Some(expected));
        }
        (previous, expected) = (hash, expected + 1);
    }
    let end: Option<(i64, String)> = sqlx::query_as("select seq, hash from audit_chains where chain = $1")
        .bind(chain)
        .fetch_optional(&mut *connection)
        .await?;
    let Some((seq, hash)) = end else {
        return Ok(Some(expected));
    };
    Ok((seq != expected - 1 || seq == 0 || hash != previous).then_some(expected))
}
