//! `keydesk --version` names the commit of the build. A build outside of a repository says that the commit is unknown.

#[path = "../../build/version.rs"]
mod build_version;

use build_version::{UNKNOWN, files_to_watch, revision};
use std::{path::Path, process::Command};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env("GIT_COMMITTER_DATE", "2026-11-26T23:30:00+0000")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_command_says_its_version_and_the_commit_that_it_was_built_from() {
    let output = Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .arg("--version")
        .output()
        .unwrap();
    let expected = format!(
        "keydesk {} ({})\n",
        env!("CARGO_PKG_VERSION"),
        revision(Path::new(env!("CARGO_MANIFEST_DIR")))
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn outside_of_a_repository_the_commit_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(revision(folder.path()), UNKNOWN);
    assert!(files_to_watch(folder.path()).is_empty());
}

#[test]
fn an_archive_unpacked_inside_another_repository_does_not_take_that_ones_commit() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    git(
        folder.path(),
        &["commit", "--quiet", "--allow-empty", "--message", "outer"],
    );
    let inner = folder.path().join("keydesk-0.2.0");
    std::fs::create_dir(&inner).unwrap();
    assert_eq!(revision(&inner), UNKNOWN);
}

#[test]
fn the_date_is_the_commits_and_a_new_commit_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    git(
        folder.path(),
        &["commit", "--quiet", "--allow-empty", "--message", "first"],
    );
    let hash = git(folder.path(), &["rev-parse", "HEAD"]);
    assert_eq!(revision(folder.path()), format!("{} 2026-11-26", &hash[..12]));

    let contents = |folder: &Path| -> Vec<_> {
        let files = files_to_watch(folder);
        files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    };
    let before = contents(folder.path());
    git(
        folder.path(),
        &["commit", "--quiet", "--allow-empty", "--message", "second"],
    );
    assert_ne!(contents(folder.path()), before);
}
