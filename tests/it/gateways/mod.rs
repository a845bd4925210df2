//! Gateways with the configurations of `docs/gateways`, in front of a service that says what it received. Gateway and Keydesk are the real
//! programs; only addresses and the secret in the configurations are replaced.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

mod addresses;
mod answers;
mod outage;

use crate::support::{
    Database, Scratch,
    app::{Person, TestApp},
    gateways::{Place, Start},
    program::{Program, free_address},
};
use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use keydesk::{domain::keys::key::Key, server::clock::Clock};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Longer than any gateway waits for Keydesk.
const PATIENCE: Duration = Duration::from_secs(45);

/// A gateway between a client and a service, with the Keydesk that it asks.
struct Stage {
    gateway: Program,
    /// Keydesk, unless it was killed.
    keydesk: Option<Program>,
    place: Place,
    /// How many requests came to the service.
    passed: Arc<AtomicUsize>,
    owner: Person,
    key: Key,
    token: String,
    scratch: Scratch,
}

impl Stage {
    async fn set(start: Start) -> Self {
        let scratch = Scratch::new(Database::Sqlite).await;
        let app = TestApp::at(&scratch, &[], Clock::System).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let passed = Arc::default();
        let verifier = app.verifier().await;
        let place = Place {
            folder: scratch.folder().join("gateway"),
            address: free_address(),
            keydesk: free_address(),
            service: service(Arc::clone(&passed)).await,
            secret: verifier.strip_prefix("Bearer ").unwrap().to_owned(),
        };
        std::fs::create_dir_all(&place.folder).unwrap();
        let mut stage = Self {
            gateway: start(&place),
            keydesk: None,
            place,
            passed,
            owner,
            key,
            token,
            scratch,
        };
        stage.start_keydesk().await;
        stage.gateway.listens(stage.place.address).await;
        stage.recovers().await;
        stage
    }

    async fn start_keydesk(&mut self) {
        let listen = self.place.keydesk.to_string();
        let settings = [
            ("KEYDESK_VERIFY_LISTEN", listen.as_str()),
            ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1"),
        ];
        let (folder, url) = (self.scratch.folder(), &self.scratch.url);
        let keydesk = Program::keydesk(folder, url, free_address(), &settings);
        keydesk.listens(self.place.keydesk).await;
        self.keydesk = Some(keydesk);
    }

    fn good(&self) -> [(&str, &str); 2] {
        [
            ("X-API-AppKey", self.key.app_key.as_str()),
            ("X-API-AppToken", &self.token),
        ]
    }

    fn bad(&self) -> [(&str, &str); 2] {
        [self.good()[0], ("X-API-AppToken", "kdt_wrong")]
    }

    /// The answer to a request.
    async fn send(&self, request: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = body.len();
        let text = format!("{request} HTTP/1.1\r\nhost: shop\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
        let before = self.passed.load(Ordering::SeqCst);
        let mut answer = String::new();
        for _ in 0..5 {
            let got = timeout(PATIENCE, exchange(self.place.address, &text)).await;
            answer = got.unwrap_or_else(|_| panic!("the gateway does not answer: {}", self.gateway.log()));
            // A gateway that refuses may close the connection while the body is still on its way. TCP then drops the answer.
            if !answer.is_empty() {
                break;
            }
        }
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        Answer {
            status: status.unwrap_or_else(|| panic!("no status: {answer:?}")),
            passed: self.passed.load(Ordering::SeqCst) > before,
            text: answer,
        }
    }

    async fn post(&self, headers: &[(&str, &str)]) -> Answer {
        self.send("POST /orders?x=1", headers, "hi").await
    }
}

/// What a client got.
#[derive(Debug)]
struct Answer {
    status: u16,
    /// Whether the service got a request.
    passed: bool,
    text: String,
}

impl Answer {
    #[track_caller]
    fn expect_refused(&self, status: u16) {
        assert!(!self.passed && self.status == status, "expected {status}: {self:?}");
    }

    #[track_caller]
    fn expect_passed(&self) {
        assert!(self.passed && self.status == 200, "{self:?}");
    }

    /// The headers with Keydesk's prefix that the service got, sorted. Underscores become hyphens, as in CGI and its successors. Empty
    /// headers are left out.
    fn identity(&self) -> Vec<String> {
        let lines = self.text.lines().map(|line| line.replacen('_', "-", 3));
        let mut named: Vec<_> = lines
            .filter(|line| line.starts_with("got x-keydesk-") && !line.ends_with(": "))
            .collect();
        named.sort();
        named
    }
}

/// Sends a request on a connection of its own, and reads until an answer with `Content-Length` is complete, or the connection's end.
async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A gateway may answer and close before it has read the body.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if length.is_some_and(|length: usize| body.len() >= length) || request.starts_with("HEAD ") {
                return text.into_owned();
            }
        }
        if !stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}

/// A service that answers with what it received.
async fn service(passed: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(echo).with_state(passed);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn echo(State(passed): State<Arc<AtomicUsize>>, request: Request) -> Response {
    passed.fetch_add(1, Ordering::SeqCst);
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut text = format!("got {} {}\n", parts.method, parts.uri);
    for (name, value) in &parts.headers {
        text += &format!("got {name}: {}\n", value.to_str().unwrap_or("?"));
    }
    text += &format!("got a body: {}", String::from_utf8_lossy(&body));
    text.into_response()
}

/// A test of every gateway.
macro_rules! every_gateway {
    ($($(#[$about:meta])* async fn $name:ident($stage:ident) $body:block)+) => {
        $(
            mod $name {
                #[allow(unused_imports, reason = "not every test names something of its module")]
                use super::*;

                $(#[$about])*
                async fn test(start: crate::support::gateways::Start) {
                    #[allow(unused_mut, reason = "not every test restarts Keydesk")]
                    let mut $stage = crate::gateways::Stage::set(start).await;
                    $body
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn nginx() {
                    test(crate::support::gateways::nginx).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn caddy() {
                    test(crate::support::gateways::caddy).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn traefik() {
                    test(crate::support::gateways::traefik).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn envoy() {
                    test(crate::support::gateways::envoy).await;
                }
            }
        )+
    };
}
use every_gateway;
