//! A database file that this process made. It is removed again after a failure, unless another process uses it.

use super::files::beside;
use rustix::fs::{FlockOperation, fcntl_lock};
use std::{
    fs::{File, Metadata, OpenOptions},
    io,
    mem::ManuallyDrop,
    os::unix::fs::{MetadataExt, OpenOptionsExt, fchown},
    path::{Path, PathBuf},
};

/// The mode of new files.
pub(super) const FOR_OWNER: u32 = 0o600;

/// The files that SQLite makes: the database, and those beside it.
const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// A file that this process made.
#[derive(Debug)]
pub(super) struct MadeFile {
    path: PathBuf,
    /// While it is open, no other file gets its inode. Never closed, because that would release SQLite's locks on it.
    file: ManuallyDrop<File>,
}

impl MadeFile {
    /// Makes a file for its owner alone. `None` if another process made it first.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn make(path: &Path) -> io::Result<Option<Self>> {
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(FOR_OWNER)
            .open(path);
        match made {
            Ok(file) => {
                own_like_folder(&file, path)?;
                Ok(Some(Self {
                    path: path.to_owned(),
                    file: ManuallyDrop::new(file),
                }))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes the file and those that SQLite made beside it, unless another process uses it or has put another file in its place.
    pub fn remove(&self) {
        let identity = |found: Metadata| (found.dev(), found.ino());
        let made = self.file.metadata().map(identity);
        let found = std::fs::symlink_metadata(&self.path).map(identity);
        let is_in_place = matches!((made, found), (Ok(made), Ok(found)) if made == found);
        // Fails if another process has the database open: SQLite uses locks of this kind. This lock lasts until the process ends.
        if is_in_place && fcntl_lock(&*self.file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            // The database last: until then our lock keeps others from making files beside it.
            for suffix in SUFFIXES.into_iter().rev() {
                let _ = std::fs::remove_file(beside(&self.path, suffix));
            }
        }
    }
}

/// Gives a new file to the owner of its folder, because the server could not read a file that a command made as root. Other users than root
/// cannot do this, and their files stay as they are.
pub(super) fn own_like_folder(file: &File, path: &Path) -> io::Result<()> {
    let (Some(folder), found) = (path.parent(), file.metadata()?) else {
        return Ok(());
    };
    let folder = std::fs::metadata(folder)?;
    if found.uid() != folder.uid()
        && let Err(error) = fchown(file, Some(folder.uid()), Some(folder.gid()))
    {
        tracing::debug!(%error, "{} keeps its owner", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader, Read, Write},
        process::{Command, Stdio},
    };

    const INSIDE: &str = "KEYDESK_TEST_INSIDE_MADE";

    #[test]
    fn only_the_made_file_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keydesk.db");
        let made = MadeFile::make(&path).unwrap().unwrap();
        assert!(MadeFile::make(&path).unwrap().is_none(), "it exists");
        std::fs::write(beside(&path, "-wal"), "log").unwrap();
        made.remove();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

        // Another process makes a database in its place, with a log.
        std::fs::write(&path, "another's").unwrap();
        std::fs::write(beside(&path, "-wal"), "another's log").unwrap();
        made.remove();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "another's");
        assert!(beside(&path, "-wal").exists());
    }

    #[test]
    fn a_made_file_that_another_process_uses_stays() {
        if let Some(path) = std::env::var_os(INSIDE) {
            return use_until_asked(Path::new(&path));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keydesk.db");
        let made = MadeFile::make(&path).unwrap().unwrap();
        let test = "server::store::database::made::tests::a_made_file_that_another_process_uses_stays";
        let mut other = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", test])
            .env(INSIDE, &path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(other.stdout.take().unwrap()).lines();
        assert!(said.any(|line| line.unwrap().contains("in use")), "it locks the file");
        made.remove();
        assert!(path.exists());
        drop(other.stdin.take());
        assert!(other.wait().unwrap().success());
        made.remove();
        assert!(!path.exists());
    }

    /// Locks the file as a reader of SQLite does, until the other side closes its pipe.
    fn use_until_asked(path: &Path) {
        let file = File::open(path).unwrap();
        fcntl_lock(&file, FlockOperation::NonBlockingLockShared).unwrap();
        std::io::stdout().write_all(b"in use\n").unwrap();
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }
}
