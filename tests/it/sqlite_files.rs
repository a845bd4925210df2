//! SQLite's files are deleted, replaced or become read-only while Keydesk runs. No write is acknowledged unless it is saved, and the
//! process does not end.

use crate::support::{
    Database, START, Scratch,
    app::{TestApp, path},
    key_in_use::KeyInUse,
    unchecked::not_checked,
};
use axum::http::StatusCode;
use keydesk::{
    error::AppError,
    server::{accounts, clock::Clock, jobs, state::AppState, store::COMMANDS_WAIT},
};
use sqlx::{Connection, Executor, SqliteConnection};
use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

fn file(scratch: &Scratch, name: &str) -> PathBuf {
    scratch.folder().join(name)
}

/// Runs a program. Another process must touch the files: closing a database's file in this one would release SQLite's locks.
fn run(program: &str, arguments: &[&Path]) -> bool {
    Command::new(program)
        .args(arguments)
        .status()
        .is_ok_and(|status| status.success())
}

fn copy(from: &Path, to: &Path) {
    assert!(run("cp", &[from, to]));
}

/// Runs `chattr +i` or `chattr -i`. Only root can change this flag. Returns whether it succeeded.
fn chattr(flag: &str, files: &[PathBuf]) -> bool {
    let done = Command::new("chattr").arg(flag).args(files).status();
    let done = done.is_ok_and(|status| status.success());
    if !done {
        not_checked(
            "what happens while files of SQLite cannot be written (`chattr` takes root and a file system such as ext4)",
        );
    }
    done
}

/// An application on SQLite, with a key in use and an unopened link.
struct Installation {
    scratch: Scratch,
    used: KeyInUse,
    link: String,
}

async fn installation() -> Installation {
    let scratch = Scratch::new(Database::Sqlite).await;
    let used = KeyInUse::on(&scratch).await;
    let link = used.owner.generate("waits").await.unwrap().url;
    Installation { scratch, used, link }
}

impl Installation {
    fn database(&self) -> PathBuf {
        file(&self.scratch, "keydesk.db")
    }

    async fn assert_refuses_everything(&self, why: &str) {
        assert_eq!(self.used.health().await, StatusCode::SERVICE_UNAVAILABLE, "{why}");
        // Until then, verification may answer from memory.
        tokio::time::sleep(COMMANDS_WAIT).await;
        assert_eq!(self.used.verification().await, StatusCode::SERVICE_UNAVAILABLE, "{why}");
        assert_eq!(
            self.used.owner.generate("late").await.err(),
            Some(AppError::Unavailable),
            "{why}"
        );
        assert_eq!(self.used.owner.list().await.err(), Some(AppError::Unavailable), "{why}");
        let opened = self.used.app.stranger().open(&self.link).await.unwrap_err();
        assert_eq!(opened.status, StatusCode::SERVICE_UNAVAILABLE, "{why}");
        let setup = self.used.app.stranger().get("/setup?code=x").await.status;
        assert_eq!(setup, StatusCode::SERVICE_UNAVAILABLE, "{why}");
    }

    async fn assert_works(&self, why: &str) {
        assert_eq!(self.used.health().await, StatusCode::OK, "{why}");
        assert_eq!(self.used.verdict(&self.used.app).await, "yes", "{why}");
        self.used.owner.generate(why).await.unwrap();
    }

    /// Runs the job twice. The second run finds the write-ahead log idle and empties it.
    async fn quiet(&self) {
        jobs::sweep(&self.used.app.state).await;
        jobs::sweep(&self.used.app.state).await;
    }

    /// Opens the link. Returns a copy of the database from before.
    async fn copy_then_open(&self) -> PathBuf {
        self.quiet().await;
        let older = file(&self.scratch, "older");
        copy(&self.database(), &older);
        self.used.app.stranger().open(&self.link).await.unwrap();
        self.quiet().await;
        older
    }

