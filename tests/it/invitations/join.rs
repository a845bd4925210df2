//! Who joins by an invitation, and with which password.

use super::{NEW, OTHER_PASSWORD, accept};
use crate::support::{
    Scratch,
    app::{EMAIL, PASSWORD, TestApp},
    stored_account::tamper,
    team::{link, recorded, role, single_value},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{people::permission::USER_ADMINISTRATOR_ROLE, time::days},
    server::team,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Barrier;

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

    async fn an_existing_user_joins_with_their_password(scratch) {
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
        assert_eq!(single_value(scratch, "select cast(count(*) as text) from users where email = 'known@people.example'").await, "1");
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
        assert_eq!((locked.status, locked.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "900"));
        assert!(locked.body.contains("Too many attempts"), "{}", locked.body);
        app.state.clock.advance(Duration::from_mins(15));
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
        app.state.clock.advance(days(1));
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
