//! A full disk: start fails with a message, requests get 503, and no write is partial or lost after it was acknowledged.
//!
//! Each test runs itself again under the shell's file size limit, so that SQLite meets a real error of the operating system.

use crate::{
    copies::refused::many_rows,
    support::{
        Database, START, Scratch,
        app::TestApp,
        limited::{again_on_small_disk, again_under_limit},
        nodes::{printed, this_version},
        program::{free_address, style_sheet},
        stored_account::tamper,
    },
};
use axum::http::StatusCode;
use keydesk::{
    domain::keys::key::Status,
    error::AppError,
    server::{clock::Clock, state::AppState},
};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const INSIDE: &str = "KEYDESK_TEST_INSIDE_LIMIT";

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_fills_up_answers_503_and_nothing_is_half_written() {
    if std::env::var_os(INSIDE).is_some() {
        return fill_up().await;
    }
    again_under_limit(
        "full_disk::a_database_that_fills_up_answers_503_and_nothing_is_half_written",
        4096,
        (INSIDE, "yes"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_at_start_is_named() {
    if std::env::var_os(INSIDE).is_some() {
        let scratch = Scratch::new(Database::Sqlite).await;
        let refused = AppState::open(scratch.config_with(&[]), Clock::manual(START)).await;
        let sentence = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(
            sentence.contains("keydesk.db") && sentence.contains("Free some space"),
            "{sentence:?}"
        );
        return;
    }
    again_under_limit("full_disk::a_disk_that_is_full_at_start_is_named", 8, (INSIDE, "yes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_fails_before_the_disk_has_no_room_for_a_sign_in() {
    let inside = "KEYDESK_TEST_INSIDE_DISK";
    if let Some(folder) = std::env::var_os(inside) {
        let folder = Path::new(&folder);
        let scratch = Scratch::at(&format!("sqlite://{}/keydesk.db", folder.display()));
        let app = TestApp::on(&scratch).await;
        assert_eq!(app.stranger().get("/health").await.status, StatusCode::OK);
        let filler = std::fs::write(folder.join("filler"), vec![1; 16 << 20]);
        assert!(filler.is_err(), "the disk is larger than expected");
        assert_eq!(
            app.stranger().get("/health").await.status,
            StatusCode::SERVICE_UNAVAILABLE
        );
        std::fs::remove_file(folder.join("filler")).unwrap();
        assert_eq!(app.stranger().get("/health").await.status, StatusCode::OK);
        return;
    }
    let folder = std::env::temp_dir().join(format!("keydesk-small-disk-{}", std::process::id()));
    let test = "full_disk::a_probe_fails_before_the_disk_has_no_room_for_a_sign_in";
    again_on_small_disk(test, &folder, (inside, folder.to_str().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_refused_by_every_command_and_nothing_is_left_on_it() {
    let inside = "KEYDESK_TEST_INSIDE_COMMANDS";
    if let Some(folder) = std::env::var_os(inside) {
        let disk = FullDisk::prepare(Path::new(&folder)).await;
        // Too small for all rows.
        disk.assert_copies_are_refused();
        // With a database that is already there, and no room for anything.
        let (own, content) = disk.fill();
        disk.assert_copies_are_refused();
        let new = disk.url("new.db");
        disk.assert_refused(&new, &["serve"], "new.db");
        let left = disk.names();
        let said = disk.refused(&disk.url("own.db"), &["serve"]);
        assert!(
            said.contains("own.db cannot be written") && said.contains("Free some space"),
            "{said}"
        );
        assert!(std::fs::read(&own).unwrap() == content, "the database is as it was");
        // SQLite's own files, without content that counts.
        let more: Vec<_> = disk.names().into_iter().filter(|name| !left.contains(name)).collect();
        assert!(
            more.iter()
                .all(|name| ["own.db-wal", "own.db-shm"].contains(&name.as_str())),
            "{more:?}"
        );
        return;
    }
    let folder = std::env::temp_dir().join(format!("keydesk-small-commands-{}", std::process::id()));
    let test = "full_disk::a_full_disk_is_refused_by_every_command_and_nothing_is_left_on_it";
    again_on_small_disk(test, &folder, (inside, folder.to_str().unwrap()));
}

/// A small disk, and elsewhere a database that is larger than it, with a backup.
struct FullDisk {
    disk: PathBuf,
    elsewhere: tempfile::TempDir,
    source: String,
    backup: String,
}

impl FullDisk {
    async fn prepare(disk: &Path) -> Self {
        sqlx::any::install_default_drivers();
        let elsewhere = tempfile::tempdir().unwrap();
        style_sheet(elsewhere.path());
        let at = |name: &str| elsewhere.path().join(name).display().to_string();
        let (source, backup) = (format!("sqlite://{}", at("keydesk.db")), at("backup.db"));
        printed(&this_version(), &source, &["migrate"]);
        tamper(&Scratch::at(&source), &many_rows(200_000)).await;
        printed(&this_version(), &source, &["backup", &backup]);
        Self {
            disk: disk.to_owned(),
            elsewhere,
            source,
            backup,
        }
    }

    /// Makes a database on the disk, and fills the rest of it. Returns the database's path and content.
    fn fill(&self) -> (PathBuf, Vec<u8>) {
        printed(&this_version(), &self.url("own.db"), &["migrate"]);
        let filler = std::fs::write(self.disk.join("filler"), vec![1; 16 << 20]);
        assert!(filler.is_err(), "the disk is larger than expected");
        let own = self.disk.join("own.db");
        let content = std::fs::read(&own).unwrap();
        (own, content)
    }

    fn url(&self, name: &str) -> String {
        format!("sqlite://{}", self.disk.join(name).display())
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.disk).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// What a command says that must refuse, in one line. It is killed if it does not.
    fn refused(&self, url: &str, arguments: &[&str]) -> String {
        let output = Command::new("timeout")
            .args(["--signal=KILL", "120"])
            .arg(this_version())
            .args(arguments)
            .current_dir(self.elsewhere.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("DATABASE_URL", url)
            .env("KEYDESK_LISTEN", free_address().to_string())
            .env("KEYDESK_SITE_ROOT", "site")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(
            output.stdout.is_empty() && said.trim_end().lines().count() == 1,
            "{arguments:?}: {said}"
        );
        said
    }

    /// Asserts that a command names the file and the remedy, and that no file is left.
    fn assert_refused(&self, url: &str, arguments: &[&str], file: &str) {
        let before = self.names();
        let said = self.refused(url, arguments);
        let file = self.disk.join(file).display().to_string();
        for part in [file.as_str(), "full", "Free some space"] {
            assert!(said.contains(part), "{part:?} is not in: {said}");
        }
        assert_eq!(self.names(), before, "{arguments:?}");
    }

    fn assert_copies_are_refused(&self) {
        let (source, new) = (self.source.as_str(), self.url("new.db"));
        let copy = self.disk.join("copy.db").display().to_string();
        self.assert_refused(source, &["backup", &copy], "copy.db");
        self.assert_refused(&new, &["restore", &self.backup], "new.db");
        self.assert_refused(source, &["migrate-database", "--from", source, "--to", &new], "new.db");
    }
}

async fn fill_up() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    let (key, token) = owner.key_in_use("before").await;
    let verifier = app.verifier().await;
    let mut made = 1;
    let error = loop {
        match owner.generate(&format!("{made} {}", "x".repeat(90))).await {
            Ok(_) => made += 1,
            Err(error) => break error,
        }
        assert!(made < 20_000, "the limit is never met");
    };
    assert_eq!(error, AppError::Unavailable);
    // A smaller write may still succeed. The stored state must match the answer.
    let expected = match owner.deactivate(&key).await {
        Ok(off) => (Status::Inactive, off.version, "key_inactive"),
        Err(error) => {
            assert_eq!(error, AppError::Unavailable);
            (Status::Active, key.version, "yes")
        }
    };
    // Acknowledged writes are stored, the refused one is not, and reads still work.
    assert_eq!(owner.list().await.unwrap().total, made);
    let now = owner.show(&key.id).await.unwrap().key;
    let verdict = app.verify(&verifier, key.app_key.as_str(), &token).await;
    assert_eq!((now.status, now.version, verdict.as_str()), expected);
    let account = app
        .state
        .store
        .account(&keydesk::domain::names::AccountSlug::parse("acme").unwrap())
        .await
        .unwrap();
    let (account, _) = account.unwrap();
    // More reads than pooled connections, because any connection may have met the limit.
    for _ in 0..20 {
        let broken = app.state.store.first_broken_audit_row(Some(&account)).await;
        assert_eq!(broken.unwrap(), None);
    }
}