    async fn restart(&self) -> Result<AppState, String> {
        let opened = AppState::open(self.scratch.config(), Clock::manual(START)).await;
        opened.map_err(|error| error.to_string())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_database_is_neither_written_nor_replaced_by_a_new_one() {
    let installation = installation().await;
    std::fs::remove_file(installation.database()).unwrap();
    installation.assert_refuses_everything("deleted").await;
    assert!(!installation.database().exists(), "nobody made a new one");
    let refused = installation.restart().await.unwrap_err();
    assert!(refused.contains("keydesk.db-wal still exists"), "{refused}");

    // Without the log, the note beside the database shows that it had accounts.
    std::fs::remove_file(file(&installation.scratch, "keydesk.db-wal")).unwrap();
    let refused = installation.restart().await.unwrap_err();
    assert!(
        refused.contains("was set up here before") && refused.contains("keydesk.db-installed"),
        "{refused}"
    );
    assert!(!installation.database().exists());
    std::fs::write(installation.database(), "").unwrap();
    assert!(
        installation
            .restart()
            .await
            .unwrap_err()
            .contains("was set up here before")
    );

    std::fs::remove_file(file(&installation.scratch, "keydesk.db-installed")).unwrap();
    std::fs::remove_file(installation.database()).unwrap();
    let anew = installation.restart().await.unwrap();
    assert!(anew.store.first_notice().contains("just created and is empty"));
    assert!(accounts::setup_link(&anew).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_put_back_is_used_again() {
    let installation = installation().await;
    let away = file(&installation.scratch, "away");
    std::fs::rename(installation.database(), &away).unwrap();
    installation.assert_refuses_everything("moved away").await;
    std::fs::rename(&away, installation.database()).unwrap();
    installation.assert_works("put back").await;

    let folder = installation.scratch.folder().to_path_buf();
    let elsewhere = folder.with_extension("elsewhere");
    std::fs::rename(&folder, &elsewhere).unwrap();
    installation.assert_refuses_everything("its folder is gone").await;
    std::fs::rename(&elsewhere, &folder).unwrap();
    installation.assert_works("the folder is back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_in_place_of_the_database_opens_no_link_again() {
    let installation = installation().await;
    let older = installation.copy_then_open().await;
    installation.used.owner.generate("in the log").await.unwrap();
    let newer = file(&installation.scratch, "newer");
    std::fs::rename(installation.database(), &newer).unwrap();
    std::fs::rename(&older, installation.database()).unwrap();
    installation.assert_refuses_everything("replaced").await;
    let refused = installation.restart().await.unwrap_err();
    assert!(
        refused.contains("an older copy") && refused.contains("keydesk.db-wal belongs to the newer one"),
        "{refused}"
    );
    // The right file is not enough: the state of the log in between is unknown, so a restart is needed.
    std::fs::rename(&newer, installation.database()).unwrap();
    installation.assert_refuses_everything("put back").await;
    let state = installation.restart().await.unwrap();
    assert!(accounts::setup_link(&state).await.unwrap().is_none());
    state.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_written_over_the_database_is_noticed() {
    let installation = installation().await;
    let older = installation.copy_then_open().await;
    assert_eq!(installation.used.health().await, StatusCode::OK);
    // The same file with other content: `cp` truncates and rewrites it.
    copy(&older, &installation.database());
    installation.assert_refuses_everything("written over").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_or_truncated_file_is_noticed() {
    for (name, ruin) in [
        ("keydesk.db-wal", "rm"),
        ("keydesk.db-shm", "rm"),
        // SQLite has mapped this file into memory. Without the check, SIGBUS would end the process.
        ("keydesk.db-shm", "cut short"),
        ("keydesk.db", "cut short"),
    ] {
        let installation = installation().await;
        let damaged = file(&installation.scratch, name);
        if ruin == "rm" {
            std::fs::remove_file(damaged).unwrap();
        } else {
            assert!(run("truncate", &[Path::new("--size=0"), &damaged]));
        }
        installation.assert_refuses_everything(&format!("{name} {ruin}")).await;
        installation.used.app.state.store.close().await;
        if ruin == "rm" {
            // SQLite still had the deleted file open and closed the database cleanly.
            let again = TestApp::on(&installation.scratch).await;
            assert_eq!(installation.used.verdict(&again).await, "yes", "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_cannot_be_written_does_not_end_the_process() {
    let installation = installation().await;
    let index = [file(&installation.scratch, "keydesk.db-shm")];
    if !chattr("+i", &index) {
        return;
    }
    // After `sync`, the next write to a mapped page asks the file system again.
    assert!(run("sync", &[]));
    installation.assert_refuses_everything("immutable").await;
    assert!(chattr("-i", &index));
    installation.assert_works("not immutable any more").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_works_again_as_soon_as_the_files_are_writable() {
    let installation = installation().await;
    let files = ["keydesk.db", "keydesk.db-wal"].map(|name| file(&installation.scratch, name));
    let fixed = chattr("+i", &files);
    if !fixed {
        // Without root, the file can only be made read-only, which affects new connections only.
        std::fs::set_permissions(&files[0], PermissionsExt::from_mode(0o400)).unwrap();
    }
    // More requests than pooled connections, so that each connection meets the error.
    let attempts = (0..40).map(|i| {
        let owner = installation.used.owner.clone();
        tokio::spawn(async move { owner.generate(&format!("spell {i}")).await.is_ok() })
    });
    let mut done = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        done += i64::from(attempt.await.unwrap());
    }
    if fixed {
        assert_eq!(done, 0);
        // The last successful write counts for one second.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        assert_eq!(
            installation.used.health().await,
            StatusCode::SERVICE_UNAVAILABLE,
            "health writes"
        );
        assert_eq!(
            installation.used.verdict(&installation.used.app).await,
            "yes",
            "what only reads goes on"
        );
        assert!(chattr("-i", &files));
    } else {
        std::fs::set_permissions(&files[0], PermissionsExt::from_mode(0o600)).unwrap();
    }
    for i in 0..40 {
        installation.used.owner.generate(&format!("after {i}")).await.unwrap();
    }
    installation.assert_works("after the spell").await;
    assert_eq!(installation.used.owner.list().await.unwrap().total, 43 + done);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_that_wait_for_a_lock_do_not_delay_verification() {
    let installation = installation().await;
    let mut other = SqliteConnection::connect(&installation.scratch.url).await.unwrap();
    other.execute("begin immediate").await.unwrap();
    let writers: Vec<_> = (0..20)
        .map(|i| {
            let owner = installation.used.owner.clone();
            tokio::spawn(async move { owner.generate(&format!("waits {i}")).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..20 {
        assert_eq!(installation.used.verdict(&installation.used.app).await, "yes");
    }
    assert!(writers.iter().all(|writer| !writer.is_finished()), "they wait");
    assert_eq!(
        installation.used.health().await,
        StatusCode::SERVICE_UNAVAILABLE,
        "it cannot be written"
    );
    other.execute("rollback").await.unwrap();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_quiet_database_is_whole() {
    let installation = installation().await;
    installation.quiet().await;
    assert_eq!(
        std::fs::metadata(file(&installation.scratch, "keydesk.db-wal"))
            .unwrap()
            .len(),
        0
    );
    let elsewhere = Scratch::new(Database::Sqlite).await;
    copy(&installation.database(), &file(&elsewhere, "keydesk.db"));
    let copied = TestApp::on(&elsewhere).await;
    assert!(accounts::setup_link(&copied.state).await.unwrap().is_none());
    assert_eq!(installation.used.verdict(&copied).await, "yes");
    assert_eq!(
        copied.stranger().get(path(&installation.link)).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_and_its_folder_belong_to_their_owner_alone() {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let scratch = Scratch::new(Database::Sqlite).await;
    let url = format!("sqlite://{}/new/deep/keydesk.db", scratch.folder().display());
    let files = ["keydesk.db", "keydesk.db-wal", "keydesk.db-shm"];
    let folder = file(&scratch, "new/deep");
    for _ in 0..2 {
        let at = Scratch::at(&url).node().await;
        assert_eq!((mode(&file(&scratch, "new")), mode(&folder)), (0o700, 0o700));
        for name in files {
            assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
        }
        at.store.close().await;
        // The modes that earlier versions left.
        open(&folder, 0o755);
        open(&folder.join("keydesk.db"), 0o644);
    }
    // A folder with other files keeps its mode.
    std::fs::write(folder.join("keydesk.toml"), "").unwrap();
    Scratch::at(&url).node().await.store.close().await;
    assert_eq!((mode(&folder), mode(&folder.join("keydesk.db"))), (0o755, 0o600));
}
