//! What a node counted since its last batch: a row per part, and in it a line per subject and hour.

use crate::{
    domain::{
        id::Id,
        keys::verification::Denial,
        time::Timestamp,
        usage::{Sender, Tally},
    },
    server::{
        crypto::random,
        store::{Store, StoreError},
    },
};
use data_encoding::HEXLOWER;
use sqlx::AssertSqlSafe;
use std::{collections::BTreeMap, fmt::Write, sync::Arc};

/// The hash of a token, or of an app key.
pub type Subject = [u8; 32];

/// Rows in one statement.
const ROWS: usize = 64;

/// Stands for an empty value.
const NONE: &str = "-";

/// Numbers the batches of a process, so that each counts once.
#[derive(Debug)]
pub struct BatchSource {
    id: Id<Self>,
    last: i64,
}

impl BatchSource {
    /// The source of a process.
    pub fn random() -> Self {
        Self {
            id: random::id(),
            last: 0,
        }
    }

    /// The next batch, without tallies. It must be written before the one after it.
    pub fn next(&mut self, counted_at: Timestamp) -> UsageBatch {
        self.last += 1;
        UsageBatch {
            source: self.id.clone(),
            number: self.last,
            counted_at,
            parts: BTreeMap::new(),
        }
    }
}

/// What a node counted. It counts once even if it is written twice.
#[derive(Debug)]
pub struct UsageBatch {
    source: Id<BatchSource>,
    number: i64,
    counted_at: Timestamp,
    /// By the first byte of the subjects.
    parts: BTreeMap<u8, Part>,
}

#[derive(Debug, Default)]
struct Part {
    subjects: i64,
    body: String,
}

impl UsageBatch {
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds the tally of a subject in an hour.
    pub fn add(&mut self, subject: &Subject, hour: i64, tally: &Tally) {
        let part = self.parts.entry(subject[0]).or_default();
        part.subjects += 1;
        write_line(&mut part.body, subject, hour, tally);
    }
}

