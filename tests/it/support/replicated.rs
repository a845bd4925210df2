//! A PostgreSQL server with a synchronous replica, and an address that leads to whichever of them is the primary, as a load balancer or a provider's
//! address does.

use super::{
    postgres::{give, other_user, programs, shell},
    program::free_address,
};
use std::{
    io::{BufRead, BufReader, Lines, Write},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStdout, Stdio},
    sync::{Arc, Mutex},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What the shell does: sets up both servers, kills the primary and promotes the replica at the first line of its input, and stops when the input ends.
const SCRIPT: &str = r#"
    cd "$folder" || exit 1
    "$bin/initdb" -D primary -U keydesk -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || exit 1
    set -- -h 127.0.0.1 -k "$folder" -c fsync=off -c max_connections=100
    "$bin/postgres" -D primary -p "$one" "$@" >primary.log 2>&1 &
    until "$bin/psql" -h 127.0.0.1 -p "$one" -U keydesk -d postgres -c 'create database keydesk' >/dev/null 2>&1; do sleep 0.1; done
    "$bin/pg_basebackup" -h 127.0.0.1 -p "$one" -U keydesk -D replica -R --no-sync -c fast >backup.log 2>&1 || exit 1
    "$bin/postgres" -D replica -p "$two" "$@" >replica.log 2>&1 &
    ask() { "$bin/psql" -h 127.0.0.1 -p "$1" -U keydesk -d postgres -Atc "$2" 2>/dev/null; }
    ask "$one" "alter system set synchronous_standby_names = '*'" >/dev/null
    ask "$one" "select pg_reload_conf()" >/dev/null
    until [ "$(ask "$one" "select sync_state from pg_stat_replication")" = sync ]; do sleep 0.1; done
    echo ready
    read -r _ || { kill -INT $(jobs -p); wait; rm -rf "$folder"; exit; }
    primary=$(head -1 primary/postmaster.pid)
    kill -KILL "$primary" $(pgrep -P "$primary")
    "$bin/pg_ctl" promote -w -D replica >/dev/null
    echo promoted
    cat >/dev/null
    kill -INT "$(head -1 replica/postmaster.pid)"; wait; rm -rf "$folder"
"#;

/// The two servers. They end with it.
pub struct Replicated {
    /// The address that stays.
    pub url: String,
    guard: Child,
    said: Lines<BufReader<ChildStdout>>,
    primary: Arc<Mutex<SocketAddr>>,
    replica: SocketAddr,
    forwards: JoinHandle<()>,
}

impl Replicated {
    pub async fn start() -> Self {
        let (one, two) = (free_address(), free_address());
        let folder: PathBuf = std::env::temp_dir().join(format!("keydesk-replicated-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        // The programs may be links to a folder that has more of them.
        let postgres = programs().join("postgres").canonicalize().unwrap();
        let bin = postgres.parent().unwrap().to_owned();
        for name in ["pg_basebackup", "pg_ctl", "psql"] {
            assert!(
                bin.join(name).exists(),
                "{name} is not in {}: install PostgreSQL's client programs",
                bin.display()
            );
        }
        let user = other_user();
        give(&folder, user.as_deref());
        let mut guard = shell(user.as_deref())
            .args(["-c", SCRIPT])
            .env("folder", &folder)
            .env("bin", &bin)
            .env("one", one.port().to_string())
            .env("two", two.port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(guard.stdout.take().unwrap()).lines();
        assert_eq!(said.next().unwrap().unwrap(), "ready");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://keydesk@{}/keydesk", listener.local_addr().unwrap());
        let primary = Arc::new(Mutex::new(one));
        let forwards = tokio::spawn(forward(listener, Arc::clone(&primary)));
        Self {
            url,
            guard,
            said,
            primary,
            replica: two,
            forwards,
        }
    }

    /// Kills the primary, promotes the replica, and lets the address lead there.
    pub fn fail_over(&mut self) {
        self.guard.stdin.as_mut().unwrap().write_all(b"now\n").unwrap();
        assert_eq!(self.said.next().unwrap().unwrap(), "promoted");
        *self.primary.lock().unwrap() = self.replica;
    }
}

impl Drop for Replicated {
    fn drop(&mut self) {
        self.forwards.abort();
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

async fn forward(listener: TcpListener, primary: Arc<Mutex<SocketAddr>>) {
    while let Ok((mut client, _)) = listener.accept().await {
        let server = *primary.lock().unwrap();
        tokio::spawn(async move {
            if let Ok(mut server) = TcpStream::connect(server).await {
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}
