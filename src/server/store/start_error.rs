//! Errors at start, each one a message for the operator.

use sqlx::{Error, migrate::MigrateError};

/// Why the database cannot be used. Each variant's text is the message for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("DATABASE_URL must start with sqlite:// or postgres://, and {0:?} does not.")]
    UnknownScheme(String),
    #[error(
        "The folder {folder} for the database cannot be created: {source}. Create it, or set DATABASE_URL to a writable location."
    )]
    Folder { folder: String, source: std::io::Error },
    #[error(
        "The database {place} cannot be opened: {reason}. Check that it exists, that it is a database, and that this user may read and write it and its folder; or set DATABASE_URL."
    )]
    Open { place: String, reason: String },
    #[error(
        "The database {place} {problem}, and this command does not create one. Correct DATABASE_URL. Its relative paths begin in the working directory. For a new database, run `keydesk serve` or `keydesk migrate` first."
    )]
    Missing { place: String, problem: &'static str },
    #[error(
        "The database {place} has no tables of Keydesk, and this command does not create them. Correct DATABASE_URL. For a new database, run `keydesk serve` or `keydesk migrate` first."
    )]
    NoTables { place: String },
    #[error(
        "The database {place} cannot be written: {reason}. Free some space, or let this user write to the file and its folder. Then start again."
    )]
    Write { place: String, reason: String },
    #[error(
        "The database {place} was migrated by a newer version of Keydesk (migration {migration}). Start that version or a later one. This version would damage the database."
    )]
    Newer { place: String, migration: i64 },
    #[error(
        "The tables in {place} cannot be migrated: {reason}. Nothing was lost. Fix the cause or restore a backup, then start again."
    )]
    Migrate { place: String, reason: String },
    #[error(
        "The user {user} may not make tables in the database {place}: {reason}. Let the database's owner run `GRANT USAGE, CREATE ON SCHEMA {schema} \
         TO {user}` in it, or make the user its owner with `ALTER DATABASE {database} OWNER TO {user}`; then try again."
    )]
    MayNotCreate {
        place: String,
        reason: String,
        user: String,
        database: String,
        schema: String,
    },
    #[error(
        "The user {user} does not own the tables of Keydesk in {place}: {reason}. Set the user who made them in DATABASE_URL, or let that user \
         run `ALTER TABLE … OWNER TO {user}` for each table; then try again."
    )]
    NotTheOwner {
        place: String,
        reason: String,
        user: String,
    },
    #[error(
        "A database in memory is lost when Keydesk exits. Set DATABASE_URL to a file, such as sqlite:///var/lib/keydesk/keydesk.db. To try Keydesk on a temporary database, run `keydesk demo --serve`."
    )]
    Memory,
    #[error(
        "DATABASE_URL {0:?} names no file. Write sqlite://data/keydesk.db for a file in the working directory, or sqlite:///var/lib/keydesk/keydesk.db for an absolute path, with %20 for a space."
    )]
    Address(String),
    #[error(
        "The database {place} is gone or empty, but its write-ahead log {log} still exists and would be deleted. Put the database back. To start over, move both to another folder."
    )]
    LeftBehind { place: String, log: String },
    #[error(
        "The database {place} is gone or has no account, but Keydesk was set up here before. Put the right database in its place. To start over, delete {mark}."
    )]
    Vanished { place: String, mark: String },
    #[error(
        "The database {place} has no tables: it is a copy without its write-ahead log, or its first start was interrupted. Copy it as docs/operations.md says, or delete it to start over."
    )]
    Hollow { place: String },
    #[error(
        "The database {place} belongs to another program: it has tables, but none of Keydesk's. Nothing was changed. Set DATABASE_URL to a file of Keydesk's own."
    )]
    Foreign { place: String },
    #[error(
        "{place} is a backup and not a database. Set DATABASE_URL to another file, and run `keydesk restore {place}`."
    )]
    Backup { place: String },
    #[error(
        "The database {place} is an older copy than the one that ran here, and the write-ahead log {log} belongs to the newer one. Using them together would damage them. Put the newer database back. To continue with the copy, delete the log."
    )]
    Mixed { place: String, log: String },
    #[error(
        "The certificate of the database {place} is not trusted: {reason}. Check that the host name in DATABASE_URL is the certificate's, and add the authority that signed it to the system's store (update-ca-certificates), or name its file with sslrootcert= in DATABASE_URL."
    )]
    Certificate { place: String, reason: String },
    #[error(
        "The pooler {place} refuses the connection: {reason}. Let it ignore this parameter, in PgBouncer with ignore_startup_parameters = extra_float_digits."
    )]
    Pooler { place: String, reason: String },
    #[error(
        "DATABASE_DIRECT_URL leads to {direct}, which is not the database that DATABASE_URL reaches at {place}. Let both lead to the same database."
    )]
    OtherDatabase { place: String, direct: String },
    #[error(
        "SQLite {found} is linked, and versions before 3.51.3 can corrupt a database. Build Keydesk with its bundled SQLite."
    )]
    OldSqlite { found: String },
}

/// The database's own message, without sqlx's wrapping.
pub(super) fn plain(error: &Error) -> String {
    match error {
        Error::Database(inner) => inner.message().to_owned(),
        Error::PoolTimedOut => "it does not answer".to_owned(),
        other => other.to_string(),
    }
}

/// Whether a database says that it has no space, SQLite or PostgreSQL.
pub(super) fn is_about_a_full_disk(reason: &str) -> bool {
    ["disk is full", "No space"].iter().any(|sign| reason.contains(sign))
}

fn is_about_writing(reason: &str) -> bool {
    let is_read_only = |reason: &str| {
        ["readonly", "read-only", "disk I/O"]
            .iter()
            .any(|sign| reason.contains(sign))
    };
    is_about_a_full_disk(reason) || is_read_only(reason)
}

pub(super) fn open_error(place: &str, error: &Error) -> StartError {
    let (place, reason) = (place.to_owned(), plain(error));
    if is_about_writing(&reason) {
        StartError::Write { place, reason }
    } else if reason.contains("invalid peer certificate") {
        StartError::Certificate { place, reason }
    } else if reason.contains("unsupported startup parameter") {
        StartError::Pooler { place, reason }
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
