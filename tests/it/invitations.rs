//! Invitations: single-access links that add members to an account.

use crate::support::{
    START, Scratch,
    app::{Answer, EMAIL, PASSWORD, Person, TestApp, app, without_nonces},
    stored_account::tamper,
    team::{link, one, recorded, role},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        people::permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE},
        time::{DAY, MINUTE},
    },
    server::{clock::Clock, jobs, state::AppState, team},
    web::{self, assets::Site},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Barrier;

const NEW: &str = "new@acme.example";
const OTHER_PASSWORD: &str = "copper lantern beside the ferry";

async fn accept(person: &Person, link: &str, password: &str) -> Answer {
    person.post_form(link, &[("password", password)]).await
}

both! {
    async fn an_invited_user_chooses_a_password_and_is_in(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let answer = owner.try_to_invite(" New@ACME.example ", &[&restricted]).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store, no-transform"));
        assert!(answer.body.contains("data-copy") && answer.body.contains("Expires in"), "{}", answer.body);
        let link = link(&answer);
        assert!(!owner.get("/acme/users").await.body.contains(&link), "the link is shown once");
        let stranger = app.stranger();
        for _ in 0..3 {
            for method in ["GET", "HEAD"] {
                assert_eq!(stranger.method(method, &link).await.status, StatusCode::OK, "looking opens nothing");
            }
        }
        let page = stranger.get(&link).await;
        for part in ["<title>Invitation · Keydesk</title>", "Join acme", EMAIL, NEW, "Choose a password", "data-countdown", "noindex"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert!(!page.body.contains("wasm") && !page.body.contains(link.rsplit('/').next().unwrap()));
        let headers = ["cache-control", "referrer-policy", "x-robots-tag"].map(|name| page.header(name));
        assert_eq!(headers, ["no-store, no-transform", "no-referrer", "noindex, nofollow"]);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'nonce-") && policy.contains("frame-ancestors 'none'"), "{policy}");

        let answer = accept(&stranger, &link, OTHER_PASSWORD).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/acme"), "{}", answer.body);
        let mut member = stranger.clone();
        member.keep_cookie(&answer);
        assert_eq!(member.get("/acme").await.header("location"), "/acme/api-keys/generated");
        assert_eq!(member.list().await.unwrap().viewer.permissions.len(), 4);
        let sign_in = app.stranger().post_form("/login", &[("email", NEW), ("password", OTHER_PASSWORD)]).await;
        assert_eq!(sign_in.status, StatusCode::SEE_OTHER);
        let users = owner.get("/acme/users").await;
        assert!(users.body.contains("Invited by owner@acme.example") && !users.body.contains("Pending invitations"));
        assert_eq!(recorded(scratch, NEW).await, ["user_invited", "invitation_opened"]);
    }

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

    async fn a_user_who_is_there_joins_with_the_password_they_have(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        app.member(scratch, "known", "bravo", &["keydesk.keys.view"]).await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite("known@people.example", &[&restricted]).await;
        let stranger = app.stranger();
        for (password, reason) in [("", "Enter your password."), (OTHER_PASSWORD, "This address already has a user here")] {
            let refused = accept(&stranger, &link, password).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(reason), "{}", refused.body);
        }
        let mut known = stranger.clone();
        known.keep_cookie(&accept(&stranger, &link, PASSWORD).await);
        for account in ["acme", "bravo"] {
            assert_eq!(known.get(&format!("/{account}/api-keys/generated")).await.status, StatusCode::OK);
        }
        assert_eq!(one(scratch, "select cast(count(*) as text) from users where email = 'known@people.example'").await, "1");
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
        assert_eq!(one(scratch, "select cast(count(*) as text) from audit_events where action = 'sign_in_refused'").await, "0");

        // Only a browser that is signed in as the invited user gets this hint.
        assert!(known.get(&links[0]).await.body.contains("You are signed in with this address"));
        assert!(!told[0][1].2.contains("You are signed in with this address"));
        // For an existing user, a valid but wrong password is a recorded guess. For a new user, it accepts the invitation.
        let guess = accept(&app.stranger(), &links[0], OTHER_PASSWORD).await;
        assert_eq!(guess.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(one(scratch, "select cast(count(*) as text) from audit_events where action = 'sign_in_refused'").await, "1");
        assert_eq!(accept(&app.stranger(), &links[1], OTHER_PASSWORD).await.status, StatusCode::SEE_OTHER);
        let left = one(scratch, "select cast(count(*) as text) from sign_in_attempts").await;
        assert_eq!(left, "1", "who joined starts without attempts");
    }

    async fn wrong_passwords_count_with_those_of_signing_in(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        app.member(scratch, "known", "bravo", &[]).await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite("known@people.example", &[&restricted]).await;
        let stranger = app.stranger();
        for _ in 0..5 {
            accept(&stranger, &link, "some wrong password").await;
            let form = [("email", "known@people.example"), ("password", "some wrong password")];
            stranger.post_form("/login", &form).await;
        }
        let locked = accept(&stranger, &link, PASSWORD).await;
        assert_eq!((locked.status, locked.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "901"));
        assert!(locked.body.contains("Too many attempts"), "{}", locked.body);
        app.state.clock.advance(15 * MINUTE);
        app.join(&link).await;
    }

    async fn a_password_that_is_no_good_leaves_the_invitation_pending(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite(NEW, &[&restricted]).await;
        for (password, reason) in [("", "Enter your password."), ("elevenchars", "at least 12"), ("passwordpassword", "easy to guess"), (NEW, "easy to guess")] {
            let refused = accept(&app.stranger(), &link, password).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
            assert!(refused.body.contains(reason) && refused.body.contains("Join acme"), "{}", refused.body);
            assert!(password.is_empty() || password == NEW || !refused.body.contains(password), "never shown again");
        }
        app.join(&link).await;
    }

    async fn after_24_hours_it_opens_no_more_whether_marked_or_not(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let link = owner.invite(NEW, &[&restricted]).await;
        app.state.clock.advance(DAY - 1);
        assert_eq!(app.stranger().get(&link).await.status, StatusCode::OK);
        app.state.clock.advance(1);
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
        app.state.clock.advance(DAY);
        app.join(&owner.again().await.invite(NEW, &[&restricted]).await).await;
    }

    async fn a_cancelled_or_renewed_link_opens_no_more(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let first = owner.invite(NEW, &[&restricted]).await;
        let pending = async || one(scratch, "select id from invitations where state = 'pending'").await;
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

    async fn of_racing_invitees_one_joins(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let nodes = [app.clone(), TestApp::on(scratch).await];
        for round in 0..6 {
            let email = format!("racer{round}@acme.example");
            let link: Arc<str> = owner.invite(&email, &[&restricted]).await.into();
            let barrier = Arc::new(Barrier::new(8));
            let racers: Vec<_> = (0..8)
                .map(|number| {
                    let (barrier, link, stranger) = (barrier.clone(), link.clone(), nodes[number % 2].stranger());
                    tokio::spawn(async move {
                        barrier.wait().await;
                        accept(&stranger, &link, PASSWORD).await.status
                    })
                })
                .collect();
            let mut statuses = Vec::new();
            for racer in racers {
                statuses.push(racer.await.unwrap());
            }
            let joined = statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
            let ended = statuses.iter().filter(|status| **status == StatusCode::GONE).count();
            assert_eq!((joined, ended), (1, 7), "{statuses:?}");
            let members = format!("select 1 from memberships m join users u on u.id = m.user_id where u.email = '{email}'");
            assert_eq!(tamper(scratch, &members).await.len(), 1);
        }
    }

    async fn two_accounts_may_invite_one_new_user_at_once(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let here = owner.invite(NEW, &[&restricted]).await;
        let there = team::create_account(&app.state, "bravo", NEW).await.unwrap();
        let there = there.expose();
        let there = there[there.find("/invitations/").unwrap()..].to_owned();
        let (one, other) = (app.stranger(), app.stranger());
        let (one, other) = tokio::join!(accept(&one, &here, PASSWORD), accept(&other, &there, PASSWORD));
        let done = [&one, &other].into_iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        if done == 1 {
            let refused = if one.status == StatusCode::SEE_OTHER { &other } else { &one };
            assert!(refused.body.contains("Someone has just chosen a password"), "{}", refused.body);
            let left = if one.status == StatusCode::SEE_OTHER { &there } else { &here };
            app.join(left).await;
        }
        let both = tamper(scratch, &format!("select 1 from memberships m join users u on u.id = m.user_id where u.email = '{NEW}'")).await;
        assert_eq!(both.len(), 2);
    }

    async fn the_operator_makes_accounts_and_owners(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        for (slug, owner, reason) in [
            ("acme", "a@b.example", "conflict"),
            ("login", "a@b.example", "invalid"),
            ("No Spaces", "a@b.example", "invalid"),
            ("bravo", "nobody", "invalid"),
        ] {
            assert_eq!(team::create_account(&app.state, slug, owner).await.unwrap_err().code(), reason, "{slug} {owner}");
        }
        assert_eq!(team::invite_owner(&app.state, "bravo", EMAIL).await.unwrap_err().code(), "not_found");
        let link = team::create_account(&app.state, "bravo", EMAIL).await.unwrap();
        let at = |link: &str| link[link.find("/invitations/").unwrap()..].to_owned();
        let page = app.stranger().get(&at(link.expose())).await;
        assert!(page.body.contains("The operator of this Keydesk") && page.body.contains("Join bravo"), "{}", page.body);
        // The first link may be lost. The operator can issue another one after it expires.
        assert_eq!(team::invite_owner(&app.state, "bravo", EMAIL).await.unwrap_err().code(), "invalid", "it is pending");
        app.state.clock.advance(DAY);
        let link = team::invite_owner(&app.state, "bravo", EMAIL).await.unwrap();
        let owner = app.join(&at(link.expose())).await;
        for path in ["/bravo/api-keys/generated", "/bravo/users", "/bravo/roles", "/acme/users"] {
            assert_eq!(owner.get(path).await.status, StatusCode::OK, "{path}");
        }
        // A disabled owner returns through a link from the operator.
        tamper(scratch, "update memberships set disabled_at = 1 where account_id = (select id from accounts where slug = 'bravo')").await;
        assert_eq!(owner.get("/bravo/users").await.status, StatusCode::NOT_FOUND);
        let link = team::invite_owner(&app.state, "bravo", EMAIL).await.unwrap();
        assert_eq!(app.join(&at(link.expose())).await.get("/bravo/users").await.status, StatusCode::OK);
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
async fn what_another_site_sends_does_not_open_an_invitation() {
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
