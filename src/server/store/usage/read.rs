//! Reads what is known of tokens, with what was appended and is not added up yet.

use super::batch::read_body;
use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            activity::{DEAD_TOLD, DeadTokens, LastUse},
            key::{Key, Token},
            verification::Denial,
        },
        time::Timestamp,
        usage::{Count, Sender, Usage},
    },
    server::store::{Store, StoreError, statement::placeholders},
};
use sqlx::{AssertSqlSafe, FromRow, any::AnyRow};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

#[derive(sqlx_macros::FromRow)]
struct TotalRow {
    subject: String,
    first_at: Timestamp,
    last_at: Timestamp,
    uses: i64,
    dead_uses: i64,
    dead_seen: i64,
}

/// A key with its dead token that was sent last.
#[derive(sqlx_macros::FromRow)]
struct DeadRow {
    id: Id<Key>,
    label: String,
    deleted: i64,
    /// Uses of all its dead tokens that nobody has dismissed.
    times: i64,
    last_at: Timestamp,
    address: Option<String>,
    /// Number of keys with dead tokens.
    total: i64,
}

impl From<DeadRow> for DeadTokens {
    fn from(row: DeadRow) -> Self {
        Self {
            key: row.id,
            label: row.label,
            key_is_deleted: row.deleted == 1,
            times: row.times,
            last_at: row.last_at,
            address: row.address.unwrap_or_default(),
        }
    }
}

/// Keys with dead tokens.
#[derive(Debug)]
pub struct DeadKeys {
    /// The last ones that were sent first.
    pub dead: Vec<DeadTokens>,
    /// How many there are in all.
    pub total: i64,
}

