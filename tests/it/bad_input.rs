//! Bad input of the operator, with every command that it can meet: one sentence that names the file or setting and the remedy, an exit code
//! other than 0, and nothing changed. Further cases are tested where their causes are:
//! - a full disk: `full_disk`; a user of PostgreSQL who may not make tables: `database_owner`
//! - a database of a newer version: `newer_database` (serve), `copies::refused` (the others)
//! - a backup cut short: `copies::refused`; a port in use or a missing site: `start`
//! - a certificate that is not trusted: `database_tls`; a wrong URL: here, `start`, `commands`, `copies::killed`

use crate::support::{
    program::{free_address, style_sheet},
    unchecked::not_checked,
};
use std::{
    os::unix::fs::PermissionsExt,
    process::{Command, Output},
};

/// A folder with a database (`keydesk.db`), a backup of it (`backup.db`), and what `serve` needs for browsers.
struct Place(tempfile::TempDir);

/// Starts a command, to which the arguments are added.
type Start = fn() -> Command;

/// A command with its `DATABASE_URL`, and what it must say.
type Case<'a> = (&'a str, &'a [&'a str], [&'a str; 2]);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        style_sheet(place.0.path());
        for arguments in [&["migrate"][..], &["backup", "backup.db"][..]] {
            let (done, said) = place.run(directly, "sqlite://keydesk.db", arguments);
            assert!(done, "{said}");
        }
        place
    }

    /// Runs the program in the folder. Returns whether it succeeded, and what it said.
    fn run(&self, start: Start, url: &str, arguments: &[&str]) -> (bool, String) {
        let Output { status, stdout, stderr } = start()
            .args(arguments)
            .current_dir(self.0.path())
            .env("DATABASE_URL", url)
            .env("KEYDESK_LISTEN", free_address().to_string())
            .env("KEYDESK_SITE_ROOT", "site")
            .env_remove("RUST_LOG")
            .output()
            .unwrap();
        (
            status.success(),
            String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned(),
        )
    }

    /// The names and lengths of all files.
    fn files(&self) -> Vec<(String, u64)> {
        let entries = std::fs::read_dir(self.0.path()).unwrap().map(|entry| {
            let entry = entry.unwrap();
            let length = entry.metadata().unwrap().len();
            (entry.file_name().into_string().unwrap(), length)
        });
        let mut files: Vec<_> = entries.collect();
        files.sort();
        files
    }

    fn assert_refuses(&self, start: Start, cases: &[Case<'_>]) {
        let before = self.files();
        for (url, arguments, parts) in cases {
            let (done, said) = self.run(start, url, arguments);
            assert!(!done && said.trim_end().lines().count() == 1, "{arguments:?}: {said}");
            for part in parts {
                assert!(said.contains(part), "{part:?} is not in: {said}");
            }
            assert!(!said.contains("hunter2"), "{said}");
            assert_eq!(self.files(), before, "{arguments:?}");
        }
    }
}

fn keydesk() -> &'static str {
    env!("CARGO_BIN_EXE_keydesk")
}

fn directly() -> Command {
    Command::new(keydesk())
}

/// The program without root's capability to use all files.
fn without_rights() -> Command {
    let user = Command::new("id").arg("-u").output().unwrap();
    if user.stdout != b"0\n" {
        return Command::new(keydesk());
    }
    let mut command = Command::new("setpriv");
    command.args(["--inh-caps=-all", "--bounding-set=-all", keydesk()]);
    command
}

/// A script in a mount namespace of its own. The folder `disk` is a read-only file system there, with a copy of the database.
fn on_read_only_disk(script: &str) -> Command {
    let disk = "mount -t tmpfs tmpfs disk && cp keydesk.db disk && mount -o remount,ro disk";
    let mut command = Command::new("unshare");
    let script = format!("{disk} && {script}");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script, "sh"]);
    command
}

