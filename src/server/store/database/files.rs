//! The files of an SQLite database: the file itself, its write-ahead log and the index to that. They may go away while
//! Keydesk runs, and SQLite does not notice: it goes on with what it opened, and all that it says was saved is lost.

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
};

/// Where SQLite's file has the number that applications may use (`user_version`), big-endian and 32 bits long. Keydesk counts in it
/// whenever it empties the log: SQLite's own count of changes may stand still while there is a log.
const CHANGES_AT: u64 = 60;

/// Free space below which the database counts as full. A small change may still fit into what the log has allocated.
const LEAST_FREE: u64 = 1 << 20;

/// What distinguishes a file from every other on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

/// One of the files, as it was at start.
#[derive(Debug)]
struct Known {
    path: PathBuf,
    identity: Identity,
    size: u64,
}

impl Known {
    fn of(path: PathBuf) -> io::Result<Self> {
        let (identity, size) = look(&path)?;
        Ok(Self { path, identity, size })
    }

    /// Whether the same file is there; `gone` if none is.
    fn trouble(&self, gone: Trouble) -> Option<Trouble> {
        match look(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(gone),
            Err(_) => Some(Trouble::Unseen),
            Ok((identity, _)) => (identity != self.identity).then_some(Trouble::Replaced),
        }
    }
}

/// Looks at a file without opening it: closing it would end the locks that SQLite has on it in this process.
fn look(path: &Path) -> io::Result<(Identity, u64)> {
    let seen = std::fs::metadata(path)?;
    let (device, inode) = (seen.dev(), seen.ino());
    Ok((Identity { device, inode }, seen.len()))
}

/// What is wrong with the files. Each reads as the end of the sentence that the operator gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Trouble {
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
    Fixed,
    #[error("cannot be inspected: its folder is not readable, or its disk is failing")]
    Unseen,
}

impl Trouble {
    /// Whether it is over only once Keydesk was started again.
    fn is_final(self) -> bool {
        match self {
            Self::Replaced | Self::CutShort => true,
            Self::Gone | Self::Unlinked | Self::Fixed | Self::Unseen => false,
        }
    }

    /// Whether a connection may not even be closed: that would end the process, or delete the log of another database.
    fn forbids_closing(self) -> bool {
        match self {
            Self::Replaced | Self::CutShort | Self::Fixed => true,
            Self::Gone | Self::Unlinked | Self::Unseen => false,
        }
    }
}

/// A trouble and the file that has it.
type Found = Option<(PathBuf, Trouble)>;

/// The files, as they were at start.
#[derive(Debug)]
pub(in crate::server::store) struct Files {
    database: Known,
    log: Known,
    index: Known,
    /// The database, to read its count of changes past SQLite. Never closed: that would end SQLite's locks on it.
    opened: ManuallyDrop<File>,
    /// The highest count of changes. It never falls, so an older copy that was written over the database has a lower one.
    changes: AtomicU32,
    found: Mutex<Found>,
}

impl Files {
    /// The files of a database that a connection has open, at `path` as typed and at `real` without links.
    pub(in crate::server::store) fn of(path: &Path, real: &Path) -> io::Result<Self> {
        Ok(Self {
            database: Known::of(std::path::absolute(path)?)?,
            log: Known::of(beside(real, "-wal"))?,
            index: Known::of(beside(real, "-shm"))?,
            opened: ManuallyDrop::new(File::open(real)?),
            changes: AtomicU32::new(0),
            found: Mutex::new(None),
        })
    }

    /// Whether the files are still those that were opened. Asked before a connection is touched, and before each commit: with
    /// an index that cannot be written, SQLite ends the whole process (SIGBUS), since it maps it into memory.
    ///
    /// # Errors
    /// What is wrong. It is logged when it begins.
    pub(in crate::server::store) fn check(&self) -> Result<(), Error> {
        let known = self.found();
        let is_final = known.as_ref().is_some_and(|(_, trouble)| trouble.is_final());
        let found = if is_final { known } else { self.search() };
        self.note(&found);
        match found {
            None => Ok(()),
            Some((path, trouble)) => Err(Error::Io(io::Error::other(format!("{} {trouble}", path.display())))),
        }
    }

    /// Whether no connection may be closed either.
    pub(in crate::server::store) fn must_not_be_touched(&self) -> bool {
        self.found().is_some_and(|(_, trouble)| trouble.forbids_closing())
    }

