//! A program that is killed while it copies leaves nothing that passes for a whole copy.

use super::{refused::many_rows, *};
use keydesk::server::accounts;
use serde_json::{Value, json};
use std::{
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// Milliseconds, UTC.
const IN_2100: i64 = 4_102_444_800_000;

/// Enough rows for a copy that takes some seconds.
const ROWS: u32 = 300_000;

fn keydesk(url: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keydesk"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", url)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(url: &str, folder: &Path, arguments: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = keydesk(url, folder, arguments).output().unwrap();
    (
        status.success(),
        String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned(),
    )
}

/// Kills a program once a file of this folder, whose name has `part`, has so many bytes. Returns whether it still ran.
fn kill_when(mut program: Child, folder: &Path, part: &str, bytes: u64) -> bool {
    let is_large = || {
        std::fs::read_dir(folder).unwrap().any(|entry| {
            let entry = entry.unwrap();
            entry.file_name().to_string_lossy().contains(part) && entry.metadata().is_ok_and(|file| file.len() >= bytes)
        })
    };
    while program.try_wait().unwrap().is_none() {
        if is_large() {
            program.kill().unwrap();
            return !program.wait().unwrap().success();
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    false
}

/// Kills a program once it fills a large table of a PostgreSQL database. Returns whether it still ran.
async fn kill_when_filling(mut program: Child, target: &Scratch) -> bool {
    let fills = "select count(*) from pg_locks l join pg_class c on c.oid = l.relation \
                 where c.relname = 'usage_days' and l.mode = 'RowExclusiveLock' \
                 and l.database = (select oid from pg_database where datname = current_database())";
    while program.try_wait().unwrap().is_none() {
        if number(target, fills).await > 0 {
            program.kill().unwrap();
            return !program.wait().unwrap().success();
        }
    }
    false
}

/// Kills a backup of such a database at several moments, and then makes one.
async fn assert_killed_backup_is_no_backup(database: Database) {
    let scene = Scene::on(database).await;
    tamper(&scene.scratch, &many_rows(ROWS)).await;
    let files = Files::new();
    let folder = files.0.path();
    let mut killed = 0;
    for bytes in [1, 100_000, 1 << 20, 10 << 20, 20 << 20] {
        let program = keydesk(&scene.scratch.url, folder, &["backup", "backup.db"])
            .spawn()
            .unwrap();
        if kill_when(program, folder, ".partial", bytes) {
            killed += 1;
            assert!(!files.at("backup.db").exists(), "{bytes}");
        }
        let _ = std::fs::remove_file(files.at("backup.db"));
    }
    assert!(killed >= 3, "it was too fast");
    let partial: Vec<_> = files.names();
    assert!(partial.len() >= killed, "{partial:?}");
    let target = Scratch::new(Database::Sqlite).await;
    for name in partial {
        let said = sentence(restore(&files.at(&name), &target).await);
        assert!(
            said.contains("is damaged") || said.contains("is not a backup"),
            "{said}"
        );
    }
    assert!(!file_of(&target).exists());
    let (done, said) = run(&scene.scratch.url, folder, &["backup", "backup.db"]);
    assert!(
        done && said.contains("backup.db: backup of") && said.contains("rows"),
        "{said}"
    );
    restore(&files.at("backup.db"), &target).await.unwrap();
    assert_eq!(
        number(&target, "select count(*) from usage_days").await,
        i64::from(ROWS)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_is_no_backup() {
    assert_killed_backup_is_no_backup(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_of_postgres_is_no_backup() {
    assert_killed_backup_is_no_backup(Database::Postgres).await;
}

/// Kills a command while it fills the target, and repeats it. Returns what the second run said.
async fn assert_can_be_repeated(target: &Scratch, arguments: &[&str]) -> String {
    let files = Files::new();
    let folder = files.0.path();
    let program = keydesk(&target.url, folder, arguments).spawn().unwrap();
    let killed = if target.url.starts_with("sqlite:") {
        kill_when(program, target.folder(), "keydesk.db", 8 << 20)
    } else {
        kill_when_filling(program, target).await
    };
    assert!(killed, "it was too fast");
    // A start does not find half of an installation, but one that nobody has set up.
    let app = TestApp::on(target).await;
    assert_eq!(number(target, "select count(*) from usage_days").await, 0);
    assert!(accounts::setup_link(&app.state).await.unwrap().is_some());
    app.state.store.close().await;
    drop(app);
    let (done, said) = run(&target.url, folder, arguments);
    assert!(done, "{said}");
    assert_eq!(number(target, "select count(*) from usage_days").await, i64::from(ROWS));
    said
}

async fn assert_killed_restore_can_be_repeated(database: Database) {
    let scene = Scene::on(Database::Sqlite).await;
    tamper(&scene.scratch, &many_rows(ROWS)).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    let target = Scratch::new(database).await;
    let said = assert_can_be_repeated(&target, &["restore", file.to_str().unwrap()]).await;
    for part in [
        "Restored the backup of 2026-11-22T12:00Z",
        "Account acme",
        "tokens at the time of the backup: 2 (2 younger than a day)",
        "  users: 1\n    EMAIL               ROLES\n    owner@acme.example  \"Owner (Admin Super)\"\n",
        "  external keys: none\n",
        "  keys, first those in a renewal, then those with the newest tokens: 2\n    APP KEY",
        " active  2026-11-22T12:00Z  none            ERP\n",
        "verifiers of the operator: 1: test",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(scene.verdicts(&TestApp::on(&target).await).await.0, "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_restore_leaves_an_empty_database() {
    assert_killed_restore_can_be_repeated(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_restore_leaves_an_empty_database_on_postgres() {
    assert_killed_restore_can_be_repeated(Database::Postgres).await;
}

async fn assert_killed_move_can_be_repeated(from: Database, to: Database) {
    let scene = Scene::on(from).await;
    tamper(&scene.scratch, &many_rows(ROWS)).await;
    scene.app.state.store.close().await;
    let target = Scratch::new(to).await;
    let arguments: [&str; 5] = ["migrate-database", "--from", &scene.scratch.url, "--to", &target.url];
    let said = assert_can_be_repeated(&target, &arguments).await;
    assert!(said.contains("checked their number and the audit log"), "{said}");
    assert_eq!(scene.verdicts(&TestApp::on(&target).await).await.0, "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_move_to_postgres_can_be_repeated() {
    assert_killed_move_can_be_repeated(Database::Sqlite, Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_move_from_postgres_can_be_repeated() {
    assert_killed_move_can_be_repeated(Database::Postgres, Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_told_to_programs_as_json() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let (url, folder) = (&scene.scratch.url, files.0.path());
    let json = |url: &str, arguments: &[&str]| -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let Output { status, stdout, stderr } = keydesk(url, folder, &arguments).output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        serde_json::from_slice(&stdout).unwrap()
    };
    // The program's clock is later than the scene's, so the link and the invitation would have expired.
    for table in ["links", "invitations"] {
        tamper(&scene.scratch, &format!("update {table} set expires_at = {IN_2100}")).await;
    }
    let made = json(url, &["backup", "backup.db"]);
    let size = std::fs::metadata(files.at("backup.db")).unwrap().len();
    assert_eq!(
        (made["file"].as_str(), made["bytes"].as_u64()),
        (Some("backup.db"), Some(size))
    );
    assert_eq!(
        (made["auditLogWasBroken"].as_bool(), made["rows"].as_i64() > Some(50)),
        (Some(false), true)
    );

    let target = Scratch::new(Database::Sqlite).await;
    let restored = json(&target.url, &["restore", "backup.db"]);
    assert_eq!(restored["madeAt"], made["madeAt"]);
    assert_eq!(restored["rows"], made["rows"]);
    assert_eq!(restored["accounts"][0]["account"], "acme");
    assert_eq!(restored["accounts"][0]["activeKeys"], 2);
    let account = &restored["accounts"][0];
    let user = json!({ "email": "owner@acme.example", "roles": ["Owner (Admin Super)"] });
    assert_eq!((&account["users"], &account["moreUsers"]), (&json!([user]), &json!(0)));
    let keys = account["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["label"] == "ERP").unwrap();
    let expected = json!({
        "appKey": scene.app_key, "label": "ERP", "status": "active", "newestTokenCreated": START.iso(), "oldTokenCreated": null,
    });
    assert_eq!((keys.len(), key), (2, &expected));
    assert_eq!(
        (&account["externalKeys"], &account["moreKeys"]),
        (&json!([]), &json!(0))
    );
    assert_eq!(restored["verifiers"], json!(["test"]));
    assert_eq!(restored["ended"]["links"].as_array().map(Vec::len), Some(1));
    assert_eq!(restored["ended"]["links"][0]["account"], "acme");
    assert_eq!(restored["ended"]["invitations"][0]["email"], INVITED);

    let other = Scratch::new(Database::Sqlite).await;
    let moved = json(
        url,
        &["migrate-database", "--from", url, "--to", &other.url, "--while-serving"],
    );
    assert_eq!(moved["to"].as_str(), file_of(&other).to_str());
    assert_eq!(moved["ended"]["links"].as_array().map(Vec::len), Some(1));

    let checked = json(url, &["audit", "verify"]);
    assert_eq!(checked["ok"], true);
    assert!(
        checked["chains"]
            .as_array()
            .unwrap()
            .iter()
            .any(|chain| chain["account"] == "acme")
    );
    tamper(
        &target,
        "update audit_events set actor = 'user:me@x.example' where chain <> '' and seq = 3",
    )
    .await;
    let output = keydesk(&target.url, folder, &["audit", "verify", "--json"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(checked["ok"], false);
    assert!(
        checked["chains"]
            .as_array()
            .unwrap()
            .iter()
            .any(|chain| chain["firstBrokenRow"] == 3),
        "{checked}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_fail_say_why_in_one_line_and_in_their_exit_code() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let (url, folder) = (&scene.scratch.url, files.0.path());
    std::fs::write(files.at("taken.db"), "").unwrap();
    let refused: [(&[&str], &str); 6] = [
        (&["backup", "taken.db"], "taken.db exists already"),
        (&["backup", "gone/backup.db"], "gone/backup.db cannot be written"),
        (&["restore", "taken.db"], "taken.db is damaged: it ends after 0 bytes"),
        (
            &["migrate-database", "--from", "mysql://x", "--to", "sqlite://new.db"],
            "--from must start with sqlite:// or postgres://",
        ),
        (
            &[
                "migrate-database",
                "--from",
                "sqlite://gone.db",
                "--to",
                "sqlite://new.db",
            ],
            "--from: The database gone.db does not exist",
        ),
        (
            &[
                "migrate-database",
                "--from",
                "sqlite://gone.db",
                "--to",
                "sqlite::memory:",
            ],
            "--to: A database in memory",
        ),
    ];
    for (arguments, part) in refused {
        let (done, said) = run(url, folder, arguments);
        assert!(
            !done && said.contains(part) && said.trim_end().lines().count() == 1,
            "{said}"
        );
    }
    let names = files.names();
    assert_eq!(names, ["taken.db"], "nothing was made");
}