impl Store {
    /// What is known of these hashes of tokens and app keys. Those without uses are left out.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn usage(&self, subjects: &[String]) -> Result<HashMap<String, Usage>, StoreError> {
        if subjects.is_empty() {
            return Ok(HashMap::new());
        }
        // One snapshot: a batch is either added up or still waiting, never both or neither.
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        let mut usages: HashMap<String, Usage> = HashMap::new();
        let among = placeholders(1, subjects.len());
        for row in select(&mut tx, "token_usage", "*", &among, subjects).await? {
            let TotalRow {
                subject,
                first_at,
                last_at,
                uses,
                dead_uses,
                dead_seen,
            } = row;
            let usage = Usage {
                first_at,
                last_at,
                uses,
                dead_uses,
                dead_seen,
                ..Usage::empty()
            };
            usages.insert(subject, usage);
        }
        let hours = select(&mut tx, "usage_hours", "subject, hour, uses, denied", &among, subjects).await?;
        let days = select(&mut tx, "usage_days", "subject, day, uses, denied", &among, subjects).await?;
        count(&mut usages, hours, |usage| &mut usage.hours);
        count(&mut usages, days, |usage| &mut usage.days);
        let denials: Vec<(String, String, i64)> =
            select(&mut tx, "usage_denials", "subject, reason, uses", &among, subjects).await?;
        for (subject, reason, uses) in denials {
            // A reason of a newer version is among the denied uses of its hour and day.
            if let (Some(usage), Some(denial)) = (usages.get_mut(&subject), Denial::from_name(&reason)) {
                usage.denials.insert(denial, uses);
            }
        }
        let senders: Vec<(String, String, String, i64, Timestamp)> = select(
            &mut tx,
            "usage_senders",
            "subject, address, verifier, uses, last_at",
            &among,
            subjects,
        )
        .await?;
        for (subject, address, verifier, uses, last_at) in senders {
            if let Some(usage) = usages.get_mut(&subject) {
                usage.senders.push(Sender {
                    address: address.parse().ok(),
                    verifier: Some(verifier)
                        .filter(|id| !id.is_empty())
                        .map(|id| Arc::new(Id::new(id))),
                    uses,
                    last_at,
                });
            }
        }
        let parts: Vec<i64> = subjects.iter().filter_map(|subject| part(subject)).collect();
        let text = format!(
            "select body from usage_batches where part in ({})",
            placeholders(1, parts.len())
        );
        let query = sqlx::query_scalar(AssertSqlSafe(text));
        let query = parts.iter().fold(query, |query, part| query.bind(*part));
        let waiting: Vec<String> = query.fetch_all(&mut *tx).await?;
        tx.commit().await?;
        for (subject, hour, tally) in waiting.iter().flat_map(|body| read_body(body)) {
            if subjects.iter().any(|asked| asked == subject) {
                usages
                    .entry(subject.to_owned())
                    .or_insert_with(Usage::empty)
                    .add(hour, tally);
            }
        }
        for usage in usages.values_mut() {
            usage.senders.sort_by_key(|sender| std::cmp::Reverse(sender.last_at));
        }
        Ok(usages)
    }

    /// The days on which this installation recorded verifications, the latest first, at most this many; and the day since which it does so
    /// without a gap. Days on which some node did not record are none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn recorded_days(&self, limit: i64) -> Result<(Vec<i64>, Option<i64>), StoreError> {
        let text = "select day from recorded_days r where not exists (select 1 from unrecorded_days u where u.day = r.day) \
                    order by day desc limit $1";
        let days = sqlx::query_scalar(text).bind(limit).fetch_all(&self.pool).await?;
        let text =
            "select min(day) from recorded_days where day > coalesce((select max(day) from unrecorded_days), -1)";
        let first = sqlx::query_scalar(text).fetch_one(&self.pool).await?;
        Ok((days, first))
    }

    /// When the tokens of these keys were used last.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_uses(&self, keys: &[Key]) -> Result<Vec<LastUse>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let text = format!(
            "select t.id, u.last_at from api_tokens t join token_usage u on u.subject = t.token_hash where t.key_id in ({})",
            placeholders(1, keys.len())
        );
        let query = sqlx::query_as(AssertSqlSafe(text));
        let query = keys.iter().fold(query, |query, key| query.bind(key.id.as_str()));
        let rows: Vec<(Id<Token>, Timestamp)> = query.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(token, at)| LastUse { token, at }).collect())
    }

    /// The account's keys whose uses were written after `since`, with their last uses.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_uses_since(
        &self,
        account: &Id<Account>,
        since: Timestamp,
    ) -> Result<Vec<(Id<Key>, Timestamp)>, StoreError> {
        let text = "select t.key_id, u.last_at from token_usage u join api_tokens t on t.token_hash = u.subject \
                    join api_keys k on k.id = t.key_id where u.written_at > $2 and k.account_id || '' = $1";
        let query = sqlx::query_as(text).bind(account.as_str()).bind(since.millis());
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// The keys of an account with dead tokens that nobody has dismissed: those of `keys`, and the last ones that were sent of the others.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn dead_tokens(&self, account: &Id<Account>, keys: &[Key]) -> Result<DeadKeys, StoreError> {
        // `cross join` keeps SQLite's order of the tables. Few tokens are dead and still sent, and they have an index.
        let dead = format!("token_usage u{}", self.dialect.indexed_by("token_usage_dead"));
        let values = "u.subject, u.dead_uses - u.dead_seen as times, u.last_at";
        let tokens = format!(
            "select k.id, k.label, cast(0 as bigint) as deleted, {values} from {dead} cross join revoked_tokens r cross join api_keys k \
             where u.dead_uses > u.dead_seen and r.token_hash = u.subject and k.id = r.key_id and k.account_id || '' = $1 \
             union all \
             select d.key_id as id, d.label, cast(1 as bigint) as deleted, {values} from {dead} cross join deleted_tokens t cross join deleted_keys d \
             where u.dead_uses > u.dead_seen and t.token_hash = u.subject and d.key_id = t.key_id and d.account_id || '' = $1"
        );
        let among = if keys.is_empty() {
            "null".to_owned()
        } else {
            placeholders(3, keys.len())
        };
        let text = format!(
            "select d.id, d.label, d.deleted, d.times_of_key as times, d.last_at, count(*) over () as total, \
             (select s.address from usage_senders s where s.subject = d.subject order by s.last_at desc limit 1) as address \
             from (select t.*, cast(sum(t.times) over (partition by t.id) as bigint) as times_of_key, \
             row_number() over (partition by t.id order by t.last_at desc, t.subject) as place from ({tokens}) t) d \
             where d.place = 1 order by case when d.id in ({among}) then 0 else 1 end, d.last_at desc, d.id limit $2"
        );
        let limit = i64::try_from(keys.len() + DEAD_TOLD).unwrap_or(i64::MAX);
        let query = sqlx::query_as(AssertSqlSafe(text)).bind(account.as_str()).bind(limit);
        let query = keys.iter().fold(query, |query, key| query.bind(key.id.as_str()));
        let rows: Vec<DeadRow> = query.fetch_all(&self.pool).await?;
        let total = rows.first().map_or(0, |row| row.total);
        let mut dead: Vec<_> = rows.into_iter().map(DeadTokens::from).collect();
        dead.sort_by_key(|dead| std::cmp::Reverse(dead.last_at));
        Ok(DeadKeys { dead, total })
    }
}

/// The part of a subject's batches: its first byte.
pub(super) fn part(subject: &str) -> Option<i64> {
    i64::from_str_radix(subject.get(..2)?, 16).ok()
}

async fn select<T: for<'r> FromRow<'r, AnyRow> + Send + Unpin>(
    tx: &mut crate::server::store::Tx,
    table: &'static str,
    columns: &'static str,
    among: &str,
    subjects: &[String],
) -> Result<Vec<T>, StoreError> {
    let text = format!("select {columns} from {table} where subject in ({among})");
    let query = sqlx::query_as(AssertSqlSafe(text));
    let query = subjects.iter().fold(query, |query, subject| query.bind(subject));
    Ok(query.fetch_all(&mut **tx).await?)
}

fn count(
    usages: &mut HashMap<String, Usage>,
    rows: Vec<(String, i64, i64, i64)>,
    counts: fn(&mut Usage) -> &mut BTreeMap<i64, Count>,
) {
    for (subject, at, uses, denied) in rows {
        if let Some(usage) = usages.get_mut(&subject) {
            counts(usage).insert(at, Count { uses, denied });
        }
    }
}
