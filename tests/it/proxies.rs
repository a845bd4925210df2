//! Keydesk behind nginx, Caddy and Traefik with the configurations of `docs/proxies`: a user signs in, other sites cannot send forms, and a client can
//! choose neither its address nor the id of its request.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

use crate::support::{
    Database, Scratch,
    app::{ACCOUNT, EMAIL, PASSWORD, TestApp},
    gateways::{StartProxy, caddy_before_pages, nginx_before_pages, traefik_before_pages},
    program::{Program, free_address},
    stored_account::tamper,
};
use keydesk::server::clock::Clock;
use sqlx::Row;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    time::{Instant, sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(30);
/// The client's address.
const CLIENT: &str = "127.0.0.5";

/// The whole answer to a request from [`CLIENT`], which claims to be somebody else.
async fn send(proxy: SocketAddr, request: &str, headers: &str, body: &str) -> String {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(CLIENT.parse().unwrap(), 0)).unwrap();
    let mut stream = socket.connect(proxy).await.unwrap();
    let text = format!(
        "{request} HTTP/1.1\r\nhost: keys.example.com\r\nconnection: close\r\nx-forwarded-for: 203.0.113.9\r\n\
         forwarded: for=203.0.113.9\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    read.expect("the proxy answers").unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The id that Keydesk gave to a request.
fn request_id(answer: &str) -> &str {
    let mut lines = answer.lines().filter_map(|line| line.split_once(": "));
    let id = lines.find(|(name, _)| name.eq_ignore_ascii_case("x-request-id"));
    id.map(|(_, id)| id).unwrap_or_default()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

async fn pages_work_behind(start: StartProxy) {
    let scratch = Scratch::new(Database::Sqlite).await;
    TestApp::at(&scratch, &[], Clock::System).await.owner().await;
    let (folder, address, keydesk) = (tempfile::tempdir().unwrap(), free_address(), free_address());
    let settings = [
        ("KEYDESK_ORIGIN", "https://keys.example.com"),
        ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let below = folder.path().join("keydesk");
    std::fs::create_dir_all(&below).unwrap();
    let program = Program::keydesk(&below, &scratch.url, keydesk, &settings);
    program.listens(keydesk).await;
    let proxy = start(folder.path(), address, keydesk);
    proxy.listens(address).await;
    // Traefik listens before it knows its routes.
    let began = Instant::now();
    while status(&send(address, "GET /login", "", "").await) != "200" {
        assert!(began.elapsed() < PATIENCE, "{}", proxy.log());
        sleep(Duration::from_millis(50)).await;
    }

    // A client cannot choose the id by which the log names its requests.
    let ids = [
        send(address, "GET /login", "x-request-id: forged-77\r\n", "").await,
        send(address, "GET /login", "x-request-id: forged-77\r\n", "").await,
    ];
    let [one, other] = ids.each_ref().map(|answer| request_id(answer));
    assert!(!one.is_empty() && one != other, "{one} {other}");
    assert!(![one, other].contains(&"forged-77"), "{one} {other}");

    let form = serde_html_form::to_string([("email", EMAIL), ("password", PASSWORD)]).unwrap();
    let headers = |origin: &str, site: &str| {
        format!("content-type: application/x-www-form-urlencoded\r\norigin: {origin}\r\nsec-fetch-site: {site}\r\n")
    };
    let foreign = send(
        address,
        "POST /login",
        &headers("https://evil.example", "cross-site"),
        &form,
    )
    .await;
    assert_eq!(status(&foreign), "403", "{foreign}");
    let own = send(
        address,
        "POST /login",
        &headers("https://keys.example.com", "same-origin"),
        &form,
    )
    .await;
    assert_eq!(status(&own), "303", "{own}");
    let cookies: Vec<_> = own
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .map(|(_, value)| value.split(';').next().unwrap())
        .collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-")), "{own}");
    let cookie = format!("cookie: {}\r\nsec-fetch-site: same-origin\r\n", cookies.join("; "));
    let page = send(address, &format!("GET /{ACCOUNT}/api-keys/generated"), &cookie, "").await;
    assert_eq!(status(&page), "200", "{page}");

    let text = "select distinct ip from audit_events where ip <> ''";
    let addresses: Vec<String> = tamper(&scratch, text)
        .await
        .iter()
        .map(|row| row.try_get(0).unwrap())
        .collect();
    assert!(addresses.iter().any(|address| address == CLIENT), "{addresses:?}");
    assert!(
        !addresses.iter().any(|address| address == "203.0.113.9"),
        "{addresses:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_behind_nginx() {
    pages_work_behind(nginx_before_pages).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_behind_caddy() {
    pages_work_behind(caddy_before_pages).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_behind_traefik() {
    pages_work_behind(traefik_before_pages).await;
}
