//! The folder and file of an SQLite database: creates them, restricts them to their owner, and refuses to start with a new database
//! where an older one is missing.

use super::{
    SqliteAddress,
    files::{LogNote, beside, numbers_in},
    made::{FOR_OWNER, MadeFile, own_like_folder},
    marks::StoredMarks,
};
use crate::server::store::StartError;
use rustix::fs::OFlags;
use std::{
    fs::{DirBuilder, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

const FOLDER_FOR_OWNER: u32 = 0o700;
/// Mode bit of a folder shared by all users, such as `/tmp`.
const STICKY: u32 = 0o1000;

/// What existed before this start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server::store) enum Before {
    Nothing,
    EmptyFile,
    Database,
}

/// What happens if there is no database, or an empty file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IfMissing {
    /// It is created, unless the earlier one had accounts.
    Make,
    /// It is created and filled with a copy. The earlier one may have had accounts.
    MakeForCopy,
    Refuse,
}

/// The location of an SQLite database.
#[derive(Debug)]
pub(in crate::server::store) struct Home {
    address: SqliteAddress,
    /// The path with links resolved. SQLite puts the log beside this file.
    real: PathBuf,
    pub before: Before,
    /// The file, if this process made it.
    made: Option<MadeFile>,
    /// Whether the file's change counter is lower than the noted one.
    older: bool,
    /// Whether the file says that it needs its log, and the log is missing.
    lacks_log: bool,
}

/// The application id of a backup: "KDBK".
pub(in crate::server::store) const BACKUP_ID: u32 = u32::from_be_bytes(*b"KDBK");

impl Home {
    /// Finds the file, or creates it and its folder if the address allows that. Existing files are not changed, because they may belong to
    /// another program.
    ///
    /// # Errors
    /// [`StartError`]: the earlier database is missing or empty, or the folder or file cannot be created.
    pub(in crate::server::store) fn prepare(address: SqliteAddress) -> Result<Self, StartError> {
        Self::find(address, IfMissing::Make)
    }

    /// As [`Self::prepare`], for a database that must exist. Creates nothing.
    ///
    /// # Errors
    /// [`StartError::Missing`], or a more specific one.
    pub(in crate::server::store) fn prepare_existing(mut address: SqliteAddress) -> Result<Self, StartError> {
        address.never_create();
        Self::find(address, IfMissing::Refuse)
    }

    /// As [`Self::prepare`], for a database that is about to be filled with a copy. The earlier one may be missing.
    ///
    /// # Errors
    /// [`StartError`]: the folder or file cannot be created, or a log is left of the earlier database.
    pub(in crate::server::store) fn prepare_for_copy(address: SqliteAddress) -> Result<Self, StartError> {
        Self::find(address, IfMissing::MakeForCopy)
    }

    fn find(address: SqliteAddress, if_missing: IfMissing) -> Result<Self, StartError> {
        let before = match std::fs::metadata(&address.path) {
            Ok(file) if file.is_dir() => return Err(open_error(&address.path, "it is a folder")),
            Ok(file) if !file.is_file() => return Err(open_error(&address.path, "it is not a regular file")),
            Ok(file) if file.len() == 0 => Before::EmptyFile,
            Ok(_) => Before::Database,
            Err(error) => match std::fs::read_link(&address.path) {
                Ok(target) => return Err(open_error(&address.path, &bad_link(&target, &error))),
                Err(_) => Before::Nothing,
            },
        };
        let mut home = Self {
            real: std::path::absolute(&address.path).map_err(|e| open_error(&address.path, &e.to_string()))?,
            address,
            before,
            made: None,
            older: false,
            lacks_log: false,
        };
        if before == Before::Nothing && home.address.mode == "rwc" {
            home.make_folder()?;
        }
        home.find_real();
        if before == Before::Database {
            home.compare_numbers()?;
        } else {
            home.refuse_remains()?;
            if if_missing != IfMissing::MakeForCopy {
                home.refuse_if_marked()?;
            }
            if if_missing == IfMissing::Refuse {
                return Err(home.missing());
            }
        }
        if before == Before::Nothing && home.address.mode == "rwc" {
            home.make_file()?;
            home.find_real();
        }
        Ok(home)
    }

