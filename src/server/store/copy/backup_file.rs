//! Opens a backup, after checking that it is one and that it is complete.

use super::{
    backup::{FORMAT, Manifest},
    connection::End,
    error::CopyError,
    rows::check_counts,
};
use crate::server::store::{
    database::{BACKUP_ID, LogNote},
    migrations::last_migration,
};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};
use tempfile::NamedTempFile;

/// How an SQLite file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// The length of an SQLite file's head.
const HEAD: usize = 100;

/// An open backup, whose tables have this version's form.
pub(super) struct BackupFile {
    pub end: End,
    pub manifest: Manifest,
    /// The copy of a backup that an earlier version made, with migrated tables. Deleted on drop.
    pub migrated: Option<NamedTempFile>,
}

impl BackupFile {
    /// Opens a backup and checks it as a whole. Changes nothing.
    pub async fn open(file: &Path) -> Result<Self, CopyError> {
        check_head(file)?;
        let mut end = End::complete_file(file).await.map_err(|_| not_a_backup(file))?;
        let manifest = match check(&mut end, file).await {
            Ok(manifest) => manifest,
            Err(error) => {
                end.give_up().await;
                return Err(error);
            }
        };
        if manifest.migration == last_migration() {
            return Ok(Self {
                end,
                manifest,
                migrated: None,
            });
        }
        end.give_up().await;
        let uncopied = |error: io::Error| CopyError::Read {
            file: file.display().to_string(),
            reason: format!("copying it to the folder for temporary files (TMPDIR) failed: {error}"),
        };
        let migrated = NamedTempFile::new().map_err(uncopied)?;
        let copied = File::open(file).and_then(|mut from| io::copy(&mut from, &mut migrated.as_file()));
        copied.map_err(uncopied)?;
        End::migrate_file(migrated.path()).await?;
        Ok(Self {
            end: End::complete_file(migrated.path()).await?,
            manifest,
            migrated: Some(migrated),
        })
    }
}

fn not_a_backup(file: &Path) -> CopyError {
    CopyError::NotABackup {
        file: file.display().to_string(),
    }
}

/// Checks the head of the file: whose it is, and how long the file should be.
fn check_head(file: &Path) -> Result<(), CopyError> {
    let unreadable = |e| CopyError::read(file, &e);
    let metadata = std::fs::metadata(file).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(not_a_backup(file));
    }
    let mut head = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    if head.len() < HEAD {
        let begins = MAGIC.iter().zip(&head).all(|(magic, found)| magic == found);
        return Err(if begins {
            CopyError::damaged(file, format!("it ends after {} bytes", head.len()))
        } else {
            not_a_backup(file)
        });
    }
    let number = |place: usize, length: usize| {
        let bytes = head.iter().skip(place).take(length);
        bytes.fold(0, |number: u64, byte| (number << 8) | u64::from(*byte))
    };
    let id = number(68, 4);
    let is = |known: u32| u64::from(known) == id;
    if !head.starts_with(MAGIC) {
        return Err(not_a_backup(file));
    }
    if is(LogNote::Complete.id()) || is(LogNote::Needed.id()) {
        return Err(CopyError::ADatabase {
            file: file.display().to_string(),
        });
    }
    if !is(BACKUP_ID) {
        return Err(not_a_backup(file));
    }
    // A page size of 65536 does not fit into its two bytes.
    let page = match number(16, 2) {
        1 => 65_536,
        size => size,
    };
    let expected = page * number(28, 4);
    if metadata.len() == expected {
        return Ok(());
    }
    let found = metadata.len();
    Err(CopyError::damaged(
        file,
        format!("it has {found} bytes and should have {expected}"),
    ))
}

/// Checks the content of the file. Returns what it says about itself.
async fn check(end: &mut End, file: &Path) -> Result<Manifest, CopyError> {
    let damaged = |error: CopyError| match error {
        CopyError::Database { reason, .. } => CopyError::damaged(file, reason),
        CopyError::Differs { what, .. } => CopyError::damaged(file, what),
        other => other,
    };
    let found: String = end.one("PRAGMA integrity_check(1)").await.map_err(damaged)?;
    if found != "ok" {
        return Err(CopyError::damaged(file, found.replace('\n', " ")));
    }
    let format: i64 = end.one("select format from keydesk_backup").await.map_err(damaged)?;
    let text: String = end.one("select manifest from keydesk_backup").await.map_err(damaged)?;
    let version_of = |text: &str| {
        let manifest: Option<serde_json::Value> = serde_json::from_str(text).ok();
        let version = manifest.as_ref().and_then(|manifest| manifest.get("version")?.as_str());
        version.unwrap_or("of another version").to_owned()
    };
    let newer = || CopyError::NewerBackup {
        file: file.display().to_string(),
        version: version_of(&text),
    };
    if format > FORMAT {
        return Err(newer());
    }
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| CopyError::damaged(file, e.to_string()))?;
    if manifest.migration > last_migration() {
        return Err(newer());
    }
    check_counts(end, &manifest.rows).await.map_err(damaged)?;
    Ok(manifest)
}
