//! A real PgBouncer in transaction mode, in front of a test's database.
//!
//! The program comes from `KEYDESK_TEST_PGBOUNCER`, which `.ci/setup` sets, or the PATH.

use super::{
    Scratch,
    postgres::{other_user, port_of},
    program::{Program, free_address},
};
use std::{fmt::Write, net::SocketAddr, path::PathBuf};

/// A running PgBouncer.
pub struct PgBouncer {
    pub program: Program,
    /// The URL of the database through it.
    pub url: String,
    _folder: tempfile::TempDir,
}

impl PgBouncer {
    /// Starts one with few connections to the server, so that clients share them.
    pub async fn before(scratch: &Scratch) -> Self {
        Self::with(scratch, "ignore_startup_parameters = extra_float_digits").await
    }

    /// Starts one with this line in its configuration.
    pub async fn with(scratch: &Scratch, line: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        std::fs::write(folder.path().join("users.txt"), "\"keydesk\" \"\"\n").unwrap();
        let ini = folder.path().join("pgbouncer.ini");
        std::fs::write(&ini, configuration(scratch, address, line)).unwrap();
        // Its user reads the files.
        for (path, mode) in [(folder.path(), 0o755), (&*ini, 0o644)] {
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        }
        let program = Program::start(folder.path(), program(), [&ini], &[]);
        program.listens(address).await;
        let (_, name) = scratch.url.rsplit_once('/').unwrap();
        Self {
            program,
            url: format!("postgres://keydesk@{address}/{name}"),
            _folder: folder,
        }
    }
}

fn configuration(scratch: &Scratch, address: SocketAddr, line: &str) -> String {
    let mut ini = format!(
        "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = {}\nlisten_port = {}\nunix_socket_dir =\n\
         auth_type = trust\nauth_file = users.txt\npool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 200\n{line}\n",
        port_of(&scratch.url),
        address.ip(),
        address.port(),
    );
    if let Some(user) = other_user() {
        writeln!(ini, "user = {user}").unwrap();
    }
    ini
}

fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("KEYDESK_TEST_PGBOUNCER") {
        return named.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path)
        .chain(["/usr/sbin".into()])
        .map(|folder| folder.join("pgbouncer"));
    found
        .find(|path| path.is_file())
        .expect("PgBouncer is not here; `make test` unpacks it, or name it in KEYDESK_TEST_PGBOUNCER")
}
