//! Sessions, and when the password is asked for again.

use crate::support::app::{ACCOUNT, EMAIL, FORM_ID, PASSWORD, app, at};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        id::Id,
        keys::choice::{DeleteOld, QuietDays},
        people::team::Role,
    },
    error::AppError,
    server::sessions::{ABSOLUTE, IDLE},
    views::wire::{EditInput, Password, RestrictionsInput},
};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_by_signing_out_by_idleness_and_by_age() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let answer = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    let cookies = answer.cookies();
    assert_eq!(cookies.len(), 3);
    for (cookie, name, same_site) in [
        (cookies[0], "keydesk-3000=", "SameSite=Lax"),
        (cookies[1], "keydesk-3000-strict=", "SameSite=Strict"),
        (cookies[2], "keydesk-3000-browser=", "SameSite=Strict"),
    ] {
        assert!(cookie.starts_with(name) && cookie.contains(same_site), "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("Path=/"), "{cookie}");
    }

    let mut other = app.stranger();
    other.keep_cookie(&answer);
    assert!(other.list().await.is_ok());
    other.post_form("/logout", &[]).await;
    assert_eq!(
        other.list().await.err(),
        Some(AppError::SessionEnded),
        "signing out counts at once"
    );
    assert!(owner.list().await.is_ok(), "and only for that session");

    app.state.clock.advance(IDLE - Duration::from_millis(1));
    assert!(owner.list().await.is_ok());
    for _ in 0..ABSOLUTE.as_secs() / Duration::from_hours(1).as_secs() {
        app.state.clock.advance(Duration::from_hours(1));
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
async fn actions_on_credentials_ask_for_the_password_after_a_while() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let (key, _) = owner.key_in_use("ERP").await;
    app.state.clock.advance(Duration::from_mins(31));
    assert_eq!(owner.generate("late").await, Err(AppError::PasswordNeeded));
    assert_eq!(owner.delete(&key).await, Err(AppError::PasswordNeeded));
    assert_eq!(
        owner.renew(&key, Default::default()).await,
        Err(AppError::PasswordNeeded)
    );
    let roles = owner.list().await.unwrap().roles;
    let edit = |roles: Vec<Id<Role>>| EditInput {
        label: "ERP".to_owned(),
        roles,
        restrictions: RestrictionsInput::default(),
        active: true,
        in_use: true,
        password: Password::default(),
    };
    let answer = owner
        .call("edit_key", (at(&key), edit(vec![roles[0].id.clone()])))
        .await;
    assert_eq!(
        answer.error(),
        AppError::PasswordNeeded,
        "whoever holds the token could do more"
    );
    let answer = owner.call("edit_key", (at(&key), edit(vec![]))).await;
    assert_eq!(answer.status, StatusCode::OK, "a label is only a label");
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    let form = |password: &'static str| [("label", "with password"), ("form_id", FORM_ID), ("password", password)];
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

    let link = owner
        .renew(&owner.show(&key.id).await.unwrap().key, Default::default())
        .await
        .unwrap();
    app.state.clock.advance(Duration::from_mins(31));
    for refused in [
        owner.complete(&link.key, DeleteOld::Now).await,
        owner.complete(&link.key, DeleteOld::WhenUnused(QuietDays::WEEK)).await,
        owner.delete_old(&link.key).await,
    ] {
        assert_eq!(refused, Err(AppError::PasswordNeeded));
    }
    assert!(
        owner.complete(&link.key, DeleteOld::Later).await.is_ok(),
        "this destroys nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_to_sign_in_with_an_address_does_not_keep_its_owner_from_confirming() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    app.state.clock.advance(Duration::from_mins(31));
    for _ in 0..11 {
        app.stranger()
            .post_form("/login", &[("email", EMAIL), ("password", "some wrong password")])
            .await;
    }
    let form = [("label", "ERP"), ("form_id", FORM_ID), ("password", PASSWORD)];
    let answer = owner
        .post_form(&format!("/{ACCOUNT}/api-keys/generated/new"), &form)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_anew_ends_the_session_before() {
    let (_scratch, app) = app(&[]).await;
    let before = app.owner().await;
    let mut after = before.clone();
    let answer = after
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    after.keep_cookie(&answer);
    assert!(after.list().await.is_ok());
    assert_eq!(before.list().await.err(), Some(AppError::SessionEnded));
}
