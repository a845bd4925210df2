//! Reads what is known of tokens, with what was appended and is not added up yet.

use super::batch::read_body;
use crate::{
    domain::{
        id::Id,
        keys::verification::Denial,
        time::Timestamp,
        usage::{Count, Sender, Usage},
        verifiers::verifier::Verifier,
    },
    server::store::{Store, StoreError, statement::placeholders},
};
use sqlx::{AssertSqlSafe, FromRow, any::AnyRow};
use std::collections::{BTreeMap, HashMap};

#[derive(sqlx_macros::FromRow)]
struct TotalRow {
    subject: String,
    first_at: Timestamp,
    last_at: Timestamp,
    uses: i64,
    dead_uses: i64,
    dead_seen: i64,
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
                    verifier: Some(verifier).filter(|id| !id.is_empty()).map(Id::<Verifier>::new),
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

    /// The days on which this installation recorded verifications, the latest first, at most this many; and the first of all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn recorded_days(&self, limit: i64) -> Result<(Vec<i64>, Option<i64>), StoreError> {
        let text = "select day from recorded_days order by day desc limit $1";
        let days = sqlx::query_scalar(text).bind(limit).fetch_all(&self.pool).await?;
        let first = sqlx::query_scalar("select min(day) from recorded_days")
            .fetch_one(&self.pool)
            .await?;
        Ok((days, first))
    }
}

/// The part of a subject's batches: its first byte.
fn part(subject: &str) -> Option<i64> {
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
