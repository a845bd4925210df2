//! `keydesk doctor` beside a running server, and where something is wrong.

use crate::{
    newer_database::NEWER,
    support::{
        Database, Scratch,
        app::TestApp,
        program::{Program, free_address},
        stored_account::tamper,
    },
};
use keydesk::server::clock::Clock;
use serde_json::Value;
use sqlx::{Connection, Executor, SqliteConnection};
use std::{net::SocketAddr, path::Path, process::Command};

/// What was checked, how it ended, and the sentence.
pub type Found = (String, String, String);

/// The command in a folder, with these settings and no others.
pub fn doctor(folder: &Path, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keydesk"));
    command.arg("doctor").current_dir(folder).env_clear();
    command.envs(environment.iter().copied());
    command
}

/// The findings, and whether the doctor succeeded.
pub fn examine(folder: &Path, environment: &[(&str, &str)]) -> (Vec<Found>, bool) {
    let output = doctor(folder, environment).arg("--json").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let json: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    assert_eq!(json["ok"].as_bool(), Some(output.status.success()));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = json["findings"].as_array().unwrap().iter();
    let findings = findings.map(|found| (text(&found["check"]), text(&found["outcome"]), text(&found["text"])));
    (findings.collect(), output.status.success())
}

pub fn wrong(findings: &[Found]) -> Vec<(&str, &str)> {
    let wrong = findings.iter().filter(|(_, outcome, _)| outcome == "wrong");
    wrong.map(|(check, _, text)| (check.as_str(), text.as_str())).collect()
}

/// A running server that was set up.
pub async fn server(scratch: &Scratch, folder: &Path, settings: &[(&str, &str)]) -> (Program, SocketAddr) {
    let app = TestApp::at(scratch, &[], Clock::System).await;
    app.owner().await;
    app.state.store.close().await;
    let address = free_address();
    let program = Program::keydesk(folder, &scratch.url, address, settings);
    program.listens(address).await;
    (program, address)
}