    /// Checks that the file system has space for changes.
    ///
    /// # Errors
    /// It has not, or it does not tell.
    pub(in crate::server::store) fn check_space(&self) -> Result<(), Error> {
        let seen = rustix::fs::statvfs(&self.log.path).map_err(|error| Error::Io(error.into()))?;
        let free = seen.f_bavail.saturating_mul(seen.f_frsize);
        enough(free)
            .map_err(|reason| Error::Io(io::Error::other(format!("{}: {reason}", self.database.path.display()))))
    }

    /// The size of the write-ahead log.
    pub(in crate::server::store) fn log_size(&self) -> u64 {
        look(&self.log.path).map_or(0, |(_, size)| size)
    }

    /// Notes that the database has an older content than it had. Then no connection is touched any more.
    pub(super) fn note_replaced(&self) {
        self.note(&Some((self.database.path.clone(), Trouble::Replaced)));
    }

    fn found(&self) -> Found {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, found: &Found) {
        let mut known = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_final = known.as_ref().is_some_and(|(_, trouble)| trouble.is_final());
        if *known == *found || is_final {
            return;
        }
        known.clone_from(found);
        match found {
            Some((path, trouble)) => tracing::error!("{} {trouble}. Every request is refused.", path.display()),
            None => tracing::info!("the database's files are as they should be again"),
        }
    }

    fn search(&self) -> Found {
        let files = [
            (&self.database, Trouble::Gone),
            (&self.log, Trouble::Unlinked),
            (&self.index, Trouble::Unlinked),
        ];
        let moved = files
            .into_iter()
            .find_map(|(file, gone)| file.trouble(gone).map(|trouble| (file, trouble)));
        let found = moved
            .or_else(|| self.overwritten().map(|trouble| (&self.database, trouble)))
            .or_else(|| self.index_trouble().map(|trouble| (&self.index, trouble)));
        found.map(|(file, trouble)| (file.path.clone(), trouble))
    }

    /// Whether another database was written into the same file, as `cp` does.
    fn overwritten(&self) -> Option<Trouble> {
        let mut bytes = [0; 4];
        match self.opened.read_exact_at(&mut bytes, CHANGES_AT) {
            Ok(()) => {
                let changes = u32::from_be_bytes(bytes);
                (changes < self.changes.fetch_max(changes, Ordering::SeqCst)).then_some(Trouble::Replaced)
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Some(Trouble::CutShort),
            Err(_) => Some(Trouble::Unseen),
        }
    }

    fn index_trouble(&self) -> Option<Trouble> {
        let cut_short = look(&self.index.path).is_ok_and(|(_, size)| size < self.index.size);
        if cut_short {
            Some(Trouble::CutShort)
        } else {
            is_fixed(&self.index.path).then_some(Trouble::Fixed)
        }
    }
}

fn enough(free: u64) -> Result<(), String> {
    if free < LEAST_FREE {
        return Err(format!("its file system has only {free} bytes free"));
    }
    Ok(())
}

/// The count in a database's file, read past SQLite and its log. The file stays open: closing it would end the locks of another
/// [`Files`] in this process.
pub(super) fn count_in(path: &Path) -> io::Result<u32> {
    let mut bytes = [0; 4];
    ManuallyDrop::new(File::open(path)?).read_exact_at(&mut bytes, CHANGES_AT)?;
    Ok(u32::from_be_bytes(bytes))
}

/// A file beside the database.
pub(in crate::server::store) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether the file cannot be written, whoever opened it before.
#[cfg(target_os = "linux")]
fn is_fixed(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatVfsMountFlags, StatxAttributes, StatxFlags, statvfs, statx};
    let attributes = statx(CWD, path, AtFlags::empty(), StatxFlags::empty());
    let fixed = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND;
    attributes.is_ok_and(|seen| seen.stx_attributes.intersects(fixed))
        || statvfs(path).is_ok_and(|seen| seen.f_flag.contains(StatVfsMountFlags::RDONLY))
}

/// Other systems do not tell without opening the file.
#[cfg(not(target_os = "linux"))]
fn is_fixed(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_a_megabyte_is_not_enough() {
        assert!(enough(u64::MAX).is_ok() && enough(1_048_576).is_ok());
        assert_eq!(
            enough(1_048_575).unwrap_err(),
            "its file system has only 1048575 bytes free"
        );
        assert!(enough(0).is_err());
    }
}
