//! Adds up the appended batches, the oldest first. Under light load a step takes all; under heavy load it takes a share, and the batches of
//! several steps become one change per subject. Its transactions are short.

use super::{batch::read_body, read::part};
use crate::{
    domain::{
        time::{Timestamp, days},
        usage::{DAYS_KEPT, HOURS_KEPT, SENDERS_KEPT, Usage},
    },
    server::store::{Dialect, Store, StoreError, Tx, statement::placeholders},
};
use serde::Serialize;
use sqlx::AssertSqlSafe;
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
    time::Duration,
};
use tokio::task::spawn_blocking;

/// Lines that are added up in a step, if so many wait.
const LINES: i64 = 2_000;

/// The number of steps in which everything is added up, whatever the load. So the batches that wait do not pile up.
const STEPS: usize = 30;

/// Lines of a transaction. Under heavy load most of them are of the same subjects.
const LINES_AT_ONCE: i64 = 10_000;

/// Rows that are deleted at once.
const DELETED: u64 = 5_000;

/// How long the last batch of a process is remembered.
const SOURCE_FOR: Duration = days(60);

/// Subjects of a statement. Writing the statement takes half a millisecond.
const ROWS: usize = 200;

/// How long revoked and deleted tokens are remembered.
const DEAD_FOR: Duration = days(400);

