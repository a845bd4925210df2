//! The lists say when keys were used last, and filter and sort by it.

use super::{settle, verify};
use crate::support::{
    START, Scratch,
    app::{ACCOUNT, Person, TestApp},
    stored_account::tamper,
};
use keydesk::domain::{
    key_query::{KeyQuery, QueryParameter, Sort, UnusedFor},
    time::days,
};
use std::time::Duration;

/// Pretends that verifications were recorded on each of the last days.
async fn recorded_for(scratch: &Scratch, app: &TestApp, length: i64) {
    let today = app.state.clock.now().day();
    for day in today - length..=today {
        tamper(
            scratch,
            &format!("insert into recorded_days (day) values ({day}) on conflict do nothing"),
        )
        .await;
    }
}

async fn labels(owner: &Person, query: KeyQuery) -> Vec<String> {
    let page = owner.list_of(&query).await.unwrap();
    assert_eq!(page.matching, page.keys.len() as i64);
    page.keys.iter().map(|key| key.label.as_str().to_owned()).collect()
}

fn sorted(sort: Sort) -> KeyQuery {
    KeyQuery {
        sort,
        ..KeyQuery::default()
    }
}

fn unused(unused: UnusedFor) -> KeyQuery {
    KeyQuery {
        unused: Some(unused),
        sort: Sort::Name,
        ..KeyQuery::default()
    }
}

both! {
    async fn keys_are_sorted_and_filtered_by_their_last_use(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (a, token_a) = owner.key_in_use("A").await;
        let (b, token_b) = owner.key_in_use("B").await;
        let (_, _) = owner.key_in_use("C").await;
        let use_key = async |key: &keydesk::domain::keys::key::Key, token: &str| {
            verify(&app, &verifier, (key.app_key.as_str(), token), 1).await;
            settle(&app.state).await;
        };
        use_key(&a, &token_a).await;
        assert_eq!(labels(&owner, sorted(Sort::LongestUnused)).await[2], "A");
        app.state.clock.advance(days(40));
        let again = owner.again().await;
        use_key(&b, &token_b).await;
        assert_eq!(labels(&again, sorted(Sort::LastUsed)).await[..2], ["B", "A"]);
        assert_eq!(labels(&again, sorted(Sort::LongestUnused)).await, ["C", "A", "B"]);
        // One more use is known after five seconds, without a row in the audit log.
        app.state.clock.advance(Duration::from_secs(5));
        use_key(&a, &token_a).await;
        assert_eq!(labels(&again, sorted(Sort::LastUsed)).await[..2], ["A", "B"]);

        for nothing in [UnusedFor::Days30, UnusedFor::Days90] {
            assert_eq!(labels(&again, unused(nothing)).await, Vec::<String>::new(), "not enough days were recorded");
        }
        recorded_for(scratch, &app, 35).await;
        app.state.clock.advance(Duration::from_secs(5));
        assert_eq!(labels(&again, unused(UnusedFor::Days30)).await, ["C"]);
        assert_eq!(labels(&again, unused(UnusedFor::Days90)).await, Vec::<String>::new());
        let path = format!("/{ACCOUNT}/api-keys/generated?unused=30");
        let page = again.get(&path).await;
        assert!(page.body.contains("Not used for 30 days") && page.body.contains("value=\"30\" selected"), "{}", page.body);
        let wrong = again.list_of(&KeyQuery::parse(|name| (name == "unused").then(|| "31".to_owned()), "unused=31")).await.unwrap();
        assert_eq!((wrong.matching, wrong.query.ignored.as_slice()), (0, &[QueryParameter::Unused][..]));
    }

    async fn a_use_that_was_written_late_is_found(scratch) {
        let app = TestApp::on(scratch).await;
        let late = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (a, token_a) = owner.key_in_use("A").await;
        let (b, token_b) = owner.key_in_use("B").await;
        for _ in 0..6 {
            owner.generate("never used").await.unwrap();
        }
        // A node that was cut off writes its uses when others have written newer ones.
        verify(&late, &verifier, (b.app_key.as_str(), &token_b), 1).await;
        app.state.clock.advance(Duration::from_hours(1));
        verify(&app, &verifier, (a.app_key.as_str(), &token_a), 1).await;
        settle(&app.state).await;
        assert_eq!(labels(&owner, sorted(Sort::LastUsed)).await[0], "A");
        late.state.clock.advance(Duration::from_hours(1));
        settle(&late.state).await;
        app.state.clock.advance(Duration::from_secs(5));
        assert_eq!(labels(&owner, sorted(Sort::LastUsed)).await[..2], ["A", "B"]);
    }

    async fn rows_say_when_a_key_was_used_last(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let list = format!("/{ACCOUNT}/api-keys/generated");
        let text = async || owner.get(&list).await.text();
        let said = text().await;
        assert!(!said.contains(" ago") && !said.contains("Not used since"), "nothing was recorded: {said}");
        let (other, other_token) = owner.key_in_use("CRM").await;
        verify(&app, &verifier, (other.app_key.as_str(), &other_token), 1).await;
        settle(&app.state).await;
        assert!(text().await.contains("Not used since 22 Nov 2026"));
        verify(&app, &verifier, (key.app_key.as_str(), &token), 1).await;
        settle(&app.state).await;
        app.state.clock.advance(Duration::from_mins(4));
        let said = text().await;
        assert!(said.contains("Last used 4 minutes ago") && !said.contains("Not used since"), "{said}");
        assert_eq!(owner.list().await.unwrap().last_uses.len(), 2);
        assert_eq!(owner.list().await.unwrap().recorded_since, Some(keydesk::domain::time::Timestamp::of_day(START.day())));
    }
}
