//! Keydesk behind PgBouncer in transaction mode, where statements of one client run on many connections of the server.

#![allow(clippy::disallowed_methods, reason = "what is waited for here is another process")]

use crate::support::{
    Database, Scratch,
    app::TestApp,
    pgbouncer::PgBouncer,
    program::{Program, free_address},
};
use keydesk::{
    domain::keys::choice::Consent,
    server::{
        audit::chains,
        clock::Clock,
        jobs,
        state::AppState,
        store::{StartError, StoreError},
    },
};
use std::time::{Duration, Instant};

async fn refusal(url: &str, direct: Option<&str>) -> StartError {
    let settings: Vec<_> = direct
        .map(|direct| ("DATABASE_DIRECT_URL", direct))
        .into_iter()
        .collect();
    let config = Scratch::at(url).config_with(&settings);
    match AppState::open(config, Clock::System).await {
        Err(error) => error,
        Ok(_) => panic!("the start is not refused"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_on_shared_connections() {
    let scratch = Scratch::new(Database::Postgres).await;
    let pgbouncer = PgBouncer::before(&scratch).await;
    let settings = [
        ("DATABASE_DIRECT_URL", scratch.url.as_str()),
        ("KEYDESK_DATABASE_CONNECTIONS", "30"),
    ];
    let app = TestApp::at(&Scratch::at(&pgbouncer.url), &settings, Clock::System).await;
    let owner = app.owner().await;
    let verifier = app.verifier().await;
    // Far more at a time than the three connections of the server.
    let work = (0..24).map(|number| {
        let (app, owner, verifier) = (app.clone(), owner.clone(), verifier.clone());
        tokio::spawn(async move {
            let (key, token) = owner.key_in_use(&format!("key {number}")).await;
            assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
            owner.renew(&key, Consent::default()).await.unwrap();
            let key = owner.show(&key.id).await.unwrap().key;
            let key = owner.undo_renewal(&key).await.unwrap();
            owner.list().await.unwrap();
            owner.deactivate(&key).await.unwrap();
            assert_eq!(
                app.verify(&verifier, key.app_key.as_str(), &token).await,
                "key_inactive"
            );
        })
    });
    for done in work.collect::<Vec<_>>() {
        done.await.unwrap();
    }
    jobs::round(&app.state).await;
    app.state.store.check_health().await.unwrap();
    let chains = chains::verify(&app.state.store).await.unwrap();
    assert!(chains.broken.is_empty() && chains.intact.iter().any(|chain| chain.rows > 100));
    assert_eq!(owner.list().await.unwrap().total, 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_hear_of_changes_at_once_by_their_direct_connections() {
    let scratch = Scratch::new(Database::Postgres).await;
    let pgbouncer = PgBouncer::before(&scratch).await;
    let settings = [("DATABASE_DIRECT_URL", scratch.url.as_str())];
    let app = TestApp::at(&Scratch::at(&pgbouncer.url), &settings, Clock::System).await;
    let owner = app.owner().await;
    let verifier = app.verifier().await;
    let (key, token) = owner.key_in_use("ERP").await;
    let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
    let node = Program::keydesk(folder.path(), &pgbouncer.url, address, &settings);
    node.listens(address).await;
    assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
    // Both nodes keep a lease from their first question on.
    let body = serde_json::json!({ "appKey": key.app_key, "appToken": token }).to_string();
    let ask = format!(
        "POST /v1/verify HTTP/1.1\r\nhost: {address}\r\nauthorization: {verifier}\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len(),
    );
    let answer = async || {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let first = answer().await;
    assert!(first.contains("\"allowed\":true"), "{first} {}", node.log());
    let mut quickest = Duration::MAX;
    let mut key = key;
    for _ in 0..5 {
        let begun = Instant::now();
        key = owner.deactivate(&key).await.unwrap();
        quickest = quickest.min(begun.elapsed());
        assert!(answer().await.contains("key_inactive"));
        key = owner.activate(&key).await.unwrap();
    }
    assert!(
        quickest < Duration::from_millis(400),
        "announced, not found after half a second: {quickest:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_ways_to_the_database_must_lead_to_the_same_one() {
    let (scratch, other) = (
        Scratch::new(Database::Postgres).await,
        Scratch::new(Database::Postgres).await,
    );
    let pgbouncer = PgBouncer::before(&scratch).await;
    let error = refusal(&pgbouncer.url, Some(&other.url)).await;
    assert!(matches!(error, StartError::OtherDatabase { .. }), "{error}");
    assert!(error.to_string().contains("DATABASE_DIRECT_URL"), "{error}");
    let error = refusal(&pgbouncer.url, Some("postgres://keydesk@127.0.0.1:1/keydesk")).await;
    assert!(error.to_string().contains("127.0.0.1:1/keydesk"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_refuses_a_parameter_is_told_what_to_ignore() {
    let scratch = Scratch::new(Database::Postgres).await;
    let pgbouncer = PgBouncer::with(&scratch, "").await;
    let error = refusal(&pgbouncer.url, Some(&scratch.url)).await;
    assert!(
        error
            .to_string()
            .contains("ignore_startup_parameters = extra_float_digits"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_nodes_runs_a_round_of_jobs() -> Result<(), StoreError> {
    let scratch = Scratch::new(Database::Postgres).await;
    let pgbouncer = PgBouncer::before(&scratch).await;
    let settings = [("DATABASE_DIRECT_URL", scratch.url.as_str())];
    let pooled = AppState::open(Scratch::at(&pgbouncer.url).config_with(&settings), Clock::System).await;
    let (one, other) = (pooled.unwrap().store, scratch.node().await.store);
    let every = Duration::from_secs(18);
    let round = one.begin_round(every).await?.expect("nobody ran one yet");
    assert!(other.begin_round(Duration::ZERO).await?.is_none(), "one runs");
    round.end().await?;
    assert!(other.begin_round(every).await?.is_none(), "one was just run");
    let round = other.begin_round(Duration::ZERO).await?.expect("none runs");
    // A node that ends in the middle ran none.
    drop(round);
    tokio::time::sleep(Duration::from_millis(200)).await;
    one.begin_round(Duration::ZERO)
        .await?
        .expect("its lock is free")
        .end()
        .await
}
