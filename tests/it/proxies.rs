//! Keydesk behind nginx, Caddy and Traefik with the configurations of `docs/proxies`: a user signs in, other sites cannot send forms, a client can
//! choose neither its address, also behind two proxies, nor the id of its request, and links can have a host of their own.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

use crate::support::{
    Database, Scratch,
    app::{ACCOUNT, EMAIL, PASSWORD, TestApp, path},
    gateways::{
        CDN, StartProxy, caddy_before_both_hosts, caddy_before_pages, caddy_behind_a_cdn, cdn, nginx_before_both_hosts,
        nginx_before_pages, nginx_behind_cloudflare, nginx_that_appends, traefik_before_both_hosts,
        traefik_before_pages, traefik_behind_a_cdn,
    },
    program::{Program, free_address},
    stored_account::tamper,
};
use keydesk::server::clock::Clock;
use sqlx::Row;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    time::{Instant, sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(30);
/// The client's address.
const CLIENT: &str = "127.0.0.5";
/// Who the client claims to be.
const CLAIMED: &str = "203.0.113.9";
/// The addresses of a CDN ([`CDN`]) and of the proxy behind it, which appends to the CDN's header.
const BOTH_PROXIES: &str = "127.0.0.1,127.0.0.7";
const ORIGIN: &str = "https://keys.example.com";

/// The whole answer to a request from [`CLIENT`] for Keydesk's own host.
async fn send(proxy: SocketAddr, request: &str, headers: &str, body: &str) -> String {
    send_to_host("keys.example.com", proxy, request, headers, body).await
}

/// The whole answer to a request from [`CLIENT`], which claims to be [`CLAIMED`].
async fn send_to_host(host: &str, proxy: SocketAddr, request: &str, headers: &str, body: &str) -> String {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(CLIENT.parse().unwrap(), 0)).unwrap();
    let mut stream = socket.connect(proxy).await.unwrap();
    let text = format!(
        "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nx-forwarded-for: {CLAIMED}\r\n\
         forwarded: for={CLAIMED}\r\ncf-connecting-ip: {CLAIMED}\r\n{headers}content-length: {}\r\n\r\n{body}",
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

/// The headers of a form that a page of this origin sends.
fn form_headers(origin: &str, site: &str) -> String {
    format!("content-type: application/x-www-form-urlencoded\r\norigin: {origin}\r\nsec-fetch-site: {site}\r\n")
}

/// The fields of a correct sign-in.
fn sign_in_form() -> String {
    serde_html_form::to_string([("email", EMAIL), ("password", PASSWORD)]).unwrap()
}

/// Waits until Keydesk answers through a proxy. Traefik listens before it knows its routes.
async fn answers_through(address: SocketAddr, proxy: &Program) {
    proxy.listens(address).await;
    let began = Instant::now();
    while status(&send(address, "GET /login", "", "").await) != "200" {
        assert!(began.elapsed() < PATIENCE, "{}", proxy.log());
        sleep(Duration::from_millis(50)).await;
    }
}

/// An empty folder in another one.
fn below(folder: &Path, name: &str) -> PathBuf {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The addresses in the audit log.
async fn recorded(scratch: &Scratch) -> Vec<String> {
    let rows = tamper(scratch, "select distinct ip from audit_events where ip <> ''").await;
    rows.iter().map(|row| row.try_get(0).unwrap()).collect()
}

async fn pages_work_behind(start: StartProxy) {
    let scratch = Scratch::new(Database::Sqlite).await;
    TestApp::at(&scratch, &[], Clock::System).await.owner().await;
    let (folder, address, keydesk) = (tempfile::tempdir().unwrap(), free_address(), free_address());
    let settings = [("KEYDESK_ORIGIN", ORIGIN), ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1")];
    let program = Program::keydesk(&below(folder.path(), "keydesk"), &scratch.url, keydesk, &settings);
    program.listens(keydesk).await;
    let proxy = start(folder.path(), address, keydesk);
    answers_through(address, &proxy).await;

    // A client cannot choose the id by which the log names its requests.
    let ids = [
        send(address, "GET /login", "x-request-id: forged-77\r\n", "").await,
        send(address, "GET /login", "x-request-id: forged-77\r\n", "").await,
    ];
    let [one, other] = ids.each_ref().map(|answer| request_id(answer));
    assert!(!one.is_empty() && one != other, "{one} {other}");
    assert!(![one, other].contains(&"forged-77"), "{one} {other}");

    let form = sign_in_form();
    let evil = form_headers("https://evil.example", "cross-site");
    let foreign = send(address, "POST /login", &evil, &form).await;
    assert_eq!(status(&foreign), "403", "{foreign}");
    let own = send(address, "POST /login", &form_headers(ORIGIN, "same-origin"), &form).await;
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

    let addresses = recorded(&scratch).await;
    assert!(addresses.iter().any(|address| address == CLIENT), "{addresses:?}");
    assert!(!addresses.iter().any(|address| address == CLAIMED), "{addresses:?}");
}

/// Signs in through two proxies, the first of which is a CDN, and then past the CDN. Returns the addresses in the audit log after each.
async fn recorded_behind_a_cdn(second: StartProxy, trusted: &str) -> [Vec<String>; 2] {
    let scratch = Scratch::new(Database::Sqlite).await;
    TestApp::at(&scratch, &[], Clock::System).await.owner().await;
    let before = recorded(&scratch).await;
    let folder = tempfile::tempdir().unwrap();
    let [outside, inside, keydesk] = [free_address(), free_address(), free_address()];
    let settings = [("KEYDESK_ORIGIN", ORIGIN), ("KEYDESK_TRUSTED_PROXIES", trusted)];
    let program = Program::keydesk(&below(folder.path(), "keydesk"), &scratch.url, keydesk, &settings);
    program.listens(keydesk).await;
    let inner = second(&below(folder.path(), "inside"), inside, keydesk);
    inner.listens(inside).await;
    let outer = cdn(&below(folder.path(), "outside"), outside, inside);
    answers_through(outside, &outer).await;

    let after_signing_in = async |address: SocketAddr| {
        let headers = form_headers(ORIGIN, "same-origin");
        let answer = send(address, "POST /login", &headers, &sign_in_form()).await;
        assert_eq!(status(&answer), "303", "{answer}");
        let mut addresses = recorded(&scratch).await;
        addresses.retain(|address| !before.contains(address));
        addresses.sort();
        addresses
    };
    [after_signing_in(outside).await, after_signing_in(inside).await]
}

/// The page of a link is at its own host and nowhere else, and that host has no other pages.
async fn links_have_their_own_host_behind(start: StartProxy) {
    let scratch = Scratch::new(Database::Sqlite).await;
    let share = "https://share.example.com";
    let settings = [
        ("KEYDESK_ORIGIN", ORIGIN),
        ("KEYDESK_SHARE_ORIGIN", share),
        ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let owner = TestApp::at(&scratch, &settings, Clock::System).await.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    assert!(link.url.starts_with(share), "it starts with KEYDESK_SHARE_ORIGIN");
    drop(owner);
    let (folder, address, keydesk) = (tempfile::tempdir().unwrap(), free_address(), free_address());
    let program = Program::keydesk(&below(folder.path(), "keydesk"), &scratch.url, keydesk, &settings);
    program.listens(keydesk).await;
    let proxy = start(folder.path(), address, keydesk);
    answers_through(address, &proxy).await;

    let (look, open) = (format!("GET {}", path(&link.url)), format!("POST {}", path(&link.url)));
    let (keys_host, share_host) = ("keys.example.com", "share.example.com");
    for (host, request, expected) in [
        (share_host, look.as_str(), "200"),
        (keys_host, look.as_str(), "404"),
        (share_host, "GET /login", "404"),
        (share_host, "GET /", "404"),
        (share_host, "GET /acme/api-keys/generated", "404"),
    ] {
        let answer = send_to_host(host, address, request, "", "").await;
        assert_eq!(status(&answer), expected, "{request} at {host}: {answer}");
    }
    // The pages of one host cannot send the other's form.
    let foreign = send_to_host(share_host, address, &open, &form_headers(ORIGIN, "same-site"), "").await;
    assert_eq!(status(&foreign), "403", "{foreign}");
    let opened = send_to_host(share_host, address, &open, &form_headers(share, "same-origin"), "").await;
    assert_eq!(status(&opened), "200", "{opened}");
    assert!(opened.contains("kdt_"), "{opened}");
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

#[tokio::test(flavor = "multi_thread")]
async fn nginx_takes_the_client_from_cloudflare() {
    let addresses = recorded_behind_a_cdn(nginx_behind_cloudflare, "127.0.0.1").await;
    // Who comes past Cloudflare is known by the connection, and cannot choose another address.
    assert_eq!(addresses, [[CLIENT], [CLIENT]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keydesk_finds_the_client_behind_a_cdn_and_nginx() {
    let addresses = recorded_behind_a_cdn(nginx_that_appends, BOTH_PROXIES).await;
    assert_eq!(addresses, [[CLIENT], [CLIENT]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keydesk_finds_the_client_behind_a_cdn_and_caddy() {
    let addresses = recorded_behind_a_cdn(caddy_behind_a_cdn, BOTH_PROXIES).await;
    assert_eq!(addresses, [[CLIENT], [CLIENT]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keydesk_finds_the_client_behind_a_cdn_and_traefik() {
    let addresses = recorded_behind_a_cdn(traefik_behind_a_cdn, BOTH_PROXIES).await;
    assert_eq!(addresses, [[CLIENT], [CLIENT]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_nginx_that_is_not_told_of_the_cdn_takes_it_for_the_client() {
    let [through_it, past_it] = recorded_behind_a_cdn(nginx_before_pages, "127.0.0.1").await;
    assert_eq!(through_it, [CDN]);
    assert_eq!(past_it, [CLIENT, CDN]);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_have_their_own_host_behind_nginx() {
    links_have_their_own_host_behind(nginx_before_both_hosts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_have_their_own_host_behind_caddy() {
    links_have_their_own_host_behind(caddy_before_both_hosts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_have_their_own_host_behind_traefik() {
    links_have_their_own_host_behind(traefik_before_both_hosts).await;
}
