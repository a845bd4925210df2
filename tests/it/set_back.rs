//! A database set back to an older state while Keydesk runs. Revoked tokens would be valid again, so every request is refused until the
//! operator restarts Keydesk.

use crate::support::{
    Database, START, Scratch,
    app::{Person, TestApp},
    stored_account::tamper,
    unchecked::not_checked,
};
use axum::http::StatusCode;
use keydesk::{
    error::AppError,
    server::{clock::Clock, jobs, state::AppState},
};
use std::{path::Path, time::Duration};

/// The result of a probe's write is reused for one second.
const NEXT_PROBE: Duration = Duration::from_millis(1_100);

async fn health(app: &TestApp) -> StatusCode {
    app.stranger().get("/health").await.status
}

async fn assert_refuses_everything(app: &TestApp, owner: &Person) {
    assert_eq!(health(app).await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(owner.list().await.err(), Some(AppError::Unavailable));
    assert_eq!(owner.generate("late").await.err(), Some(AppError::Unavailable));
}

both! {
    async fn a_probe_notices_that_the_database_was_set_back(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.generate("one").await.unwrap();
        assert_eq!(health(&app).await, StatusCode::OK);
        tamper(scratch, "update audit_chains set seq = seq - 1 where chain <> ''").await;
        tokio::time::sleep(NEXT_PROBE).await;
        assert_refuses_everything(&app, &owner).await;
        // A restart is needed, even if the database is correct again.
        tamper(scratch, "update audit_chains set seq = seq + 1 where chain <> ''").await;
        assert_refuses_everything(&app, &owner).await;
        assert_eq!(health(&TestApp::on(scratch).await).await, StatusCode::OK);
    }

    async fn a_change_notices_that_the_database_was_set_back_and_is_not_acknowledged(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.generate("one").await.unwrap();
        tamper(scratch, "delete from audit_events where chain <> '' and seq > 1").await;
        tamper(scratch, "update audit_chains set seq = 1 where chain <> ''").await;
        assert_eq!(owner.generate("two").await.err(), Some(AppError::Unavailable));
        assert_refuses_everything(&app, &owner).await;
        let rows = tamper(scratch, "select 1 from api_keys").await;
        assert_eq!(rows.len(), 1, "nothing was changed");
    }

    async fn the_job_notices_that_the_database_was_set_back(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.generate("one").await.unwrap();
        tamper(scratch, "update audit_chains set seq = 0").await;
        jobs::sweep(&app.state).await;
        assert_refuses_everything(&app, &owner).await;
    }

    async fn concurrent_changes_on_two_nodes_do_not_look_like_a_database_set_back(scratch) {
        let (app, other) = (TestApp::on(scratch).await, TestApp::on(scratch).await);
        let owner = app.owner().await;
        let tasks: Vec<_> = (0..40)
            .map(|i| {
                let (owner, other) = (owner.clone(), other.clone());
                tokio::spawn(async move {
                    if i % 4 == 0 {
                        jobs::sweep(&other.state).await;
                    }
                    owner.generate(&format!("{i}")).await.is_ok()
                })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
        assert_eq!((health(&app).await, health(&other).await), (StatusCode::OK, StatusCode::OK));
    }
}

/// Copies one database into another as SQLite's `.restore` does: page by page through SQLite, in another process.
fn restore(from: &Path, to: &Path) -> bool {
    let script = "import sqlite3, sys\na, b = map(sqlite3.connect, sys.argv[1:])\na.backup(b)";
    let done = std::process::Command::new("python3")
        .args(["-c", script])
        .args([from, to])
        .status();
    let done = done.is_ok_and(|status| status.success());
    if !done {
        not_checked(
            "that a backup restored into the running database is noticed (python3 with its sqlite3 module is not here)",
        );
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_restored_into_the_running_database_is_noticed_and_reported_at_the_next_start() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    let (database, older) = (scratch.folder().join("keydesk.db"), scratch.folder().join("older"));
    if !restore(&database, &older) {
        return;
    }
    owner.generate("one").await.unwrap();
    assert_eq!(health(&app).await, StatusCode::OK);
    assert!(restore(&older, &database));
    tokio::time::sleep(NEXT_PROBE).await;
    assert_refuses_everything(&app, &owner).await;
    app.state.store.close().await;
    let note = || std::fs::read_to_string(scratch.folder().join("keydesk.db-installed")).unwrap();
    let rows = |note: &str| -> i64 {
        note.lines()
            .find_map(|line| line.strip_prefix("rows ")?.parse().ok())
            .unwrap()
    };
    let noted = rows(&note());
    let again = AppState::open(scratch.config(), Clock::manual(START)).await.unwrap();
    assert!(
        rows(&note()) < noted,
        "it had more, and the start has compared them: {}",
        note()
    );
    again.store.check_health().await.unwrap();
}