impl Store {
    /// Adds up batches of any node. Returns whether more are left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn fold_usage(&self, now: Timestamp) -> Result<bool, StoreError> {
        let text = "select part, cast(sum(subjects) as bigint) from usage_batches group by part order by min(counted_at), part";
        let waiting: Vec<(i64, i64)> = sqlx::query_as(text).fetch_all(&self.pool).await?;
        let share = waiting.len().div_ceil(STEPS);
        let (mut total, mut taken, mut parts, mut lines) = (0, 0, Vec::new(), 0);
        for (part, more) in &waiting {
            if total >= LINES && taken >= share {
                break;
            }
            (total, taken, lines) = (total + more, taken + 1, lines + more);
            parts.push(*part);
            if lines >= LINES_AT_ONCE {
                self.fold_parts(&parts, now).await?;
                (parts, lines) = (Vec::new(), 0);
            }
        }
        if !parts.is_empty() {
            self.fold_parts(&parts, now).await?;
        }
        Ok(taken < waiting.len())
    }

    /// Adds up all that waits about a subject.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn fold_usage_of(&self, subject: &str, now: Timestamp) -> Result<(), StoreError> {
        match part(subject) {
            Some(part) => self.fold_parts(&[part], now).await,
            None => Ok(()),
        }
    }

    /// Adds up the batches of these parts, and deletes them in the same transaction. What another node deleted first is gone.
    async fn fold_parts(&self, parts: &[i64], now: Timestamp) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let text = format!(
                "delete from usage_batches where part in ({}) returning body",
                placeholders(1, parts.len())
            );
            let query = sqlx::query_scalar(AssertSqlSafe(text)).persistent(false);
            let query = parts.iter().fold(query, |query, part| query.bind(*part));
            let bodies: Vec<String> = query.fetch_all(&mut *tx).await?;
            // Thousands of lines take milliseconds, in which a verification would wait.
            let Ok(usages) = spawn_blocking(move || sum(&bodies)).await else {
                return Err(StoreError::damaged("what was counted"));
            };
            for usages in usages.chunks(ROWS) {
                add(&mut tx, self.dialect, usages, now).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Records that verifications were answered without counting on these days.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mark_unrecorded(&self, days: RangeInclusive<i64>) -> Result<(), StoreError> {
        for day in days {
            sqlx::query("insert into unrecorded_days (day) values ($1) on conflict do nothing")
                .bind(day)
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Deletes hours, days and dead tokens that are too old, a bounded number of each. Returns whether more are left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_usage(&self, now: Timestamp) -> Result<bool, StoreError> {
        let (hour, day) = (now.hour() - HOURS_KEPT, now.day() - DAYS_KEPT);
        let dead = now.minus(DEAD_FOR).millis();
        let source = now.minus(SOURCE_FOR).millis();
        let mut more = false;
        for (table, key, condition, before) in [
            ("usage_hours", "subject, hour", "hour < $1", hour),
            ("usage_days", "subject, day", "day < $1", day),
            ("revoked_tokens", "token_hash", "revoked_at < $1", dead),
            ("deleted_tokens", "token_hash", "ended_at < $1", dead),
            ("usage_sources", "id", "written_at < $1", source),
            (
                "token_usage",
                "subject",
                "written_at < $1 and last_at < $1 \
                 and not exists (select 1 from api_tokens t where t.token_hash = token_usage.subject)",
                dead,
            ),
        ] {
            let text = format!(
                "delete from {table} where ({key}) in (select {key} from {table} where {condition} limit {DELETED})"
            );
            let deleted = sqlx::query(AssertSqlSafe(text))
                .bind(before)
                .execute(&self.pool)
                .await?;
            more |= deleted.rows_affected() >= DELETED;
        }
        Ok(more)
    }
}

/// What bodies of batches say about each subject. The subjects are in the same order on all nodes, so that none waits for another in a circle.
fn sum(bodies: &[String]) -> Vec<(String, Usage)> {
    let mut usages: HashMap<&str, Usage> = HashMap::new();
    for (subject, hour, tally) in bodies.iter().flat_map(|body| read_body(body)) {
        usages.entry(subject).or_insert_with(Usage::empty).add(hour, tally);
    }
    let usages = usages.into_iter().map(|(subject, usage)| (subject.to_owned(), usage));
    let mut usages: Vec<_> = usages.collect();
    usages.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    usages
}

/// A table, what happens to rows that are there, and how many texts and numbers a row has. Times and counts only move forward, so nodes
/// may add up in any order.
struct Table {
    insert: &'static str,
    conflict: &'static str,
    texts: usize,
    numbers: usize,
}

const TOTALS: Table = Table {
    insert: "token_usage (subject, first_at, last_at, uses, dead_uses, written_at)",
    conflict: "(subject) do update set \
        first_at = case when excluded.first_at < token_usage.first_at then excluded.first_at else token_usage.first_at end, \
        last_at = case when excluded.last_at > token_usage.last_at then excluded.last_at else token_usage.last_at end, \
        uses = token_usage.uses + excluded.uses, dead_uses = token_usage.dead_uses + excluded.dead_uses, \
        written_at = excluded.written_at",
    texts: 1,
    numbers: 5,
};
const BY_HOUR: Table = Table {
    insert: "usage_hours (subject, hour, uses, denied)",
    conflict: "(subject, hour) do update set uses = usage_hours.uses + excluded.uses, \
        denied = usage_hours.denied + excluded.denied",
    texts: 1,
    numbers: 3,
};
const BY_DAY: Table = Table {
    insert: "usage_days (subject, day, uses, denied)",
    conflict: "(subject, day) do update set uses = usage_days.uses + excluded.uses, \
        denied = usage_days.denied + excluded.denied",
    texts: 1,
    numbers: 3,
};
const BY_REASON: Table = Table {
    insert: "usage_denials (subject, reason, uses)",
    conflict: "(subject, reason) do update set uses = usage_denials.uses + excluded.uses",
    texts: 2,
    numbers: 1,
};
const BY_SENDER: Table = Table {
    insert: "usage_senders (subject, address, verifier, uses, last_at)",
    conflict: "(subject, address, verifier) do update set uses = usage_senders.uses + excluded.uses, \
        last_at = case when excluded.last_at > usage_senders.last_at then excluded.last_at else usage_senders.last_at end",
    texts: 3,
    numbers: 2,
};
const RECORDED: Table = Table {
    insert: "recorded_days (day)",
    conflict: "do nothing",
    texts: 0,
    numbers: 1,
};

/// A value of a row.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(&'a str),
    Number(i64),
}

/// The values of a row; only the first ones of each kind are in its table.
#[derive(Default)]
struct Row<'a> {
    texts: [Cow<'a, str>; 3],
    numbers: [i64; 5],
}

impl Row<'_> {
    fn values(&self, table: &Table) -> Vec<Value<'_>> {
        let texts = self.texts.iter().take(table.texts).map(|text| Value::Text(text));
        let numbers = self
            .numbers
            .iter()
            .take(table.numbers)
            .map(|number| Value::Number(*number));
        texts.chain(numbers).collect()
    }
}

