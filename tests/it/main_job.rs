//! The life of a key over HTTP, through the real router: generate, hand over, verify, renew, undo, delete.

use crate::support::{
    Scratch,
    app::{TestApp, path},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        keys::{
            choice::{Consent, DeleteOld},
            key::Status,
            refusal::KeyRefusal,
        },
        time::days,
    },
    error::AppError,
    server::{context::Caller, crypto::Secret, jobs, links},
    views::wire::{CompleteInput, EditInput, Password, RestrictionsInput},
};
use serde_json::json;
use std::time::Duration;

both! {
    async fn a_key_is_generated_handed_over_and_good(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let link = owner.generate("ERP integration").await.unwrap();
        let recipient = app.stranger();
        let page = recipient.get(path(&link.url)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("A token for") && page.body.contains("<bdi>ERP integration") && page.body.contains("View token"));
        let title = page.body.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
        assert!(title == Some("Single-access link · Keydesk"), "chats show it: {title:?}");
        assert!(!page.body.contains("kdt_"));
        let (app_key, token) = recipient.open(&link.url).await.unwrap();
        assert_eq!(app_key, link.key.app_key.as_str());
        assert_eq!(app.verify(&verifier, &app_key, &token).await, "yes");
        let second = recipient.open(&link.url).await.unwrap_err();
        assert_eq!(second.status, StatusCode::GONE);
        assert!(second.body.contains("22 Nov 2026, 12:00 UTC") && !second.body.contains("kdt_"), "{}", second.body);
        let actions = app.state.store.actions_of_key(&link.key.id).await.unwrap();
        assert_eq!(actions, ["key_generated", "link_opened", "link_visited_again"]);
    }

    async fn a_link_whose_page_cannot_be_drawn_stays_closed(scratch) {
        let app = TestApp::on(scratch).await;
        let link = app.owner().await.generate("ERP").await.unwrap();
        let id = Secret::new(path(&link.url).trim_start_matches("/credentials/"));
        let caller = Caller {
            state: app.state.clone(),
            session: None,
            browser: None,
            ip: "192.0.2.1".to_owned(),
            user_agent: String::new(),
        };
        let failed = links::open(&caller, &id, &links::LinkRequest::default(), None, |_| -> () { panic!("a page that cannot be drawn") }).await;
        assert!(matches!(failed, Err(AppError::Unavailable)));
        assert!(app.stranger().open(&link.url).await.is_ok());
        let actions = app.state.store.actions_of_key(&link.key.id).await.unwrap();
        assert_eq!(actions, ["key_generated", "link_opened"]);
    }

    async fn viewing_never_opens_a_link(scratch) {
        let app = TestApp::on(scratch).await;
        let link = app.owner().await.generate("ERP").await.unwrap();
        let reader = app.stranger();
        for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"] {
            for _ in 0..20 {
                assert!(!reader.method(method, path(&link.url)).await.body.contains("kdt_"));
            }
        }
        assert!(reader.open(&link.url).await.is_ok());
    }

    async fn unknown_and_malformed_links_look_alike(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        let reader = app.stranger();
        let unknown = format!("/credentials/{}", "a".repeat(43));
        // Only an answer to a GET has the language switch.
        let (looked, posted) = (reader.get(&unknown).await, reader.post_form(&unknown, &[]).await);
        assert_eq!((looked.status, posted.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        let long = format!("/credentials/{}", "a".repeat(500));
        for malformed in ["/credentials/x", "/credentials/%00", "/credentials/a/b", "/credentials/", long.as_str()] {
            for (answer, expected) in
                [(reader.get(malformed).await, &looked), (reader.post_form(malformed, &[]).await, &posted)]
            {
                assert_eq!((answer.status, &answer.body), (expected.status, &expected.body), "{malformed}");
            }
        }
    }

    async fn both_tokens_are_good_until_the_old_one_is_deleted(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, old) = owner.key_in_use("ERP").await;
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let completed = owner.complete(&renewed.key, DeleteOld::Later).await.unwrap();
        let (_, new) = app.stranger().open(&renewed.url).await.unwrap();
        for token in [&old, &new] {
            assert_eq!(app.verify(&verifier, key.app_key.as_str(), token).await, "yes");
        }
        assert_eq!(owner.list().await.unwrap().pending_deletion, 1);
        owner.delete_old(&completed).await.unwrap();
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &old).await, "token_revoked");
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &new).await, "yes");
    }

    async fn a_lost_first_link_is_replaced_with_its_token(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let lost = owner.generate("ERP").await.unwrap();
        let renewed = owner.renew(&lost.key, Consent::NotGiven).await;
        assert_eq!(renewed, Err(AppError::Refused(KeyRefusal::FirstLinkPending { expires_at: lost.expires_at })));
        let link = owner.replace_link(&lost.key).await.unwrap();
        assert_eq!(owner.replace_link(&lost.key).await, Err(AppError::Conflict), "the version is one behind");
        let page = app.stranger().open(&lost.url).await.unwrap_err();
        assert!(page.status == StatusCode::GONE && page.body.contains("was cancelled at"), "{}", page.body);
        let (app_key, token) = app.stranger().open(&link.url).await.unwrap();
        assert_eq!(app.verify(&verifier, &app_key, &token).await, "yes");
        assert_eq!(owner.replace_link(&link.key).await, Err(AppError::Refused(KeyRefusal::NoLinkPending)), "somebody has seen it");
        let actions = app.state.store.actions_of_key(&link.key.id).await.unwrap();
        assert_eq!(actions, ["key_generated", "link_replaced", "link_visited_again", "link_opened"]);
        let log = owner.get("/acme/audit").await.body;
        assert!(log.contains("Created a new link and replaced the unseen token"), "{log}");
    }

    async fn now_is_refused_while_nobody_has_the_new_token_and_leaves_a_way_out(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, old) = owner.key_in_use("ERP").await;
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        assert_eq!(owner.replace_link(&renewed.key).await, Err(AppError::Refused(KeyRefusal::LinkPending { expires_at: renewed.expires_at })));
        let now = |unseen| CompleteInput { delete_old: DeleteOld::Now, unseen, in_use: true, password: Password::default() };
        assert_eq!(owner.complete_as(&renewed.key, now(false)).await, Err(AppError::Refused(KeyRefusal::NewTokenUnseen)));
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &old).await, "yes");
        let single = owner.complete_as(&renewed.key, now(true)).await.unwrap();
        let again = owner.replace_link(&single).await.unwrap();
        assert_eq!(app.stranger().open(&renewed.url).await.unwrap_err().status, StatusCode::GONE);
        let (app_key, token) = app.stranger().open(&again.url).await.unwrap();
        assert_eq!(app.verify(&verifier, &app_key, &token).await, "yes");
    }

    async fn a_new_link_loses_against_an_opening_in_the_same_moment_and_asks_for_the_password(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        app.state.clock.advance(Duration::from_mins(31));
        assert_eq!(owner.replace_link(&link.key).await, Err(AppError::PasswordNeeded));
        let owner = owner.again().await;
        let (opened, replaced) = tokio::join!(
            async { app.stranger().open(&link.url).await },
            async { owner.replace_link(&link.key).await },
        );
        match replaced {
            Ok(_) => assert!(opened.is_err(), "the token that was shown is good"),
            Err(error) => {
                assert!(matches!(error, AppError::Conflict | AppError::Refused(KeyRefusal::NoLinkPending)), "{error:?}");
                assert!(opened.is_ok());
            }
        }
    }

    async fn completing_now_deletes_the_old_token(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, old) = owner.key_in_use("ERP").await;
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        owner.complete(&renewed.key, DeleteOld::Now).await.unwrap();
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &old).await, "token_revoked");
        let (_, new) = app.stranger().open(&renewed.url).await.unwrap();
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &new).await, "yes");
    }

    async fn an_undone_renewal_leaves_the_old_token(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, old) = owner.key_in_use("ERP").await;
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        owner.undo_renewal(&renewed.key).await.unwrap();
        let page = app.stranger().open(&renewed.url).await.unwrap_err();
        assert!(page.body.contains("was cancelled at"), "{}", page.body);
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &old).await, "yes");
    }

    async fn renewing_is_refused_while_the_link_is_pending_and_needs_consent_afterwards(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let refused = owner.renew(&renewed.key, Consent::Given).await;
        assert_eq!(refused, Err(AppError::Refused(KeyRefusal::LinkPending { expires_at: renewed.expires_at })));
        app.stranger().open(&renewed.url).await.unwrap();
        assert_eq!(owner.renew(&renewed.key, Consent::NotGiven).await, Err(AppError::Refused(KeyRefusal::ConsentNeeded)));
        assert!(owner.renew(&renewed.key, Consent::Given).await.is_ok());
    }

    async fn a_link_ends_after_24_hours_and_its_token_is_replaced(scratch) {
        let app = TestApp::on(scratch).await;
        let mut owner = app.owner().await;
        let (key, old) = owner.key_in_use("ERP").await;
        let verifier = app.verifier().await;
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        app.state.clock.advance(days(1) - Duration::from_millis(1));
        assert_eq!(app.stranger().get(path(&renewed.url)).await.status, StatusCode::OK);
        app.state.clock.advance(Duration::from_millis(1));
        let expired = app.stranger().open(&renewed.url).await.unwrap_err();
        assert!(expired.text().contains("expired at 23 Nov 2026, 12:00 UTC"), "{}", expired.body);
        jobs::sweep(&app.state).await;
        assert!(app.stranger().get(path(&renewed.url)).await.body.contains("expired at"));
        let sign_in = app.stranger().post_form("/login", &[("email", crate::support::app::EMAIL), ("password", crate::support::app::PASSWORD)]).await;
        owner.keep_cookie(&sign_in);
        let again = owner.renew(&renewed.key, Consent::NotGiven).await.unwrap();
        assert_eq!(again.key.tokens.old().map(|t| &t.id), Some(&key.tokens.newest().id), "the unseen token never becomes old");
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &old).await, "yes");
    }

    async fn an_inactive_key_is_refused_and_keeps_its_tokens(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, token) = owner.key_in_use("ERP").await;
        let off = owner.deactivate(&key).await.unwrap();
        assert_eq!(off.status, Status::Inactive);
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "key_inactive");
        owner.activate(&off).await.unwrap();
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
    }

    async fn a_deleted_key_is_gone_with_its_links(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, token) = owner.key_in_use("ERP").await;
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        assert_eq!(owner.delete(&key).await, Err(AppError::Conflict), "the version is one behind");
        owner.delete(&link.key).await.unwrap();
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "key_deleted");
        assert_eq!(app.stranger().get(path(&link.url)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(owner.show(&key.id).await.err(), Some(AppError::NotFound));
    }

    async fn verification_answers_for_the_account_and_the_resource(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, token) = owner.key_in_use("ERP").await;
        let roles = owner.list().await.unwrap().roles;
        let role = roles.iter().find(|r| r.name.contains("RESTRICTED")).unwrap();
        let input = EditInput {
            in_use: true,
            password: Password::default(), label: "ERP".to_owned(), roles: vec![role.id.clone()], restrictions: RestrictionsInput::default(), active: true };
        let answer = owner.call("edit_key", (crate::support::app::at(&key), input)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let question = |more: serde_json::Value| {
            let mut question = json!({ "appKey": key.app_key, "appToken": token });
            question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            question
        };
        let cases = [
            (json!({}), "yes"),
            (json!({ "account": "acme" }), "yes"),
            (json!({ "resource": "keydesk.keys.view" }), "yes"),
            (json!({ "resource": "keydesk.users.manage" }), "resource_denied"),
            (json!({ "resource": "" }), "resource_denied"),
            (json!({ "account": "bravo" }), "account_denied"),
            (json!({ "account": "ACME" }), "account_denied"),
        ];
        for (more, expected) in cases {
            let json = app.post_verification(&verifier, question(more.clone())).await.json();
            assert_eq!(if json["allowed"] == true { "yes" } else { json["reason"].as_str().unwrap() }, expected, "{more}");
        }
        let json = app.post_verification(&verifier, question(json!({}))).await.json();
        assert_eq!(json["account"], "acme");
        assert_eq!(json["key"], key.app_key.as_str());
        assert_eq!(json["roles"], json!([role.name]));
        assert!(json["resources"].as_array().unwrap().contains(&json!("keydesk.keys.renew")));
        assert_eq!(app.verify(&verifier, "appkey-acme-00000000", &token).await, "unknown_key");
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), "kdt_short").await, "unknown_token");
    }

    async fn verification_cannot_know_without_its_database(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, token) = owner.key_in_use("ERP").await;
        app.state.store.close().await;
        let answer = app.post_verification(&verifier, json!({ "appKey": key.app_key, "appToken": token })).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(app.stranger().get("/health").await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(owner.get("/acme/api-keys/generated").await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(owner.generate("late").await, Err(AppError::Unavailable));
    }
}