    fn missing(&self) -> StartError {
        StartError::Missing {
            place: self.place(),
            problem: match self.before {
                Before::EmptyFile => "is an empty file",
                Before::Nothing | Before::Database => "does not exist",
            },
        }
    }

    /// Resolves the real path of an existing file, or of a new file in an existing folder.
    fn find_real(&mut self) {
        let folder = self.real.parent().and_then(|folder| folder.canonicalize().ok());
        if let Ok(real) = self.real.canonicalize() {
            self.real = real;
        } else if let (Some(folder), Some(name)) = (folder, self.real.file_name()) {
            self.real = folder.join(name);
        }
    }

    fn make_folder(&self) -> Result<(), StartError> {
        let Some(folder) = self.real.parent() else {
            return Ok(());
        };
        let created = DirBuilder::new().recursive(true).mode(FOLDER_FOR_OWNER).create(folder);
        created.map_err(|source| StartError::Folder {
            folder: folder.display().to_string(),
            source,
        })
    }

    /// Creates the file before SQLite opens it: SQLite would make it readable by everyone.
    fn make_file(&mut self) -> Result<(), StartError> {
        let made = MadeFile::make(&self.real);
        self.made = made.map_err(|e| open_error(&self.address.path, &e.to_string()))?;
        Ok(())
    }

    /// Refuses to create a database beside a log that is not empty: the log is all that remains of a database, and SQLite would delete it.
    fn refuse_remains(&self) -> Result<(), StartError> {
        match self.log() {
            Some(log) => Err(StartError::LeftBehind {
                place: self.place(),
                log: log.display().to_string(),
            }),
            None => Ok(()),
        }
    }

    /// The write-ahead log, if it has content.
    fn log(&self) -> Option<PathBuf> {
        let log = beside(&self.real, "-wal");
        let size = std::fs::metadata(&log).map_or(0, |log| log.len());
        (size > 0).then_some(log)
    }

    /// Refuses a database without accounts if the mark file says that the earlier one had accounts.
    ///
    /// # Errors
    /// [`StartError::Vanished`].
    pub(in crate::server::store) fn refuse_if_marked(&self) -> Result<(), StartError> {
        let mark = self.mark_path();
        if mark.exists() {
            return Err(StartError::Vanished {
                place: self.place(),
                mark: mark.display().to_string(),
            });
        }
        Ok(())
    }

