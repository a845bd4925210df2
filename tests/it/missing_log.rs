//! A database file without its write-ahead log: how much a plain copy has, and what a start says about one.

use crate::support::{Database, Scratch, app::TestApp, stored_account::tamper};
use keydesk::server::jobs;
use std::{path::Path, process::Command};

/// Copies the database file alone, as people do. Another process does it: closing the file in this one would release SQLite's locks.
fn copy(from: &Scratch, to: &Scratch) {
    let file = |scratch: &Scratch| scratch.folder().join("keydesk.db");
    let done = Command::new("cp").args([file(from), file(to)]).status();
    assert!(done.unwrap().success());
}

/// What a command on this database logs at its start.
fn start(scratch: &Scratch, folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .arg("migrate")
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", &scratch.url)
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    assert!(output.status.success(), "{printed}");
    printed
}

const WARNING: &str = "is a copy without its write-ahead log";

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_the_log_warns_once() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    jobs::sweep(&app.state).await;
    owner.generate("in the log alone").await.unwrap();
    let elsewhere = Scratch::new(Database::Sqlite).await;
    copy(&scratch, &elsewhere);
    let said = start(&elsewhere, elsewhere.folder());
    assert!(said.contains(WARNING) && said.contains("keydesk.db-wal"), "{said}");
    assert!(!start(&elsewhere, elsewhere.folder()).contains(WARNING));
    // The account had been copied into the file, although somebody kept writing.
    assert_eq!(tamper(&elsewhere, "select 1 from accounts").await.len(), 1);
    assert_eq!(tamper(&elsewhere, "select 1 from api_keys").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_raises_no_warning() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    app.owner().await;
    for _ in 0..2 {
        jobs::sweep(&app.state).await;
    }
    let elsewhere = Scratch::new(Database::Sqlite).await;
    copy(&scratch, &elsewhere);
    assert!(
        !start(&elsewhere, elsewhere.folder()).contains(WARNING),
        "a quiet database"
    );

    // Its log is there, though nobody closed it.
    jobs::sweep(&app.state).await;
    let owner = app.stranger();
    assert!(owner.get("/health").await.status.is_success());
    jobs::sweep(&app.state).await;
    assert!(!start(&scratch, scratch.folder()).contains(WARNING), "the log is there");

    app.state.store.close().await;
    let stopped = Scratch::new(Database::Sqlite).await;
    copy(&scratch, &stopped);
    assert!(
        !start(&stopped, stopped.folder()).contains(WARNING),
        "a stopped database"
    );
    assert!(!start(&scratch, scratch.folder()).contains(WARNING));
}