impl Store {
    /// Appends a batch. Doing so again has no effect, also after it was added up.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_usage(&self, batch: &UsageBatch) -> Result<(), StoreError> {
        let parts: Vec<_> = batch.parts.iter().collect();
        let id = format!("{}-{}", batch.source, batch.number);
        let source = "insert into usage_sources (id, batch, written_at) values ($1, $2, $3) on conflict (id) do update \
                      set batch = excluded.batch, written_at = excluded.written_at where usage_sources.batch < excluded.batch";
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let query = sqlx::query(source).bind(batch.source.as_str()).bind(batch.number);
            let is_new = query.bind(batch.counted_at.millis()).execute(&mut *tx).await?;
            if is_new.rows_affected() == 0 {
                return Ok(());
            }
            for parts in parts.chunks(ROWS) {
                let text = format!(
                    "insert into usage_batches (part, id, counted_at, subjects, body) values {}",
                    value_rows(parts.len(), 5)
                );
                let mut query = sqlx::query(AssertSqlSafe(text)).persistent(false);
                for (number, part) in parts {
                    query = query.bind(i64::from(**number)).bind(id.as_str());
                    query = query
                        .bind(batch.counted_at.millis())
                        .bind(part.subjects)
                        .bind(part.body.as_str());
                }
                query.execute(&mut *tx).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// `($1, $2), ($3, $4), …`: placeholders for rows.
fn value_rows(number: usize, columns: usize) -> String {
    let mut text = String::new();
    for row in 0..number {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let separator = if column == 1 { "" } else { ", " };
            let _ = write!(text, "{separator}${}", row * columns + column);
        }
        text.push(')');
    }
    text
}

/// Times are milliseconds after the beginning of the hour. The only sender of a line has its number and time.
fn write_line(body: &mut String, subject: &Subject, hour: i64, tally: &Tally) {
    let begin = Timestamp::of_hour(hour).millis();
    let (first, last) = (tally.first_at.millis() - begin, tally.last_at.millis() - begin);
    HEXLOWER.encode_append(subject, body);
    let _ = write!(body, " {hour} {first} {last} {}", tally.uses);
    write_list(body, tally.denials(), |body, (denial, uses)| {
        let _ = write!(body, "{}={uses}", denial.name());
    });
    let used = tally.senders.iter().filter(|sender| sender.uses > 0);
    write_list(body, used, |body, sender| {
        let _ = match sender.address {
            Some(address) => write!(body, "{address}"),
            None => write!(body, "{NONE}"),
        };
        let verifier = sender.verifier.as_ref().map_or(NONE, |verifier| verifier.as_str());
        let _ = write!(body, "/{verifier}");
        if sender.uses != tally.uses {
            let _ = write!(body, "/{}/{}", sender.uses, sender.last_at.millis() - begin);
        }
    });
    body.push('\n');
}

/// Writes values separated by commas.
fn write_list<T>(body: &mut String, values: impl Iterator<Item = T>, write: impl Fn(&mut String, T)) {
    let mut separator = ' ';
    for value in values {
        body.push(separator);
        write(body, value);
        separator = ',';
    }
    if separator == ' ' {
        body.push_str(" -");
    }
}

/// The tallies of a body, each with its subject in hexadecimal digits and its hour. Lines that cannot be read are left out.
pub(super) fn read_body(body: &str) -> impl Iterator<Item = (&str, i64, Tally)> {
    body.lines().filter_map(|line| {
        let read = read_line(line);
        if read.is_none() {
            tracing::error!("a line of usage cannot be read and does not count");
        }
        read
    })
}

fn read_line(line: &str) -> Option<(&str, i64, Tally)> {
    let mut values = line.split(' ');
    let (subject, hour) = (values.next()?, values.next()?.parse().ok()?);
    let time = |text: &str| {
        let begin = Timestamp::of_hour(hour).millis();
        Some(Timestamp::from_millis(begin.checked_add(text.parse().ok()?)?))
    };
    let mut tally = Tally::empty(time(values.next()?)?);
    tally.last_at = time(values.next()?)?;
    tally.uses = values.next()?.parse().ok()?;
    for denied in list(values.next()?) {
        let (reason, uses) = denied.split_once('=')?;
        // A reason of a newer version counts as a use only.
        if let Some(denial) = Denial::from_name(reason) {
            tally.add_denials(denial, uses.parse().ok()?);
        }
    }
    for sender in list(values.next()?) {
        let mut values = sender.split('/');
        let (address, verifier) = (values.next()?, values.next()?);
        let is_known = |value: &&str| *value != NONE;
        let address = Some(address).filter(is_known).map(str::parse);
        tally.senders.push(Sender {
            address: address.transpose().ok()?,
            verifier: Some(verifier)
                .filter(is_known)
                .map(|id| Arc::new(Id::new(id.to_owned()))),
            uses: values.next().map_or(Ok(tally.uses), str::parse).ok()?,
            last_at: values.next().map_or(Some(tally.last_at), time)?,
        });
    }
    Some((subject, hour, tally))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|value| *value != NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::usage::TokenUse;
    use std::time::Duration;

    #[test]
    fn a_batch_reads_back_as_it_was_counted() {
        let at = Timestamp::from_millis(1_795_348_800_123);
        let verifier = Arc::new(Id::new("v1".to_owned()));
        let mut full = Tally::empty(at);
        for (denial, address, verifier) in [
            (None, Some("10.0.0.7"), Some(&verifier)),
            (Some(Denial::TokenRevoked), Some("2001:db8::1"), None),
            (Some(Denial::ResourceDenied), None, None),
        ] {
            full.count(&TokenUse {
                at,
                denial,
                address: address.map(|text| text.parse().unwrap()),
                verifier,
            });
        }
        let mut plain = Tally::empty(at);
        for _ in 0..7 {
            plain.count(&TokenUse {
                at,
                denial: None,
                address: None,
                verifier: None,
            });
        }
        let counted = [
            ([7; 32], 498_707, full),
            ([7; 32], 498_708, plain.clone()),
            ([9; 32], -1, plain.clone()),
        ];
        let mut batch = BatchSource::random().next(at);
        assert!(batch.is_empty());
        for (subject, hour, tally) in &counted {
            batch.add(subject, *hour, tally);
        }
        assert_eq!(batch.parts.keys().copied().collect::<Vec<_>>(), [7, 9]);
        let read = batch.parts.values().flat_map(|part| read_body(&part.body));
        let read: Vec<_> = read
            .map(|(subject, hour, tally)| (subject.to_owned(), hour, tally))
            .collect();
        let counted = counted.map(|(subject, hour, tally)| (HEXLOWER.encode(&subject), hour, tally));
        assert_eq!(read, counted);

        // A tally that counts on after it was written has only the new uses.
        plain.clear();
        let later = at.plus(Duration::from_secs(1));
        plain.count(&TokenUse {
            at: later,
            denial: None,
            address: "10.0.0.8".parse().ok(),
            verifier: None,
        });
        let mut body = String::new();
        write_line(&mut body, &[7; 32], 498_708, &plain);
        let (_, _, read) = read_body(&body).next().unwrap();
        assert_eq!((read.uses, read.first_at, read.senders.len()), (1, later, 1));
    }

    #[test]
    fn damaged_lines_do_not_count_and_unknown_reasons_do() {
        let good = "ab 1 2 3 4 moon_phase=4 -";
        let lines = [
            "",
            "ab",
            "ab x 2 3 4 - -",
            "ab 1 2 3 4 key_inactive=x -",
            "ab 1 2 3 4 - 10.0.0/-/1/1",
            good,
        ];
        let body = lines.join("\n");
        let read: Vec<_> = read_body(&body).collect();
        assert_eq!(read.len(), 1);
        assert_eq!(
            (read[0].0, read[0].1, read[0].2.uses, read[0].2.denials().count()),
            ("ab", 1, 4, 0)
        );
    }

    #[test]
    fn rows_are_numbered_through() {
        assert_eq!(value_rows(2, 3), "($1, $2, $3), ($4, $5, $6)");
    }
}
