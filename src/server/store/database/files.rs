//! Checks the files of an SQLite database: the database, its write-ahead log and the log's index. If they are removed or replaced while
//! Keydesk runs, SQLite does not notice: it keeps writing to the open files, and everything it reports as saved is lost.

use sqlx::Error;
use std::{
    fs::File,
    io,
    mem::ManuallyDrop,
    os::unix::fs::{FileExt, MetadataExt},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

/// Offset of SQLite's application number (`user_version`, 32 bits, big-endian) in the file. Keydesk increments it whenever it empties
/// the log: SQLite's own change counter may stand still in write-ahead logging.
const CHANGES_AT: u64 = 60;

/// Offset of SQLite's application id (`application_id`, as above) in the file. Keydesk notes a [`LogNote`] there.
const NOTE_AT: u64 = 68;

/// Free bytes below which the file system counts as full. A small change may still fit into the space allocated for the log.
const LEAST_FREE: u64 = 1 << 20;

/// What the database file says about its write-ahead log, so that a copy of the file without the log can be recognised. It is a note
/// about the file alone, so it counts where it is in the file, and not in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server::store) enum LogNote {
    /// The file was complete when this was written.
    Complete,
    /// The log has content that the file lacks.
    Needed,
}

impl LogNote {
    /// The application id: "KDDB" and "KDWL".
    pub(in crate::server::store) const fn id(self) -> u32 {
        match self {
            Self::Complete => u32::from_be_bytes(*b"KDDB"),
            Self::Needed => u32::from_be_bytes(*b"KDWL"),
        }
    }
}

/// A write-ahead log at some moment. If two are equal, nothing was written in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server::store) struct LogState {
    size: u64,
    modified: SystemTime,
}

impl LogState {
    pub(in crate::server::store) fn is_empty(self) -> bool {
        self.size == 0
    }
}

/// Identifies a file on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

/// One of the files, as it was at start.
#[derive(Debug)]
struct KnownFile {
    path: PathBuf,
    identity: Identity,
    size: u64,
}

impl KnownFile {
    fn of(path: PathBuf) -> io::Result<Self> {
        let (identity, size) = inspect(&path)?;
        Ok(Self { path, identity, size })
    }

    /// What is wrong with the file at this path; `gone` if it does not exist.
    fn problem(&self, gone: FileProblem) -> Option<FileProblem> {
        match inspect(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(gone),
            Err(_) => Some(FileProblem::Unreadable),
            Ok((identity, _)) => (identity != self.identity).then_some(FileProblem::Replaced),
        }
    }
}

/// Inspects a file without opening it: closing it would release the locks that SQLite holds on it in this process.
fn inspect(path: &Path) -> io::Result<(Identity, u64)> {
    let stat = std::fs::metadata(path)?;
    let (device, inode) = (stat.dev(), stat.ino());
    Ok((Identity { device, inode }, stat.len()))
}

/// What is wrong with a file. Each text ends a sentence for the operator that starts with the file's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum FileProblem {
    #[error("is gone. Put it back; what is written now would be lost")]
    Gone,
    #[error(
        "is gone, but Keydesk still has it open. Stop Keydesk in order (SIGTERM), which saves what is in it, and start it again"
    )]
    Unlinked,
    #[error(
        "was replaced while Keydesk ran, and lacks what Keydesk acknowledged. Stop Keydesk, make sure that the right database is in its place, and start it again"
    )]
    Replaced,
    #[error("was cut short by something else. Stop Keydesk and start it again")]
    CutShort,
    #[error("cannot be written: its file system is read-only, or it is immutable (chattr -i)")]
    WriteProtected,
    #[error("cannot be inspected: its folder is not readable, or its disk is failing")]
    Unreadable,
}

impl FileProblem {
    /// Whether the problem ends only with a restart.
    fn is_final(self) -> bool {
        match self {
            Self::Replaced | Self::CutShort => true,
            Self::Gone | Self::Unlinked | Self::WriteProtected | Self::Unreadable => false,
        }
    }

    /// Whether not even closing a connection is safe: it could kill the process or delete the log of another database.
    fn forbids_closing(self) -> bool {
        match self {
            Self::Replaced | Self::CutShort | Self::WriteProtected => true,
            Self::Gone | Self::Unlinked | Self::Unreadable => false,
        }
    }
}

/// A file and its problem.
type FileFinding = Option<(PathBuf, FileProblem)>;

/// The files, as they were at start.
#[derive(Debug)]
pub(in crate::server::store) struct Files {
    database: KnownFile,
    log: KnownFile,
    index: KnownFile,
    /// The database file, to read its change counter without SQLite. Never closed, because that would release SQLite's locks on it.
    opened: ManuallyDrop<File>,
    /// The highest change counter seen. The counter never decreases, so a lower one means that an older copy was written over the file.
    changes: AtomicU32,
    found: Mutex<FileFinding>,
}

impl Files {
    /// The files of an open database. `path` is the path as typed, `real` the path with links resolved.
    pub(in crate::server::store) fn of(path: &Path, real: &Path) -> io::Result<Self> {
        Ok(Self {
            database: KnownFile::of(std::path::absolute(path)?)?,
            log: KnownFile::of(beside(real, "-wal"))?,
            index: KnownFile::of(beside(real, "-shm"))?,
            opened: ManuallyDrop::new(File::open(real)?),
            changes: AtomicU32::new(0),
            found: Mutex::new(None),
        })
    }

