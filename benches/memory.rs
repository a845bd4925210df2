//! Measures how much memory bursts take, and whether it is returned.
//!
//! `cargo bench --bench memory --no-default-features --features ssr` starts the real server and sends it bursts: 1,000 sign-ins, 1,000
//! forms with as many fields as fit, 50 exports, 1,000 pages of a list, then all of them together. It prints the server's resident memory
//! before each burst, at its peak and ten seconds after. It fails if the peak of a single burst is more than 100 MB above idle, or the
//! later value more than 20 MB above idle. The last burst has no limit.

#![allow(clippy::disallowed_methods, reason = "the real server runs by the real clock")]

#[path = "support/mod.rs"]
mod crowd;
#[path = "support/server.rs"]
mod server;
#[path = "../tests/it/support/mod.rs"]
mod support;

use crowd::Crowd;
use server::Server;
use std::{
    collections::BTreeMap,
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use support::{
    Database, START, Scratch,
    app::{ACCOUNT, TestApp},
    stored_account::tamper,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// The burst that consists of all others.
const TOGETHER: &str = "all of them";
const SIGN_INS: usize = 1_000;
const EXPORTS: usize = 50;
const PAGES: usize = 1_000;
/// Number of keys in the account.
const KEYS: u32 = 10_000;
/// Maximum growth at the peak, in kB.
const PEAK: u64 = 100 * 1024;
/// Maximum growth ten seconds later, in kB.
const LEFT: u64 = 20 * 1024;

#[tokio::main]
async fn main() -> ExitCode {
    let scratch = Scratch::new(Database::Sqlite).await;
    let exporters = prepare(&scratch).await;
    // A trusted proxy, so that each client can have its own address for the rate limits.
    let server = Arc::new(Server::start(
        &scratch.url,
        &[("KEYDESK_TRUSTED_PROXIES", "127.0.0.0/8")],
    ));
    let owner = server.sign_in();
    let sign_ins: Vec<_> = (0..SIGN_INS).map(|n| sign_in(&server, n)).collect();
    let forms: Vec<_> = (0..SIGN_INS).map(|n| many_fields(&server, n)).collect();
    // The names of cookies contain the origin's port.
    let port = server.address.rsplit(':').next().unwrap_or_default();
    let exports: Vec<_> = (0..)
        .zip(&exporters)
        .map(|(n, cookie)| export(&server, n, &cookie.replace("keydesk-3000", &format!("keydesk-{port}"))))
        .collect();
    let pages: Vec<_> = (0..PAGES).map(|n| page(&server, n, &owner)).collect();
    let mut fine = true;
    for _ in 0..2 {
        // Warm-up: content that is loaded once, such as the list, is not part of a burst.
        burst(&server, &[&pages[..4], &exports[..2], &sign_ins[..2]].concat()).await;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = server.memory();
    println!("idle: {} MB", idle / 1024);
    let all = [&sign_ins[..], &forms[..], &exports[..], &pages[..]].concat();
    for (name, requests) in [
        ("1,000 sign-ins", &sign_ins),
        ("1,000 forms of 16,000 fields", &forms),
        ("50 exports", &exports),
        ("1,000 pages", &pages),
        (TOGETHER, &all),
    ] {
        server.forget_peak();
        let answers = burst(&server, requests).await;
        let peak = server.peak().saturating_sub(idle);
        tokio::time::sleep(Duration::from_secs(10)).await;
        let left = server.memory().saturating_sub(idle);
        println!(
            "{name}: {} MB more at the peak, {} MB more 10 s after; answers: {answers:?}",
            peak / 1024,
            left / 1024
        );
        // All bursts together are printed for comparison; the limit is for each of them.
        fine &= name == TOGETHER || (peak <= PEAK && left <= LEFT);
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Creates an account with keys. Returns the cookies of members who may export them.
async fn prepare(scratch: &Scratch) -> Vec<String> {
    let app = TestApp::with(scratch, &[]).await;
    app.owner().await;
    let crowd = Crowd {
        account: ACCOUNT,
        keys: KEYS,
        now: START,
    };
    crowd.insert(&scratch.url).await;
    let mut cookies = Vec::new();
    for n in 0..EXPORTS {
        let member = app
            .member(scratch, &format!("member{n}"), ACCOUNT, &["keydesk.keys.view"])
            .await;
        cookies.push(member.cookie.unwrap());
    }
    app.state.store.close().await;
    // The members signed in by the tests' clock, which stands still days ago.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    tamper(
        scratch,
        &format!("update sessions set created_at = {now}, last_seen_at = {now}, authenticated_at = {now}"),
    )
    .await;
    cookies
}

fn sign_in(server: &Server, n: usize) -> String {
    let form = format!("email=somebody{n}%40acme.example&password=some+wrong+password");
    post_login(server, n, &form)
}

fn many_fields(server: &Server, n: usize) -> String {
    post_login(server, n, &"a=b&".repeat(16_000))
}

fn post_login(server: &Server, n: usize, form: &str) -> String {
    server.request(
        &format!(
            "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\
             X-Forwarded-For: {}",
            client(n)
        ),
        form,
    )
}

fn export(server: &Server, n: usize, cookie: &str) -> String {
    let head = format!(
        "GET /api/export_keys?account={ACCOUNT} HTTP/1.1\r\nCookie: {cookie}\r\nX-Forwarded-For: {}",
        client(n)
    );
    server.request(&head, "")
}

fn page(server: &Server, n: usize, cookie: &str) -> String {
    server.request(
        &format!(
            "GET /{ACCOUNT}/api-keys/generated?page={} HTTP/1.1\r\nAccept-Encoding: br\r\nCookie: {cookie}",
            n % 100 + 1
        ),
        "",
    )
}

fn client(n: usize) -> String {
    format!("10.1.{}.{}", n / 250, n % 250)
}

/// Sends all requests at once, each on its own connection. Returns the number of responses by status.
async fn burst(server: &Server, requests: &[String]) -> BTreeMap<String, usize> {
    let mut tasks = JoinSet::new();
    for request in requests {
        let (address, request) = (server.address.clone(), request.clone());
        tasks.spawn(async move {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            let mut answer = Vec::new();
            // The server may refuse a request and close the connection before it has read the body.
            let _ = stream.write_all(request.as_bytes()).await;
            let _ = stream.read_to_end(&mut answer).await;
            let status = answer.get(9..12).unwrap_or(b"reset");
            String::from_utf8_lossy(status).into_owned()
        });
    }
    let mut answers = BTreeMap::new();
    while let Some(status) = tasks.join_next().await {
        *answers.entry(status.unwrap()).or_default() += 1;
    }
    answers
}
