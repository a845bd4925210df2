//! What a receipt records about visits, and its limits.

use super::{FIREFOX, count, dismiss, history, history_of, notice, number, visit, visit_with};
use crate::support::{
    Scratch,
    app::{TestApp, path, text_of},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        audit::receipt::{VISITS_COUNTED, VISITS_LISTED},
        keys::choice::Consent,
        time::days,
    },
    server::{crypto::hash, jobs},
};
use std::time::Duration;

const SLACK: &str = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)";

both! {
    async fn a_receipt_lists_a_links_events_from_its_issue_to_repeated_visits(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let before = history(&owner, &link.key).await;
        assert!(before.contains("Issued with the key, by owner@acme.example"), "{before}");
        assert!(text_of(&before).contains("Not opened yet; valid until 23 Nov 2026, 12:00 UTC."));

        app.state.clock.advance(Duration::from_mins(1));
        visit(&app, "GET", &link.url, "192.0.2.1", SLACK).await;
        visit(&app, "HEAD", &link.url, "192.0.2.2", "curl/8.9").await;
        app.state.clock.advance(Duration::from_mins(1));
        assert_eq!(visit(&app, "POST", &link.url, "192.0.2.3", FIREFOX).await.status, StatusCode::OK);
        app.state.clock.advance(Duration::from_mins(1));
        assert_eq!(visit(&app, "GET", &link.url, "192.0.2.4", FIREFOX).await.status, StatusCode::GONE);
        assert_eq!(visit(&app, "POST", &link.url, "2001:db8::5", "").await.status, StatusCode::GONE);

        let page = history(&owner, &link.key).await;
        let mut rest = page.as_str();
        for part in [
            "Link of", "22 Nov 2026, 12:00 UTC", "Opened.", "Its token is the key's newest one.",
            "Visited again 2 times", "22 Nov 2026, 12:03:00 UTC", "Tried to open", "From 2001:db8::5, Unknown browser",
            "22 Nov 2026, 12:03:00 UTC", "Visited again", "From 192.0.2.4, Firefox on Linux", "Dismiss notice",
            "22 Nov 2026, 12:00:00 UTC", "Issued with the key",
            "22 Nov 2026, 12:01:00 UTC", "Viewed by a link preview", "From 192.0.2.1, Slackbot-LinkExpanding",
            "Only the page's headers were requested", "From 192.0.2.2, curl/8.9",
            "22 Nov 2026, 12:02:00 UTC", "Opened; the token was shown", "From 192.0.2.3, Firefox on Linux",
            "22 Nov 2026, 12:03:00 UTC", "Visited again", "From 192.0.2.4, Firefox on Linux",
            "Tried to open; no token was shown", "From 2001:db8::5, Unknown browser",
        ] {
            let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("{part} in its place in {page}"));
            rest = after;
        }
        let id = path(&link.url).trim_start_matches("/credentials/");
        let hash = keydesk::server::crypto::Secret::new(id).hash();
        for secret in ["kdt_", id, hash.as_str(), "wasm"] {
            assert!(!page.contains(secret), "{secret} in {page}");
        }
    }

    async fn recorded_views_are_limited_and_do_not_change_the_link(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let of_link = "select state, issued_at, expires_at, visits_after_end from links";
        let before = format!("{:?}", values(scratch, of_link).await);
        let huge = format!("<script>alert(1)</script>{}", "y".repeat(4_000));
        for ip in 1..=30 {
            visit(&app, "GET", &link.url, &format!("192.0.2.{ip}"), &huge).await;
        }
        assert_eq!(format!("{:?}", values(scratch, of_link).await), before);
        assert_eq!(number(scratch, "select count(*) from link_visits").await, VISITS_LISTED);
        assert!(number(scratch, "select max(length(browser)) from link_visits").await <= 40);
        let page = history(&owner, &link.key).await;
        assert_eq!(count(&page, "Page viewed"), 20);
        assert!(page.contains("Visited 10 more times") && page.contains("From 192.0.2.20,") && !page.contains("From 192.0.2.21,"));
        assert!(page.contains("&lt;script&gt;alert") && !page.contains("<script>alert"));

        // Counters stop at `VISITS_COUNTED`, so that a flood costs no writes.
        tamper(scratch, &format!("update link_looks set looks = {}", VISITS_COUNTED - 1)).await;
        for _ in 0..3 {
            visit(&app, "GET", &link.url, "192.0.2.1", FIREFOX).await;
        }
        assert_eq!(number(scratch, "select looks from link_looks").await, VISITS_COUNTED);
        assert!(history(&owner, &link.key).await.contains("Visited at least 980 more times"));
        assert!(owner.open(&link.url).await.is_ok(), "and the link still opens");
    }

    async fn a_flood_of_repeated_visits_fills_neither_receipt_nor_audit_log(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        visit(&app, "POST", &link.url, "192.0.2.1", FIREFOX).await;
        for visitor in 0..50 {
            let method = if visitor % 2 == 0 { "GET" } else { "POST" };
            assert_eq!(visit(&app, method, &link.url, "192.0.2.2", FIREFOX).await.status, StatusCode::GONE);
        }
        let told = "select count(*) from audit_events where action = 'link_visited_again'";
        assert_eq!(number(scratch, told).await, VISITS_LISTED);
        let page = history(&owner, &link.key).await;
        assert!(page.contains("Visited again 50 times since it was opened.") && text_of(&page).contains("Visited 30 more times, the last on 22 Nov 2026, 12:00 UTC"));
        assert_eq!(count(&page, "From 192.0.2.2,") as i64, VISITS_LISTED + 3, "the notice names the newest three");
        // After a dismissal, the next visit is recorded in the audit log again, even beyond the limit.
        assert_eq!(dismiss(&owner, &key, &notice(&page)).await.status, StatusCode::SEE_OTHER);
        for _ in 0..3 {
            visit(&app, "GET", &link.url, "192.0.2.9", FIREFOX).await;
        }
        assert_eq!(number(scratch, told).await, VISITS_LISTED + 1);
        assert_eq!(count(&history(&owner, &link.key).await, "From 192.0.2.9,"), 2, "in the notice and in its place");
        tamper(scratch, &format!("update links set visits_after_end = visits_seen + {VISITS_COUNTED} where state = 'opened'")).await;
        visit(&app, "GET", &link.url, "192.0.2.9", FIREFOX).await;
        assert_eq!(number(scratch, "select max(visits_after_end - visits_seen) from links").await, VISITS_COUNTED);
    }

    async fn visits_by_programs_and_by_the_opener_raise_no_notice_and_keep_their_kind(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let firefox = ("user-agent", FIREFOX);
        let opened = visit(&app, "POST", &link.url, "192.0.2.1", FIREFOX).await;
        assert!(opened.status == StatusCode::OK && opened.body.contains("kdt_"));
        let cookie = opened.cookies().into_iter().find(|cookie| cookie.contains("-opener=")).expect("a cookie").to_owned();
        for part in ["keydesk-3000-opener=", "; Path=/credentials/", "HttpOnly", "SameSite=Lax", "Max-Age=2592000"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        let cookie = ("cookie", cookie.split(';').next().unwrap());

        for (method, headers, words) in [
            ("HEAD", vec![firefox], "headers were requested"),
            ("GET", vec![firefox, ("sec-purpose", "prefetch;prerender")], "Prefetched by a browser"),
            ("GET", vec![firefox, ("purpose", "prefetch")], "Prefetched by a browser"),
            ("GET", vec![("user-agent", SLACK)], "Viewed by a link preview"),
            ("GET", vec![("user-agent", "WhatsApp/2.23.20.0")], "Viewed by a link preview"),
            ("GET", vec![firefox, cookie], "Viewed again by the browser that opened it"),
            ("POST", vec![firefox, cookie], "Sent again by the browser that opened it; no token was shown"),
        ] {
            app.state.clock.advance(Duration::from_secs(1));
            let before = count(&history(&owner, &link.key).await, words);
            let answer = visit_with(&app, method, &link.url, "192.0.2.2", &headers).await;
            assert!(answer.status == StatusCode::GONE && !answer.body.contains("kdt_"), "{method} {headers:?}: {answer:?}");
            let page = history(&owner, &link.key).await;
            assert_eq!(count(&page, words), before + 1, "{words}: {page}");
            assert!(!page.contains("Dismiss notice"), "{words}");
        }
        let actions = app.state.store.actions_of_key(&link.key.id).await.unwrap();
        assert_eq!(actions, ["key_generated", "link_opened"]);
        assert_eq!(owner.list().await.unwrap().visited_again, 0);
        // Visits without a notice are limited, too.
        for _ in 0..30 {
            visit(&app, "GET", &link.url, "192.0.2.3", SLACK).await;
        }
        assert!(history(&owner, &link.key).await.contains("17 more visits that raised no notice"));
        assert_eq!(number(scratch, "select count(*) from link_visits").await, VISITS_LISTED + 1);
        tamper(scratch, &format!("update link_looks set quiet = {VISITS_COUNTED}")).await;
        visit(&app, "GET", &link.url, "192.0.2.3", SLACK).await;
        assert_eq!(number(scratch, "select quiet from link_looks").await, VISITS_COUNTED);

        // A POST that claims to be a preview counts as a person's visit, as does any request with another browser's cookie.
        let other = owner.generate("CRM").await.unwrap();
        let mut alarms = 0;
        let opened_by_other = visit(&app, "POST", &other.url, "192.0.2.4", FIREFOX).await;
        let of_other = opened_by_other.header("set-cookie").split(';').next().unwrap().to_owned();
        for (method, headers) in [
            ("POST", vec![("user-agent", SLACK), ("sec-purpose", "prefetch")]),
            ("GET", vec![firefox, ("cookie", of_other.as_str())]),
            ("POST", vec![firefox, ("cookie", "keydesk-3000-opener=guess")]),
            ("GET", vec![firefox, ("cookie", "keydesk-3000-opener=")]),
        ] {
            alarms += 1;
            visit_with(&app, method, &link.url, "192.0.2.5", &headers).await;
            let found = owner.list().await.unwrap().revisits;
            assert_eq!(found.iter().map(|found| found.times).collect::<Vec<_>>(), [alarms], "{method} {headers:?}");
        }
        // A cookie planted before the opening does not identify the browser afterwards, because the opening sets a new cookie.
        let third = owner.generate("WMS").await.unwrap();
        let opened = visit_with(&app, "POST", &third.url, "192.0.2.1", &[firefox, cookie]).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert_ne!(opened.header("set-cookie").split(';').next(), Some(cookie.1));
        visit_with(&app, "POST", &third.url, "192.0.2.6", &[firefox, cookie]).await;
        assert_eq!(owner.list().await.unwrap().visited_again, 2);
        assert_eq!(number(scratch, "select count(distinct opener) from links").await, 3);
        let secret = cookie.1.split_once('=').unwrap().1;
        let stored = format!("select count(*) from links where opener = '{secret}' or opener = '{}'", hash(secret).as_str());
        assert_eq!(number(scratch, &stored).await, 0);
    }

    async fn renewed_expired_and_cancelled_links_stay_listed(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        app.state.clock.advance(Duration::from_mins(1));
        let cancelled = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let key = owner.undo_renewal(&cancelled.key).await.unwrap();
        visit(&app, "POST", &cancelled.url, "192.0.2.7", FIREFOX).await;
        app.state.clock.advance(Duration::from_mins(1));
        let expired = owner.renew(&key, Consent::NotGiven).await.unwrap();
        app.state.clock.advance(days(1));
        let owner = owner.again().await;
        for marked in [false, true] {
            if marked {
                jobs::sweep(&app.state).await;
            }
            visit(&app, "GET", &expired.url, "192.0.2.8", FIREFOX).await;
            let page = history(&owner, &key).await;
            assert_eq!(count(&page, "<h3 id=\"link-"), 3, "{page}");
            for part in ["Issued with a new token, by owner@acme.example", "Cancelled; nobody opened it",
                "Its token is deleted and no longer gives access.", "Expired; nobody opened it", "Viewed after it expired",
                "Its token is the key's old one and works until it is deleted."] {
                assert!(page.contains(part), "{part}: {page}");
            }
            assert!(!page.contains("Dismiss notice"), "nobody has the token of a link that was not opened");
        }
        assert_eq!(owner.list().await.unwrap().revisits, []);

        let key = owner.show(&key.id).await.unwrap().key;
        owner.delete(&key).await.unwrap();
        let rest = owner.get(&history_of(&key)).await.text();
        assert!(rest.contains("This key was deleted on") && !rest.contains("Link of"), "{rest}");
        assert_eq!(number(scratch, "select (select count(*) from link_visits) + (select count(*) from link_looks)").await, 0);
    }

    async fn a_visit_that_cannot_be_recorded_prevents_opening_but_not_viewing(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        tamper(scratch, "alter table link_visits rename to elsewhere").await;
        assert_eq!(visit(&app, "GET", &link.url, "192.0.2.1", FIREFOX).await.status, StatusCode::OK);
        let refused = visit(&app, "POST", &link.url, "192.0.2.1", FIREFOX).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!refused.body.contains("kdt_"));
        tamper(scratch, "alter table elsewhere rename to link_visits").await;
        assert!(visit(&app, "POST", &link.url, "192.0.2.1", FIREFOX).await.body.contains("kdt_"), "nothing was lost");
        tamper(scratch, "alter table link_visits rename to elsewhere").await;
        let second = visit(&app, "GET", &link.url, "192.0.2.2", FIREFOX).await;
        assert_eq!(second.status, StatusCode::GONE);
        assert!(second.body.contains("This link was opened at"));
    }
}

/// The rows of a statement that selects a text and three integers.
async fn values(scratch: &Scratch, statement: &str) -> Vec<(String, i64, i64, i64)> {
    use sqlx::Row;
    let rows = tamper(scratch, statement).await;
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)))
        .collect()
}
