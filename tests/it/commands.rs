//! The operator's commands, run beside a server on the same database: what they change counts at once, and JSON is for programs.

use crate::support::{
    Scratch,
    app::{ACCOUNT, EMAIL, PASSWORD, TestApp},
    program::free_address,
    team::single_value,
};
use axum::http::StatusCode;
use keydesk::{error::AppError, server::clock::Clock};
use serde_json::Value;
use std::process::{Command, Output};

/// Runs the program on this database, in a folder without a configuration file.
fn run_with(scratch: &Scratch, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("DATABASE_URL", &scratch.url)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

/// What a command printed that must succeed.
fn run(scratch: &Scratch, arguments: &[&str]) -> String {
    let output = run_with(scratch, &[], arguments);
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{arguments:?}: {out}{err}");
    out
}

fn json(scratch: &Scratch, arguments: &[&str]) -> Value {
    let printed = run(scratch, &[arguments, &["--json"]].concat());
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

/// What a command said that must fail.
fn refusal(scratch: &Scratch, arguments: &[&str]) -> String {
    let output = run_with(scratch, &[], arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn sign_in(app: &TestApp, password: &str) -> StatusCode {
    let form = [("email", EMAIL), ("password", password)];
    app.stranger().post_form("/login", &form).await.status
}

both! {
    async fn a_deactivated_key_is_refused_when_the_command_ends(scratch) {
        let app = TestApp::at(scratch, &[], Clock::System).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, token) = owner.key_in_use("ERP, \"quoted\"").await;
        let app_key = key.app_key.as_str();
        assert_eq!(app.verify(&verifier, app_key, &token).await, "yes");

        let listed = json(scratch, &["key", "list"]);
        assert_eq!((listed[0]["appKey"].as_str(), listed[0]["account"].as_str()), (Some(app_key), Some(ACCOUNT)));
        assert_eq!(listed[0]["label"], "ERP, \"quoted\"");
        assert_eq!(listed.as_array().unwrap().len(), 1);
        let shown = json(scratch, &["key", "show", app_key]);
        assert_eq!((shown["status"].as_str(), shown["tokens"][0]["link"]["state"].as_str()), (Some("active"), Some("opened")));
        assert!(run(scratch, &["key", "show", app_key]).contains("Status:             active"));

        let done = json(scratch, &["key", "deactivate", app_key]);
        assert_eq!(done["wasInactive"], false);
        assert_eq!(app.verify(&verifier, app_key, &token).await, "key_inactive");
        assert!(run(scratch, &["key", "deactivate", app_key]).contains("inactive already. Nothing was changed."));
        let text = "select actor from audit_events where action = 'key_deactivated'";
        assert_eq!(single_value(scratch, text).await, "operator");
        assert!(run(scratch, &["audit", "verify"]).contains("all unchanged"));
        assert!(run(scratch, &["key", "list", "--account", ACCOUNT]).contains("inactive"));

        for (arguments, expected) in [
            (["key", "show", "appkey-acme-00000000"], "There is no API key"),
            (["key", "deactivate", "nonsense"], "There is no API key"),
        ] {
            assert!(refusal(scratch, &arguments).contains(expected));
        }
        assert!(refusal(scratch, &["key", "list", "--account", "nowhere"]).contains("There is no account named"));
    }

    async fn a_locked_user_can_sign_in_after_the_command(scratch) {
        let app = TestApp::at(scratch, &[], Clock::System).await;
        app.owner().await;
        assert!(run(scratch, &["user", "unlock", EMAIL]).contains("was not locked"));
        for _ in 0..11 {
            sign_in(&app, "some wrong password").await;
        }
        assert_eq!(sign_in(&app, PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
        let listed = json(scratch, &["user", "list"]);
        assert_eq!(listed[0]["email"], EMAIL);
        assert_eq!(listed[0]["accounts"][0]["account"], ACCOUNT);
        assert!(listed[0]["lockedUntil"].is_string(), "{listed}");
        assert!(run(scratch, &["user", "list", "--account", ACCOUNT]).contains("locked until"));

        assert_eq!(json(scratch, &["user", "unlock", " Owner@acme.EXAMPLE "])["wasCounted"], true);
        assert_eq!(sign_in(&app, PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(json(scratch, &["user", "list"])[0]["lockedUntil"], Value::Null);
        let text = "select actor || ' ' || subject from audit_events where action = 'user_unlocked' and chain = ''";
        assert_eq!(single_value(scratch, text).await, format!("operator {EMAIL}"));
        assert!(refusal(scratch, &["user", "unlock", "nobody@acme.example"]).contains("There is no user"));
    }

    async fn ended_sessions_open_nothing_any_more(scratch) {
        let app = TestApp::at(scratch, &[], Clock::System).await;
        let owner = app.owner().await;
        let other = app.member(scratch, "other", ACCOUNT, &["keydesk.keys.view"]).await;
        assert_eq!(json(scratch, &["user", "list"])[1]["sessions"], 1);
        assert!(run(scratch, &["session", "end", EMAIL]).contains("have ended (1)"));
        assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded));
        assert!(other.list().await.is_ok(), "another user's session stays");
        assert!(run(scratch, &["session", "end", EMAIL]).contains("had no session"));
        let ended = json(scratch, &["session", "end", "--all"]);
        assert_eq!((ended["users"].as_u64(), ended["sessions"].as_u64()), (Some(1), Some(1)));
        assert_eq!(other.list().await.err(), Some(AppError::SessionEnded));
        let text = "select subject from audit_events where action = 'sessions_revoked' and actor = 'operator' order by seq limit 1";
        assert_eq!(single_value(scratch, text).await, EMAIL);
        assert!(refusal(scratch, &["session", "end"]).contains("--all"));
        assert!(refusal(scratch, &["session", "end", "nobody@acme.example"]).contains("There is no user"));
    }

    async fn accounts_and_verifiers_are_listed_for_programs(scratch) {
        let app = TestApp::at(scratch, &[], Clock::System).await;
        app.owner().await;
        let made = json(scratch, &["account", "create", "bravo", "--owner", "me@bravo.example"]);
        assert!(made["invitation"].as_str().unwrap().contains("/invitations/"), "{made}");
        let accounts = json(scratch, &["account", "list"]);
        let names: Vec<_> = accounts.as_array().unwrap().iter().map(|account| account["name"].as_str().unwrap()).collect();
        assert_eq!(names, [ACCOUNT, "bravo"]);
        assert_eq!((accounts[0]["members"].as_u64(), accounts[1]["members"].as_u64()), (Some(1), Some(0)));

        let secret = json(scratch, &["verifier", "create", "gateway"]);
        let secret = secret["secret"].as_str().unwrap().to_owned();
        assert!(secret.starts_with("kdv_"));
        let listed = run(scratch, &["verifier", "list", "--json"]);
        assert!(listed.contains("gateway") && !listed.contains(&secret));
        let asked = app.post_verification(&format!("Bearer {secret}"), serde_json::json!({})).await;
        assert_ne!(asked.status, StatusCode::UNAUTHORIZED);
        assert!(json(scratch, &["verifier", "revoke", "gateway"])["id"].is_string());
        let asked = app.post_verification(&format!("Bearer {secret}"), serde_json::json!({})).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        assert!(json(scratch, &["verifier", "list"])[0]["revoked"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_checked_without_showing_secrets() {
    let scratch = Scratch::at("postgres://keydesk:hunter2@127.0.0.1:1/keydesk");
    let checked = run(&scratch, &["config", "check"]);
    assert!(
        checked.contains("the environment variable DATABASE_URL") && checked.contains("(secret)"),
        "{checked}"
    );
    assert!(
        checked.contains("All settings are valid.") && !checked.contains("hunter2"),
        "{checked}"
    );
    let json = json(&scratch, &["config", "check"]);
    assert_eq!(
        (&json["error"], json.to_string().contains("hunter2")),
        (&Value::Null, false)
    );
    let listen = &json["settings"][0];
    assert_eq!(
        (listen["value"].as_str(), listen["from"].as_str()),
        (Some("127.0.0.1:3000"), Some("default"))
    );

    for environment in [
        ("KEYDESK_LISTEN", "3000"),
        ("DATABASE_URL_FILE", "/nowhere"),
        ("KEYDESK_LISTN", "x"),
    ] {
        let output = run_with(&scratch, &[environment], &["config", "check"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(environment.0), "{said}");
        assert!(!said.contains("hunter2"));
    }
}

/// Commands that work on an existing database.
const ON_EXISTING: [&[&str]; 18] = [
    &["user", "list"],
    &["user", "unlock", EMAIL],
    &["user", "reset-password", EMAIL],
    &["user", "reset-second-factor", EMAIL],
    &["session", "end", "--all"],
    &["account", "list"],
    &["account", "create", "bravo", "--owner", "me@bravo.example"],
    &["account", "invite", ACCOUNT, "--owner", "me@bravo.example"],
    &["key", "list"],
    &["key", "show", "appkey-acme-00000000"],
    &["key", "deactivate", "appkey-acme-00000000"],
    &["verifier", "list"],
    &["verifier", "create", "gateway"],
    &["verifier", "renew", "gateway"],
    &["verifier", "delete-old", "gateway"],
    &["verifier", "revoke", "gateway"],
    &["audit", "verify"],
    &["backup", "backup.db"],
];

#[tokio::test(flavor = "multi_thread")]
async fn commands_on_a_mistyped_database_make_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| Scratch::at(&format!("sqlite://{}", folder.path().join(path).display()));
    let names = || -> Vec<_> {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    };
    for arguments in ON_EXISTING {
        let said = refusal(&at("gone/keydesk.db"), arguments);
        for part in [
            "gone/keydesk.db does not exist",
            "Correct DATABASE_URL",
            "`keydesk serve`",
        ] {
            assert!(said.contains(part), "{arguments:?}: {said}");
        }
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(refusal(&at("keydesk.db"), arguments).contains("keydesk.db does not exist"));
    }
    // These ask no database, or only look for one.
    let listen = free_address().to_string();
    let others: [&[&str]; 3] = [&["config", "check"], &["doctor"], &["health"]];
    for arguments in others {
        run_with(
            &at("gone/keydesk.db"),
            &[("KEYDESK_LISTEN", listen.as_str())],
            arguments,
        );
    }
    assert!(names().is_empty(), "{:?}", names());

    std::fs::write(folder.path().join("empty.db"), "").unwrap();
    for arguments in ON_EXISTING {
        let said = refusal(&at("empty.db"), arguments);
        assert!(
            said.contains("empty.db is an empty file") && said.contains("Correct DATABASE_URL"),
            "{said}"
        );
    }
    assert_eq!(names(), ["empty.db"]);
    assert_eq!(std::fs::metadata(folder.path().join("empty.db")).unwrap().len(), 0);
    // `keydesk migrate` is for new databases, too.
    run(&at("new/keydesk.db"), &["migrate"]);
    assert!(run(&at("new/keydesk.db"), &["account", "list"]).contains("There are no accounts"));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_on_a_mistyped_postgres_database_make_no_tables() {
    let scratch = Scratch::new(crate::support::Database::Postgres).await;
    for arguments in ON_EXISTING {
        let said = refusal(&scratch, arguments);
        assert!(
            said.contains("has no tables of Keydesk") && said.contains("URL"),
            "{said}"
        );
    }
    let tables = "select cast(count(*) as text) from information_schema.tables where table_schema = current_schema()";
    assert_eq!(single_value(&scratch, tables).await, "0");
}

/// No value of a URL is in a message or in the log, whatever is logged.
#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_parameter_of_a_url_is_named_without_its_value() {
    let url = "postgres://keydesk@127.0.0.1:1/keydesk?passwrd=hunter2";
    let sqlite = "sqlite://keydesk.db";
    let loud = [("RUST_LOG", "trace")];
    let runs: [(&str, &[&str], &str); 7] = [
        (url, &["serve"], "DATABASE_URL"),
        (url, &["migrate"], "DATABASE_URL"),
        (url, &["config", "check"], "DATABASE_URL"),
        (url, &["doctor"], "DATABASE_URL"),
        (url, &["backup", "backup.db"], "DATABASE_URL"),
        (sqlite, &["migrate-database", "--from", url, "--to", sqlite], "--from"),
        (sqlite, &["migrate-database", "--from", sqlite, "--to", url], "--to"),
    ];
    for (database, arguments, setting) in runs {
        let output = run_with(&Scratch::at(database), &loud, arguments);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!output.status.success(), "{arguments:?}: {said}");
        assert!(
            said.contains(&format!("{setting} has the parameter \"passwrd\"")),
            "{said}"
        );
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_service_that_gets_a_state_folder_keeps_its_database() {
    let folder = tempfile::tempdir().unwrap();
    let config_check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keydesk"));
        let command = command.args(["config", "check"]).current_dir(folder.path()).env_clear();
        command.env("STATE_DIRECTORY", folder.path().join("state"));
        command.output().unwrap()
    };
    assert!(config_check().status.success());
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/keydesk.db"), "here").unwrap();
    let refused = config_check();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success(), "{said}");
    assert!(
        said.contains("state/keydesk.db would be made") && said.contains("Set DATABASE_URL"),
        "{said}"
    );
    std::fs::create_dir(folder.path().join("state")).unwrap();
    std::fs::write(folder.path().join("state/keydesk.db"), "new").unwrap();
    assert!(
        config_check().status.success(),
        "both are there, so the new one is meant"
    );
}