/// Adds to what is stored about these subjects, which are sorted.
async fn add(tx: &mut Tx, dialect: Dialect, usages: &[(String, Usage)], now: Timestamp) -> Result<(), StoreError> {
    let mut rows: [Vec<Row<'_>>; 6] = Default::default();
    let [totals, hours, days, denials, senders, recorded] = &mut rows;
    let mut recorded_days = BTreeSet::new();
    for (subject, usage) in usages {
        let row = |second, third, numbers| Row {
            texts: [Cow::Borrowed(subject.as_str()), second, third],
            numbers,
        };
        let none = Cow::default;
        let (first, last) = (usage.first_at.millis(), usage.last_at.millis());
        let numbers = [first, last, usage.uses, usage.dead_uses, now.millis()];
        totals.push(row(none(), none(), numbers));
        for (counts, rows) in [(&usage.hours, &mut *hours), (&usage.days, &mut *days)] {
            rows.extend(
                counts
                    .iter()
                    .map(|(at, count)| row(none(), none(), [*at, count.uses, count.denied, 0, 0])),
            );
        }
        for (denial, uses) in &usage.denials {
            denials.push(row(denial.name().into(), none(), [*uses, 0, 0, 0, 0]));
        }
        for sender in &usage.senders {
            let address = sender.address.map_or_else(String::new, |address| address.to_string());
            let verifier = sender.verifier.as_ref().map_or("", |verifier| verifier.as_str());
            let numbers = [sender.uses, sender.last_at.millis(), 0, 0, 0];
            senders.push(row(address.into(), verifier.into(), numbers));
        }
        recorded_days.extend(usage.days.keys().copied());
    }
    recorded.extend(recorded_days.into_iter().map(|day| Row {
        numbers: [day, 0, 0, 0, 0],
        ..Row::default()
    }));
    let tables = [TOTALS, BY_HOUR, BY_DAY, BY_REASON, BY_SENDER, RECORDED];
    for (table, rows) in tables.iter().zip(&rows) {
        upsert(tx, dialect, table, rows).await?;
    }
    keep_last_senders(tx, dialect, usages).await
}

/// Deletes the senders of these subjects that are too many.
async fn keep_last_senders(tx: &mut Tx, dialect: Dialect, usages: &[(String, Usage)]) -> Result<(), StoreError> {
    let text = format!(
        "delete from usage_senders where subject in (select subject from usage_senders \
         where subject in (select j.value ->> 0 from {} j) group by subject having count(*) > {SENDERS_KEPT}) \
         and last_at < (select o.last_at from usage_senders o \
         where o.subject = usage_senders.subject order by o.last_at desc limit 1 offset {})",
        dialect.json_rows(),
        SENDERS_KEPT - 1
    );
    let subjects: Vec<_> = usages.iter().map(|(subject, _)| [subject]).collect();
    let query = sqlx::query(AssertSqlSafe(text)).bind(json(&subjects)?);
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Inserts rows, or adds them to those that are there. They are one parameter: SQLite's driver finds each parameter by its name, which takes
/// longer than the work if there are thousands.
async fn upsert(tx: &mut Tx, dialect: Dialect, table: &Table, rows: &[Row<'_>]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let texts = (0..table.texts).map(|at| format!("j.value ->> {at}"));
    let numbers = (table.texts..table.texts + table.numbers).map(|at| format!("cast(j.value ->> {at} as bigint)"));
    let values: Vec<_> = texts.chain(numbers).collect();
    // SQLite reads `on conflict` as a part of the join without a condition.
    let text = format!(
        "insert into {} select {} from {} j where true on conflict {}",
        table.insert,
        values.join(", "),
        dialect.json_rows(),
        table.conflict
    );
    let rows: Vec<Vec<_>> = rows.iter().map(|row| row.values(table)).collect();
    let query = sqlx::query(AssertSqlSafe(text)).bind(json(&rows)?);
    query.execute(&mut **tx).await?;
    Ok(())
}

fn json(rows: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|_| StoreError::damaged("what was counted"))
}
