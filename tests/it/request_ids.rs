//! `X-Request-Id`: a trusted proxy's or a new one, in the answer, on error pages and in each log line of the request.

use crate::support::{
    Database, Scratch,
    app::{Answer, TestApp, app},
    program::{Program, free_address},
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, StatusCode},
};
use serde_json::Value;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Requests of these tests come over no network, which is what a peer on a Unix socket looks like.
const TRUSTED: (&str, &str) = ("KEYDESK_TRUSTED_PROXIES", "unix");

async fn ask(app: &TestApp, path: &str, ids: &[&[u8]]) -> Answer {
    let mut request = Request::get(path).header("accept", "text/html");
    for id in ids {
        request = request.header("x-request-id", HeaderValue::from_bytes(id).unwrap());
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_trusted_proxys_id_is_taken_and_named_on_error_pages() {
    let (_scratch, app) = app(&[TRUSTED]).await;
    for path in [
        "/pkg/nothing",
        "/login",
        "/health",
        "/livez",
        "/v1/nothing",
        "/credentials/unknown",
    ] {
        let answer = ask(&app, path, &[b"from-proxy:7"]).await;
        assert_eq!(answer.header("x-request-id"), "from-proxy:7", "{path}");
    }
    let page = ask(&app, "/pkg/nothing", &[b"from-proxy:7"]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(
        page.body.contains("from-proxy:7") && page.text().contains("Reference for the operator"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn forged_ids_are_replaced() {
    let (_scratch, app) = app(&[TRUSTED]).await;
    let long = "x".repeat(129);
    for forged in [
        &b"a b"[..],
        b"a,b",
        b"<script>",
        b"\"},{\"",
        b"a\\n",
        b"a\tb",
        b"\xff\xfe",
        b"",
        long.as_bytes(),
    ] {
        let answer = ask(&app, "/pkg/nothing", &[forged]).await;
        let id = answer.header("x-request-id");
        assert!(!id.is_empty() && id.as_bytes() != forged, "{id}");
        assert!(answer.body.contains(id) && !answer.body.contains("<script>alert"));
    }
    let two = ask(&app, "/livez", &[b"one", b"two"]).await;
    assert!(!["one", "two"].contains(&two.header("x-request-id")));
    let (first, second) = (ask(&app, "/livez", &[]).await, ask(&app, "/livez", &[]).await);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}

#[tokio::test]
async fn the_id_of_a_client_that_is_no_proxy_does_not_count() {
    let (_scratch, app) = app(&[]).await;
    let answer = ask(&app, "/pkg/nothing", &[b"xyz-forged-77"]).await;
    assert_ne!(answer.header("x-request-id"), "xyz-forged-77");
    assert!(!answer.body.contains("xyz-forged-77"));
}

/// The id that an answer over the network names.
async fn id_of(address: SocketAddr, path: &str, id: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-request-id: {id}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let line = answer.lines().find_map(|line| line.strip_prefix("x-request-id: "));
    line.unwrap_or_else(|| panic!("no id: {answer}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn log_lines_name_the_request_in_both_forms() {
    for form in ["text", "json"] {
        let scratch = Scratch::new(Database::Sqlite).await;
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let settings = [
            ("KEYDESK_LOG", form),
            ("RUST_LOG", "debug,sqlx=warn"),
            ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1"),
            ("NO_COLOR", "1"),
        ];
        let program = Program::keydesk(folder.path(), &scratch.url, address, &settings);
        program.listens(address).await;
        assert_eq!(id_of(address, "/login", "proxy-1").await, "proxy-1");
        assert_eq!(id_of(address, "/livez", "proxy-2").await, "proxy-2");
        let made = id_of(address, "/pkg/nothing", "forged id\"}").await;
        let log = program.log();
        for id in ["proxy-1", "proxy-2", &made] {
            let line = log.lines().find(|line| line.contains(id) && line.contains("answered"));
            let line = line.unwrap_or_else(|| panic!("{id} is in no line: {log}"));
            if form == "json" {
                let json: Value = serde_json::from_str(line).unwrap();
                assert_eq!(
                    (json["request_id"].as_str(), json["level"].as_str()),
                    (Some(id), Some("DEBUG"))
                );
            } else {
                assert!(line.ends_with(&format!(" request_id={id}")), "{line}");
            }
        }
        assert!(!log.contains("forged"), "{log}");
        let others = log.lines().find(|line| line.contains("Keydesk serves")).unwrap();
        assert!(!others.contains("request_id"), "{others}");
    }
}