fn with_read_only_disk() -> Command {
    let mut command = on_read_only_disk("exec \"$@\"");
    command.arg(keydesk());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_this_user_may_not_use_are_refused_by_name() {
    let place = Place::new();
    let at = |name: &str| place.0.path().join(name);
    let allow = |name: &str, mode: u32| std::fs::set_permissions(at(name), PermissionsExt::from_mode(mode)).unwrap();
    std::fs::create_dir(at("locked")).unwrap();
    std::fs::copy(at("keydesk.db"), at("locked/keydesk.db")).unwrap();
    std::fs::copy(at("backup.db"), at("theirs.db")).unwrap();
    allow("theirs.db", 0);
    allow("locked/keydesk.db", 0);
    allow("locked", 0o500);
    let (theirs, new) = ("sqlite://locked/keydesk.db", "sqlite://locked/new.db");
    let (mine, fresh) = ("sqlite://keydesk.db", "sqlite://new.db");
    place.assert_refuses(
        without_rights,
        &[
            (
                theirs,
                &["serve"],
                ["locked/keydesk.db cannot be opened", "this user may read and write it"],
            ),
            (
                new,
                &["serve"],
                ["locked/new.db cannot be opened: Permission denied", "set DATABASE_URL"],
            ),
            (
                theirs,
                &["backup", "b.db"],
                ["locked/keydesk.db cannot be opened", "set DATABASE_URL"],
            ),
            (
                mine,
                &["backup", "locked/b.db"],
                ["locked/b.db cannot be written", "this user may write to"],
            ),
            (
                fresh,
                &["restore", "theirs.db"],
                ["theirs.db cannot be read", "this user may read the file"],
            ),
            (
                new,
                &["restore", "backup.db"],
                ["locked/new.db cannot be opened", "set DATABASE_URL"],
            ),
            (
                mine,
                &["migrate-database", "--from", theirs, "--to", fresh],
                [
                    "--from: The database locked/keydesk.db cannot be opened",
                    "name another one",
                ],
            ),
            (
                mine,
                &["migrate-database", "--from", mine, "--to", new],
                ["--to: The database locked/new.db cannot be opened", "name another one"],
            ),
        ],
    );
    // So that the folder can be removed.
    allow("locked", 0o700);
    assert_eq!(std::fs::read_dir(at("locked")).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_file_system_is_refused_by_every_command() {
    let place = Place::new();
    std::fs::create_dir(place.0.path().join("disk")).unwrap();
    let possible = on_read_only_disk("true").current_dir(place.0.path()).output();
    if !possible.is_ok_and(|done| done.status.success()) {
        not_checked("that every command refuses a read-only file system (it takes `unshare` and user namespaces)");
        return;
    }
    let (mine, new) = ("sqlite://keydesk.db", "sqlite://disk/new.db");
    place.assert_refuses(
        with_read_only_disk,
        &[
            (
                "sqlite://disk/keydesk.db",
                &["serve"],
                ["disk/keydesk.db cannot be", "this user"],
            ),
            (
                new,
                &["serve"],
                [
                    "disk/new.db cannot be opened: Read-only file system",
                    "set DATABASE_URL",
                ],
            ),
            (
                mine,
                &["backup", "disk/b.db"],
                ["disk/b.db cannot be written: Read-only file system", "name a file"],
            ),
            (
                new,
                &["restore", "backup.db"],
                [
                    "disk/new.db cannot be opened: Read-only file system",
                    "set DATABASE_URL",
                ],
            ),
            (
                mine,
                &["migrate-database", "--from", mine, "--to", new],
                [
                    "--to: The database disk/new.db cannot be opened: Read-only file system",
                    "name another one",
                ],
            ),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_urls_are_refused_by_every_command() {
    let place = Place::new();
    let (mine, wrong) = ("sqlite://keydesk.db", "mysql://keydesk:hunter2@db/keydesk");
    let silent = "postgres://keydesk:hunter2@127.0.0.1:1/keydesk";
    let unreadable = "postgres://keydesk:hunter2/@127.0.0.1:1/keydesk";
    for command in [&["serve"][..], &["backup", "b.db"][..], &["restore", "backup.db"][..]] {
        place.assert_refuses(
            directly,
            &[
                (
                    wrong,
                    command,
                    ["DATABASE_URL must start with sqlite:// or postgres://", ""],
                ),
                (
                    silent,
                    command,
                    ["127.0.0.1:1/keydesk cannot be opened", "set DATABASE_URL"],
                ),
                (
                    unreadable,
                    command,
                    ["DATABASE_URL is no URL of PostgreSQL", "such as %40 for @"],
                ),
            ],
        );
    }
    for (url, part, remedy) in [
        (wrong, "must start with sqlite:// or postgres://", ""),
        (silent, "127.0.0.1:1/keydesk cannot be opened", "name another one"),
        (unreadable, "is no URL of PostgreSQL", "such as %40 for @"),
    ] {
        place.assert_refuses(
            directly,
            &[
                (
                    mine,
                    &["migrate-database", "--from", url, "--to", "sqlite://new.db"],
                    ["--from", part],
                ),
                (mine, &["migrate-database", "--from", mine, "--to", url], [part, remedy]),
            ],
        );
    }
}
