//! Opening the database at start, and saying in one sentence what is wrong when that fails.

use crate::{
    domain::time::Timestamp,
    server::store::{Dialect, Store},
};
use sqlx::{
    AnyConnection, Connection, Executor, Row, SqlSafeStr,
    any::{AnyPoolOptions, install_default_drivers},
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};
use std::{path::Path, sync::Once, time::Duration};
use thiserror::Error;

/// The migrations in their order, each by the number in its file's name. Listed by hand: sqlx's macro that collects them
/// would make every build compile the database drivers a second time.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "foundation", include_str!("../../../migrations/0001_foundation.sql")),
    (
        2,
        "external_keys",
        include_str!("../../../migrations/0002_external_keys.sql"),
    ),
    (3, "lists", include_str!("../../../migrations/0003_lists.sql")),
    (
        4,
        "users_and_roles",
        include_str!("../../../migrations/0004_users_and_roles.sql"),
    ),
    (
        5,
        "receipts_and_audit_filters",
        include_str!("../../../migrations/0005_receipts_and_audit_filters.sql"),
    ),
    (
        6,
        "second_factor",
        include_str!("../../../migrations/0006_second_factor.sql"),
    ),
    (
        7,
        "last_active",
        include_str!("../../../migrations/0007_last_active.sql"),
    ),
    (
        8,
        "audit_detail",
        include_str!("../../../migrations/0008_audit_detail.sql"),
    ),
    (
        11,
        "attempts_and_known_browsers",
        include_str!("../../../migrations/0011_attempts_and_known_browsers.sql"),
    ),
    (
        13,
        "link_visitors",
        include_str!("../../../migrations/0013_link_visitors.sql"),
    ),
];
static DRIVERS: Once = Once::new();

/// SQLite before this version can corrupt a WAL on reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Why the database cannot be used. Each reads as the sentence that the operator gets.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("DATABASE_URL must start with sqlite:// or postgres://, and {0:?} does not.")]
    UnknownScheme(String),
    #[error(
        "The folder {folder} for the database cannot be made: {source}. Make it, or set DATABASE_URL to a place that can be written."
    )]
    Folder { folder: String, source: std::io::Error },
    #[error(
        "The database {place} cannot be opened: {reason}. Check that it exists, that it is a database, and that this user may read and write it and its folder; or set DATABASE_URL."
    )]
    Open { place: String, reason: String },
    #[error(
        "The database {place} cannot be written: {reason}. Free some space or give this user the right to write the file and its folder, then start again."
    )]
    Write { place: String, reason: String },
    #[error(
        "The database {place} was made by a newer version of Keydesk (it has migration {migration}). Start that version or a later one; this one would damage it."
    )]
    Newer { place: String, migration: i64 },
    #[error(
        "The tables in {place} cannot be brought up to date: {reason}. Nothing was lost; restore a backup or mend the cause, then start again."
    )]
    Migrate { place: String, reason: String },
    #[error(
        "SQLite {found} is linked, and versions before 3.51.3 can corrupt a database. Build Keydesk with its bundled SQLite."
    )]
    OldSqlite { found: String },
}

impl Store {
    /// Opens the database, makes it where it is an SQLite file that does not exist, brings its tables up to date and
    /// makes sure that it can be written.
    ///
    /// # Errors
    /// [`StartError`], one sentence for the operator.
    pub async fn open(url: &str, now: Timestamp) -> Result<Self, StartError> {
        DRIVERS.call_once(install_default_drivers);
        let dialect = Dialect::of(url).ok_or_else(|| StartError::UnknownScheme(scheme(url)))?;
        let place = place(url);
        let url = match dialect {
            Dialect::Sqlite => prepare_sqlite(url)?,
            Dialect::Postgres => url.to_owned(),
        };
        // One connection by itself first: a pool tries again until its time is over, and then knows no reason any more.
        let mut first = AnyConnection::connect(&url).await.map_err(|e| open_error(&place, &e))?;
        greet(&mut first, dialect).await.map_err(|e| open_error(&place, &e))?;
        if let Some(statement) = dialect.try_writing() {
            first.execute(statement).await.map_err(|e| StartError::Write {
                place: place.clone(),
                reason: plain(&e),
            })?;
        }
        first.close().await.map_err(|e| open_error(&place, &e))?;
        let pool = AnyPoolOptions::new()
            .max_connections(dialect.connections())
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(move |connection, _| Box::pin(greet(connection, dialect)))
            // A transaction that SQLite gave up by itself, on a full disk, cannot be rolled back any more, and sqlx 0.9 takes it for
            // open as long as the connection lives: no other could ever begin there.
            .before_acquire(|connection, _| Box::pin(std::future::ready(Ok(!connection.is_in_transaction()))))
            .connect(&url)
            .await
            .map_err(|e| open_error(&place, &e))?;
        let store = Self { pool, dialect };
        store
            .assert_version()
            .await
            .map_err(|e| e.unwrap_or_else(|e| open_error(&place, &e)))?;
        migrator()
            .run(&store.pool)
            .await
            .map_err(|e| migrate_error(&place, &e))?;
        store.prove_writable(now).await.map_err(|e| StartError::Write {
            place,
            reason: plain(&e),
        })?;
        Ok(store)
    }

