//! Writes a backup: an SQLite file with one consistent snapshot of a database, and a manifest that says what is in it.

use super::{
    connection::{End, Use},
    error::CopyError,
    rows::{BrokenChains, Copied, Counts, copy_all},
};
use crate::{
    domain::time::Timestamp,
    server::store::{StartError, database::BACKUP_ID},
};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};
use tempfile::{Builder, NamedTempFile};

/// The number of the manifest's form. It increases when an older program could misread a backup.
pub(super) const FORMAT: i64 = 1;

/// What a backup says about itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of Keydesk that made it.
    pub version: String,
    /// The last migration of its tables.
    pub migration: i64,
    /// When its snapshot was taken, in milliseconds since 1970.
    pub made_at: i64,
    /// The database that was copied, without a password.
    pub source: String,
    pub rows: Counts,
    /// The chains of the audit log that were broken before.
    pub broken_chains: BrokenChains,
}

/// A backup that was made.
#[derive(Debug)]
pub struct Backup {
    pub source: String,
    pub made_at: Timestamp,
    /// The number of copied rows.
    pub rows: i64,
    pub size: u64,
    /// Whether the audit log was changed without Keydesk before.
    pub has_broken_chain: bool,
}

/// Writes a backup of a database, which may be in use, to a new file. The file is complete or does not exist.
///
/// # Errors
/// [`CopyError`], a message for the operator.
pub async fn back_up(url: &str, file: &Path, version: &str, now: Timestamp) -> Result<Backup, CopyError> {
    if file.symlink_metadata().is_ok() {
        return Err(exists(file));
    }
    let partial = partial_file(file).map_err(|e| CopyError::write(file, e))?;
    let source = End::source(url, Use::Shared).await?;
    let made = fill(source, (file, partial.path()), version, now).await;
    let (source, copied) = made.map_err(|error| about_file(file, error))?;
    let size = publish(partial, file)?;
    Ok(Backup {
        source,
        made_at: now,
        rows: copied.counts.values().sum(),
        size,
        has_broken_chain: !copied.broken.is_empty(),
    })
}

/// A file beside the backup, for its owner alone. A process that is killed leaves it behind.
fn partial_file(file: &Path) -> io::Result<NamedTempFile> {
    let name = file.file_name().unwrap_or_default();
    let mut prefix = name.to_owned();
    prefix.push(".");
    Builder::new()
        .prefix(&prefix)
        .suffix(".partial")
        .tempfile_in(folder_of(file))
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        Some(_) | None => PathBuf::from("."),
    }
}

fn exists(file: &Path) -> CopyError {
    CopyError::Exists {
        file: file.display().to_string(),
    }
}

/// An error of the partial file, as one of the backup.
fn about_file(file: &Path, error: CopyError) -> CopyError {
    let label = file.display().to_string();
    match error {
        CopyError::Database { place, reason }
        | CopyError::Full { place, reason }
        | CopyError::Start(
            StartError::Open { place, reason }
            | StartError::Write { place, reason }
            | StartError::Migrate { place, reason },
        ) if place == label => CopyError::write(file, reason),
        other => other,
    }
}

/// Copies the source to the partial file of a backup, and closes both.
async fn fill(
    mut source: End,
    (file, partial): (&Path, &Path),
    version: &str,
    now: Timestamp,
) -> Result<(String, Copied), CopyError> {
    let place = source.place.clone();
    let filled = async {
        let migration = source.version().await?.unwrap_or_default();
        let mut target = End::new_file(partial, &file.display().to_string(), migration).await?;
        let written = async {
            let copied = copy_all(&mut source, &mut target).await?;
            let manifest = Manifest {
                version: version.to_owned(),
                migration,
                made_at: now.millis(),
                source: place.clone(),
                rows: copied.counts.clone(),
                broken_chains: copied.broken.clone(),
            };
            target.write_manifest(&manifest).await?;
            Ok(copied)
        };
        match written.await {
            Ok(copied) => target.close_file().await.map(|()| copied),
            Err(error) => {
                target.give_up().await;
                Err(error)
            }
        }
    };
    let filled = filled.await;
    source.give_up().await;
    Ok((place, filled?))
}

/// Gives the complete file its name, after its content is on the disk. Returns its size.
fn publish(partial: NamedTempFile, file: &Path) -> Result<u64, CopyError> {
    let failed = |error: io::Error| CopyError::write(file, error);
    partial.as_file().sync_all().map_err(failed)?;
    let size = partial.as_file().metadata().map_err(failed)?.len();
    partial
        .persist_noclobber(file)
        .map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(file),
            _ => CopyError::write(file, error.error),
        })?;
    // The name is on the disk, too.
    let synchronised = File::open(folder_of(file)).and_then(|folder| folder.sync_all());
    synchronised.map_err(failed)?;
    Ok(size)
}

impl End {
    /// Writes the manifest and the mark of a backup, which make the file one.
    async fn write_manifest(&mut self, manifest: &Manifest) -> Result<(), CopyError> {
        let text = serde_json::to_string(manifest).map_err(|e| self.trouble(e.to_string()))?;
        self.run("create table keydesk_backup (format bigint not null, manifest text not null)")
            .await?;
        let insert = sqlx::query("insert into keydesk_backup (format, manifest) values ($1, $2)")
            .bind(FORMAT)
            .bind(text)
            .execute(&mut self.connection)
            .await;
        insert.map_err(|e| self.error(&e))?;
        self.run(sqlx::AssertSqlSafe(format!("PRAGMA application_id = {BACKUP_ID}")))
            .await?;
        self.run("COMMIT").await
    }
}
