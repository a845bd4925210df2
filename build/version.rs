//! Determines the commit of a build, for `keydesk --version`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The revision of a build outside a git repository.
pub const UNKNOWN: &str = "unknown";

/// The commit and its date, such as `0123456789ab 2026-11-26`, or [`UNKNOWN`]. The commit's date rather than the build's keeps
/// builds of one commit identical.
pub fn revision(folder: &Path) -> String {
    // A repository in a parent directory does not describe an unpacked source archive.
    let is_top = git(folder, &["rev-parse", "--show-cdup"]).is_some_and(|up| up.is_empty());
    let commit = is_top
        .then(|| git(folder, &["show", "--no-patch", "--format=%H %cs", "HEAD"]))
        .flatten();
    match commit.as_deref().and_then(|line| line.split_once(' ')) {
        Some((hash, date)) => format!("{:.12} {date}", hash),
        None => UNKNOWN.to_owned(),
    }
}

/// The files that git writes on a checkout or commit.
pub fn files_to_watch(folder: &Path) -> Vec<PathBuf> {
    let branch = git(folder, &["rev-parse", "--symbolic-full-name", "HEAD"]).unwrap_or_default();
    ["HEAD", "logs/HEAD", "packed-refs", &branch]
        .into_iter()
        .filter_map(|name| git(folder, &["rev-parse", "--git-path", name]))
        .map(|path| folder.join(path))
        .filter(|path| path.is_file())
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        // Git sets these for its hooks. They would select another repository.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
