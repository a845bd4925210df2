//! What a service manager such as systemd is told, and what it passes on: when the program is ready, when it ends, and the socket it serves on.

#![allow(clippy::disallowed_methods, reason = "what is waited for here is another process")]

use crate::support::{
    Database, Scratch,
    program::{Program, free_address, style_sheet},
};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream, UdpSocket},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::{net::UnixDatagram, time::timeout};

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn the_service_manager_is_told_when_it_is_ready_and_when_it_ends() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let told = async || {
        let mut text = [0; 256];
        let length = timeout(PATIENCE, socket.recv(&mut text))
            .await
            .expect("a message")
            .unwrap();
        String::from_utf8_lossy(&text[..length]).trim().to_owned()
    };
    let address = free_address();
    let settings = [("NOTIFY_SOCKET", path.to_str().unwrap())];
    let program = Program::keydesk(folder.path(), &scratch.url, address, &settings);
    assert_eq!(told().await, "READY=1", "{}", program.log());
    assert!(TcpStream::connect(address).is_ok(), "it listens as soon as it is ready");
    program.signal("-TERM");
    assert_eq!(told().await, "STOPPING=1");
}

/// Becomes Keydesk, with standard input as the first socket that was passed on.
const ACTIVATED: &str = r#"exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve"#;

fn activated(scratch: &Scratch, socket: impl Into<OwnedFd>) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", ACTIVATED, env!("CARGO_BIN_EXE_keydesk")])
        .current_dir(scratch.folder())
        .env("DATABASE_URL", &scratch.url)
        .env("KEYDESK_SITE_ROOT", style_sheet(scratch.folder()))
        // Nobody has this address, so the program could not listen there.
        .env("KEYDESK_LISTEN", "192.0.2.1:1")
        .stdin(Stdio::from(socket.into()));
    command
}

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_socket_that_was_passed_on_is_served() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // The system accepts this connection before the program runs, which answers it when it is ready.
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client
        .write_all(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        .unwrap();
    let _running = Running(activated(&scratch, listener).spawn().unwrap());
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_socket_of_another_kind_is_refused_before_a_database_is_made() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let output = activated(&scratch, socket).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("Correct the socket unit"), "{said}");
    assert!(!scratch.folder().join("keydesk.db").exists());
}
