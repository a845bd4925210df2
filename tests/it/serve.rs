//! Limits on connections and on what clients send, tested over real TCP connections.

use crate::support::app::{app, path};
use axum::{
    Router,
    routing::{get, post},
};
use keydesk::web::{
    self,
    assets::Site,
    serve::{ConnectionLimits, serve},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::timeout,
};

/// Timeout for every wait. Longer than any step here takes, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The size of an answer that exceeds the socket buffers, in bytes. It blocks while the client does not read.
const BIG: usize = 64 * 1024 * 1024;

const LIMITS: ConnectionLimits = ConnectionLimits {
    connections: 100,
    first_within: Duration::from_secs(60),
    idle_within: Duration::from_secs(60),
    body_within: Duration::from_secs(60),
    taken_within: Duration::from_secs(60),
    end_within: Duration::from_secs(60),
    answers_half_closed: false,
};

/// A server with a page, a form, and an answer that waits for `go`.
struct Server {
    address: SocketAddr,
    go: Arc<Notify>,
    asked: Arc<Notify>,
    end: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

async fn server(limits: ConnectionLimits) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (go, asked) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (go, asked) = (Arc::clone(&go), Arc::clone(&asked));
        move || async move {
            asked.notify_one();
            go.notified().await;
            "late"
        }
    };
    let router = Router::new()
        .route_service("/file", tower_http::services::ServeFile::new("Cargo.toml"))
        .route("/", get(|| async { "here" }))
        .route("/big", get(|| async { "x".repeat(BIG) }))
        .route("/form", post(|form: String| async move { form }))
        .route("/slow", get(slow));
    let (end, ended) = oneshot::channel();
    let running = tokio::spawn(serve(listener, router, limits, async {
        let _ = ended.await;
    }));
    Server {
        address,
        go,
        asked,
        end,
        running,
    }
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address).await.unwrap()
}

async fn send(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// Reads until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut bytes))
        .await
        .expect("the server closes")
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

const PAGE: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
/// The same, on a connection that is kept.
const KEPT: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const HALF_A_FORM: &str = "POST /form HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nlabel=x";

#[tokio::test]
async fn idle_connections_are_closed() {
    let limits = ConnectionLimits {
        first_within: Duration::from_millis(200),
        idle_within: Duration::from_millis(400),
        ..LIMITS
    };
    let server = server(limits).await;
    for sent in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\n"] {
        let mut stream = connect(&server).await;
        send(&mut stream, sent).await;
        assert!(!rest(&mut stream).await.contains("here"), "{sent:?}");
    }
    // An idle connection after its first answer.
    let mut stream = connect(&server).await;
    send(&mut stream, KEPT).await;
    assert!(rest(&mut stream).await.contains("here"));
}

#[tokio::test]
async fn a_connection_may_be_idle_for_longer_after_its_first_request() {
    let limits = ConnectionLimits {
        first_within: Duration::from_millis(100),
        ..LIMITS
    };
    let server = server(limits).await;
    let mut stream = connect(&server).await;
    send(&mut stream, KEPT).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    send(&mut stream, PAGE).await;
    assert_eq!(rest(&mut stream).await.matches("here").count(), 2);
}

#[tokio::test]
async fn new_connections_are_closed_early_while_half_of_the_limit_is_in_use() {
    let limits = ConnectionLimits {
        connections: 3,
        first_within: Duration::from_millis(200),
        ..LIMITS
    };
    let server = server(limits).await;
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(&server).await;
        send(&mut stream, KEPT).await;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        kept.push(stream);
    }
    let mut last = connect(&server).await;
    send(&mut last, KEPT).await;
    assert!(rest(&mut last).await.contains("here"));
    for stream in &mut kept {
        send(stream, PAGE).await;
        assert_eq!(
            rest(stream).await.matches("here").count(),
            2,
            "those that came before go on"
        );
    }
}

