//! The notice about visits after the opening, and its dismissal.

use super::{FIREFOX, dismiss, history, history_of, notice, visit};
use crate::support::{
    START, Scratch,
    app::{ACCOUNT, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::domain::{
    audit::receipt::Revisit,
    key_query::{AlertFilter, KeyQuery},
};
use std::time::Duration;

both! {
    async fn a_visit_to_a_link_behind_many_newer_ones_is_listed_and_dismissed(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let key = &link.key;
        for method in ["POST", "GET"] {
            visit(&app, method, &link.url, "192.0.2.1", FIREFOX).await;
        }
        tamper(scratch, "insert into links (id_hash, key_id, token_id, state, issued_at, expires_at, ended_at, issued_by) \
            with recursive later(n) as (select 1 union all select n + 1 from later where n < 60) \
            select 'hash' || n, key_id, 'token' || n, 'expired', issued_at + n, expires_at, expires_at, issued_by from links, later").await;
        let page = history(&owner, key).await;
        assert!(page.contains("Older links are not listed"), "{page}");
        let answer = dismiss(&owner, key, &notice(&page)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(owner.list().await.unwrap().visited_again, 0);
    }

    async fn a_second_visit_raises_a_notice_until_it_is_dismissed(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let key = &link.key;
        let revisits = async || owner.list().await.unwrap().revisits;
        visit(&app, "GET", &link.url, "192.0.2.1", FIREFOX).await;
        visit(&app, "POST", &link.url, "192.0.2.1", FIREFOX).await;
        assert_eq!(revisits().await, [], "looking before and opening are as it should be");
        let list = format!("/{ACCOUNT}/api-keys/generated");
        let without = async || {
            let (page, body) = (owner.list().await.unwrap(), owner.get(&list).await.body);
            page.visited_again == 0 && !body.contains("Visits: ") && !body.contains("after it was opened")
        };
        assert!(without().await);

        app.state.clock.advance(Duration::from_secs(5));
        visit(&app, "GET", &link.url, "192.0.2.2", FIREFOX).await;
        let raised = |times, seconds| Revisit { key: key.id.clone(), times, last_at: START.plus(Duration::from_secs(seconds)) };
        assert_eq!(revisits().await, [raised(1, 5)]);
        let body = owner.get(&list).await.body;
        assert!(body.contains("Opened link visited again") && body.contains("Visits: 1, the last on 22 Nov 2026, 12:00 UTC."), "{body}");
        assert!(body.contains(&format!("href=\"{}\"", history_of(key))));
        assert!(body.contains("1 key has a link that was visited again after it was opened."), "{body}");
        let other = owner.generate("CRM").await.unwrap().key;
        let alert = Some(AlertFilter::VisitedAgain);
        let found = owner.list_of(&KeyQuery { alert, ..KeyQuery::default() }).await.unwrap();
        assert_eq!((found.matching, found.visited_again, found.total), (1, 1, 2));
        assert!(found.keys.iter().all(|found| found.id == key.id && found.id != other.id));

        let seen = notice(&history(&owner, key).await);
        app.state.clock.advance(Duration::from_secs(5));
        visit(&app, "POST", &link.url, "192.0.2.3", FIREFOX).await;
        assert_eq!(revisits().await, [raised(2, 10)]);
        // A dismissal covers only the visits that its page showed.
        let answer = dismiss(&owner, key, &seen).await;
        assert_eq!(answer.header("location"), format!("{}?done=notice-dismissed", history_of(key)), "{}", answer.body);
        assert_eq!(revisits().await, [raised(1, 10)]);
        assert_eq!(dismiss(&owner, key, &seen).await.status, StatusCode::SEE_OTHER, "twice is no error");
        let rest = notice(&history(&owner, key).await);
        dismiss(&owner, key, &rest).await;
        assert_eq!(revisits().await, []);
        let page = history(&owner, key).await;
        assert!(!page.contains("Dismiss notice") && page.contains("Tried to open"), "the receipt stays");
        assert!(without().await);

        visit(&app, "GET", &link.url, "192.0.2.4", FIREFOX).await;
        assert_eq!(revisits().await, [raised(1, 10)], "it comes back with the next visit");
        let actions = app.state.store.actions_of_key(&key.id).await.unwrap();
        assert_eq!(actions, [
            "key_generated", "link_opened", "link_visited_again", "link_visited_again",
            "link_notice_dismissed", "link_notice_dismissed", "link_visited_again",
        ]);
        assert_eq!(app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }

    async fn only_members_with_permission_see_and_dismiss_notices(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let key = &link.key;
        for method in ["POST", "GET"] {
            visit(&app, method, &link.url, "192.0.2.1", FIREFOX).await;
        }
        let viewer = app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        let editor = app.member(scratch, "editor", ACCOUNT, &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        let renewer = app.member(scratch, "renewer", ACCOUNT, &["keydesk.keys.view", "keydesk.keys.renew"]).await;
        let powerless = app.member(scratch, "powerless", ACCOUNT, &[]).await;
        let outsider = app.member(scratch, "outsider", "bravo", &["keydesk.keys.view", "keydesk.keys.renew"]).await;
        let fields = notice(&history(&owner, key).await);
        for (person, see, act) in [
            (&app.stranger(), StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED),
            (&outsider, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            (&powerless, StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
            (&viewer, StatusCode::OK, StatusCode::FORBIDDEN),
            (&editor, StatusCode::OK, StatusCode::FORBIDDEN),
        ] {
            let page = person.get(&history_of(key)).await;
            assert_eq!(page.status, see);
            assert!(!page.body.contains("Dismiss notice"));
            assert_eq!(page.body.contains("192.0.2.1"), see == StatusCode::OK);
            assert_eq!(dismiss(person, key, &fields).await.status, act);
        }
        let other = outsider.get(&history_of(key).replace(ACCOUNT, "bravo")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "under the account of somebody else");
        assert!(viewer.get(&format!("/{ACCOUNT}/api-keys/generated")).await.body.contains("Details"));
        assert_eq!(owner.list().await.unwrap().revisits.len(), 1, "none of them dismissed it");

        let [(_, token), _] = fields.clone();
        for (link, visits) in [
            (token.as_str(), "0"), (&token, "2"), (&token, "-1"), (&token, "x"), (&token, ""),
            ("", "1"), ("01234567890123456789", "1"), ("<b>", "1"), (&token, "9223372036854775807"),
        ] {
            let answer = renewer.post_form(&history_of(key), &[("link", link), ("visits", visits)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link} {visits}");
        }
        assert_eq!(renewer.get(&format!("/{ACCOUNT}/api-keys/generated/nonsense")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(owner.list().await.unwrap().revisits.len(), 1);
        assert_eq!(dismiss(&renewer, key, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(owner.list().await.unwrap().revisits, []);
    }
}
