//! A real PostgreSQL server, started for one test binary and ended with it.
//!
//! The server's programs come from `KEYDESK_TEST_POSTGRES_BIN`, Debian's folders or the PATH. They refuse to run as root, so root starts
//! them as another user.

use sqlx::{Connection, Executor, PgConnection};
use std::{
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

struct Server {
    port: u16,
    /// A shell that stops the server when its stdin closes. The system closes it whenever the tests end, even after a crash.
    _guard: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// Creates a database and returns its URL.
pub async fn create_database(number: u32) -> String {
    let port = tokio::task::spawn_blocking(|| SERVER.get_or_init(start).port)
        .await
        .unwrap();
    let url = |name: &str| format!("postgres://keydesk@127.0.0.1:{port}/{name}");
    let mut admin = connect(&url("postgres")).await;
    let name = format!("test_{number}");
    admin
        .execute(sqlx::AssertSqlSafe(format!("create database {name}")))
        .await
        .unwrap();
    url(&name)
}

async fn connect(url: &str) -> PgConnection {
    let mut last = None;
    for _ in 0..150 {
        match PgConnection::connect(url).await {
            Ok(connection) => return connection,
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("PostgreSQL does not answer: {last:?}");
}

/// The port of the shared server.
pub fn port_of(url: &str) -> u16 {
    let (server, _) = url.rsplit_once('/').unwrap();
    server.rsplit_once(':').unwrap().1.parse().unwrap()
}

fn start() -> Server {
    let folder = std::env::temp_dir().join(format!("keydesk-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (port, guard) = launch(&folder, "-c fsync=off -c max_connections=300");
    Server { port, _guard: guard }
}

/// A server of one test, with files in its folder. It ends with this value, and the folder is removed.
pub struct OwnServer {
    pub port: u16,
    guard: Child,
}

impl OwnServer {
    /// Starts a server in this folder, with these options. Its user may read what is in the folder.
    pub async fn start(folder: &Path, options: &str) -> Self {
        let (port, guard) = launch(folder, options);
        connect(&format!("postgres://keydesk@127.0.0.1:{port}/postgres")).await;
        Self { port, guard }
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Makes a cluster in a folder and starts its server on a free port.
fn launch(folder: &Path, options: &str) -> (u16, Child) {
    let bin = programs();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let user = other_user();
    give(folder, user.as_deref());
    let (data, bin, folder) = (folder.join("data"), bin.display(), folder.display());
    let data = data.display();
    // No fsync: these databases live only as long as the tests. Durability is tested elsewhere.
    let script = format!(
        "cd '{folder}' && '{bin}/initdb' -D '{data}' -U keydesk -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || exit 1
         '{bin}/postgres' -D '{data}' -p {port} -h 127.0.0.1 -k '{folder}' {options} >server.log 2>&1 &
         server=$!
         cat >/dev/null
         kill -INT $server; wait $server; rm -rf '{folder}'"
    );
    let mut command = shell(user.as_deref());
    let guard = command.args(["-c", &script]).stdin(Stdio::piped()).spawn().unwrap();
    (port, guard)
}

/// A shell of the user that runs PostgreSQL.
pub(super) fn shell(user: Option<&str>) -> Command {
    match user {
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--", "sh"]);
            command
        }
        None => Command::new("sh"),
    }
}

/// Gives a folder with its files to the user that runs PostgreSQL.
pub(super) fn give(folder: &Path, user: Option<&str>) {
    if let Some(user) = user {
        let given = Command::new("chown").args(["-R", user]).arg(folder).status();
        assert!(given.unwrap().success());
    }
}

/// The user that runs PostgreSQL if this process is root.
pub(super) fn other_user() -> Option<String> {
    let output = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        )
    };
    if output("id", &["-u"]).1 != "0" {
        return None;
    }
    let known = |name: &&str| output("id", &["-u", name]).0;
    Some(
        ["postgres", "nobody"]
            .into_iter()
            .find(known)
            .expect("a user other than root")
            .to_owned(),
    )
}

pub(super) fn programs() -> PathBuf {
    let named = std::env::var_os("KEYDESK_TEST_POSTGRES_BIN").map(PathBuf::from);
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path().join("bin"));
    let mut places = named.into_iter().chain(debian).chain(on_path.into_iter().flatten());
    let complete = |bin: &PathBuf| ["initdb", "postgres"].iter().all(|p| Path::new(bin).join(p).exists());
    places.find(complete).unwrap_or_else(|| {
        let _ = writeln!(
            std::io::stderr(),
            "PostgreSQL's server programs are not here; `make test` installs them."
        );
        panic!("no PostgreSQL: set KEYDESK_TEST_POSTGRES_BIN to the folder with initdb and postgres")
    })
}