#[tokio::test]
async fn an_answer_that_the_client_does_not_read_is_given_up() {
    let limits = ConnectionLimits {
        taken_within: Duration::from_millis(300),
        ..LIMITS
    };
    let server = server(limits).await;
    let mut stream = connect(&server).await;
    send(&mut stream, "GET /big HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (mut taken, mut part) = (0, vec![0; 1 << 20]);
    while let Ok(Ok(read @ 1..)) = timeout(PATIENCE, stream.read(&mut part)).await {
        taken += read;
    }
    assert!(taken < BIG, "{taken}");

    let mut stream = connect(&server).await;
    send(&mut stream, "GET /big HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(rest(&mut stream).await.len() > BIG, "whoever takes it gets it");
}

#[tokio::test]
async fn a_form_whose_body_stops_arriving_is_given_up() {
    let limits = ConnectionLimits {
        body_within: Duration::from_millis(200),
        ..LIMITS
    };
    let server = server(limits).await;
    let mut stream = connect(&server).await;
    send(&mut stream, HALF_A_FORM).await;
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let server = server(ConnectionLimits {
        connections: 1,
        ..LIMITS
    })
    .await;
    let first = connect(&server).await;
    let mut second = connect(&server).await;
    send(&mut second, PAGE).await;
    let mut byte = [0];
    let early = timeout(Duration::from_millis(300), second.read(&mut byte)).await;
    assert!(early.is_err(), "it is not answered while the first one is there");
    drop(first);
    assert!(rest(&mut second).await.contains("here"));
}

#[tokio::test]
async fn requests_in_progress_are_answered_when_the_server_ends() {
    let server = server(LIMITS).await;
    let mut stream = connect(&server).await;
    send(&mut stream, "GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    server.asked.notified().await;
    server.end.send(()).unwrap();
    server.go.notify_one();
    assert!(rest(&mut stream).await.contains("late"));
    timeout(PATIENCE, server.running)
        .await
        .expect("and then it ends")
        .unwrap();
}

#[tokio::test]
async fn half_a_form_does_not_keep_the_server_from_ending() {
    let limits = ConnectionLimits {
        end_within: Duration::from_millis(200),
        ..LIMITS
    };
    let server = server(limits).await;
    let mut stream = connect(&server).await;
    send(&mut stream, HALF_A_FORM).await;
    // Connections are accepted in order. This answer shows that the first connection was accepted.
    let mut other = connect(&server).await;
    send(&mut other, PAGE).await;
    assert!(rest(&mut other).await.contains("here"));
    server.end.send(()).unwrap();
    timeout(PATIENCE, server.running).await.expect("it ends").unwrap();
}

/// Reads until the answer's body is complete.
async fn answered(stream: &mut TcpStream, answer: &mut Vec<u8>, body: usize) {
    let is_whole = |answer: &[u8]| {
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n");
        head.is_some_and(|head| answer.len() >= head + 4 + body)
    };
    while !is_whole(answer) {
        let read = stream.read_buf(answer).await.unwrap();
        assert_ne!(read, 0);
    }
}

#[tokio::test]
async fn files_on_kept_connections_are_not_delayed() {
    let server = server(LIMITS).await;
    let mut stream = connect(&server).await;
    let length = std::fs::read("Cargo.toml").unwrap().len();
    let mut late = 0;
    for _ in 0..40 {
        send(&mut stream, "GET /file HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let mut answer = Vec::new();
        let soon = Duration::from_millis(30);
        if timeout(soon, answered(&mut stream, &mut answer, length)).await.is_err() {
            late += 1;
            timeout(PATIENCE, answered(&mut stream, &mut answer, length))
                .await
                .unwrap();
        }
    }
    // With Nagle's algorithm, most answers took 40 ms or more: their second part waited for the acknowledgement of the first.
    assert!(late < 10, "{late}");
}

/// The application on a real listener, with a trusted proxy.
async fn application() -> (crate::support::Scratch, crate::support::app::TestApp, SocketAddr) {
    let (scratch, app) = app(&[("KEYDESK_TRUSTED_PROXIES", "::ffff:127.0.0.1")]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = web::router(app.state.clone(), Site::without_files());
    tokio::spawn(serve(listener, router, LIMITS, std::future::pending()));
    (scratch, app, address)
}

async fn answer(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    // The server may close the connection without reading the whole request. A read error after the answer is no failure.
    let read = async {
        while !bytes.windows(4).any(|four| four == b"\r\n\r\n")
            && stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0)
        {}
    };
    timeout(PATIENCE, read).await.expect("an answer");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_can_be_read_in_two_ways_are_refused() {
    let (_scratch, _app, address) = application().await;
    let long = "x".repeat(20_000);
    let cases = [
        ("CONNECT x:443 HTTP/1.1\r\nhost: x", 405),
        ("GET login HTTP/1.1\r\nhost: x", 400),
        ("POST x:80 HTTP/1.1\r\nhost: x", 400),
        ("GET * HTTP/1.1\r\nhost: x", 400),
        ("GET http://x?lang=en HTTP/1.1\r\nhost: x", 400),
        ("GET ftp://x/login HTTP/1.1\r\nhost: x", 400),
        ("GET http://user@x/login HTTP/1.1\r\nhost: x", 400),
        ("GET http://y/login HTTP/1.1\r\nhost: x", 400),
        ("GET /login HTTP/1.1\r\nhost: x\r\nhost: y", 400),
        ("GET /login HTTP/1.1\r\nhost: x\r\nhost: x", 400),
        ("GET /login HTTP/1.1\r\nhost: ", 400),
        ("GET /login HTTP/1.1\r\nhost: a/b", 400),
        ("GET /login HTTP/1.1\r\nhost: user@x", 400),
        ("GET /login HTTP/1.1\r\nhost: x, y", 400),
        ("GET /login HTTP/1.1\r\naccept: */*", 400),
        ("GET /%ff/api-keys HTTP/1.1\r\nhost: x", 400),
        (
            "POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 4",
            400,
        ),
        (&format!("GET /login HTTP/1.1\r\nhost: x\r\nx: {long}"), 431),
        (&format!("GET /{long} HTTP/1.1\r\nhost: x"), 431),
        ("GET /nowhere%2Flogin HTTP/1.1\r\nhost: x", 404),
        ("GET /favicon.svg/ HTTP/1.1\r\nhost: x", 404),
        // Valid requests, and one with a method that no route has.
        ("OPTIONS * HTTP/1.1\r\nhost: x", 204),
        ("GET http://x/login HTTP/1.1\r\nhost: X", 200),
        ("GET /health HTTP/1.0\r\naccept: */*", 200),
        ("GET /login HTTP/1.1\r\nhost: [::1]:3000", 200),
        ("TRACE /login HTTP/1.1\r\nhost: x", 405),
    ];
    for (head, status) in cases {
        let answer = answer(address, format!("{head}\r\n\r\n").as_bytes()).await;
        let got = answer.split(' ').nth(1).unwrap_or_default();
        assert_eq!(got, status.to_string(), "{}: {answer}", &head[..head.len().min(80)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clients_address_is_the_one_that_the_proxy_names() {
    let (_scratch, app, address) = application().await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    for forwarded in [
        "198.51.100.7:51008",
        "\"[2001:db8::7]:443\"",
        "203.0.113.9, [::ffff:198.51.100.8]:80",
    ] {
        let look = format!(
            "GET {} HTTP/1.1\r\nhost: x\r\nforwarded: for=192.0.2.66\r\nx-forwarded-for: {forwarded}\r\n\r\n",
            path(&link.url)
        );
        assert!(answer(address, look.as_bytes()).await.starts_with("HTTP/1.1 200"));
    }
    let history = format!("/acme/api-keys/generated/{}", link.key.id);
    let page = owner.get(&history).await.body;
    for expected in ["198.51.100.7", "2001:db8::7", "198.51.100.8"] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(!page.contains("192.0.2.66") && !page.contains("203.0.113.9") && !page.contains("127.0.0.1"));
}
