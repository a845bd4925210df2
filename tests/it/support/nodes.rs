//! Nodes of this version and of the version before, and an installation that one of them sets up.

use super::{
    browser::{Browser, HOST},
    program::{Program, free_address},
};
use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(60);

/// This build's program.
pub fn this_version() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_keydesk"))
}

/// The program of the version before, which `.ci/before` builds. `None` if this clone does not have its commit; `.ci/run` then names what
/// was not checked.
pub fn version_before() -> Option<PathBuf> {
    let path = std::env::var_os("KEYDESK_TEST_BEFORE").map(PathBuf::from);
    let path =
        path.expect("KEYDESK_TEST_BEFORE is not set: run `make test`, which builds the version before and names it");
    if path.as_os_str().is_empty() {
        let _ = writeln!(
            std::io::stderr(),
            "NOT CHECKED: the version before, because this clone lacks its commit"
        );
        return None;
    }
    assert!(
        path.is_file(),
        "{} is missing: run `make test`, which builds the version before",
        path.display()
    );
    Some(path)
}

/// Runs a command of a program on a database, in a folder without a configuration file.
pub fn command(program: &Path, url: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(program)
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("DATABASE_URL", url)
        .output()
        .unwrap()
}

/// What a command printed. The command must succeed.
pub fn printed(program: &Path, url: &str, arguments: &[&str]) -> String {
    let output = command(program, url, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A running node.
pub struct Node {
    pub program: Program,
    pub address: SocketAddr,
    folder: PathBuf,
}

impl Node {
    /// Starts a program in a new folder below this one, and waits until it is ready.
    pub async fn start(program: &Path, url: &str, folder: &Path) -> Self {
        let address = free_address();
        let folder = folder.join(address.port().to_string());
        std::fs::create_dir_all(&folder).unwrap();
        Self::start_at(program, url, folder, address).await
    }

    async fn start_at(program: &Path, url: &str, folder: PathBuf, address: SocketAddr) -> Self {
        let origin = format!("http://{HOST}");
        let settings = [
            ("KEYDESK_END_DELAY_MS", "500"),
            ("KEYDESK_ORIGIN", origin.as_str()),
            ("KEYDESK_TRUSTED_PROXIES", "127.0.0.1"),
        ];
        let program = Program::other_keydesk(program, &folder, (url, address), &settings);
        program.listens(address).await;
        let browser = Browser::new(address);
        let ready = async {
            while browser.get("/readyz").await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = timeout(PATIENCE, ready).await;
        assert!(waited.is_ok(), "the node does not become ready: {}", program.log());
        Self {
            program,
            address,
            folder,
        }
    }

    /// Ends the node, and starts a program at its address.
    pub async fn replace(self, program: &Path, url: &str) -> Self {
        self.program.end().await;
        Self::start_at(program, url, self.folder, self.address).await
    }
}

/// What a new installation has: an owner who is signed in, and a verifier.
#[derive(Clone)]
pub struct Installation {
    pub owner: Browser,
    /// The verifier's secret.
    pub verifier: String,
}

impl Installation {
    /// Sets up the empty database of a node.
    pub async fn set_up(node: &Node, program: &Path, url: &str) -> Self {
        let mut owner = Browser::new(node.address);
        owner.set_up(&node.program.log()).await;
        let created = printed(program, url, &["verifier", "create", "gateway"]);
        let (_, secret) = created.split_once("kdv_").expect("a secret");
        let secret: String = secret.chars().take_while(char::is_ascii_alphanumeric).collect();
        Self {
            owner,
            verifier: format!("kdv_{secret}"),
        }
    }
}
