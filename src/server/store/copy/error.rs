//! Why a backup, a restore or a move failed. Each text is one message for the operator.

use crate::server::{
    postgres_url::UrlProblem,
    store::{StartError, start_error::is_about_a_full_disk},
};
use std::{io, path::Path};

/// Why a database was not copied. Unless the text says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(transparent)]
    Start(StartError),
    /// A wrong URL on the command line.
    #[error("{option} must start with sqlite:// or postgres://, and {scheme:?} does not.")]
    Scheme { option: &'static str, scheme: String },
    #[error("{option} {problem}")]
    PostgresUrl { option: &'static str, problem: UrlProblem },
    #[error("{option}: {reason}")]
    Option { option: &'static str, reason: String },
    #[error("{file} exists already and was not changed. Name another file, or move this one away.")]
    Exists { file: String },
    #[error(
        "The backup {file} cannot be written: {reason}. Free some space, or name a file in a folder that this user may write to. No \
         backup was made."
    )]
    Write { file: String, reason: String },
    #[error("{file} cannot be read: {reason}. Check the path, and that this user may read the file.")]
    Read { file: String, reason: String },
    #[error("{file} is not a backup of Keydesk. Name a file that `keydesk backup` made.")]
    NotABackup { file: String },
    #[error(
        "{file} is a database of Keydesk and not a backup. To copy it, run `keydesk migrate-database --from sqlite://{file} --to URL`."
    )]
    ADatabase { file: String },
    #[error("The backup {file} is damaged: {reason}. Nothing was changed. Use another backup.")]
    Damaged { file: String, reason: String },
    #[error(
        "The backup {file} was made by Keydesk {version}, which is newer than this one. Nothing was changed. Restore it with that version \
         or a later one."
    )]
    NewerBackup { file: String, version: String },
    #[error(
        "The database {place} is not empty: {table} has {rows} rows. Nothing was changed. Name an empty database, or a file that does not \
         exist."
    )]
    NotEmpty { place: String, table: String, rows: i64 },
    #[error("The database {place} is in use. Nothing was changed. Stop Keydesk there, and try again.")]
    InUse { place: String },
    #[error(
        "The database {place} was written by an earlier version of Keydesk. Nothing was changed. Make a backup of it, run `keydesk migrate` \
         on it, and try again."
    )]
    Older { place: String },
    #[error("The database {place} has no tables of Keydesk. Nothing was copied. Check its URL.")]
    NoTables { place: String },
    #[error(
        "The database {place} failed: {reason}. Nothing was changed. Check that it can be reached, that this user may read and write \
         it, and that its disk is not full; then try again."
    )]
    Database { place: String, reason: String },
    #[error(
        "The disk of the database {place} is full: {reason}. Nothing was changed. Free some space there, and try again."
    )]
    Full { place: String, reason: String },
    /// The copy is not what was copied.
    #[error("The copy in {place} differs from what was copied: {what}. The copy was thrown away. Try again.")]
    Differs { place: String, what: String },
}

impl From<StartError> for CopyError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Write { place, reason } if is_about_a_full_disk(&reason) => Self::Full { place, reason },
            other => Self::Start(other),
        }
    }
}

impl CopyError {
    /// What a database said.
    pub(super) fn database(place: String, reason: String) -> Self {
        if is_about_a_full_disk(&reason) {
            Self::Full { place, reason }
        } else {
            Self::Database { place, reason }
        }
    }

    pub(super) fn write(file: &Path, reason: impl ToString) -> Self {
        Self::Write {
            file: file.display().to_string(),
            reason: reason.to_string(),
        }
    }

    pub(super) fn read(file: &Path, error: &io::Error) -> Self {
        Self::Read {
            file: file.display().to_string(),
            reason: error.to_string(),
        }
    }

    pub(super) fn damaged(file: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged {
            file: file.display().to_string(),
            reason: reason.into(),
        }
    }
}
