//! Databases with many keys, and the requests that ask for them.

use crate::{
    crowd::Crowd,
    support::{
        Database, Scratch,
        app::TestApp,
        program::{Program, free_address},
    },
};
use keydesk::server::clock::Clock;
use sqlx::{AnyConnection, Connection, Executor};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    time::{Duration, Instant},
};

/// A database with keys, the secret of a verifier, and some of the keys.
pub struct Data {
    scratch: Scratch,
    /// Has the folder of a PostgreSQL database's servers.
    files: Option<Scratch>,
    pub secret: String,
    /// App key and token of keys that are good, in a mixed order.
    pub pairs: Vec<(String, String)>,
}

impl Data {
    /// Makes accounts with this many keys each, on SQLite.
    pub async fn new(accounts: u32, keys: u32) -> Self {
        Self::on(Database::Sqlite, accounts, keys).await
    }

    /// The same on either database.
    pub async fn on(database: Database, accounts: u32, keys: u32) -> Self {
        let scratch = Scratch::new(database).await;
        let files = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(Scratch::new(Database::Sqlite).await),
        };
        let app = TestApp::at(&scratch, &[], Clock::System).await;
        app.owner().await;
        let secret = app.verifier().await;
        let now = Clock::System.now();
        app.state.store.close().await;
        let mut connection = AnyConnection::connect(&scratch.url).await.unwrap();
        if files.is_none() {
            connection.execute("pragma synchronous = off").await.unwrap();
        }
        let mut pairs = Vec::new();
        for number in 0..accounts {
            let account = format!("account-{number:05}");
            let crowd = Crowd {
                account: &account,
                keys,
                now,
            };
            crowd.insert_on(&mut connection).await;
            // Every seventh is inactive.
            let active = (0..keys).filter(|key| key % 7 != 0);
            pairs.extend(active.map(|key| (crowd.app_key(key), crowd.token(key, "newest"))));
        }
        if files.is_some() {
            connection.execute("vacuum analyze").await.unwrap();
        }
        connection.close().await.unwrap();
        // The same order each time, without neighbours.
        let length = pairs.len();
        let pairs = (0..length).map(|at| pairs[at * 7_919 % length].clone()).collect();
        Self {
            scratch,
            files,
            secret: secret.strip_prefix("Bearer ").unwrap().to_owned(),
            pairs,
        }
    }

    /// A folder for the files of servers.
    pub fn folder(&self) -> &Path {
        self.files.as_ref().unwrap_or(&self.scratch).folder()
    }

    /// Keydesk on this database, as soon as it has said yes to a key, and its listener for gateways.
    pub async fn keydesk(&self, core: Option<u8>) -> (Program, SocketAddr) {
        self.keydesk_with(core, ("KEYDESK_USAGE", "on")).await
    }

    /// The same with a setting.
    pub async fn keydesk_with(&self, core: Option<u8>, setting: (&str, &str)) -> (Program, SocketAddr) {
        let listen = free_address();
        let folder = self.folder().join(format!("keydesk-{}", listen.port()));
        std::fs::create_dir_all(&folder).unwrap();
        let address = listen.to_string();
        let settings = [
            ("KEYDESK_VERIFY_LISTEN", address.as_str()),
            ("RUST_LOG", "warn"),
            setting,
        ];
        let keydesk = Program::keydesk_on(core, &folder, (&self.scratch.url, free_address()), &settings);
        keydesk.listens(listen).await;
        // A question waits at most a second for the keys to be read.
        let (began, question) = (Instant::now(), self.authorize().swap_remove(0));
        while !is_yes(listen, &question) {
            assert!(began.elapsed() < Duration::from_secs(60), "{}", keydesk.log());
        }
        (keydesk, listen)
    }

    fn requests(&self, request: impl Fn(&str, &str) -> String) -> Vec<Vec<u8>> {
        self.pairs
            .iter()
            .map(|(app_key, token)| request(app_key, token).into_bytes())
            .collect()
    }

    pub fn verify(&self) -> Vec<Vec<u8>> {
        self.requests(|app_key, token| {
            let body = format!("{{\"appKey\":\"{app_key}\",\"appToken\":\"{token}\"}}");
            format!(
                "POST /v1/verify HTTP/1.1\r\nHost: keydesk\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                self.secret,
                body.len()
            )
        })
    }

    pub fn authorize(&self) -> Vec<Vec<u8>> {
        self.requests(|app_key, token| {
            format!(
                "GET /v1/authorize/-/- HTTP/1.1\r\nHost: keydesk\r\nX-Keydesk-Verifier: {}\r\nX-API-AppKey: {app_key}\r\n\
                 X-API-AppToken: {token}\r\n\r\n",
                self.secret
            )
        })
    }

    /// As clients of a gateway send them.
    pub fn through_gateway(&self) -> Vec<Vec<u8>> {
        self.requests(|app_key, token| {
            format!("GET /orders HTTP/1.1\r\nHost: shop\r\nX-API-AppKey: {app_key}\r\nX-API-AppToken: {token}\r\n\r\n")
        })
    }

    /// With the token alone.
    pub fn by_token(&self) -> Vec<Vec<u8>> {
        self.requests(|_, token| format!("GET / HTTP/1.1\r\nHost: shop\r\nX-API-Key: {token}\r\n\r\n"))
    }
}

/// Requests of the no-op.
pub fn livez() -> Vec<Vec<u8>> {
    vec![b"GET /livez HTTP/1.1\r\nHost: keydesk\r\n\r\n".to_vec()]
}

fn is_yes(address: SocketAddr, request: &[u8]) -> bool {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).is_ok() && answer == *b"HTTP/1.1 200"
}
