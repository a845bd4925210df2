//! A program on a database that a newer version has migrated.

use crate::support::{Scratch, app::TestApp, stored_account::tamper};
use axum::http::StatusCode;
use keydesk::server::{clock::Clock, state::AppState};
use sqlx::Row;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// What a newer version that only adds would leave: a further column, a further table, and a migration that this version does not know.
pub const NEWER: [&str; 4] = [
    "alter table api_keys add column future text not null default 'x'",
    "create table future (id bigint primary key, key_id text not null references api_keys (id))",
    "create index future_key on future (key_id)",
    "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
     select 9001, 'future', success, checksum, 0 from _sqlx_migrations where version = 1",
];

async fn migrated_by_a_newer_version(scratch: &Scratch) -> (TestApp, String, String) {
    let app = TestApp::on(scratch).await;
    let owner = app.owner().await;
    let (key, token) = owner.key_in_use("before").await;
    for statement in NEWER {
        tamper(scratch, statement).await;
    }
    (app, key.app_key.to_string(), token)
}

both! {
    async fn a_program_works_on_newer_tables_that_only_have_more(scratch) {
        let (running, app_key, token) = migrated_by_a_newer_version(scratch).await;
        let started = TestApp::on(scratch).await;
        // The first one to start leaves no lock to the next.
        let next = TestApp::on(scratch).await;
        for (name, app) in [("running", running), ("started", started), ("next", next)] {
            let verifier = app.verifier_named(name).await;
            assert_eq!(app.verify(&verifier, &app_key, &token).await, "yes");
            let owner = app.stranger().again().await;
            let (key, new) = owner.key_in_use("after").await;
            assert_eq!(app.verify(&verifier, key.app_key.as_str(), &new).await, "yes");
            owner.delete(&key).await.unwrap();
        }
    }

    async fn a_running_program_is_not_ready_on_tables_that_do_not_fit_it_any_more(scratch) {
        let (running, ..) = migrated_by_a_newer_version(scratch).await;
        let ready = running.stranger().get("/readyz").await;
        assert_eq!((ready.status, ready.body.as_str()), (StatusCode::OK, "ok\n"));
        tamper(scratch, "update last_start set compatible_from = 9001").await;
        // A probe's result is used for a second.
        let is_told = async {
            loop {
                let ready = running.stranger().get("/readyz").await;
                if ready.status != StatusCode::OK {
                    return ready;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        let ready = timeout(Duration::from_secs(60), is_told).await.expect("it is told");
        assert_eq!(
            (ready.status, ready.body.as_str()),
            (StatusCode::SERVICE_UNAVAILABLE, "the database needs a newer version of Keydesk\n")
        );
        assert_eq!(running.stranger().get("/health").await.status, StatusCode::OK, "it can be used");
    }

    async fn a_program_killed_while_it_migrates_leaves_no_tables_that_an_older_one_would_take(scratch) {
        drop(TestApp::on(scratch).await);
        // Tables of an older version, and a migration of this one that fails because its table exists.
        tamper(scratch, "update last_start set compatible_from = 5").await;
        tamper(scratch, "delete from _sqlx_migrations where version = 20").await;
        let error = AppState::open(scratch.config(), Clock::System).await.unwrap_err().to_string();
        assert!(error.contains("cannot be migrated"), "{error}");
        let rows = tamper(scratch, "select compatible_from from last_start").await;
        assert_eq!(rows[0].try_get::<i64, _>(0).unwrap(), 21, "older programs refuse already");
    }

    async fn a_program_refuses_newer_tables_that_do_not_fit_it(scratch) {
        migrated_by_a_newer_version(scratch).await;
        tamper(scratch, "update last_start set compatible_from = 9001, at = 5").await;
        let error = AppState::open(scratch.config(), Clock::System).await.unwrap_err().to_string();
        assert!(error.contains("was migrated by a newer version of Keydesk (migration 9001)"), "{error}");
        assert!(error.contains("Start that version or a later one."), "{error}");
        let rows = tamper(scratch, "select at from last_start").await;
        assert_eq!(rows[0].try_get::<i64, _>(0).unwrap(), 5, "nothing was changed");
        tamper(scratch, "update last_start set compatible_from = 0").await;
        assert!(AppState::open(scratch.config(), Clock::System).await.is_err(), "who migrated did not say");
    }
}
