//! A user of PostgreSQL who does not own the database: every command that makes tables says what helps, and that is enough.

use crate::support::{
    Database, Scratch,
    nodes::{command, printed, this_version},
    program::{free_address, style_sheet},
    stored_account::tamper,
};
use std::process::{Command, Output};

/// A database in which another user may not make tables: `url` is the other user's.
struct Place {
    scratch: Scratch,
    user: String,
    url: String,
}

impl Place {
    async fn new() -> Self {
        sqlx::any::install_default_drivers();
        let scratch = Scratch::new(Database::Postgres).await;
        let (server, database) = scratch.url.rsplit_once('/').unwrap();
        // A name that SQL needs in quotes.
        let user = format!("other-{database}");
        let url = format!("{}/{database}", server.replace("//keydesk@", &format!("//{user}@")));
        let place = Self { scratch, user, url };
        place.run(&format!("create role \"{}\" login", place.user)).await;
        // As PostgreSQL 15 and newer are from the start.
        place.run("revoke create on schema public from public").await;
        place
    }

    /// Runs a statement as the owner.
    async fn run(&self, statement: &str) {
        tamper(&self.scratch, statement).await;
    }

    async fn tables(&self) -> usize {
        let text = "select 1 from information_schema.tables where table_schema = 'public'";
        tamper(&self.scratch, text).await.len()
    }
}

/// What a command says that must refuse, in one line.
fn refused(url: &str, arguments: &[&str]) -> String {
    let output = command(&this_version(), url, arguments);
    one_line(&output)
}

fn one_line(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    said
}

/// What `serve` says that must refuse. It is killed if it does not.
fn refused_to_serve(url: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("timeout")
        .args(["--signal=KILL", "60"])
        .arg(this_version())
        .arg("serve")
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("DATABASE_URL", url)
        .env("KEYDESK_LISTEN", free_address().to_string())
        .env("KEYDESK_SITE_ROOT", style_sheet(folder.path()))
        .output()
        .unwrap();
    one_line(&output)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_may_make_no_tables_is_told_what_to_grant() {
    let (folder, this) = (tempfile::tempdir().unwrap(), this_version());
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (source, backup) = (format!("sqlite://{}", at("keydesk.db")), at("backup.db"));
    printed(&this, &source, &["migrate"]);
    printed(&this, &source, &["backup", &backup]);

    let place = Place::new().await;
    let grant = format!("GRANT USAGE, CREATE ON SCHEMA public TO \"{}\"", place.user);
    let database = place.url.rsplit_once('/').unwrap().1;
    let owner = format!("ALTER DATABASE {database} OWNER TO \"{}\"", place.user);
    let moves = [
        "migrate-database",
        "--from",
        source.as_str(),
        "--to",
        place.url.as_str(),
    ];
    for said in [
        refused_to_serve(&place.url),
        refused(&place.url, &["migrate"]),
        refused(&place.url, &["restore", &backup]),
        refused(&source, &moves),
    ] {
        for part in [
            "permission denied for schema public",
            grant.as_str(),
            owner.as_str(),
            database,
        ] {
            assert!(said.contains(part), "{part:?} is not in: {said}");
        }
    }
    assert_eq!(place.tables().await, 0, "nothing was made");
    place.run(&grant).await;
    printed(&this, &place.url, &["restore", &backup]);

    let place = Place::new().await;
    let moves = [
        "migrate-database",
        "--from",
        source.as_str(),
        "--to",
        place.url.as_str(),
    ];
    place.run("revoke all on schema public from public").await;
    let said = refused(&source, &moves);
    let grant = format!("GRANT USAGE, CREATE ON SCHEMA public TO \"{}\"", place.user);
    assert!(said.contains("--to") && said.contains(&grant), "{said}");
    place.run(&grant).await;
    printed(&this, &source, &moves);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_does_not_own_the_tables_is_told_so() {
    let place = Place::new().await;
    printed(&this_version(), &place.scratch.url, &["migrate"]);
    let tables = place.tables().await;
    place
        .run(&format!("grant usage, create on schema public to \"{}\"", place.user))
        .await;
    for said in [
        refused_to_serve(&place.url),
        refused(&place.url, &["migrate"]),
        refused(&place.url, &["user", "list"]),
    ] {
        for part in ["permission denied for table", "does not own the tables", "ALTER TABLE"] {
            assert!(said.contains(part), "{part:?} is not in: {said}");
        }
    }
    assert_eq!(place.tables().await, tables);
}
