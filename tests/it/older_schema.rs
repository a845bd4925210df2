//! A database that version 0.1.0 filled is brought up to date: its tokens, links, passwords and audit log go on as they were.

use crate::support::{Scratch, app::TestApp, stored_account::tamper, team::single_value};
use axum::http::StatusCode;
use keydesk::server::audit::chains::{self, VerifiedChains};
use serde_json::json;
use sqlx::{
    AnyConnection, AssertSqlSafe, Connection, Executor, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};
use std::{fs, path::PathBuf};

/// The last migration of version 0.1.0.
const LAST_MIGRATION: i64 = 8;
/// What that version wrote into its tables.
const ROWS: &str = include_str!("older_schema/0_1_0.sql");

/// The secrets of these rows. Nobody uses them anywhere.
const VERIFIER: &str = "Bearer kdv_h4n8aOPu1ND6PGg03GMYXRQ5cb0JCFXOv3rPdpGrbyR3SX3Jo";
const APP_KEY: &str = "appkey-acme-7KQ2MX9P";
const REVOKED: &str = "kdt_mVaOGVVq9yTMtKsmgoFrtfjF2g16FMsMOOHNeBS4yh03Wl1z0";
const OLD: &str = "kdt_h5eFDhR95NXwxsJhiKbxWK4fMY0DUbnGFYPBPo9mktf0Ontia";
const NEWEST: &str = "kdt_VmjPyt2dRR0skj0vbdH5LOBUqvtmZ31HtvXxnDoTFWP050nY6";
const OPENED_LINK: &str = "/credentials/5Jga53c9qf47zEYtRz4N3X4jRhGlcWEsLJLh0HDb6Dt";
const PENDING_LINK: &str = "/credentials/oxZT5xytsrmhYBwSiRhk6N9hc0Nyh8HJD7Rw6ya1Fuu";
const PENDING_APP_KEY: &str = "appkey-acme-3HW8RT5N";
const PENDING_TOKEN: &str = "kdt_cnR9em4DrWJph3UoixbnsL1wESLiJrqfliqoQ57RQG22pOlYL";
const DELETED_APP_KEY: &str = "appkey-acme-9ZC4VB2D";

/// Tables whose rows no migration and no start removes or adds.
const KEPT: [&str; 18] = [
    "accounts",
    "users",
    "roles",
    "role_resources",
    "resources",
    "memberships",
    "member_roles",
    "verifiers",
    "api_keys",
    "key_roles",
    "external_keys",
    "api_tokens",
    "revoked_tokens",
    "links",
    "sealed_tokens",
    "link_visits",
    "deleted_keys",
    "audit_events",
];

/// The migrations of version 0.1.0, from their files. Released ones are never edited, so they are today's.
fn migrations() -> Migrator {
    let files = fs::read_dir("migrations").unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    let migrations = files.iter().filter_map(|file| {
        let (number, name) = file.file_stem()?.to_str()?.split_once('_')?;
        let number = number.parse::<i64>().ok().filter(|number| *number <= LAST_MIGRATION)?;
        let text = AssertSqlSafe(fs::read_to_string(file).ok()?).into_sql_str();
        Some(Migration::new(
            number,
            name.to_owned().into(),
            MigrationType::Simple,
            text,
            false,
        ))
    });
    let migrations: Vec<Migration> = migrations.collect();
    assert_eq!(migrations.len(), 8);
    Migrator::with_migrations(migrations)
}

/// Fills an empty database as version 0.1.0 did.
async fn fill(scratch: &Scratch) {
    sqlx::any::install_default_drivers();
    let mut url = scratch.url.clone();
    if url.starts_with("sqlite:") {
        url += "?mode=rwc";
    }
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    migrations().run(&mut connection).await.unwrap();
    for statement in ROWS.lines().filter(|line| !line.starts_with("--")) {
        connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    }
    connection.close().await.unwrap();
}

async fn counts(scratch: &Scratch) -> Vec<(&'static str, String)> {
    let mut counts = Vec::new();
    for table in KEPT {
        let count = single_value(scratch, &format!("select cast(count(*) as text) from {table}")).await;
        counts.push((table, count));
    }
    counts
}

async fn assert_chains_are_intact(app: &TestApp) {
    let VerifiedChains { intact, broken } = chains::verify(&app.state.store).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(intact.len(), 3, "two accounts and the installation");
}

both! {
    async fn a_database_of_version_0_1_0_goes_on_with_all_that_is_in_it(scratch) {
        fill(scratch).await;
        let before = counts(scratch).await;
        assert!(before.iter().all(|(_, count)| count != "0"), "{before:?}");
        let app = TestApp::on(scratch).await;
        assert_eq!(counts(scratch).await, before);
        assert_chains_are_intact(&app).await;
        let applied = tamper(scratch, "select version from _sqlx_migrations").await.len();
        assert_eq!(applied, fs::read_dir("migrations").unwrap().count());

        for (app_key, token, verdict) in [
            (APP_KEY, OLD, "yes"),
            (APP_KEY, NEWEST, "yes"),
            (APP_KEY, REVOKED, "token_revoked"),
            (DELETED_APP_KEY, NEWEST, "key_deleted"),
        ] {
            assert_eq!(app.verify(VERIFIER, app_key, token).await, verdict, "{app_key}");
        }
        // The other account, to which the key is external, gave it a role of its own.
        let question = json!({ "appKey": APP_KEY, "appToken": NEWEST, "account": "bravo" });
        let external = app.post_verification(VERIFIER, question).await.json();
        assert_eq!((&external["allowed"], &external["roles"]), (&json!(true), &json!(["Partner"])), "{external}");

        let recipient = app.stranger();
        let opened = recipient.open(PENDING_LINK).await.unwrap();
        assert_eq!(opened, (PENDING_APP_KEY.to_owned(), PENDING_TOKEN.to_owned()));
        assert_eq!(app.verify(VERIFIER, PENDING_APP_KEY, PENDING_TOKEN).await, "yes");
        for ended in [PENDING_LINK, OPENED_LINK] {
            assert_eq!(app.stranger().open(ended).await.unwrap_err().status, StatusCode::GONE, "a link opens once");
        }

        let owner = app.stranger().again().await;
        let listed = owner.list().await.unwrap();
        assert_eq!(listed.total, 2);
        let (made, token) = owner.key_in_use("afterwards").await;
        assert_eq!(app.verify(VERIFIER, made.app_key.as_str(), &token).await, "yes");
        owner.delete(&made).await.unwrap();
        assert_chains_are_intact(&app).await;
    }
}
