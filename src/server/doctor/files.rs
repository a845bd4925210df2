//! What is wrong with files: who may read those with secrets, who owns the database, and how much room there is.

use super::Finding;
use crate::server::config::{FILE, SETTINGS, Setting, Source, Sources};
use rustix::fs::{Access, access, statvfs};
use std::{
    fs::Metadata,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

const FILES: &str = "files";
const DISK: &str = "disk";

/// Free space below which the next days may be in danger, and below which the next minutes are.
const LITTLE: u64 = 1_000_000_000;
const TOO_LITTLE: u64 = 50_000_000;
/// An export of 100,000 keys needs this much in the folder for temporary files.
const FOR_EXPORT: u64 = 50_000_000;

/// Who may read the files with secret settings.
pub(super) fn settings(sources: &Sources) -> Vec<Finding> {
    let secrets = SETTINGS.iter().filter(|Setting { is_secret, .. }| *is_secret);
    let files = secrets.filter_map(|setting| match sources.source(setting.name) {
        Source::Toml(_) => Some(PathBuf::from(FILE)),
        // systemd protects credentials.
        Source::SecretFile(path) => Some(path.clone()),
        Source::Credential(_) | Source::Environment(_) | Source::Default => None,
    });
    let mut files: Vec<_> = files.collect();
    files.dedup();
    let readable = files.iter().filter(|path| {
        let mode = std::fs::metadata(path).map_or(0, |found| found.mode());
        mode & 0o007 != 0
    });
    let told = readable.map(|path| {
        let path = path.display();
        Finding::warning(
            FILES,
            format!("everybody on this machine may read {path}, which has a secret. chmod o= {path}"),
        )
    });
    told.collect()
}

/// The rights of an SQLite database.
pub(super) fn database(file: &Path) -> Vec<Finding> {
    let beside = |suffix: &str| {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        PathBuf::from(path)
    };
    let files = ["", "-wal", "-shm"].map(beside);
    let found: Vec<(&PathBuf, Metadata)> = files
        .iter()
        .filter_map(|path| Some((path, std::fs::metadata(path).ok()?)))
        .collect();
    let mut findings = Vec::new();
    if let Some((_, first)) = found.first()
        && let Some((other, _)) = found.iter().find(|(_, other)| other.uid() != first.uid())
    {
        findings.push(Finding::wrong(
            FILES,
            format!(
                "{} belongs to another user than {}. Keydesk needs to write both: chown --reference={1} {0}",
                other.display(),
                file.display()
            ),
        ));
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let owner = found.first().map(|(_, found)| found.uid());
    findings.extend(of_folder(folder, owner));
    let unwritable = found.iter().map(|(path, _)| path.as_path());
    let unwritable = unwritable.filter(|path| access(*path, Access::READ_OK | Access::WRITE_OK).is_err());
    findings.extend(unwritable.map(|path| {
        Finding::wrong(
            FILES,
            format!(
                "this user may not write {}. Run the doctor as the user that runs Keydesk; if it is that one, give it the file with chown.",
                path.display()
            ),
        )
    }));
    let open = found.iter().filter(|(_, found)| found.mode() & 0o077 != 0);
    findings.extend(open.map(|(path, found)| {
        let mode = found.mode() & 0o777;
        Finding::warning(
            FILES,
            format!(
                "others may read {path} (mode {mode:o}). chmod 600 {path}",
                path = path.display()
            ),
        )
    }));
    if findings.is_empty() && !found.is_empty() {
        findings.push(Finding::ok(
            FILES,
            format!("{} belongs to its owner alone", file.display()),
        ));
    }
    findings
}

/// The rights of the folder: SQLite creates files in it beside the database. `owner` owns the database.
fn of_folder(folder: &Path, owner: Option<u32>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let existing = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
    let place = existing.display();
    if access(existing, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK).is_err() {
        findings.push(Finding::wrong(
            FILES,
            format!(
                "this user may not make files in {place}. Run the doctor as the user that runs Keydesk; if it is that one, create {folder} and \
                 give it to this user with chown.",
                folder = folder.display()
            ),
        ));
    }
    let Ok(found) = std::fs::metadata(existing) else {
        return findings;
    };
    if owner.is_some_and(|owner| may_not_write(owner, found.uid(), found.mode())) {
        findings.push(Finding::wrong(
            FILES,
            format!(
                "the owner of the database may not make files in {place}, as SQLite needs to beside the database. Give both to the user that \
                 runs Keydesk with chown."
            ),
        ));
    }
    if existing == folder && is_open(found.mode()) {
        findings.push(Finding::warning(
            FILES,
            format!("everybody on this machine may write into {place}, and so replace the database. chmod o-w {place}"),
        ));
    }
    findings
}

/// Whether a user may not write into a folder. Judged by its mode, because root runs the doctor and may write everywhere. Groups are not looked at.
fn may_not_write(user: u32, owner: u32, mode: u32) -> bool {
    let needed = if user == owner { 0o200 } else { 0o022 };
    user != 0 && mode & needed == 0
}

/// Whether everybody may replace the files of others in a folder. In a sticky one, such as `/tmp`, they may not.
fn is_open(mode: u32) -> bool {
    mode & 0o002 != 0 && mode & 0o1000 == 0
}

/// The room for the database and for exports.
pub(super) fn disk(database: Option<&Path>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let existing = |path: &Path| path.ancestors().find(|path| path.is_dir()).map(Path::to_owned);
    if let Some(folder) = database.and_then(existing) {
        findings.push(room(&folder, LITTLE, "the database"));
    }
    findings.push(room(&std::env::temp_dir(), FOR_EXPORT, "temporary files (TMPDIR)"));
    findings
}

fn room(folder: &Path, little: u64, purpose: &str) -> Finding {
    let place = folder.display();
    let free = match statvfs(folder) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            return Finding::wrong(
                DISK,
                format!("{place}, the folder for {purpose}, cannot be looked at: {error}."),
            );
        }
    };
    let megabytes = free / 1_000_000;
    let text = format!("{place}, the folder for {purpose}, has {megabytes} MB free");
    match free {
        free if free < TOO_LITTLE => Finding::wrong(DISK, format!("{text}. Free some space.")),
        free if free < little => Finding::warning(DISK, format!("{text}. Free some space soon.")),
        _ => Finding::ok(DISK, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Outcome;
    use std::os::unix::fs::PermissionsExt;

    fn outcomes(findings: &[Finding]) -> Vec<Outcome> {
        findings.iter().map(|finding| finding.outcome).collect()
    }

    #[test]
    fn a_database_that_others_may_read_is_told_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keydesk.db");
        std::fs::write(&file, "").unwrap();
        let mode = |mode| std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
        mode(0o600);
        assert_eq!(outcomes(&database(&file)), [Outcome::Ok]);
        mode(0o644);
        let told = database(&file);
        assert_eq!(outcomes(&told), [Outcome::Warning]);
        assert!(
            told[0].text.contains(&format!("chmod 600 {}", file.display())),
            "{told:?}"
        );
    }

    #[test]
    fn a_folder_in_which_the_databases_owner_may_make_no_files_is_told() {
        for (user, owner, mode, expected) in [
            (1000, 1000, 0o700, false),
            (1000, 1000, 0o500, true),
            (1000, 0, 0o755, true),
            (1000, 0, 0o775, false),
            (1000, 0, 0o1777, false),
            (0, 1000, 0o755, false),
        ] {
            assert_eq!(may_not_write(user, owner, mode), expected, "{user} {owner} {mode:o}");
        }
        let folder = tempfile::tempdir().unwrap();
        let me = std::fs::metadata(folder.path()).unwrap().uid();
        assert!(of_folder(folder.path(), Some(me)).is_empty());
        assert!(of_folder(&folder.path().join("not/yet/there"), None).is_empty());
        let told = of_folder(folder.path(), Some(me + 1));
        assert_eq!(outcomes(&told), [Outcome::Wrong], "{told:?}");
    }

    #[test]
    fn a_folder_in_which_everybody_may_replace_the_database_is_told() {
        let folder = tempfile::tempdir().unwrap();
        for (mode, expected) in [(0o777, vec![Outcome::Warning]), (0o1777, vec![]), (0o770, vec![])] {
            std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(mode)).unwrap();
            assert_eq!(outcomes(&of_folder(folder.path(), None)), expected, "{mode:o}");
        }
    }

    #[test]
    fn a_secret_in_an_open_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("url");
        std::fs::write(&file, "sqlite://a.db").unwrap();
        let path = file.display().to_string();
        let environment = [("DATABASE_URL_FILE".to_owned(), path.clone())];
        let sources = Sources::merge("", environment.into_iter()).unwrap();
        for (mode, expected) in [(0o640, 0), (0o644, 1)] {
            std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
            let told = settings(&sources);
            assert_eq!(told.len(), expected, "{told:?}");
            assert!(told.iter().all(|finding| finding.text.contains(&path)));
        }
    }

    #[test]
    fn room_is_told_in_megabytes() {
        let folder = std::env::temp_dir();
        assert_eq!(room(&folder, 0, "tests").outcome, Outcome::Ok);
        assert_eq!(room(&folder, u64::MAX, "tests").outcome, Outcome::Warning);
        assert_eq!(room(Path::new("/nowhere/at/all"), 0, "tests").outcome, Outcome::Wrong);
    }
}
