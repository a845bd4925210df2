//! Two nodes behind nginx are restarted one after the other, while requests come. None of them fails.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

use crate::support::{
    Database, Scratch,
    app::TestApp,
    gateways::nginx_before_nodes,
    program::{Program, free_address},
};
use keydesk::server::clock::Clock;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Longer than any request takes, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than nginx leaves out a node that refused a connection.
const LEFT_OUT: Duration = Duration::from_millis(2_500);

struct Node {
    program: Program,
    address: SocketAddr,
    folder: PathBuf,
}

impl Node {
    async fn start(url: &str, folder: &Path, address: SocketAddr) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let settings = [
            ("KEYDESK_END_DELAY_MS", "500"),
            ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1"),
        ];
        let program = Program::keydesk(folder, url, address, &settings);
        program.listens(address).await;
        let ready = async {
            while status(
                address,
                "GET /readyz HTTP/1.1\r\nhost: keydesk\r\nconnection: close\r\n\r\n",
            )
            .await
                != "200"
            {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, ready).await.expect("the node becomes ready");
        Self {
            program,
            address,
            folder: folder.to_owned(),
        }
    }

    async fn restart(self, url: &str) -> Self {
        self.program.end().await;
        Self::start(url, &self.folder, self.address).await
    }
}

/// The status of the answer to a request on a connection of its own; what happened instead, if none came.
async fn status(address: SocketAddr, request: &str) -> String {
    let answer = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    };
    match timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => answer.split(' ').nth(1).unwrap_or("no answer").to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    }
}

/// Repeats a request until told to stop. Returns the number of answers with status 200, and everything else that came.
async fn repeat(address: SocketAddr, request: String, stop: Arc<AtomicBool>) -> (u32, Vec<String>) {
    let (mut good, mut others) = (0, Vec::new());
    while !stop.load(Ordering::Relaxed) {
        match status(address, &request).await {
            status if status == "200" => good += 1,
            status => others.push(status),
        }
    }
    (good, others)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_fails_while_nodes_restart_one_after_the_other() {
    let scratch = Scratch::new(Database::Postgres).await;
    let app = TestApp::at(&scratch, &[], Clock::System).await;
    let (key, token) = app.owner().await.key_in_use("ERP").await;
    let verifier = app.verifier().await;
    let folder = tempfile::tempdir().unwrap();
    let addresses = [free_address(), free_address()];
    let mut nodes = Vec::new();
    for (name, address) in ["one", "other"].into_iter().zip(addresses) {
        nodes.push(Node::start(&scratch.url, &folder.path().join(name), address).await);
    }
    let address = free_address();
    let nginx = nginx_before_nodes(folder.path(), address, addresses);
    nginx.listens(address).await;

    let question = format!("{{\"appKey\": \"{}\", \"appToken\": \"{token}\"}}", key.app_key);
    let ends = "host: keydesk\r\nconnection: close\r\n";
    let requests = [
        format!(
            "POST /v1/verify HTTP/1.1\r\n{ends}authorization: {verifier}\r\ncontent-length: {}\r\n\r\n{question}",
            question.len()
        ),
        format!(
            "GET /v1/authorize/-/- HTTP/1.1\r\n{ends}x-keydesk-verifier: {}\r\nx-api-key: {token}\r\n\r\n",
            verifier.replace("Bearer ", "")
        ),
        format!("GET /login HTTP/1.1\r\n{ends}\r\n"),
    ];
    let stop = Arc::new(AtomicBool::new(false));
    let mut load = JoinSet::new();
    for request in requests.iter().chain(&requests) {
        load.spawn(repeat(address, request.clone(), Arc::clone(&stop)));
    }
    for _ in 0..2 {
        for node in std::mem::take(&mut nodes) {
            nodes.push(node.restart(&scratch.url).await);
            sleep(LEFT_OUT).await;
        }
    }
    stop.store(true, Ordering::Relaxed);
    for (good, others) in load.join_all().await {
        assert!(good > 100, "{good}");
        assert_eq!(others, Vec::<String>::new(), "{}", nginx.log());
    }
}
