//! The operator resets a forgotten password on the command line.

use crate::support::{
    Database, Scratch,
    app::{EMAIL, PASSWORD, TestApp},
    phone::PAGE,
    stored_account::tamper,
    team::single_value,
};
use axum::http::StatusCode;
use keydesk::{
    error::AppError,
    server::password_reset::{self, ResetError},
};
use sqlx::Row;
use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

const NEW: &str = "another tractor in the orchard";

async fn reset(app: &TestApp, email: &str, new: &str, and_second_factor: bool) -> Result<bool, ResetError> {
    let whose = password_reset::find(&app.state, email, and_second_factor).await?;
    let reset = password_reset::reset(&app.state, &whose, new).await?;
    Ok(reset.second_factor_removed)
}

async fn sign_in(app: &TestApp, password: &str) -> (StatusCode, String) {
    let answer = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", password)])
        .await;
    (answer.status, answer.header("location").to_owned())
}

/// The operator's recorded actions, oldest first.
async fn recorded(scratch: &Scratch) -> Vec<(String, String)> {
    let text = "select action, subject from audit_events where chain = '' and actor = 'operator' order by seq";
    let rows = tamper(scratch, text).await;
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

both! {
    async fn after_a_reset_only_the_new_password_signs_in(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        // A second factor that is being set up is sealed under the old password.
        owner.begin_set_up(PASSWORD).await;
        for _ in 0..11 {
            sign_in(&app, "some wrong password").await;
        }
        assert_eq!(sign_in(&app, PASSWORD).await.0, StatusCode::TOO_MANY_REQUESTS);
        assert!(!reset(&app, " Owner@acme.EXAMPLE ", NEW, false).await.unwrap());
        assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded));
        assert_eq!(sign_in(&app, NEW).await, (StatusCode::SEE_OTHER, "/".to_owned()), "nor is the address locked");
        assert_eq!(sign_in(&app, PASSWORD).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(tamper(scratch, "select 1 from second_factor_setups").await.len(), 0);
        assert_eq!(recorded(scratch).await, [("password_reset".to_owned(), EMAIL.to_owned())]);
        assert_eq!(app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }

    async fn a_second_factor_is_removed_only_with_the_option_for_it(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let on = owner.turn_on().await;
        let waiting = app.enter_password(PASSWORD).await;
        let refused = reset(&app, EMAIL, NEW, false).await.unwrap_err();
        assert!(matches!(refused, ResetError::HasSecondFactor(_)));
        assert!(refused.to_string().contains("--and-second-factor"), "{refused}");
        assert!(owner.list().await.is_ok(), "nothing was changed");

        assert!(reset(&app, EMAIL, NEW, true).await.unwrap());
        for table in ["second_factors", "recovery_codes", "pending_sign_ins", "sessions"] {
            assert_eq!(tamper(scratch, &format!("select 1 from {table}")).await.len(), 0, "{table}");
        }
        let late = waiting.post_form("/login/code", &[("code", &on.phone.code())]).await;
        assert!(late.header("location").starts_with("/login?"), "{late:?}");
        assert_eq!(sign_in(&app, NEW).await, (StatusCode::SEE_OTHER, "/".to_owned()), "no code is asked for");
        let events = ["password_reset", "second_factor_reset"].map(|event| (event.to_owned(), EMAIL.to_owned()));
        assert_eq!(recorded(scratch).await, events);
        // `--and-second-factor` without a second factor is no error, and its removal is not recorded.
        assert!(!reset(&app, EMAIL, PASSWORD, true).await.unwrap());
        assert_eq!(recorded(scratch).await.len(), 3);
        let mut owner = app.stranger();
        let answer = owner.post_form("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        owner.keep_cookie(&answer);
        assert_eq!(owner.get(PAGE).await.status, StatusCode::OK, "and can be turned on again");
    }

    async fn a_second_factor_turned_on_during_a_reset_is_not_removed(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let whose = password_reset::find(&app.state, EMAIL, false).await.unwrap();
        owner.turn_on().await;
        let refused = password_reset::reset(&app.state, &whose, NEW).await.err().unwrap();
        assert!(matches!(refused, ResetError::HasSecondFactor(_)), "{refused}");
        assert!(owner.list().await.is_ok());
        assert!(recorded(scratch).await.is_empty());
    }

    async fn a_reset_that_is_refused_says_why(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for unknown in ["nobody@acme.example", "nonsense", ""] {
            let refused = reset(&app, unknown, NEW, true).await.unwrap_err().to_string();
            assert!(refused.contains("There is no user"), "{refused}");
        }
        for (password, reason) in [("", "at least 12"), ("elevenchars", "at least 12"), ("passwordpassword", "easy to guess"), (EMAIL, "easy to guess")] {
            let refused = reset(&app, EMAIL, password, false).await.unwrap_err().to_string();
            assert!(refused.contains(reason) && refused.contains("Nothing was changed"), "{refused}");
        }
        assert!(owner.list().await.is_ok());
        tamper(scratch, "update users set disabled_at = 1").await;
        assert!(matches!(reset(&app, EMAIL, NEW, false).await, Err(ResetError::Unknown(_))));
        assert!(recorded(scratch).await.is_empty());
    }
}

/// Runs the real command with this text on stdin.
fn command(scratch: &Scratch, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .args(["user", "reset-password"])
        .args(arguments)
        .env("DATABASE_URL", &scratch.url)
        .env("RUST_LOG", "trace")
        .current_dir(scratch.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end before it reads stdin.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_reads_a_line_and_shows_it_nowhere() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    owner.turn_on().await;
    let line = format!("{NEW}\r\nand nothing of this\n");
    let refused = command(&scratch, &[EMAIL], &line);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("then add --and-second-factor"));
    assert!(
        !command(&scratch, &[EMAIL, "--and-second-factor"], "").status.success(),
        "nothing was piped in"
    );
    let done = command(&scratch, &[EMAIL, "--and-second-factor"], &line);
    let (output, log) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{log}");
    assert!(
        output.contains("all their sessions have ended") && output.contains("Their second factor is off"),
        "{output}"
    );
    assert!(!output.contains(NEW) && !log.contains(NEW) && !log.contains(PASSWORD));
    assert_eq!(sign_in(&app, NEW).await.0, StatusCode::SEE_OTHER);
    let hash = single_value(&scratch, "select password_hash from users").await;
    assert!(hash.starts_with("$argon2id$") && !log.contains(&hash), "{log}");
}
