//! What gateways send on a connection: half-closed, cut short, malformed and flooded requests, on the listener for gateways.

use crate::support::{Database, Scratch, app::TestApp, program::free_address};
use keydesk::web::{gateway, serve::ConnectionLimits};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(30);

/// The listener for gateways, the secret of a verifier, and a key with its token.
struct Stage {
    _scratch: Scratch,
    _app: TestApp,
    address: SocketAddr,
    verifier: String,
    app_key: String,
    token: String,
}

async fn stage() -> Stage {
    let scratch = Scratch::new(Database::Sqlite).await;
    let address = free_address();
    let app = TestApp::with(&scratch, &[("KEYDESK_VERIFY_LISTEN", &address.to_string())]).await;
    let (key, token) = app.owner().await.key_in_use("ERP").await;
    let verifier = app.verifier().await;
    let place = gateway::take(&app.state.config)
        .await
        .unwrap()
        .expect("it is configured");
    let limits = ConnectionLimits::of_system();
    gateway::serve(&app.state, place, limits, std::future::pending()).unwrap();
    Stage {
        _scratch: scratch,
        _app: app,
        address,
        verifier,
        app_key: key.app_key.as_str().to_owned(),
        token,
    }
}

impl Stage {
    /// A question about the good key.
    fn verify(&self) -> String {
        let body = format!("{{\"appKey\": \"{}\", \"appToken\": \"{}\"}}", self.app_key, self.token);
        self.post(&body, body.len())
    }

    fn post(&self, body: &str, length: usize) -> String {
        format!(
            "POST /v1/verify HTTP/1.1\r\nhost: keydesk\r\nauthorization: {}\r\ncontent-length: {length}\r\n\r\n{body}",
            self.verifier
        )
    }

    fn authorize(&self) -> String {
        let secret = self.verifier.strip_prefix("Bearer ").unwrap();
        format!(
            "GET /v1/authorize/-/- HTTP/1.1\r\nhost: keydesk\r\nx-keydesk-verifier: {secret}\r\nx-api-key: {}\r\n\r\n",
            self.token
        )
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends a request, closes this half of the connection, and reads the answer.
    async fn half_closed(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        // The server may have answered and closed before all was sent.
        let _ = stream.write_all(request.as_bytes()).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut answer))
            .await
            .expect("the server ends the connection");
        String::from_utf8(answer).unwrap()
    }
}

/// Asks on an open connection, and reads the answer up to the end of its body.
async fn ask(stream: &mut TcpStream, request: &str, end: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        let read = timeout(PATIENCE, stream.read_buf(&mut answer)).await;
        assert_ne!(read.expect("an answer").unwrap(), 0, "the connection stays open");
    }
    String::from_utf8(answer).unwrap()
}

fn statuses(answers: &str) -> Vec<&str> {
    let lines = answers.lines();
    lines
        .filter_map(|line| line.strip_prefix("HTTP/1.1 "))
        .filter_map(|line| line.get(..3))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_closes_its_half_gets_its_answer() {
    let stage = stage().await;
    // Whether the end arrives with the request or after it is chance.
    for _ in 0..100 {
        assert_eq!(statuses(&stage.half_closed(&stage.verify()).await), ["200"]);
        assert_eq!(statuses(&stage.half_closed(&stage.authorize()).await), ["200"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_get_a_4xx_and_leave_other_connections_unharmed() {
    let stage = stage().await;
    let mut neighbour = stage.connect().await;
    let many: String = (0..150).map(|number| format!("x-{number}: y\r\n")).collect();
    let long = "y".repeat(20_000);
    let twice = "{\"appKey\": \"a\", \"appKey\": \"b\", \"appToken\": \"c\"}";
    let huge = "y".repeat(10_000);
    let head = stage.authorize().trim_end().to_owned();
    let bad = [
        // A body that is cut short, is too long, or names something twice.
        (stage.post("{\"appKey\"", 100), "400", true),
        (stage.post(&huge, huge.len()), "400", true),
        (stage.post(twice, twice.len()), "400", true),
        (stage.post("", 0), "400", true),
        // The library refuses heads that it cannot read, or does not want to keep, and says so by the status alone.
        (format!("{head}\r\n{many}\r\n"), "431", false),
        (format!("{head}\r\nx: {long}\r\n\r\n"), "431", false),
        ("GET /v1/authorize/-/- HTTP/9.9\r\n\r\n".to_owned(), "400", false),
        ("\0\0\0\0\r\n\r\n".to_owned(), "400", false),
    ];
    for (request, status, says_why) in bad {
        let answer = stage.half_closed(&request).await;
        assert_eq!(statuses(&answer), [status], "{answer}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        assert_eq!(body.contains("\"message\":\""), says_why, "{answer}");
        assert!(!answer.contains(&stage.token));
        let answer = ask(&mut neighbour, &stage.verify(), "}").await;
        assert_eq!(statuses(&answer), ["200"], "after {status}");
    }
}
