//! HTTP/2 without TLS: what it is for, and what a client may not do with it.

use crate::support::app::app;
use axum::{
    Router,
    http::{Request, Response, StatusCode, Version},
    routing::get,
};
use hyper::{
    body::Incoming,
    client::conn::http2::{self, SendRequest},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use keydesk::web::{
    self,
    assets::Site,
    serve::{ConnectionLimits, serve},
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(30);
const SOON: Duration = Duration::from_millis(200);

async fn start(router: Router, limits: ConnectionLimits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, limits, std::future::pending()));
    address
}

/// A server with one page and short limits.
async fn impatient() -> SocketAddr {
    let limits = ConnectionLimits {
        first_within: SOON,
        idle_within: 2 * SOON,
        ..ConnectionLimits::of_system()
    };
    start(Router::new().route("/", get(|| async { "here" })), limits).await
}

struct Client {
    sender: SendRequest<String>,
    connection: JoinHandle<()>,
}

/// Connects; `window` is how much of an answer the client takes before it asks for more.
async fn connect(address: SocketAddr, window: u32) -> Client {
    let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let mut http = http2::Builder::new(TokioExecutor::new());
    let (sender, connection) = http.initial_stream_window_size(window).handshake(stream).await.unwrap();
    let connection = tokio::spawn(async move {
        let _ = connection.await;
    });
    Client { sender, connection }
}

impl Client {
    async fn get(&self, uri: &str, header: &str) -> Response<Incoming> {
        let request = Request::get(uri).header("x-filler", header).body(String::new());
        let answer = self.sender.clone().send_request(request.unwrap());
        timeout(PATIENCE, answer).await.expect("an answer").unwrap()
    }

    async fn ends(self) {
        timeout(PATIENCE, self.connection)
            .await
            .expect("the server closes the connection")
            .unwrap();
    }
}

const WINDOW: u32 = 65_535;

#[tokio::test(flavor = "multi_thread")]
async fn the_main_listener_answers_gateways_in_http_2_and_has_no_pages_in_it() {
    let (_scratch, app) = app(&[]).await;
    let router = web::router(app.state.clone(), Site::without_files());
    let client = connect(start(router, ConnectionLimits::of_system()).await, WINDOW).await;
    for (path, expected) in [
        ("/livez", StatusCode::OK),
        ("/v1/authorize/-/-", StatusCode::UNAUTHORIZED),
        ("/v1/nothing", StatusCode::NOT_FOUND),
        ("/login", StatusCode::HTTP_VERSION_NOT_SUPPORTED),
        ("/", StatusCode::HTTP_VERSION_NOT_SUPPORTED),
    ] {
        let answer = client.get(&format!("http://keydesk{path}"), "").await;
        assert_eq!(
            (answer.status(), answer.version()),
            (expected, Version::HTTP_2),
            "{path}"
        );
        assert!(answer.headers().contains_key("x-content-type-options"), "{path}");
    }
    // Many at once, on one connection.
    let answers = (0..500).map(|_| client.get("http://keydesk/livez", ""));
    let answers = futures_util::future::join_all(answers).await;
    assert!(answers.iter().all(|answer| answer.status() == StatusCode::OK));
}

#[tokio::test]
async fn a_header_list_that_is_too_long_is_refused_alone() {
    let client = connect(impatient().await, WINDOW).await;
    let long = client.get("http://keydesk/", &"x".repeat(20_000)).await;
    assert_eq!(long.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(client.get("http://keydesk/", "").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_silent_connection_is_closed_although_its_client_lives() {
    let address = impatient().await;
    connect(address, WINDOW).await.ends().await;
    let client = connect(address, WINDOW).await;
    assert_eq!(client.get("http://keydesk/", "").await.status(), StatusCode::OK);
    // A request in time lets it live.
    tokio::time::sleep(SOON).await;
    assert_eq!(client.get("http://keydesk/", "").await.status(), StatusCode::OK);
    client.ends().await;
}

#[tokio::test]
async fn a_connection_whose_client_takes_no_answer_is_closed() {
    let client = connect(impatient().await, 0).await;
    let answer = client.get("http://keydesk/", "").await;
    assert_eq!(answer.status(), StatusCode::OK);
    // Requests that the client would take do not keep it.
    let sender = client.sender.clone();
    let more = tokio::spawn(async move {
        loop {
            let request = Request::head("http://keydesk/").body(String::new());
            if sender.clone().send_request(request.unwrap()).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    client.ends().await;
    timeout(PATIENCE, more).await.expect("its requests fail").unwrap();
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

#[tokio::test]
async fn a_flood_of_cancelled_requests_ends_its_connection_only() {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let address = impatient().await;
    let neighbour = connect(address, WINDOW).await;
    assert_eq!(neighbour.get("http://keydesk/", "").await.status(), StatusCode::OK);
    // GET http://x/ from HPACK's static table, with the end of headers and of the stream.
    let head = [0x82, 0x86, 0x84, 0x41, 0x01, b'x'];
    let cancelled = (0..2_000).flat_map(|number| {
        let stream = 2 * number + 1;
        [frame(1, 0x5, stream, &head), frame(3, 0, stream, &8_u32.to_be_bytes())].concat()
    });
    let sent: Vec<u8> = [PREFACE.to_vec(), frame(4, 0, 0, &[])]
        .concat()
        .into_iter()
        .chain(cancelled)
        .collect();
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may close the connection before it has read everything.
    let _ = stream.write_all(&sent).await;
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .expect("it ends");
    let too_much = [0_u8, 0, 0, 11]; // ENHANCE_YOUR_CALM
    assert!(answer.windows(4).any(|four| four == too_much), "{answer:?}");
    assert_eq!(neighbour.get("http://keydesk/", "").await.status(), StatusCode::OK);
}