    /// Refuses a backup, and an older copy beside the log of the newer database: SQLite would mix the two. Finds out whether the file lacks
    /// its log.
    fn compare_numbers(&mut self) -> Result<(), StartError> {
        let Ok((count, id)) = numbers_in(&self.real) else {
            return Ok(());
        };
        if id == BACKUP_ID {
            return Err(StartError::Backup { place: self.place() });
        }
        let log = self.log();
        self.lacks_log = id == LogNote::Needed.id() && log.is_none();
        let noted = self.noted().and_then(|noted| noted.count);
        self.older = noted.is_some_and(|noted| i64::from(count) < noted);
        match log {
            Some(log) if self.older => Err(StartError::Mixed {
                place: self.place(),
                log: log.display().to_string(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Warns about a database file that was copied without its log.
    pub(in crate::server::store) fn warn_if_log_is_missing(&self) {
        if self.lacks_log {
            tracing::warn!(
                "{place} is a copy without its write-ahead log ({place}-wal), so the last changes are missing. If the log still exists, stop \
                 Keydesk and put both files here. If not, look through the tokens and links that were changed last. `keydesk backup` makes \
                 complete copies.",
                place = self.place()
            );
        }
    }

    /// Warns about a restored backup: its change counter or number of audit rows is lower than noted.
    pub(in crate::server::store) fn warn_if_older(&self, rows: i64) {
        let noted = self.noted().and_then(|noted| noted.rows);
        if self.older || noted.is_some_and(|noted| rows < noted) {
            tracing::warn!(
                "{} is older than the database that ran here before. Tokens that were revoked since are good again, and links that \
                 were opened since may be open: look through both.",
                self.place()
            );
        }
    }

    /// The numbers in the mark file; `None` if it does not exist.
    fn noted(&self) -> Option<StoredMarks> {
        let note = std::fs::read_to_string(self.mark_path()).ok()?;
        Some(StoredMarks::parse(&note))
    }

    /// Updates the number of audit rows in the mark file, if it exists.
    pub(in crate::server::store) fn note_rows(&self, rows: i64) {
        if self.mark_path().exists() {
            self.mark(None, rows);
        }
    }

    /// Writes the mark file: the database has accounts, `rows` audit rows, and the change counter `count` if known.
    pub(in crate::server::store) fn mark(&self, count: Option<i64>, rows: i64) {
        let path = self.mark_path();
        let before = self.noted();
        let noted = StoredMarks {
            count: count.or(before.and_then(|before| before.count)),
            rows: Some(rows),
        };
        if before == Some(noted) {
            return;
        }
        let text = noted.text();
        // Written to a temporary file and renamed, so that no reader sees half of it.
        let new = beside(&self.real, "-installed.new");
        let created = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(FOR_OWNER)
            // Root may write in a folder of another user, who could lay a link there.
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(&new);
        let written = created.and_then(|mut file| {
            own_like_folder(&file, &new)?;
            file.write_all(text.as_bytes())
        });
        if let Err(error) = written.and_then(|()| std::fs::rename(&new, &path)) {
            tracing::warn!(%error, "{} could not be written", path.display());
        }
    }

    fn mark_path(&self) -> PathBuf {
        beside(&self.real, "-installed")
    }

    /// Removes the files that a failed start or copy made. The next start would refuse an empty database as an incomplete copy.
    pub(in crate::server::store) fn undo(&self) {
        if let Some(made) = &self.made {
            made.remove();
        }
    }

    /// Restricts the database to its owner, and also the folder if it holds nothing else. Call it only when the database is known to be
    /// Keydesk's.
    pub(in crate::server::store) fn keep_private(&self) {
        for suffix in ["", "-wal", "-shm"] {
            let path = beside(&self.real, suffix);
            if let Ok(found) = std::fs::symlink_metadata(&path)
                && found.is_file()
            {
                restrict(&path, found.permissions().mode(), FOR_OWNER);
            }
        }
        let Some(folder) = self.real.parent() else { return };
        let Ok(found) = std::fs::metadata(folder) else { return };
        if found.permissions().mode() & STICKY == 0 && self.is_alone_in(folder) {
            restrict(folder, found.permissions().mode(), FOLDER_FOR_OWNER);
        }
    }

    fn is_alone_in(&self, folder: &Path) -> bool {
        let name = self
            .real
            .file_name()
            .map(|name| name.as_encoded_bytes().to_vec())
            .unwrap_or_default();
        std::fs::read_dir(folder).is_ok_and(|mut entries| {
            entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().as_encoded_bytes().starts_with(&name)))
        })
    }

    /// The database's name in messages.
    pub(in crate::server::store) fn place(&self) -> String {
        self.address.path.display().to_string()
    }

    /// The path as typed.
    pub(in crate::server::store) fn path(&self) -> &Path {
        &self.address.path
    }

    /// The path with links resolved.
    pub(in crate::server::store) fn real(&self) -> &Path {
        &self.real
    }

    /// The URL for sqlx, which creates no file.
    pub(in crate::server::store) fn url(&self) -> String {
        self.address.of_existing(&self.real)
    }
}

fn restrict(path: &Path, mode: u32, to: u32) {
    if mode & 0o777 & !to == 0 {
        return;
    }
    match std::fs::set_permissions(path, Permissions::from_mode(to)) {
        Ok(()) => tracing::info!(
            "{} belongs to its owner alone from now on (mode {to:o})",
            path.display()
        ),
        Err(error) => tracing::warn!(%error, "others may read {}; chmod {to:o} it", path.display()),
    }
}

fn bad_link(target: &Path, error: &io::Error) -> String {
    let target = target.display();
    if error.kind() == io::ErrorKind::NotFound {
        format!("it is a symbolic link to {target}, which does not exist")
    } else {
        format!("it is a symbolic link to {target}, which cannot be followed: {error}")
    }
}

fn open_error(path: &Path, reason: &str) -> StartError {
    StartError::Open {
        place: path.display().to_string(),
        reason: reason.to_owned(),
    }
}
