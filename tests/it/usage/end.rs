//! The real program: an orderly end loses no use, a crash only the last seconds.

use super::usage_of;
use crate::support::{Database, Scratch, app::TestApp};
use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// Starts the program. It runs from a folder of its own, where it finds its files under their plain names.
async fn start(scratch: &Scratch, folder: &Path) -> (Child, SocketAddr) {
    std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
    std::fs::write(folder.join("site/pkg/keydesk.css"), "").unwrap();
    let program = folder.join("keydesk");
    std::fs::copy(env!("CARGO_BIN_EXE_keydesk"), &program).unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let child = Command::new(program)
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", &scratch.url)
        .env("KEYDESK_LISTEN", address.to_string())
        .env("KEYDESK_SITE_ROOT", folder.join("site"))
        .spawn()
        .unwrap();
    let started = async {
        while TcpStream::connect(address).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, started).await.expect("the program starts");
    (child, address)
}

async fn verify(address: SocketAddr, verifier: &str, app_key: &str, token: &str, times: usize) {
    let body = format!("{{\"appKey\": \"{app_key}\", \"appToken\": \"{token}\"}}");
    for _ in 0..times {
        let request = format!(
            "POST /v1/verify HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {verifier}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut answer))
            .await
            .unwrap()
            .unwrap();
        assert!(answer.contains("\"allowed\":true"), "{answer}");
    }
}

/// Ends it in order, and waits until it has ended.
async fn end(mut child: Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(asked.success());
    let status = tokio::task::spawn_blocking(move || child.wait().unwrap())
        .await
        .unwrap();
    assert!(status.success());
}

async fn uses(app: &TestApp, token: &str) -> i64 {
    usage_of(&app.state, token).await.map_or(0, |usage| usage.uses)
}

async fn ends_without_loss(scratch: &Scratch) {
    let app = TestApp::on(scratch).await;
    let verifier = app.verifier().await;
    let (key, token) = app.owner().await.key_in_use("ERP").await;
    let folder = tempfile::tempdir().unwrap();
    let (child, address) = start(scratch, folder.path()).await;
    verify(address, &verifier, key.app_key.as_str(), &token, 57).await;
    end(child).await;
    assert_eq!(uses(&app, &token).await, 57);
}

/// What was written before a crash is kept and counted once, also after the next start.
async fn crashes(scratch: &Scratch) {
    let app = TestApp::on(scratch).await;
    let verifier = app.verifier().await;
    let (key, token) = app.owner().await.key_in_use("ERP").await;
    let folder = tempfile::tempdir().unwrap();
    let (mut child, address) = start(scratch, folder.path()).await;
    verify(address, &verifier, key.app_key.as_str(), &token, 20).await;
    let written = async {
        while uses(&app, &token).await != 20 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, written)
        .await
        .expect("uses are written every five seconds");
    verify(address, &verifier, key.app_key.as_str(), &token, 7).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = uses(&app, &token).await;
    assert!((20..=27).contains(&kept), "{kept}");
    let (child, address) = start(scratch, folder.path()).await;
    verify(address, &verifier, key.app_key.as_str(), &token, 3).await;
    end(child).await;
    assert_eq!(uses(&app, &token).await, kept + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orderly_end_loses_no_use_on_sqlite() {
    ends_without_loss(&Scratch::new(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orderly_end_loses_no_use_on_postgres() {
    ends_without_loss(&Scratch::new(Database::Postgres).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_only_the_last_seconds_of_use_on_sqlite() {
    crashes(&Scratch::new(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_only_the_last_seconds_of_use_on_postgres() {
    crashes(&Scratch::new(Database::Postgres).await).await;
}
