//! A program that is killed while it copies leaves nothing that passes for a whole copy.

use super::{refused::many_rows, *};
use std::{
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_is_no_backup() {
    let scene = Scene::on(Database::Sqlite).await;
    tamper(&scene.scratch, &many_rows(300_000)).await;
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
    assert_eq!(number(&target, "select count(*) from usage_days").await, 300_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_restore_leaves_an_empty_database() {
    let scene = Scene::on(Database::Sqlite).await;
    tamper(&scene.scratch, &many_rows(300_000)).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    let target = Scratch::new(Database::Sqlite).await;
    let folder = target.folder();
    let program = keydesk(&target.url, folder, &["restore", file.to_str().unwrap()])
        .spawn()
        .unwrap();
    assert!(kill_when(program, folder, "keydesk.db", 8 << 20), "it was too fast");
    // The next run finds the database as empty as it was.
    let (done, said) = run(&target.url, folder, &["restore", file.to_str().unwrap()]);
    assert!(done, "{said}");
    for part in [
        "Restored the backup of 2026-11-22T12:00Z",
        "Account acme",
        "tokens at the time of the backup: 2 (2 younger than a day)",
        "users: 1: owner@acme.example",
        "verifiers of the operator: 1: test",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(scene.verdicts(&TestApp::on(&target).await).await.0, "yes");
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
            "--from: The database gone.db cannot be opened",
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
