//! `keydesk health`, which health checks of containers run.

use crate::support::{
    Database, Scratch,
    program::{Program, free_address},
};
use std::{
    net::SocketAddr,
    process::{Command, Stdio},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::block_in_place,
};

/// Whether the command succeeds, and what it prints.
fn health(listen: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keydesk"));
    command
        .arg("health")
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env_clear()
        .env("KEYDESK_LISTEN", listen)
        .env("KEYDESK_ORIGIN", "http://localhost:3000")
        .env("KEYDESK_PROBE_TIMEOUT_MS", "100")
        .stdin(Stdio::null());
    let output = block_in_place(|| command.output().unwrap());
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(printed).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_keydesk_is_ready() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let address = free_address();
    let program = Program::keydesk(scratch.folder(), &scratch.url, address, &[]);
    program.listens(address).await;
    let everywhere = format!("0.0.0.0:{}", address.port());
    for listen in [address.to_string(), everywhere] {
        assert_eq!(health(&listen, &[]), (true, "Keydesk is ready.\n".to_owned()));
        assert_eq!(health(&listen, &["--live"]), (true, "Keydesk answers.\n".to_owned()));
    }
    drop(program);
    let (good, said) = health(&address.to_string(), &["--live"]);
    assert!(
        !good && said.contains(&format!("does not answer on {address}")) && said.contains("KEYDESK_LISTEN"),
        "{said}"
    );
}

/// Accepts one connection, reads a request and answers it, or does not.
async fn stub(answer: Option<&'static str>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).await.unwrap();
        assert!(request[..length].starts_with(b"GET /readyz HTTP/1.1\r\n"));
        match answer {
            Some(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
            None => std::future::pending().await,
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_and_a_silence_are_failures() {
    let no = stub(Some("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")).await;
    let (good, said) = health(&no.to_string(), &[]);
    assert!(!good && said.contains("not ready: /readyz answers 503"), "{said}");
    let other = stub(Some("220 mail.example.com ESMTP\r\n")).await;
    let (good, said) = health(&other.to_string(), &[]);
    assert!(!good && said.contains("does not answer on"), "{said}");
    let silent = stub(None).await;
    let (good, said) = health(&silent.to_string(), &[]);
    assert!(!good && said.contains("did not answer within 1100 ms"), "{said}");
}
