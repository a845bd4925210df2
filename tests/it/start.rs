//! Unusable databases and settings: start fails with a message that names the place and the remedy.

use crate::support::{
    Database, START, Scratch,
    program::{free_address, style_sheet},
};
use keydesk::server::{clock::Clock, config::Config, state::AppState, store::StartError};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::{os::unix::fs::PermissionsExt, path::Path};

async fn refusal(url: &str) -> StartError {
    let config = Config::from_sources("", [("DATABASE_URL".to_owned(), url.to_owned())].into_iter()).unwrap();
    match AppState::open(config, Clock::manual(START)).await {
        Err(error) => error,
        Ok(_) => panic!("the start is not refused"),
    }
}

fn assert_says(error: &StartError, parts: &[&str]) {
    let sentence = error.to_string();
    for part in parts {
        assert!(sentence.contains(part), "{part:?} is not in: {sentence}");
    }
}

async fn run(url: &str, statement: &str) {
    let mut connection = AnyConnection::connect(url).await.unwrap();
    connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_read_only_database_is_refused_by_name() {
    let scratch = Scratch::new(Database::Sqlite).await;
    scratch.node().await.store.close().await;
    let error = refusal(&format!("{}?mode=ro", scratch.url)).await;
    assert_says(
        &error,
        &[
            "keydesk.db",
            "cannot be written",
            "Free some space, or let this user write",
        ],
    );
}

#[tokio::test]
async fn a_missing_database_that_may_not_be_made_is_refused_by_name() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let error = refusal(&format!("{}?mode=rw", scratch.url)).await;
    assert_says(&error, &["keydesk.db", "cannot be opened", "Check that it exists"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_refused_by_name() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let file = scratch.folder().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let error = refusal(&format!("sqlite://{}/keydesk.db", file.display())).await;
    assert_says(
        &error,
        &[file.to_str().unwrap(), "cannot be created", "set DATABASE_URL"],
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_by_name() {
    let scratch = Scratch::new(Database::Sqlite).await;
    std::fs::write(
        scratch.folder().join("keydesk.db"),
        "this is a letter and no database, and long enough to be one",
    )
    .unwrap();
    assert_says(
        &refusal(&scratch.url).await,
        &["keydesk.db", "not a database", "Check that"],
    );
}

#[tokio::test]
async fn files_of_others_are_refused_and_left_as_they_are() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let (file, folder) = (scratch.folder().join("keydesk.db"), scratch.folder());
    let open = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let letter = "this is a letter and no database. ".repeat(100);
    std::fs::write(&file, &letter).unwrap();
    open(&file, 0o644);
    open(folder, 0o755);
    assert_says(&refusal(&scratch.url).await, &["keydesk.db", "not a database"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), letter);
    assert_eq!((mode(&file), mode(folder)), (0o644, 0o755));

    std::fs::remove_file(&file).unwrap();
    run(&format!("{}?mode=rwc", scratch.url), "create table letters (text text)").await;
    open(&file, 0o644);
    let before = std::fs::read(&file).unwrap();
    assert_says(
        &refusal(&scratch.url).await,
        &["keydesk.db", "belongs to another program"],
    );
    assert_eq!(std::fs::read(&file).unwrap(), before, "no table and no log was made");
    assert_eq!((mode(&file), mode(folder)), (0o644, 0o755));

    std::fs::remove_file(&file).unwrap();
    let made = std::process::Command::new("mkfifo")
        .args(["-m", "666"])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    assert_says(&refusal(&scratch.url).await, &["keydesk.db", "not a regular file"]);
    assert_eq!((mode(&file), mode(folder)), (0o666, 0o755));
}

#[tokio::test]
async fn a_link_that_leads_nowhere_is_refused_by_its_target() {
    let scratch = Scratch::new(Database::Sqlite).await;
    std::os::unix::fs::symlink("gone/keydesk.db", scratch.folder().join("keydesk.db")).unwrap();
    let error = refusal(&scratch.url).await;
    assert_says(
        &error,
        &["keydesk.db", "symbolic link to gone/keydesk.db, which does not exist"],
    );
    assert!(!scratch.folder().join("gone").exists());
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_refused_without_its_password() {
    let error = refusal("postgres://keydesk:hunter2@127.0.0.1:1/keydesk").await;
    assert_says(&error, &["127.0.0.1:1/keydesk", "cannot be opened"]);
    assert!(!error.to_string().contains("hunter2"));
}

/// The output of the program with this environment only, and whether it succeeded.
fn program(scratch: &Scratch, environment: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .args(arguments)
        .current_dir(scratch.folder())
        .env_clear()
        .env("DATABASE_URL", &scratch.url)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&printed).into_owned())
}

#[tokio::test]
async fn listening_on_all_addresses_needs_an_origin() {
    let scratch = Scratch::new(Database::Sqlite).await;
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let (started, said) = program(&scratch, &[("KEYDESK_LISTEN", listen)], &["serve"]);
        assert!(!started && said.contains("KEYDESK_ORIGIN is missing"), "{said}");
    }
    let (_, help) = program(&scratch, &[], &["--help"]);
    assert!(
        help.contains("KEYDESK_LISTEN=0.0.0.0:8080 KEYDESK_ORIGIN=https://"),
        "{help}"
    );
}

#[tokio::test]
async fn a_program_that_cannot_listen_changes_nothing() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let taken = std::net::TcpListener::bind(free_address()).unwrap();
    let (address, free) = (taken.local_addr().unwrap().to_string(), free_address().to_string());
    let socket = scratch.folder().join("taken.sock");
    let _listens = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let unix = format!("unix:{}", socket.display());
    let site = style_sheet(scratch.folder()).display().to_string();
    let nowhere = scratch.folder().join("gone").display().to_string();
    let before = std::fs::read_dir(scratch.folder()).unwrap().count();
    let (cannot, at_socket) = (format!("Cannot listen on {address}"), socket.display().to_string());
    for (setting, value, part, remedy) in [
        (
            "KEYDESK_LISTEN",
            &address,
            &cannot,
            "set KEYDESK_LISTEN to another address",
        ),
        (
            "KEYDESK_METRICS_LISTEN",
            &address,
            &cannot,
            "set KEYDESK_METRICS_LISTEN to another address",
        ),
        (
            "KEYDESK_METRICS_LISTEN",
            &free,
            &free,
            "KEYDESK_LISTEN and KEYDESK_METRICS_LISTEN are both",
        ),
        (
            "KEYDESK_VERIFY_LISTEN",
            &address,
            &cannot,
            "set KEYDESK_VERIFY_LISTEN to another address",
        ),
        (
            "KEYDESK_VERIFY_LISTEN",
            &free,
            &free,
            "KEYDESK_LISTEN and KEYDESK_VERIFY_LISTEN are both",
        ),
        (
            "KEYDESK_VERIFY_LISTEN",
            &unix,
            &at_socket,
            "set KEYDESK_VERIFY_LISTEN to another address",
        ),
        ("KEYDESK_SITE_ROOT", &nowhere, &nowhere, "correct KEYDESK_SITE_ROOT"),
    ] {
        // A later setting replaces an earlier one.
        let settings = [
            ("KEYDESK_LISTEN", free.as_str()),
            ("KEYDESK_SITE_ROOT", &site),
            (setting, value.as_str()),
        ];
        let (started, said) = program(&scratch, &settings, &["serve"]);
        assert!(
            !started && said.contains(part.as_str()) && said.contains(remedy),
            "{said}"
        );
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        let after = std::fs::read_dir(scratch.folder()).unwrap().count();
        assert_eq!(after, before, "{setting}: no database was made");
    }
}

