//! Why a start was refused, in one sentence for the operator.

use sqlx::{Error, migrate::MigrateError};

/// Why the database cannot be used. Each reads as the sentence that the operator gets.
#[derive(Debug, thiserror::Error)]
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
        "A database in memory would be gone when Keydesk ends. Set DATABASE_URL to a file, such as sqlite:///var/lib/keydesk/keydesk.db; `keydesk demo --serve` tries everything out on a scratch database."
    )]
    Memory,
    #[error(
        "DATABASE_URL {0:?} names no file. Write sqlite://data/keydesk.db for a file in the working directory, or sqlite:///var/lib/keydesk/keydesk.db for an absolute path, with %20 for a blank."
    )]
    Address(String),
    #[error(
        "The database {place} is gone or empty, but its write-ahead log {log} is still there and would be deleted. Put the database back. To begin anew, move both to another folder."
    )]
    LeftBehind { place: String, log: String },
    #[error(
        "The database {place} is gone or has no account, but Keydesk was set up here before. Put the right database in its place. To begin anew, delete {mark}."
    )]
    Vanished { place: String, mark: String },
    #[error(
        "The database {place} has no tables: it is a copy without its write-ahead log, or its first start was interrupted. Copy it as README.md says, or delete it to begin anew."
    )]
    Hollow { place: String },
    #[error(
        "The database {place} is an older copy than the one that ran here, and the write-ahead log {log} belongs to that one: together they would be damaged. Put the newer database back. To go on with the copy, delete the log."
    )]
    Mixed { place: String, log: String },
    #[error(
        "SQLite {found} is linked, and versions before 3.51.3 can corrupt a database. Build Keydesk with its bundled SQLite."
    )]
    OldSqlite { found: String },
}

/// The database's own message, without the wrapping that speaks to programmers.
pub(super) fn plain(error: &Error) -> String {
    match error {
        Error::Database(inner) => inner.message().to_owned(),
        Error::PoolTimedOut => "it does not answer".to_owned(),
        other => other.to_string(),
    }
}

fn is_about_writing(reason: &str) -> bool {
    ["readonly", "read-only", "disk is full", "No space", "disk I/O"]
        .iter()
        .any(|sign| reason.contains(sign))
}

pub(super) fn open_error(place: &str, error: &Error) -> StartError {
    let (place, reason) = (place.to_owned(), plain(error));
    if is_about_writing(&reason) {
        StartError::Write { place, reason }
    } else {
        StartError::Open { place, reason }
    }
}

pub(super) fn migrate_error(place: &str, error: &MigrateError) -> StartError {
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
