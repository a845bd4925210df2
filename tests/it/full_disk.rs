//! A full disk: start fails with a message, requests get 503, and no write is partial or lost after it was acknowledged.
//!
//! Each test runs itself again under the shell's file size limit, so that SQLite meets a real error of the operating system.

use crate::support::{
    Database, START, Scratch,
    app::TestApp,
    limited::{again_on_small_disk, again_under_limit},
};
use axum::http::StatusCode;
use keydesk::{
    domain::keys::key::Status,
    error::AppError,
    server::{clock::Clock, state::AppState},
};
use std::path::Path;

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