both! {
    async fn nothing_is_wrong_with_a_running_server(scratch) {
        let folder = tempfile::tempdir().unwrap();
        let (program, address) = server(scratch, folder.path(), &[]).await;
        let listen = address.to_string();
        let settings = [("DATABASE_URL", scratch.url.as_str()), ("KEYDESK_LISTEN", &listen)];
        let (findings, ok) = examine(folder.path(), &settings);
        assert_eq!(wrong(&findings), [] as [(&str, &str); 0], "{}", program.log());
        assert!(ok);
        let is_ok = |check: &str| findings.iter().any(|(found, outcome, _)| found == check && outcome == "ok");
        for check in ["configuration", "database", "clock", "disk", "server", "origin", "proxy"] {
            assert!(is_ok(check), "{check}: {findings:#?}");
        }

        // A proxy that only the origin shows, and that nobody trusts: here the server itself, asked as if it were one.
        let other = format!("http://localhost:{}", address.port());
        let settings = [settings[0], settings[1], ("KEYDESK_ORIGIN", other.as_str())];
        let (findings, _) = examine(folder.path(), &settings);
        assert_eq!(wrong(&findings), [] as [(&str, &str); 0], "the same server by another name");
    }

    async fn a_database_of_a_newer_version_is_judged_as_far_as_it_fits(scratch) {
        let folder = tempfile::tempdir().unwrap();
        let (_program, address) = server(scratch, folder.path(), &[]).await;
        for statement in NEWER {
            tamper(scratch, statement).await;
        }
        let listen = address.to_string();
        let settings = [("DATABASE_URL", scratch.url.as_str()), ("KEYDESK_LISTEN", &listen)];
        let (findings, ok) = examine(folder.path(), &settings);
        let outcome = |wanted: &str| {
            let found = findings.iter().find(|(check, _, _)| check == wanted);
            found.map(|(_, outcome, _)| outcome.as_str())
        };
        assert!(ok, "{findings:#?}");
        for check in ["clock", "server", "origin", "proxy"] {
            assert_eq!(outcome(check), Some("ok"), "{check}: {findings:#?}");
        }
        let database = findings.iter().find(|(check, _, _)| check == "database").unwrap();
        assert!(database.1 == "warning" && database.2.contains("still works"), "{database:?}");

        // The doctor reads tables that nodes of this version would refuse, but does not write to them.
        tamper(scratch, "update last_start set compatible_from = 9001").await;
        let (findings, _) = examine(folder.path(), &settings);
        assert!(
            matches!(wrong(&findings).as_slice(), [("database", text)] if text.contains("Start that version")),
            "{findings:#?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_with_its_remedy() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let dead = free_address().to_string();
    let url = ("DATABASE_URL", scratch.url.as_str());
    let (findings, ok) = examine(folder.path(), &[url, ("KEYDESK_LISTEN", &dead)]);
    assert!(!ok);
    let told = wrong(&findings);
    assert!(
        told.iter()
            .any(|(check, text)| *check == "server" && text.contains(&dead) && text.contains("Start Keydesk")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|(check, text)| *check == "origin" && text.contains("KEYDESK_ORIGIN")),
        "{told:?}"
    );
    let missing = findings.iter().find(|(check, _, _)| check == "database").unwrap();
    assert!(missing.2.contains("does not exist yet"), "{missing:?}");
    assert!(
        !scratch.folder().join("keydesk.db").exists(),
        "the doctor creates nothing"
    );

    let (findings, ok) = examine(folder.path(), &[url, ("KEYDESK_LISTEN", "3000")]);
    assert!(!ok);
    assert!(
        matches!(wrong(&findings).as_slice(), [("configuration", text)] if text.contains("KEYDESK_LISTEN")),
        "{findings:?}"
    );

    std::fs::write(
        scratch.folder().join("keydesk.db"),
        "this is a letter and no database. ".repeat(100),
    )
    .unwrap();
    let (findings, _) = examine(folder.path(), &[url, ("KEYDESK_LISTEN", &dead)]);
    assert!(
        wrong(&findings)
            .iter()
            .any(|(check, text)| *check == "database" && text.contains("not a database")),
        "{findings:?}"
    );

    let gone = ("DATABASE_URL", "postgres://keydesk:hunter2@127.0.0.1:1/keydesk");
    let (findings, _) = examine(folder.path(), &[gone, ("KEYDESK_LISTEN", &dead)]);
    let told = wrong(&findings);
    assert!(
        told.iter()
            .any(|(check, text)| *check == "database" && text.contains("127.0.0.1:1/keydesk")),
        "{told:?}"
    );
    assert!(!format!("{findings:?}").contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_database_tells_nothing() {
    let (scratch, other) = (
        Scratch::new(Database::Sqlite).await,
        Scratch::new(Database::Sqlite).await,
    );
    let folder = tempfile::tempdir().unwrap();
    let (_program, address) = server(&scratch, folder.path(), &[]).await;
    let app = TestApp::at(&other, &[], Clock::System).await;
    app.owner().await;
    app.state.store.close().await;
    let listen = address.to_string();
    let (findings, ok) = examine(
        folder.path(),
        &[("DATABASE_URL", other.url.as_str()), ("KEYDESK_LISTEN", &listen)],
    );
    assert!(!ok);
    assert!(
        wrong(&findings)
            .iter()
            .any(|(check, text)| *check == "origin" && text.contains("another database")),
        "{findings:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_told_what_the_server_saw() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    app.owner().await;
    let now = keydesk_now(&app);
    for proof in [
        "",
        "x",
        &now,
        &format!("{now}."),
        &format!("{now}.{}", "0".repeat(64)),
        &"9".repeat(5_000),
    ] {
        let request = axum::http::Request::get("/health").header("x-keydesk-doctor", proof);
        let answer = app.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.body, "ok\n", "{proof}");
    }
}

fn keydesk_now(app: &TestApp) -> String {
    app.state.clock.now().millis().to_string()
}

/// A log whose database is gone is all that is left of it. SQLite would delete it.
#[tokio::test]
async fn a_log_without_its_database_is_left_as_it_is() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::at(&scratch, &[], Clock::System).await;
    app.owner().await;
    let (file, log) = (
        scratch.folder().join("keydesk.db"),
        scratch.folder().join("keydesk.db-wal"),
    );
    let before = std::fs::read(&log).unwrap();
    assert!(!before.is_empty());
    app.state.store.close().await;
    std::fs::write(&file, "").unwrap();
    std::fs::write(&log, &before).unwrap();
    let (findings, ok) = examine(scratch.folder(), &[("DATABASE_URL", scratch.url.as_str())]);
    assert!(!ok);
    assert!(
        wrong(&findings).iter().any(|(check, _)| *check == "database"),
        "{findings:?}"
    );
    assert_eq!(std::fs::read(&log).unwrap(), before);
}

/// The doctor must not promise that a start creates tables there.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_program_is_told() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let url = format!("{}?mode=rwc", scratch.url);
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    other.execute("create table notes (text text)").await.unwrap();
    other.close().await.unwrap();
    let (findings, ok) = examine(scratch.folder(), &[("DATABASE_URL", scratch.url.as_str())]);
    assert!(!ok);
    assert!(
        wrong(&findings)
            .iter()
            .any(|(check, text)| *check == "database" && text.contains("belongs to another program")),
        "{findings:?}"
    );
}
