//! Backups, restores and moves of the whole database, by the operator.

pub use crate::server::store::copy::{
    AGES, AccountReview, Backup, CopyError, Ended, ExternalKeyReview, KeyReview, Listed, Moved, Restored, Review,
    UserReview,
};

use crate::{
    domain::time::Timestamp,
    server::{config::Config, store::copy},
};
use std::path::Path;

/// Writes a backup of the configured database, which may be in use. `version` is the program's.
///
/// # Errors
/// [`CopyError`], a message for the operator. No file was made then.
pub async fn back_up(config: &Config, file: &Path, version: &str, now: Timestamp) -> Result<Backup, CopyError> {
    copy::back_up(direct_url(config), file, version, now).await
}

/// Restores a backup into the configured database, which must be empty.
///
/// # Errors
/// [`CopyError`], a message for the operator. Nothing was changed then.
pub async fn restore(config: &Config, file: &Path, now: Timestamp) -> Result<Restored, CopyError> {
    copy::restore(file, direct_url(config), now).await
}

/// Copies a database into an empty one, which takes its place. With `while_serving`, both may be in use afterwards: links, invitations and
/// sessions end in the copy.
///
/// # Errors
/// [`CopyError`], a message for the operator. Nothing was changed then.
pub async fn move_database(from: &str, to: &str, while_serving: bool, now: Timestamp) -> Result<Moved, CopyError> {
    copy::move_database(from, to, while_serving, now).await
}

/// The URL of the database itself: a copy takes longer than a pooler may allow.
fn direct_url(config: &Config) -> &str {
    config
        .direct_database_url
        .as_ref()
        .unwrap_or(&config.database_url)
        .expose()
}