    /// Checks that the files are still the ones opened at start. Called before a connection is used and before each commit: SQLite maps the
    /// index into memory, and an index that cannot be written kills the process (SIGBUS).
    ///
    /// # Errors
    /// What is wrong with a file. Logged once, when it starts.
    pub(in crate::server::store) fn check(&self) -> Result<(), Error> {
        let known = self.found();
        let is_final = known.as_ref().is_some_and(|(_, problem)| problem.is_final());
        let found = if is_final { known } else { self.find_problem() };
        self.note(&found);
        match found {
            None => Ok(()),
            Some((path, problem)) => Err(Error::Io(io::Error::other(format!("{} {problem}", path.display())))),
        }
    }

    /// Whether connections must not even be closed.
    pub(in crate::server::store) fn must_not_be_touched(&self) -> bool {
        self.found().is_some_and(|(_, problem)| problem.forbids_closing())
    }

    /// Checks that the file system has free space.
    ///
    /// # Errors
    /// The file system is full, or its free space cannot be read.
    pub(in crate::server::store) fn check_space(&self) -> Result<(), Error> {
        let stat = rustix::fs::statvfs(&self.log.path).map_err(|error| Error::Io(error.into()))?;
        let free = stat.f_bavail.saturating_mul(stat.f_frsize);
        check_free(free)
            .map_err(|reason| Error::Io(io::Error::other(format!("{}: {reason}", self.database.path.display()))))
    }

    /// The write-ahead log now; `None` if it cannot be inspected.
    pub(in crate::server::store) fn log_state(&self) -> Option<LogState> {
        let stat = std::fs::metadata(&self.log.path).ok()?;
        Some(LogState {
            size: stat.len(),
            modified: stat.modified().ok()?,
        })
    }

    /// Whether the file says that its log is needed.
    pub(in crate::server::store) fn log_is_needed(&self) -> bool {
        number_at(&self.opened, NOTE_AT).is_ok_and(|id| id == LogNote::Needed.id())
    }

    /// Records that the database has older content than before. From then on no connection is used.
    pub(super) fn note_replaced(&self) {
        self.note(&Some((self.database.path.clone(), FileProblem::Replaced)));
    }

    fn found(&self) -> FileFinding {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, found: &FileFinding) {
        let mut known = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_final = known.as_ref().is_some_and(|(_, problem)| problem.is_final());
        if *known == *found || is_final {
            return;
        }
        known.clone_from(found);
        match found {
            Some((path, problem)) => tracing::error!("{} {problem}. Every request is refused.", path.display()),
            None => tracing::info!("the database's files are as they should be again"),
        }
    }

    fn find_problem(&self) -> FileFinding {
        let files = [
            (&self.database, FileProblem::Gone),
            (&self.log, FileProblem::Unlinked),
            (&self.index, FileProblem::Unlinked),
        ];
        let moved = files
            .into_iter()
            .find_map(|(file, gone)| file.problem(gone).map(|problem| (file, problem)));
        let found = moved
            .or_else(|| self.overwrite_problem().map(|problem| (&self.database, problem)))
            .or_else(|| self.index_problem().map(|problem| (&self.index, problem)));
        found.map(|(file, problem)| (file.path.clone(), problem))
    }

    /// Detects a database written into the same file, as `cp` does.
    fn overwrite_problem(&self) -> Option<FileProblem> {
        match number_at(&self.opened, CHANGES_AT) {
            Ok(changes) => {
                (changes < self.changes.fetch_max(changes, Ordering::SeqCst)).then_some(FileProblem::Replaced)
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Some(FileProblem::CutShort),
            Err(_) => Some(FileProblem::Unreadable),
        }
    }

    fn index_problem(&self) -> Option<FileProblem> {
        let cut_short = inspect(&self.index.path).is_ok_and(|(_, size)| size < self.index.size);
        if cut_short {
            Some(FileProblem::CutShort)
        } else {
            is_write_protected(&self.index.path).then_some(FileProblem::WriteProtected)
        }
    }
}

fn check_free(free: u64) -> Result<(), String> {
    if free < LEAST_FREE {
        return Err(format!("its file system has only {free} bytes free"));
    }
    Ok(())
}

/// A number in the head of a database file, read without SQLite and its log.
fn number_at(file: &File, place: u64) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.read_exact_at(&mut bytes, place)?;
    Ok(u32::from_be_bytes(bytes))
}

/// The change counter and the application id in a database file. The file stays open: closing it would release the locks of another
/// [`Files`] in this process.
pub(super) fn numbers_in(path: &Path) -> io::Result<(u32, u32)> {
    let file = ManuallyDrop::new(File::open(path)?);
    Ok((number_at(&file, CHANGES_AT)?, number_at(&file, NOTE_AT)?))
}

/// The path of a file beside the database: its path with a suffix.
pub(in crate::server::store) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether the file can no longer be written, even by a process that has it open.
#[cfg(target_os = "linux")]
fn is_write_protected(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatVfsMountFlags, StatxAttributes, StatxFlags, statvfs, statx};
    let attributes = statx(CWD, path, AtFlags::empty(), StatxFlags::empty());
    let protected = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND;
    attributes.is_ok_and(|stat| stat.stx_attributes.intersects(protected))
        || statvfs(path).is_ok_and(|stat| stat.f_flag.contains(StatVfsMountFlags::RDONLY))
}

/// Other systems cannot tell this without opening the file.
#[cfg(not(target_os = "linux"))]
fn is_write_protected(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_a_megabyte_is_not_enough() {
        assert!(check_free(u64::MAX).is_ok() && check_free(1_048_576).is_ok());
        assert_eq!(
            check_free(1_048_575).unwrap_err(),
            "its file system has only 1048575 bytes free"
        );
        assert!(check_free(0).is_err());
    }
}
