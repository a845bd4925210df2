//! nginx with the configuration of `docs/gateways`, in front of a service that says what it received.

#![allow(clippy::disallowed_methods, reason = "what is waited for here is another process")]

use crate::support::{Database, Scratch, app::TestApp};
use axum::{Router, extract::Request};
use keydesk::web::{
    gateway::{self, Proof},
    serve::{ConnectionLimits, Versions, serve},
};
use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

const CONFIGURATION: &str = include_str!("../../docs/gateways/nginx.conf");
/// Longer than any wait here, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running nginx, which ends with this value.
struct Nginx {
    process: Child,
    address: SocketAddr,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address of this machine on which nobody listens now.
async fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Starts nginx with the documented configuration. Only its addresses and the secret are replaced.
async fn nginx(scratch: &Scratch, (keydesk, service): (SocketAddr, SocketAddr), secret: &str) -> Nginx {
    let address = free_address().await;
    let mut text = CONFIGURATION.to_owned();
    for (documented, here) in [
        ("127.0.0.1:3001", keydesk.to_string()),
        ("127.0.0.1:9000", service.to_string()),
        ("listen 8080", format!("listen {address}")),
        ("kdv_…", secret.to_owned()),
    ] {
        assert_eq!(text.matches(documented).count(), 1, "{documented}");
        text = text.replace(documented, &here);
    }
    let folder = scratch.folder().join("nginx");
    std::fs::create_dir_all(&folder).unwrap();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {}/{what};", folder.display()))
        .join(" ");
    let file: PathBuf = folder.join("nginx.conf");
    let whole = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors; events {{}} \
         http {{ access_log off; {temporary}\n{text}\n}}",
        folder = folder.display()
    );
    std::fs::write(&file, whole).unwrap();
    let program = std::env::var_os("KEYDESK_TEST_NGINX").expect("set by target/tools/test-env");
    // A single process, so that nothing is left when it is ended.
    let process = Command::new(program)
        .arg("-p")
        .arg(&folder)
        .arg("-c")
        .arg(&file)
        .spawn();
    let process = process.unwrap();
    let nginx = Nginx { process, address };
    let started = async {
        while TcpStream::connect(address).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, started).await.expect("nginx starts");
    nginx
}

impl Nginx {
    /// The status and the body of the answer to a request with these headers.
    async fn ask(&self, headers: &[(&str, &str)]) -> (u16, String) {
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let request = format!(
            "POST /orders?x=1 HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-length: 2\r\n{headers}\r\nhi"
        );
        let answer = async {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let answer = timeout(PATIENCE, answer).await.expect("nginx answers");
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status.expect("a status"), body.to_owned())
    }

    async fn status(&self, headers: &[(&str, &str)]) -> u16 {
        self.ask(headers).await.0
    }
}

/// A service that answers with the headers that it received.
async fn service() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let echo = async |request: Request| {
        let lines = request
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or("?")));
        lines.collect::<String>()
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(echo)).await });
    address
}

/// Keydesk's listener for gateways.
async fn listen(app: &TestApp, address: SocketAddr) -> JoinHandle<()> {
    let listener = TcpListener::bind(address).await.unwrap();
    let router = gateway::router(app.state.clone(), Proof::Secret);
    let limits = (ConnectionLimits::of_system(), Versions::Http1And2);
    tokio::spawn(serve(listener, router, limits, std::future::pending()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_passes_nginx_only_with_a_good_key() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    let (key, token) = owner.key_in_use("ERP").await;
    let verifier = app.verifier().await;
    let (keydesk, service) = (free_address().await, service().await);
    let running = listen(&app, keydesk).await;
    let nginx = nginx(&scratch, (keydesk, service), verifier.strip_prefix("Bearer ").unwrap()).await;

    let good = [
        ("X-API-AppKey", key.app_key.as_str()),
        ("X-API-AppToken", token.as_str()),
    ];
    let forged = [
        ("X-Keydesk-Account", "bravo"),
        ("X-Keydesk-Roles", "Owner"),
        ("x-keydesk-key", "appkey-bravo-00000000"),
    ];
    let headers: Vec<_> = good.into_iter().chain(forged).collect();
    let (status, received) = nginx.ask(&headers).await;
    assert_eq!(status, 200, "{received}");
    assert!(received.contains("x-keydesk-account: acme\n"), "{received}");
    assert!(
        received.contains(&format!("x-keydesk-key: {}\n", key.app_key)),
        "{received}"
    );
    assert!(
        !received.contains("bravo") && !received.contains("Owner") && !received.contains(&token),
        "{received}"
    );

    assert_eq!(nginx.status(&[]).await, 401);
    assert_eq!(nginx.status(&forged).await, 401);
    assert_eq!(nginx.status(&[good[0], ("X-API-AppToken", "kdt_wrong")]).await, 401);
    assert_eq!(nginx.status(&[good[0], good[1], good[1]]).await, 401);

    let key = owner.deactivate(&key).await.unwrap();
    assert_eq!(nginx.status(&good).await, 403);
    let key = owner.activate(&key).await.unwrap();
    assert_eq!(nginx.status(&good).await, 200);

    // Keydesk is stopped, hangs, and is back.
    running.abort();
    let _ = running.await;
    assert_eq!(nginx.status(&good).await, 500);
    let hanging = TcpListener::bind(keydesk).await.unwrap();
    assert_eq!(nginx.status(&good).await, 500);
    drop(hanging);
    let running = listen(&app, keydesk).await;
    assert_eq!(nginx.status(&good).await, 200);

    owner.delete(&key).await.unwrap();
    assert_eq!(nginx.status(&good).await, 401);
    running.abort();
}