#[tokio::test]
async fn a_service_of_the_same_name_keeps_no_command_from_starting() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let service = [
        ("KEYDESK_SERVICE_HOST", "10.96.12.4"),
        ("KEYDESK_SERVICE_PORT", "3000"),
        ("KEYDESK_SERVICE_PORT_HTTP", "3000"),
        ("KEYDESK_PORT", "tcp://10.96.12.4:3000"),
        ("KEYDESK_PORT_3000_TCP", "tcp://10.96.12.4:3000"),
        ("KEYDESK_PORT_3000_TCP_PROTO", "tcp"),
        ("KEYDESK_PORT_3000_TCP_PORT", "3000"),
        ("KEYDESK_PORT_3000_TCP_ADDR", "10.96.12.4"),
    ];
    let (started, said) = program(&scratch, &service, &["migrate"]);
    assert!(started && said.contains("up to date"), "{said}");
    let (started, said) = program(&scratch, &[("KEYDESK_PORT", "3000")], &["migrate"]);
    assert!(!started && said.contains("KEYDESK_PORT is not a setting"), "{said}");
}

#[tokio::test]
async fn slashes_and_blanks_in_an_address_lead_to_the_file_that_is_meant() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let folder = scratch.folder().display();
    for (url, file) in [
        (format!("sqlite:///{folder}/four/keydesk.db"), "four/keydesk.db"),
        (format!("sqlite://{folder}/a%20blank/k%3F.db"), "a blank/k?.db"),
        (
            format!("sqlite://{folder}/a real blank/k%23%25.db?mode=rwc"),
            "a real blank/k#%.db",
        ),
        (format!("sqlite:{folder}/link/../keydesk.db"), "four/keydesk.db"),
    ] {
        if url.contains("link") {
            std::fs::create_dir_all(scratch.folder().join("four/inside")).unwrap();
            std::os::unix::fs::symlink(scratch.folder().join("four/inside"), scratch.folder().join("link")).unwrap();
        }
        let before: Vec<_> = std::fs::read_dir(scratch.folder()).unwrap().collect();
        Scratch::at(&url).node().await.store.close().await;
        assert!(scratch.folder().join(file).is_file(), "{url}");
        let after: Vec<_> = std::fs::read_dir(scratch.folder()).unwrap().collect();
        assert!(
            after.len() <= before.len() + 1,
            "{url} made more than one folder: {after:?}"
        );
    }
}

