//! `keydesk --version` names the commit of the build. A build outside of a repository says that the commit is unknown. The man page names
//! settings that are documented.

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
fn the_man_page_names_documented_settings_and_where_all_are() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .args(["documents", "man"])
        .arg(folder.path())
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let page = std::fs::read_to_string(folder.path().join("keydesk.1")).unwrap();
    let (_, environment) = page.split_once(".SH ENVIRONMENT\n").unwrap();
    let (environment, examples) = environment.split_once(".SH EXAMPLES\n").unwrap();
    assert!(environment.contains("/usr/share/doc/keydesk/operations.md"));
    assert!(examples.contains("keydesk verifier create gateway") && !page.contains("docs/operations.md"));
    let documented = include_str!("../../docs/operations.md");
    let mut names = 0;
    for line in environment.lines() {
        let Some(name) = line.strip_prefix(r"\fB").and_then(|rest| rest.strip_suffix(r"\fR")) else {
            continue;
        };
        assert!(documented.contains(&format!("`{name}")), "{name}");
        names += 1;
    }
    assert!(names >= 10, "{environment}");
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
