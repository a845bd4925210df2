//! The link of an invitation: how it ends, and what its page tells to strangers.

use super::{NEW, OTHER_PASSWORD, accept};
use crate::support::{
    START, Scratch,
    app::{Answer, PASSWORD, TestApp, app, without_nonces},
    stored_account::tamper,
    team::{link, recorded, role, single_value},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        people::permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE},
        time::days,
    },
    server::{clock::Clock, jobs, state::AppState, team},
    web::{self, assets::Site},
};
use std::time::Duration;

both! {
    async fn an_invitation_opens_once_and_says_so_afterwards(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite(NEW, &[&restricted]).await;
        app.join(&link).await;
        for again in [accept(&app.stranger(), &link, PASSWORD).await, app.stranger().get(&link).await] {
            assert_eq!(again.status, StatusCode::GONE);
            assert!(again.text().contains("This link was opened at 22 Nov 2026, 12:00 UTC."), "{}", again.body);
            assert!(again.body.contains("tell the person who invited you") && again.header("set-cookie").is_empty());
        }
        let visits = ["user_invited", "invitation_opened", "invitation_visited_again", "invitation_visited_again"];
        assert_eq!(recorded(scratch, NEW).await, visits);
    }

    async fn an_invitation_does_not_tell_whether_its_address_has_a_user(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let known = app.member(scratch, "known", "bravo", &["keydesk.keys.view"]).await;
        let other = app.member(scratch, "other", "bravo", &["keydesk.keys.view"]).await;
        tamper(scratch, "delete from sign_in_attempts").await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let mut told = Vec::new();
        let mut links = Vec::new();
        for email in ["known@people.example", "nosir@people.example"] {
            let invited = owner.try_to_invite(email, &[&restricted]).await;
            let link = link(&invited);
            let mut answers = vec![invited, app.stranger().get(&link).await, other.get(&link).await];
            for password in ["", "elevenchars", "passwordpassword", email] {
                answers.push(accept(&app.stranger(), &link, password).await);
            }
            // Replaces what differs in every answer: nonces, the link and the address.
            let plain = |answer: &Answer| {
                let text = without_nonces(&answer.body).replace(link.as_str(), "LINK").replace(email, "EMAIL");
                (answer.status, answer.header("set-cookie").to_owned(), text)
            };
            told.push(answers.iter().map(plain).collect::<Vec<_>>());
            links.push(link);
        }
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0][3].0, StatusCode::UNPROCESSABLE_ENTITY);
        let counted = tamper(scratch, "select cast(attempts as text) as n from sign_in_attempts").await;
        let counted: Vec<String> = counted.iter().map(|row| sqlx::Row::get(row, 0)).collect();
        assert_eq!(counted, ["3", "3"], "all of them are counted, whoever they are for");
        assert_eq!(single_value(scratch, "select cast(count(*) as text) from audit_events where action = 'sign_in_refused'").await, "0");

        // Only a browser that is signed in as the invited user gets this hint.
        assert!(known.get(&links[0]).await.body.contains("You are signed in with this address"));
        assert!(!told[0][1].2.contains("You are signed in with this address"));
        // For an existing user, a valid but wrong password is a recorded guess. For a new user, it accepts the invitation.
        let guess = accept(&app.stranger(), &links[0], OTHER_PASSWORD).await;
        assert_eq!(guess.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(single_value(scratch, "select cast(count(*) as text) from audit_events where action = 'sign_in_refused'").await, "1");
        assert_eq!(accept(&app.stranger(), &links[1], OTHER_PASSWORD).await.status, StatusCode::SEE_OTHER);
        let left = single_value(scratch, "select cast(count(*) as text) from sign_in_attempts").await;
        assert_eq!(left, "1", "who joined starts without attempts");
    }

    async fn after_24_hours_an_invitation_opens_no_more_whether_marked_or_not(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite(NEW, &[&restricted]).await;
        app.state.clock.advance(days(1) - Duration::from_millis(1));
        assert_eq!(app.stranger().get(&link).await.status, StatusCode::OK);
        app.state.clock.advance(Duration::from_millis(1));
        let expired = "This link expired at 23 Nov 2026, 12:00 UTC.";
        let late = accept(&app.stranger(), &link, PASSWORD).await;
        assert!(late.status == StatusCode::GONE && late.text().contains(expired), "{}", late.body);
        jobs::sweep(&app.state).await;
        jobs::sweep(&app.state).await;
        assert!(app.stranger().get(&link).await.text().contains(expired));
        assert_eq!(tamper(scratch, "select 1 from invitation_roles").await.len(), 0);
        assert_eq!(recorded(scratch, NEW).await, ["user_invited", "invitation_expired"]);
        // An expired invitation does not block its address, even before the job has marked it as expired.
        let owner = owner.again().await;
        owner.invite(NEW, &[&restricted]).await;
        app.state.clock.advance(days(1));
        app.join(&owner.again().await.invite(NEW, &[&restricted]).await).await;
    }

    async fn a_cancelled_or_renewed_link_opens_no_more(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let first = owner.invite(NEW, &[&restricted]).await;
        let pending = async || single_value(scratch, "select id from invitations where state = 'pending'").await;
        let at = |id: String, step: &str| format!("/acme/users/invitations/{id}/{step}");
        assert!(owner.get(&at(pending().await, "new-link")).await.body.contains("Create new link"));
        let renewed = owner.post_form(&at(pending().await, "new-link"), &[]).await;
        assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
        let second = link(&renewed);
        assert_ne!(first, second);
        let cancelled = "This link was cancelled at 22 Nov 2026, 12:00 UTC.";
        assert!(accept(&app.stranger(), &first, PASSWORD).await.text().contains(cancelled));
        let id = pending().await;
        assert!(owner.get(&at(id.clone(), "cancel")).await.body.contains("Keep invitation"));
        let done = owner.post_form(&at(id.clone(), "cancel"), &[]).await;
        assert_eq!(done.header("location"), "/acme/users?done=invitation-cancelled");
        assert!(accept(&app.stranger(), &second, PASSWORD).await.text().contains(cancelled));
        for step in ["cancel", "new-link", "explode"] {
            assert_eq!(owner.post_form(&at(id.clone(), step), &[]).await.status, StatusCode::NOT_FOUND, "{step}");
        }
        assert_eq!(tamper(scratch, "select 1 from users").await.len(), 1);
        let events = ["user_invited", "invitation_cancelled", "user_invited", "invitation_cancelled"];
        assert_eq!(recorded(scratch, NEW).await, events);
        app.join(&owner.invite(NEW, &[&restricted]).await).await;
    }

    async fn unknown_and_malformed_ids_look_alike(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        let unknown = format!("/invitations/{}", "A".repeat(43));
        let long = format!("/invitations/{}", "a".repeat(500));
        // An answer to a form has no language switch, because a GET cannot repeat the form.
        let looked = without_nonces(&app.stranger().get(&unknown).await.body);
        let posted = without_nonces(&accept(&app.stranger(), &unknown, PASSWORD).await.body);
        assert!([&looked, &posted].iter().all(|page| page.contains("This link does not exist.")));
        for path in [unknown.as_str(), "/invitations/x", "/invitations/%00", "/invitations/a/b", "/invitations/", &long] {
            let answers = [app.stranger().get(path).await, accept(&app.stranger(), path, PASSWORD).await];
            for (answer, expected) in answers.iter().zip([&looked, &posted]) {
                assert_eq!((answer.status, &without_nonces(&answer.body)), (StatusCode::NOT_FOUND, expected), "{path}");
            }
        }
    }

    async fn neither_the_database_nor_the_log_of_events_holds_the_link(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite(NEW, &[&restricted]).await;
        let id = link.rsplit('/').next().unwrap();
        app.join(&link).await;
        for (table, column) in [("invitations", "link_hash"), ("invitations", "id"), ("audit_events", "subject"), ("audit_events", "key_id")] {
            let found = tamper(scratch, &format!("select 1 from {table} where {column} like '%{id}%'")).await;
            assert!(found.is_empty(), "{table}.{column}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_host_of_its_own_serves_no_invitations() {
    let settings = [
        ("KEYDESK_ORIGIN", "https://keys.example.com"),
        ("KEYDESK_SHARE_ORIGIN", "https://share.example.com"),
    ];
    let (scratch, app) = app(&settings).await;
    let link = team::create_account(&app.state, "bravo", NEW).await.unwrap();
    assert!(link.expose().starts_with("https://keys.example.com/invitations/"));
    let path = link.expose().trim_start_matches("https://keys.example.com").to_owned();
    let ask = async |host: &str, method: &str| {
        let request = axum::http::Request::builder()
            .method(method)
            .uri(&path)
            .header("host", host)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", "__Host-keydesk-443-kept=1")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(format!(
                "password={}",
                PASSWORD.replace(' ', "+")
            )))
            .unwrap();
        app.send(request).await
    };
    for method in ["GET", "POST"] {
        assert_eq!(ask("share.example.com", method).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(ask("keys.example.com", "GET").await.status, StatusCode::OK);
    assert_eq!(ask("keys.example.com", "POST").await.status, StatusCode::SEE_OTHER);
    drop(scratch);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_another_site_open_no_invitation() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.invite(NEW, &[&role(&scratch, OWNER_ROLE).await]).await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let request = axum::http::Request::post(&link)
            .header("host", "127.0.0.1:3000")
            .header(name, value)
            .body(axum::body::Body::from(format!(
                "password={}",
                PASSWORD.replace(' ', "+")
            )))
            .unwrap();
        assert_eq!(app.send(request).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(app.stranger().get(&link).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_opens_nothing() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.invite(NEW, &[&role(&scratch, OWNER_ROLE).await]).await;
    let state = AppState::open(scratch.config(), Clock::manual(START)).await.unwrap();
    let node = web::router(state.clone(), Site::without_files());
    state.store.close().await;
    let request = axum::http::Request::post(&link)
        .header("host", "127.0.0.1:3000")
        .body(axum::body::Body::from("password=x"))
        .unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(10), tower::ServiceExt::oneshot(node, request)).await;
    assert_eq!(answer.unwrap().unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    app.join(&link).await;
}