#[tokio::test]
async fn an_address_that_names_no_file_is_refused_with_what_to_write() {
    for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite://x.db?mode=memory"] {
        assert_says(
            &refusal(url).await,
            &["in memory", "Set DATABASE_URL to a file", "keydesk demo --serve"],
        );
    }
    assert_says(&refusal("sqlite://").await, &["names no file", "sqlite:///var/lib"]);
    let scratch = Scratch::new(Database::Sqlite).await;
    let folder = format!("sqlite://{}", scratch.folder().display());
    assert_says(&refusal(&folder).await, &["it is a folder"]);
}

#[tokio::test]
async fn a_copy_without_its_log_is_not_set_up_anew() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let state = scratch.node().await;
    // The database file holds only its header. The rest is in the write-ahead log, which is emptied only while it is idle.
    let elsewhere = Scratch::new(Database::Sqlite).await;
    let (from, to) = (
        scratch.folder().join("keydesk.db"),
        elsewhere.folder().join("keydesk.db"),
    );
    assert!(
        std::process::Command::new("cp")
            .args([&from, &to])
            .status()
            .unwrap()
            .success()
    );
    assert_says(
        &refusal(&elsewhere.url).await,
        &[
            "keydesk.db",
            "has no tables",
            "without its write-ahead log",
            "docs/operations.md",
        ],
    );
    // The file was not changed.
    assert_eq!(
        std::fs::metadata(&to).unwrap().len(),
        std::fs::metadata(&from).unwrap().len()
    );
    state.store.close().await;
}

#[tokio::test]
async fn a_first_start_that_fails_leaves_no_empty_database() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let file = scratch.folder().join("keydesk.db");
    assert_says(
        &refusal(&format!("{}?cache=none", scratch.url)).await,
        &["cannot be opened"],
    );
    assert!(!file.exists());
    scratch.node().await.store.close().await;
    assert!(file.exists());
}
