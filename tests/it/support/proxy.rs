//! A proxy in front of a PostgreSQL server, which drops traffic or refuses connections.

use super::Scratch;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A proxy in front of the database. Connections numbered up to a limit stay open and carry no data.
pub struct Proxy {
    pub url: String,
    pub count: Arc<AtomicU32>,
    silent_up_to: Arc<AtomicU32>,
    refuses: Arc<AtomicBool>,
    pub slow_to_begin: Arc<AtomicBool>,
    listening: JoinHandle<()>,
}

impl Proxy {
    pub async fn before(scratch: &Scratch) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (before, name) = scratch.url.rsplit_once('/').unwrap();
        let (user, server) = before.rsplit_once('@').unwrap();
        let url = format!("{user}@{}/{name}", listener.local_addr().unwrap());
        let (count, silent_up_to) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let refuses = Arc::new(AtomicBool::new(false));
        let slow_to_begin = Arc::new(AtomicBool::new(false));
        let slow = slow_to_begin.clone();
        let (counted, limit, closed, server) =
            (count.clone(), silent_up_to.clone(), refuses.clone(), server.to_owned());
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                let delay = Duration::from_millis(if slow.load(Ordering::SeqCst) { 700 } else { 0 });
                let database = TcpStream::connect(&server).await.unwrap();
                let (client_read, client_write) = client.into_split();
                let (database_read, database_write) = database.into_split();
                let gate = (number, limit.clone(), closed.clone(), delay);
                tokio::spawn(pass(client_read, database_write, gate.clone()));
                tokio::spawn(pass(database_read, client_write, gate));
            }
        });
        Self {
            url,
            count,
            silent_up_to,
            refuses,
            slow_to_begin,
            listening,
        }
    }

    /// Silences all present connections. New connections work.
    pub fn silence_present(&self) {
        self.silent_up_to
            .store(self.count.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    pub fn silence_all(&self) {
        self.silent_up_to.store(u32::MAX, Ordering::SeqCst);
    }

    /// Ends the silence. What was dropped is lost.
    pub fn speak(&self) {
        self.silent_up_to.store(0, Ordering::SeqCst);
    }

    /// Refuses connections, as after the database was stopped.
    pub async fn refuse(&mut self) {
        self.refuses.store(true, Ordering::SeqCst);
        self.listening.abort();
        let _ = (&mut self.listening).await;
    }
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    (number, limit, refuses, mut delay): (u32, Arc<AtomicU32>, Arc<AtomicBool>, Duration),
) {
    let mut bytes = vec![0; 1 << 16];
    loop {
        tokio::select! {
            read = from.read(&mut bytes) => {
                let Ok(read @ 1..) = read else { return };
                // Delays only the first bytes.
                tokio::time::sleep(std::mem::take(&mut delay)).await;
                if number > limit.load(Ordering::SeqCst) && to.write_all(&bytes[..read]).await.is_err() {
                    return;
                }
            }
            () = tokio::time::sleep(Duration::from_millis(10)) => {
                if refuses.load(Ordering::SeqCst) {
                    return;
                }
            }
        }
    }
}