    /// Refuses an SQLite that is known to corrupt data.
    async fn assert_version(&self) -> Result<(), Result<StartError, sqlx::Error>> {
        match self.dialect {
            Dialect::Postgres => Ok(()),
            Dialect::Sqlite => {
                let row = sqlx::query("select sqlite_version()")
                    .fetch_one(&self.pool)
                    .await
                    .map_err(Err)?;
                let found: String = row.try_get(0).map_err(Err)?;
                if version(&found) >= Some(OLDEST_SQLITE) {
                    Ok(())
                } else {
                    Err(Ok(StartError::OldSqlite { found }))
                }
            }
        }
    }

    /// Writes a row: a read-only or full database is to be found now and not at somebody's first action.
    async fn prove_writable(&self, now: Timestamp) -> Result<(), sqlx::Error> {
        let text = "insert into last_start (singleton, at) values (1, $1) on conflict (singleton) do update set at = excluded.at";
        sqlx::query(text).bind(now.0).execute(&self.pool).await?;
        Ok(())
    }
}

fn migrator() -> Migrator {
    let migration = |(version, name, text): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().copied().map(migration).collect())
}

async fn greet(connection: &mut AnyConnection, dialect: Dialect) -> Result<(), sqlx::Error> {
    for statement in dialect.on_connect() {
        connection.execute(*statement).await?;
    }
    Ok(())
}

/// Makes the file's folder, and the file where the URL does not say otherwise.
fn prepare_sqlite(url: &str) -> Result<String, StartError> {
    let path = sqlite_path(url);
    if let Some(folder) = Path::new(path).parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|source| StartError::Folder {
            folder: folder.display().to_string(),
            source,
        })?;
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    Ok(if url.contains("mode=") {
        url.to_owned()
    } else {
        format!("{url}{joint}mode=rwc")
    })
}

fn sqlite_path(url: &str) -> &str {
    let rest = url.trim_start_matches("sqlite:").trim_start_matches("//");
    rest.split('?').next().unwrap_or(rest)
}

/// What to call the database in a sentence: an SQLite file's path, or the URL's host and name without a password.
fn place(url: &str) -> String {
    match Dialect::of(url) {
        Some(Dialect::Sqlite) => sqlite_path(url).to_owned(),
        Some(Dialect::Postgres) | None => {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
            rest.split('?').next().unwrap_or(rest).to_owned()
        }
    }
}

fn scheme(url: &str) -> String {
    url.split_once(':').map_or("", |(scheme, _)| scheme).to_owned()
}

fn version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// The database's own message, without the wrapping that speaks to programmers.
fn plain(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(inner) => inner.message().to_owned(),
        sqlx::Error::PoolTimedOut => "it does not answer".to_owned(),
        other => other.to_string(),
    }
}

fn is_about_writing(reason: &str) -> bool {
    ["readonly", "read-only", "disk is full", "No space", "disk I/O"]
        .iter()
        .any(|sign| reason.contains(sign))
}

fn open_error(place: &str, error: &sqlx::Error) -> StartError {
    let (place, reason) = (place.to_owned(), plain(error));
    if is_about_writing(&reason) {
        StartError::Write { place, reason }
    } else {
        StartError::Open { place, reason }
    }
}

fn migrate_error(place: &str, error: &MigrateError) -> StartError {
    let place = place.to_owned();
    match error {
        MigrateError::VersionMissing(migration) | MigrateError::VersionTooNew(migration, _) => StartError::Newer {
            place,
            migration: *migration,
        },
        MigrateError::Execute(inner) | MigrateError::ExecuteMigration(inner, _) => {
            let reason = plain(inner);
            if is_about_writing(&reason) {
                StartError::Write { place, reason }
            } else {
                StartError::Migrate { place, reason }
            }
        }
        other => StartError::Migrate {
            place,
            reason: other.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_listed() {
        let files = std::fs::read_dir("migrations")
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<_> = files.collect();
        files.sort();
        let listed: Vec<_> = MIGRATIONS
            .iter()
            .map(|(version, name, _)| format!("{version:04}_{name}.sql"))
            .collect();
        assert_eq!(files, listed);
    }

    #[test]
    fn a_place_shows_no_password() {
        assert_eq!(
            place("postgres://keydesk:hunter2@db:5432/keydesk?sslmode=require"),
            "db:5432/keydesk"
        );
        assert_eq!(place("sqlite://data/keydesk.db?mode=ro"), "data/keydesk.db");
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(version("3.51.3") >= Some(OLDEST_SQLITE));
        assert!(version("3.60.0") >= Some(OLDEST_SQLITE));
        assert!(version("3.9.9") < Some(OLDEST_SQLITE));
        assert!(version("new") < Some(OLDEST_SQLITE));
    }
}
