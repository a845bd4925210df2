//! The page of a key, and the notices about dead tokens.

use super::{decision::Renewing, settle, verify};
use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, Person, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    domain::keys::{choice::Consent, key::Key},
    server::crypto::random,
};
use serde_json::json;
use std::time::Duration;

fn path(key: &Key) -> String {
    format!("/{ACCOUNT}/api-keys/generated/{}", key.id)
}

async fn page(person: &Person, key: &Key) -> Answer {
    let page = person.get(&path(key)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

/// A key with a revoked token that is still sent, its valid token, and the application.
async fn with_dead_token(scratch: &Scratch) -> (TestApp, Person, String, Key, [String; 2]) {
    let mut renewing = Renewing::on(scratch).await;
    renewing.key = renewing.owner.delete_old(&renewing.key).await.unwrap();
    for _ in 0..3 {
        renewing.send(&renewing.old).await;
    }
    settle(&renewing.app.state).await;
    let Renewing {
        app,
        owner,
        verifier,
        key,
        old,
        new,
    } = renewing;
    (app, owner, verifier, key, [old, new])
}

both! {
    async fn the_page_shows_tokens_beside_each_other_with_their_use(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, old) = owner.key_in_use("ERP").await;
        let text = page(&owner, &key).await.text();
        assert!(text.contains("No request was recorded yet"), "{text}");
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let (_, new) = app.stranger().open(&link.url).await.unwrap();
        for (token, times, ip) in [(&old, 4, "10.0.0.7"), (&new, 2, "2001:db8::1")] {
            for _ in 0..times {
                let question = json!({ "appKey": key.app_key, "appToken": token, "clientIp": ip });
                app.post_verification(&verifier, question).await;
            }
        }
        app.verify(&verifier, key.app_key.as_str(), random::token().expose()).await;
        settle(&app.state).await;
        let text = page(&owner, &key).await.text();
        for part in [
            "New token", "Old token", "Requests in the last 24 hours", "4 requests", "2 requests", "10.0.0.7", "2001:db8::1",
            "Unknown token", "Single-access links", "Audit events", "Renewed the token", "Link of 22 Nov 2026, 12:00 UTC",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }

    async fn parts_are_shown_to_whoever_may_see_them(scratch) {
        let (app, owner, _, key, _) = with_dead_token(scratch).await;
        let viewer = app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        let powerless = app.member(scratch, "powerless", ACCOUNT, &[]).await;
        let outsider = app.member(scratch, "outsider", "bravo", &["keydesk.keys.view", "keydesk.keys.renew"]).await;
        let seen = page(&viewer, &key).await;
        assert!(seen.body.contains("10.0.0.7"));
        for hidden in ["Audit events", "Dismiss notice", "Renew token", "Delete key"] {
            assert!(!seen.text().contains(hidden), "{hidden}");
        }
        assert!(page(&owner, &key).await.text().contains("Dismiss notice"));
        assert_eq!(powerless.get(&path(&key)).await.status, StatusCode::FORBIDDEN);
        for foreign in [path(&key), path(&key).replacen(ACCOUNT, "bravo", 1)] {
            assert_eq!(outsider.get(&foreign).await.status, StatusCode::NOT_FOUND);
        }
        for unknown in ["nonsense", "01234567890123456789"] {
            let path = format!("/{ACCOUNT}/api-keys/generated/{unknown}");
            assert_eq!(owner.get(&path).await.status, StatusCode::NOT_FOUND);
        }
    }

    async fn a_revoked_token_that_is_still_sent_raises_a_notice_until_it_is_dismissed(scratch) {
        let (app, owner, verifier, key, [old, _]) = with_dead_token(scratch).await;
        let dead = async || owner.list().await.unwrap().dead_tokens;
        let found = dead().await;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].times, found[0].address.as_str(), found[0].key_is_deleted), (3, "10.0.0.7", false));
        let list = owner.get(&format!("/{ACCOUNT}/api-keys/generated")).await.text();
        assert!(list.contains("Deleted tokens are still sent.") && list.contains("From 10.0.0.7."), "{list}");
        let text = page(&owner, &key).await;
        assert!(text.text().contains("Sent 3 times since then"), "{}", text.text());
        let fields = ["dead", "uses"].map(|name| (name, text.hidden(name).unwrap()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();

        // The token is sent again before the form: that use raises the notice again.
        verify(&app, &verifier, (key.app_key.as_str(), &old), 1).await;
        settle(&app.state).await;
        let renewer = app.member(scratch, "renewer", ACCOUNT, &["keydesk.keys.view", "keydesk.keys.renew"]).await;
        let viewer = app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        assert_eq!(viewer.post_form(&path(&key), &fields).await.status, StatusCode::FORBIDDEN);
        for _ in 0..2 {
            let done = renewer.post_form(&path(&key), &fields).await;
            assert_eq!(done.header("location"), format!("{}?done=dead-token-dismissed", path(&key)), "{}", done.body);
            assert_eq!(dead().await[0].times, 1);
        }
        for (dead, uses) in [(fields[0].1, "0"), (fields[0].1, "x"), ("x", "3")] {
            let refused = renewer.post_form(&path(&key), &[("dead", dead), ("uses", uses)]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{dead} {uses}");
        }
        let too_many = renewer.post_form(&path(&key), &[fields[0], ("uses", "99")]).await;
        assert_eq!((too_many.status, dead().await.len()), (StatusCode::SEE_OTHER, 0));
        verify(&app, &verifier, (key.app_key.as_str(), &old), 1).await;
        settle(&app.state).await;
        assert_eq!(dead().await[0].times, 1, "what did not happen yet was not dismissed");
        assert!(page(&owner, &key).await.text().contains("Sent 5 times since then"), "it stays on the page");
        let actions = app.state.store.actions_of_key(&key.id).await.unwrap();
        assert_eq!(actions.iter().filter(|action| *action == "dead_token_dismissed").count(), 2);
        assert_eq!(app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }

    async fn all_keys_with_dead_tokens_can_be_reached_from_the_list(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let mut deleted = Vec::new();
        for label in ["Shop", "Stock", "Billing", "Search", "Returns"] {
            let (key, token) = owner.key_in_use(label).await;
            owner.delete(&key).await.unwrap();
            verify(&app, &verifier, (key.app_key.as_str(), &token), 1).await;
            app.state.clock.advance(Duration::from_mins(1));
            deleted.push(key);
        }
        settle(&app.state).await;
        let list = owner.get(&format!("/{ACCOUNT}/api-keys/generated")).await;
        let (at_once, behind) = list.body.split_once("<details").unwrap();
        assert!(list.text().contains("And 2 more keys."), "{}", list.text());
        for (position, key) in deleted.iter().enumerate() {
            // The last ones that were sent come first.
            let part = if position < 2 { behind } else { at_once };
            assert!(part.contains(&format!("href=\"{}\"", path(key))), "{} is not in {part}", key.label.as_str());
        }
    }

    async fn each_dead_token_that_is_announced_can_be_dismissed(scratch) {
        let (app, owner, _, key, _) = with_dead_token(scratch).await;
        let many = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 150) select";
        let later = app.state.clock.now().millis() + 1;
        let insert = format!("insert into revoked_tokens (token_hash, key_id, revoked_at) {many} 'r' || i, '{}', {later} from n", key.id);
        tamper(scratch, &insert).await;
        let page = page(&owner, &key).await;
        let fields = ["dead", "uses"].map(|name| (name, page.hidden(name).unwrap()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = owner.post_form(&path(&key), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(owner.list().await.unwrap().dead_keys, 0);
    }

    async fn a_list_carries_few_of_many_keys_with_dead_tokens(scratch) {
        let (app, owner, _, key, _) = with_dead_token(scratch).await;
        let account = "(select id from accounts where slug = 'acme')";
        let many = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 60) select";
        let at = app.state.clock.now().millis();
        for insert in [
            format!("insert into deleted_keys (app_key, key_id, account_id, label, deleted_at) {many} 'a' || i, 'k' || i, {account}, 'Gone ' || i, 1 from n"),
            format!("insert into deleted_tokens (token_hash, key_id, ended_at) {many} 'd' || i, 'k' || i, 1 from n"),
            format!("insert into deleted_tokens (token_hash, key_id, ended_at) {many} 'e' || i, 'k' || i, 1 from n"),
            format!("insert into token_usage (subject, first_at, last_at, uses, dead_uses) {many} 'd' || i, 1, {at} + i, 5, 5 from n"),
            format!("insert into token_usage (subject, first_at, last_at, uses, dead_uses) {many} 'e' || i, 1, {at} - i, 2, 2 from n"),
            "insert into usage_senders (subject, address, verifier, uses, last_at) values ('d60', '10.0.0.60', '', 5, 1)".to_owned(),
        ] {
            tamper(scratch, &insert).await;
        }
        let list = owner.list().await.unwrap();
        assert_eq!((list.dead_keys, list.dead_tokens.len()), (61, 51));
        let told: Vec<_> = list.dead_tokens.iter().map(|dead| (dead.label.as_str(), dead.times, dead.address.as_str())).collect();
        assert_eq!(told[..3], [("Gone 60", 7, "10.0.0.60"), ("Gone 59", 7, ""), ("Gone 58", 7, "")]);
        assert_eq!(told[50], ("ERP", 3, "10.0.0.7"));
        assert_eq!(list.dead_tokens[50].key, key.id, "a row of the page has its notice");
        let text = owner.get(&format!("/{ACCOUNT}/api-keys/generated")).await.text();
        assert!(text.contains("And 58 more keys.") && text.contains("And 10 more keys."), "{text}");
    }

    async fn the_page_of_a_deleted_key_tells_that_its_tokens_are_still_sent(scratch) {
        let (app, owner, verifier, key, [_, new]) = with_dead_token(scratch).await;
        owner.delete(&key).await.unwrap();
        app.state.clock.advance(Duration::from_hours(2));
        verify(&app, &verifier, (key.app_key.as_str(), &new), 2).await;
        settle(&app.state).await;
        let owner = owner.again().await;
        let found = owner.list().await.unwrap().dead_tokens;
        assert_eq!((found.len(), found[0].times, found[0].key_is_deleted), (1, 5, true));
        let list = owner.get(&format!("/{ACCOUNT}/api-keys/generated")).await.text();
        assert!(list.contains("ERP (deleted key): sent 5"), "{list}");
        let text = page(&owner, &key).await.text();
        for part in ["ERP", "This key was deleted on 22 Nov 2026, 12:00 UTC", "Sent 2 times since then", "Sent 3 times since then", "Deleted the key"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert!(!text.contains("Single-access links"));
    }
}
