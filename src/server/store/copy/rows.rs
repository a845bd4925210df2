//! Copies the rows of all tables from one end to the other, and checks the result.

use super::{
    connection::End,
    error::CopyError,
    tables::{COPIED, Column, Kind, NOT_COPIED},
};
use crate::{
    domain::id::Id,
    server::store::{AuditChain, Dialect, StoreError, audit, start_error::plain, statement::placeholders},
};
use futures_util::TryStreamExt;
use sqlx::{
    AnyConnection, Arguments, AssertSqlSafe, Error, Row,
    any::{AnyArguments, AnyRow},
};
use std::collections::BTreeMap;

/// The number of rows, and their approximate size in bytes, that one statement inserts at most.
const BATCH_ROWS: usize = 400;
const BATCH_SIZE: usize = 1 << 20;

/// The number of rows of each table.
pub(super) type Counts = BTreeMap<String, i64>;

/// The chains of the audit log that do not match, each with its first broken row.
pub(super) type BrokenChains = BTreeMap<String, i64>;

/// What was copied.
pub(super) struct Copied {
    pub counts: Counts,
    pub broken: BrokenChains,
    /// The audit rows of all chains.
    pub audit_rows: i64,
}

/// Copies all tables that the source has, in the transactions of both ends, and checks the numbers of rows and the audit log. The caller
/// commits.
pub(super) async fn copy_all(source: &mut End, target: &mut End) -> Result<Copied, CopyError> {
    let mut counts = Counts::new();
    for table in COPIED {
        let (from, columns) = (source.columns(table).await?, target.columns(table).await?);
        if columns.is_empty() && from.is_empty() {
            // A backup of an earlier version is made with that version's tables.
            continue;
        }
        let lacks = |all: &[Column], wanted: &Column| all.iter().all(|column| column.name != wanted.name);
        let missing = columns.iter().find(|column| lacks(&from, column));
        let unknown = from.iter().find(|column| lacks(&columns, column));
        if let Some(column) = missing.or(unknown) {
            return Err(source.trouble(format!("column {} of {table} is not in both databases", column.name)));
        }
        counts.insert((*table).to_owned(), copy_table(source, target, table, &columns).await?);
    }
    check_counts(target, &counts).await?;
    let (broken, audit_rows) = broken_chains(target).await?;
    Ok(Copied {
        counts,
        broken,
        audit_rows,
    })
}

/// Copies the rows of a table, in one pass over it. Returns their number.
async fn copy_table(source: &mut End, target: &mut End, table: &str, columns: &[Column]) -> Result<i64, CopyError> {
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    let names = names.join(", ");
    let mut inserts = Inserts {
        head: format!("insert into {table} ({names}) values "),
        columns: columns.len(),
        rows: 0,
        size: 0,
        arguments: AnyArguments::default(),
    };
    let mut copied = 0;
    let unreadable =
        |place: &str, error: &Error| CopyError::database(place.to_owned(), format!("{table}: {}", plain(error)));
    let query = sqlx::query(AssertSqlSafe(format!("select {names} from {table}")));
    let mut rows = query.fetch(&mut source.connection);
    while let Some(row) = rows.try_next().await.map_err(|e| unreadable(&source.place, &e))? {
        inserts.add(&row, columns).map_err(|e| unreadable(&source.place, &e))?;
        copied += 1;
        if inserts.is_full() {
            let done = inserts.run(&mut target.connection).await;
            done.map_err(|e| unreadable(&target.place, &e))?;
        }
    }
    let done = inserts.run(&mut target.connection).await;
    done.map_err(|e| unreadable(&target.place, &e))?;
    Ok(copied)
}

/// The rows for the next statement.
struct Inserts {
    head: String,
    columns: usize,
    rows: usize,
    size: usize,
    arguments: AnyArguments,
}

impl Inserts {
    /// Adds a row. Its values are read as what the columns hold in the target, so that a null has a type there.
    fn add(&mut self, row: &AnyRow, columns: &[Column]) -> Result<(), Error> {
        for (index, column) in columns.iter().enumerate() {
            let added = match column.kind {
                Kind::Number => self.arguments.add(row.try_get::<Option<i64>, _>(index)?),
                Kind::Text => {
                    let text: Option<String> = row.try_get(index)?;
                    self.size += text.as_ref().map_or(0, String::len);
                    self.arguments.add(text)
                }
            };
            added.map_err(Error::Encode)?;
        }
        self.rows += 1;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS || self.size >= BATCH_SIZE
    }

    async fn run(&mut self, connection: &mut AnyConnection) -> Result<(), Error> {
        if self.rows == 0 {
            return Ok(());
        }
        let rows = (0..self.rows).map(|row| format!("({})", placeholders(1 + row * self.columns, self.columns)));
        let text = format!("{}{}", self.head, rows.collect::<Vec<_>>().join(", "));
        // Only full batches have a statement that comes again.
        let is_usual = self.rows == BATCH_ROWS;
        let arguments = std::mem::take(&mut self.arguments);
        (self.rows, self.size) = (0, 0);
        sqlx::query_with(AssertSqlSafe(text), arguments)
            .persistent(is_usual)
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// Checks that a database has this number of rows in each table.
///
/// # Errors
/// [`CopyError::Differs`].
pub(super) async fn check_counts(end: &mut End, expected: &Counts) -> Result<(), CopyError> {
    for (table, expected) in expected {
        // The names come from a file. Backups of earlier versions have tables that are no longer copied.
        if !COPIED.iter().chain(NOT_COPIED).any(|known| known == table) {
            return Err(end.differs(format!("it names the table {table:?}, which Keydesk does not have")));
        }
        let found = end.count(table).await?;
        if found != *expected {
            return Err(end.differs(format!("{table} has {found} rows instead of {expected}")));
        }
    }
    Ok(())
}

/// Verifies all chains of the audit log. Also returns the number of their rows.
pub(super) async fn broken_chains(end: &mut End) -> Result<(BrokenChains, i64), CopyError> {
    if end.dialect == Dialect::Postgres {
        // Without statistics about the new rows, each batch would be sorted.
        end.run("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            .await?;
    }
    let chains: Vec<AuditChain> = match audit::chains(&mut end.connection).await {
        Ok(chains) => chains,
        Err(error) => return Err(end.store_error(error)),
    };
    let (mut broken, mut rows) = (BrokenChains::new(), 0);
    for chain in chains {
        rows += chain.rows;
        let id = chain.account.as_ref().map_or("", Id::as_str);
        match audit::first_broken_row(&mut end.connection, id).await {
            Ok(None) => {}
            Ok(Some(row)) => {
                broken.insert(id.to_owned(), row);
            }
            Err(error) => return Err(end.store_error(error)),
        }
    }
    Ok((broken, rows))
}

impl End {
    pub(super) fn differs(&self, what: String) -> CopyError {
        CopyError::Differs {
            place: self.place.clone(),
            what,
        }
    }

    pub(super) fn store_error(&self, error: StoreError) -> CopyError {
        match error {
            StoreError::Database(error) => self.error(&error),
            other => self.trouble(other.to_string()),
        }
    }
}
