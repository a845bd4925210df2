//! Setting up, signing in and out, sessions, and when the password is asked for again.

mod support;

use axum::http::StatusCode;
use keydesk::{
    domain::{
        permission::{Permission, USER_ADMINISTRATOR_ROLE},
        time::{HOUR, MINUTE},
    },
    error::AppError,
    server::sessions::{ABSOLUTE, IDLE},
};
use support::app::{ACCOUNT, Answer, EMAIL, PASSWORD, app, without_nonces};

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_by_signing_out_by_idleness_and_by_age() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let cookie = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    let cookie = cookie.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"),
        "{cookie}"
    );

    let other = {
        let mut p = app.stranger();
        p.cookie = cookie.split(';').next().map(str::to_owned);
        p
    };
    assert!(other.list().await.is_ok());
    other.post_form("/logout", &[]).await;
    assert_eq!(
        other.list().await.err(),
        Some(AppError::SessionEnded),
        "signing out counts at once"
    );
    assert!(owner.list().await.is_ok(), "and only for that session");

    app.state.clock.advance(IDLE - 1);
    assert!(owner.list().await.is_ok());
    for _ in 0..(ABSOLUTE / HOUR) {
        app.state.clock.advance(HOUR);
        let _ = owner.list().await;
    }
    assert_eq!(
        owner.list().await.err(),
        Some(AppError::SessionEnded),
        "use does not prolong it for ever"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    app.state.clock.advance(IDLE);
    assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hands_out_or_destroys_credentials_asks_for_the_password_after_a_while() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let (key, _) = owner.key_in_use("ERP").await;
    app.state.clock.advance(31 * MINUTE);
    assert_eq!(owner.generate("late").await, Err(AppError::PasswordNeeded));
    assert_eq!(owner.delete(&key).await, Err(AppError::PasswordNeeded));
    assert_eq!(
        owner.renew(&key, Default::default()).await,
        Err(AppError::PasswordNeeded)
    );
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    let form = |password: &'static str| [("label", "with password"), ("form_id", "f1"), ("password", password)];
    let wrong = owner.post_form(&new, &form("wrong wrong wrong")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        !wrong.body.contains("wrong wrong wrong"),
        "a password is never shown again"
    );
    assert_eq!(owner.post_form(&new, &form(PASSWORD)).await.status, StatusCode::OK);
    assert!(
        owner.generate("soon after").await.is_ok(),
        "and then not again for a while"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_users_and_wrong_passwords_look_alike_and_are_locked_alike() {
    let (_scratch, app) = app(&[]).await;
    app.owner().await;
    let stranger = app.stranger();
    let try_it = async |email: &str| {
        stranger
            .post_form("/login", &[("email", email), ("password", "some wrong password")])
            .await
    };
    let blank = |answer: &Answer, email: &str| without_nonces(&answer.body).replace(email, "…");
    // The variants of one address count together.
    let variants = [EMAIL, "OWNER@acme.example", " owner@ACME.example "];
    for attempt in 0..10 {
        let (known, unknown) = (variants[attempt % 3], "nobody@acme.example");
        let (left, right) = (try_it(known).await, try_it(unknown).await);
        assert_eq!(
            (left.status, right.status),
            (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED)
        );
        assert_eq!(blank(&left, known), blank(&right, unknown));
    }
    for email in [EMAIL, "nobody@acme.example"] {
        let locked = try_it(email).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(locked.header("retry-after"), "901");
    }
    let right = stranger
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(
        right.status,
        StatusCode::TOO_MANY_REQUESTS,
        "the lock holds for the right password too"
    );
    app.state.clock.advance(15 * MINUTE);
    let right = stranger
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn setting_up_needs_the_printed_link_and_works_once() {
    let (_scratch, app) = app(&[]).await;
    let stranger = app.stranger();
    assert_eq!(stranger.get("/setup").await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.get("/setup?code=guess").await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.get("/").await.header("location"), "/setup");
    let form = [
        ("code", "guess"),
        ("account", ACCOUNT),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    assert_eq!(stranger.post_form("/setup", &form).await.status, StatusCode::FORBIDDEN);

    let link = keydesk::server::accounts::setup_link(&app.state)
        .await
        .unwrap()
        .unwrap();
    let code = link.expose().split_once("code=").unwrap().1;
    let bad = [
        ("code", code),
        ("account", "No Spaces"),
        ("email", "nobody"),
        ("password", "short"),
    ];
    let answer = stranger.post_form("/setup", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "lower-case letters",
        "name@example.com",
        "at least 12 characters",
        "No Spaces",
    ] {
        assert!(answer.body.contains(part), "{part}");
    }
    assert!(!answer.body.contains("\"short\""), "a password is never shown again");

    let good = [
        ("code", code),
        ("account", ACCOUNT),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let done = stranger.post_form("/setup", &good).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/acme/api-keys/generated")
    );
    assert_eq!(stranger.post_form("/setup", &good).await.status, StatusCode::FORBIDDEN);
    assert!(
        keydesk::server::accounts::setup_link(&app.state)
            .await
            .unwrap()
            .is_none(),
        "nothing is printed any more"
    );
    let mut owner = app.stranger();
    owner.keep_cookie(&done);
    let page = owner.list().await.unwrap();
    assert_eq!(page.viewer.permissions, Permission::ALL);
    assert!(
        page.roles
            .iter()
            .any(|role| role.name == USER_ADMINISTRATOR_ROLE && role.resources.len() == 4)
    );
}
