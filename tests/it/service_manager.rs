//! What a service manager such as systemd is told: when the program is ready, and when it ends.

#![allow(clippy::disallowed_methods, reason = "what is waited for here is another process")]

use crate::support::{
    Database, Scratch,
    program::{Program, free_address},
};
use std::time::Duration;
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
    assert!(
        std::net::TcpStream::connect(address).is_ok(),
        "it listens as soon as it is ready"
    );
    program.signal("-TERM");
    assert_eq!(told().await, "STOPPING=1");
}
