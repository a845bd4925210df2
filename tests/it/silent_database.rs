//! A PostgreSQL that refuses connections or stops answering: a proxy in front of it drops the traffic, or its processes are stopped.
//! Nothing waits for ever, and every connection returns to the pool.

#![allow(clippy::disallowed_methods, reason = "what is asserted here is real time")]

use crate::support::{Database, Scratch, key_in_use::KeyInUse, proxy::Proxy};
use axum::http::StatusCode;
use keydesk::error::AppError;
use sqlx::{Connection, Executor, PgConnection, Row};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::Command,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

/// Much longer than an answer that waits for no silent connection, shorter than the long time limits.
const SOON: Duration = Duration::from_millis(2_500);
/// Longer than a lease: verification then needs the database again.
const LAPSED: Duration = Duration::from_millis(2_500);

/// An application whose pool has opened all its connections.
async fn node(url: &str) -> KeyInUse {
    let node = KeyInUse::on(&Scratch::at(url)).await;
    many(&node).await;
    node
}

/// The status of a verification, and how long it took.
async fn verify(node: &KeyInUse) -> (StatusCode, Duration) {
    let began = Instant::now();
    (node.verification().await, began.elapsed())
}

/// The number of answers to 30 concurrent lists and 30 concurrent verifications.
async fn many(node: &KeyInUse) -> usize {
    let lists = (0..30).map(|_| {
        let owner = node.owner.clone();
        tokio::spawn(async move { owner.list().await.is_ok() })
    });
    let verifications = (0..30).map(|_| {
        let node = node.clone();
        tokio::spawn(async move { node.verification().await == StatusCode::OK })
    });
    let mut answered = 0;
    for one in lists.chain(verifications).collect::<Vec<_>>() {
        answered += usize::from(one.await.unwrap());
    }
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_are_replaced_at_the_first_request() {
    let scratch = Scratch::new(Database::Postgres).await;
    let proxy = Proxy::before(&scratch).await;
    let node = node(&proxy.url).await;
    proxy.silence_present();
    tokio::time::sleep(LAPSED).await;
    let (status, took) = verify(&node).await;
    assert_eq!(status, StatusCode::OK);
    assert!(took < SOON, "{took:?}");
    eprintln!("a verification after all connections fell silent: {took:?}");
    let began = Instant::now();
    assert_eq!(many(&node).await, 60);
    assert!(began.elapsed() < SOON * 2, "{:?}", began.elapsed());

    // The job replaces silent connections that no request uses.
    proxy.silence_present();
    let before = proxy.count.load(Ordering::SeqCst);
    node.app.state.store.maintain().await.unwrap();
    assert!(proxy.count.load(Ordering::SeqCst) > before, "they were replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_connection_is_ready_for_a_later_verification() {
    let scratch = Scratch::new(Database::Postgres).await;
    let proxy = Proxy::before(&scratch).await;
    let node = node(&proxy.url).await;
    proxy.slow_to_begin.store(true, Ordering::SeqCst);
    proxy.silence_present();
    tokio::time::sleep(LAPSED).await;
    answers_again(&node).await;
}

/// Waits for the renewal of the lease, which a verification waits for only so long.
async fn answers_again(node: &KeyInUse) {
    let mut asked = 0;
    while verify(node).await.0 != StatusCode::OK {
        asked += 1;
        assert!(asked < 5, "no connection ever gets ready");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_is_reported_in_time_and_leaks_no_connection() {
    let scratch = Scratch::new(Database::Postgres).await;
    let proxy = Proxy::before(&scratch).await;
    let node = node(&proxy.url).await;
    proxy.silence_all();
    tokio::time::sleep(LAPSED).await;
    for _ in 0..2 {
        let (status, took) = verify(&node).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(took < SOON, "{took:?}");
        eprintln!("a verification while the database hangs: {took:?}");
    }
    let began = Instant::now();
    assert_eq!(node.health().await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    assert_eq!(many(&node).await, 0);
    proxy.speak();
    answers_again(&node).await;
    assert_eq!(many(&node).await, 60, "all places are back");
    assert_eq!(node.health().await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_begun_before_the_database_fell_silent_end() {
    let scratch = Scratch::new(Database::Postgres).await;
    let proxy = Proxy::before(&scratch).await;
    let node = node(&proxy.url).await;
    let mut other = PgConnection::connect(&scratch.url).await.unwrap();
    other.execute("begin").await.unwrap();
    other.execute("lock table audit_chains").await.unwrap();
    let writers: Vec<_> = (0..12)
        .map(|i| {
            let owner = node.owner.clone();
            tokio::spawn(async move { owner.generate(&format!("late {i}")).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    proxy.silence_present();
    for writer in writers {
        let ended = tokio::time::timeout(Duration::from_secs(25), writer).await;
        assert_eq!(ended.expect("it ends").unwrap().err(), Some(AppError::Unavailable));
    }
    other.execute("rollback").await.unwrap();
    assert_eq!(many(&node).await, 60);
    assert_eq!(node.owner.list().await.unwrap().total, 1, "and nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_database_processes_keep_no_request_waiting() {
    let scratch = Scratch::new(Database::Postgres).await;
    let node = node(&scratch.url).await;
    let mut other = PgConnection::connect(&scratch.url).await.unwrap();
    let text = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    let pids: Vec<String> = other
        .fetch_all(text)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get::<i32, _>(0).to_string())
        .collect();
    assert!(pids.len() > 10, "{pids:?}");
    let signal = |name: &str| assert!(Command::new("kill").arg(name).args(&pids).status().unwrap().success());
    signal("-STOP");
    tokio::time::sleep(LAPSED).await;
    let (status, took) = verify(&node).await;
    let answered = many(&node).await;
    signal("-CONT");
    assert_eq!((status, answered), (StatusCode::OK, 60));
    assert!(took < SOON, "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_connections_are_reported_at_once() {
    let scratch = Scratch::new(Database::Postgres).await;
    let mut proxy = Proxy::before(&scratch).await;
    let node = node(&proxy.url).await;
    proxy.refuse().await;
    tokio::time::sleep(LAPSED).await;
    let began = Instant::now();
    assert_eq!(verify(&node).await.0, StatusCode::SERVICE_UNAVAILABLE);
    eprintln!("a verification while the database refuses: {:?}", began.elapsed());
    assert_eq!(node.health().await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(node.owner.list().await.err(), Some(AppError::Unavailable));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_table_exceeds_neither_time_limits_nor_connection_limits() {
    const BACKENDS: &str = "select count(*) from pg_stat_activity where datname = current_database() \
                            and backend_type = 'client backend' and application_name <> 'observer'";
    let scratch = Scratch::new(Database::Postgres).await;
    let node = node(&scratch.url).await;
    let mut observer = PgConnection::connect(&scratch.url).await.unwrap();
    observer.execute("set application_name = 'observer'").await.unwrap();
    let mut locks = PgConnection::connect(&scratch.url).await.unwrap();
    locks.execute("begin; lock table audit_chains").await.unwrap();
    tokio::time::sleep(LAPSED).await;
    let (status, took) = verify(&node).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(took < Duration::from_millis(1_500), "{took:?}");

    let until = Instant::now() + Duration::from_secs(4);
    let clients: Vec<_> = (0..40)
        .map(|_| {
            let node = node.clone();
            tokio::spawn(async move {
                while Instant::now() < until {
                    assert_eq!(node.verification().await, StatusCode::SERVICE_UNAVAILABLE);
                }
            })
        })
        .collect();
    let mut most = 0;
    while Instant::now() < until {
        let backends: i64 = observer.fetch_one(BACKENDS).await.unwrap().get(0);
        most = most.max(backends);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for client in clients {
        client.await.unwrap();
    }
    eprintln!("processes of the database at most: {most}");
    // Twice the pool, the connection from the start, the one that listens, the one that locks, and up to five that are being opened or closed.
    assert!(most <= 2 * 16 + 3 + 5, "{most}");
    locks.execute("rollback").await.unwrap();
    answers_again(&node).await;
    assert_eq!(many(&node).await, 60, "statements have their usual time limits again");
}

/// A PostgreSQL that answers the first `answered` connections as far as the start of a session, and then never says anything.
fn falls_silent_after_start(answered: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for client in listener.incoming() {
            let mut client = client.unwrap();
            if open.len() < answered {
                start_session(&mut client);
            }
            open.push(client);
        }
    });
    address
}

/// Reads the start-up message, and says that the user is known and that a query may come.
fn start_session(client: &mut TcpStream) {
    let mut length = [0; 4];
    client.read_exact(&mut length).unwrap();
    let rest = usize::try_from(u32::from_be_bytes(length)).unwrap() - length.len();
    client.read_exact(&mut vec![0; rest]).unwrap();
    client.write_all(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I").unwrap();
}

/// What a command says about a database, if it ends at all.
fn said(arguments: &[&str], settings: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("timeout")
        .args(["120", env!("CARGO_BIN_EXE_keydesk")])
        .args(arguments)
        .current_dir(folder.path())
        .env("KEYDESK_LISTEN", "127.0.0.1:1")
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    assert!(
        output.status.code().is_some_and(|code| code != 0 && code != 124),
        "{arguments:?} {settings:?}: {output:?}"
    );
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_wait_only_so_long_for_a_database_that_falls_silent() {
    const COMMANDS: [&[&str]; 4] = [&["doctor"], &["migrate"], &["backup", "copy.db"], &["user", "list"]];
    let mut waiting = Vec::new();
    for arguments in COMMANDS {
        for (answered, has_direct_url) in [(0, false), (usize::MAX, false), (usize::MAX, true)] {
            waiting.push(std::thread::spawn(move || {
                let address = falls_silent_after_start(answered);
                let url = format!("postgres://keydesk:hunter2@{address}/keydesk?sslmode=disable");
                let mut settings = vec![("DATABASE_URL", url.as_str())];
                if has_direct_url {
                    settings.push(("DATABASE_DIRECT_URL", url.as_str()));
                }
                let said = said(arguments, &settings);
                let told: Vec<_> = said
                    .lines()
                    .filter(|line| line.contains(&address.to_string()))
                    .collect();
                assert_eq!(told.len(), 1, "{arguments:?} {answered} {has_direct_url}: {said}");
                assert!(told[0].contains("it does not answer"), "{arguments:?}: {said}");
                assert!(!said.contains("hunter2"), "{said}");
            }));
        }
    }
    for one in waiting {
        one.join().unwrap();
    }
}
