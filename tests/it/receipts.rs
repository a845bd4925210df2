//! Receipts: what each link records about its visits, how long it is kept, and the notice about visits after the opening.

use crate::support::{
    START, Scratch,
    app::{ACCOUNT, Answer, Person, TestApp, path, text_of},
    stored_account::tamper,
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use keydesk::{
    domain::{
        audit::receipt::{Revisit, VISITS_COUNTED, VISITS_LISTED},
        keys::{choice::Consent, key::Key},
        page::{AlertFilter, KeyQuery},
        time::DAY,
    },
    server::{crypto::hash, jobs},
};
use std::net::SocketAddr;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SLACK: &str = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)";

/// Visits a link from this IP address with this user agent.
async fn visit(app: &TestApp, method: &str, url: &str, ip: &str, user_agent: &str) -> Answer {
    visit_with(app, method, url, ip, &[("user-agent", user_agent)]).await
}

async fn visit_with(app: &TestApp, method: &str, url: &str, ip: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path(url))
        .header(header::HOST, "127.0.0.1:3000");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let mut request = request.body(Body::empty()).unwrap();
    let peer = SocketAddr::new(ip.parse().unwrap(), 4711);
    request.extensions_mut().insert(ConnectInfo(peer));
    app.send(request).await
}

fn history_of(key: &Key) -> String {
    format!("/{ACCOUNT}/api-keys/generated/{}/links", key.id)
}

async fn history(person: &Person, key: &Key) -> String {
    let page = person.get(&history_of(key)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body
}

/// The number of times that a text occurs in a page.
fn count(page: &str, text: &str) -> usize {
    page.matches(text).count()
}

/// The form fields of the first *Dismiss notice*.
fn notice(page: &str) -> [(&'static str, String); 2] {
    ["link", "visits"].map(|name| {
        let field = format!("name=\"{name}\" value=\"");
        let (_, rest) = page.split_once(&field).unwrap_or_else(|| panic!("no {name} in {page}"));
        (name, rest.split_once('"').unwrap().0.to_owned())
    })
}

async fn dismiss(person: &Person, key: &Key, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    person.post_form(&history_of(key), &fields).await
}

async fn number(scratch: &Scratch, statement: &str) -> i64 {
    use sqlx::Row;
    tamper(scratch, statement).await[0].try_get(0).unwrap()
}

both! {
    async fn a_links_life_is_told_from_its_issue_to_its_second_visits(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        let before = history(&owner, &link.key).await;
        assert!(before.contains("Issued with the key, by owner@acme.example"), "{before}");
        assert!(text_of(&before).contains("Not opened yet; valid until 23 Nov 2026, 12:00 UTC."));

        app.state.clock.advance(60_000);
        visit(&app, "GET", &link.url, "192.0.2.1", SLACK).await;
        visit(&app, "HEAD", &link.url, "192.0.2.2", "curl/8.9").await;
        app.state.clock.advance(60_000);
        assert_eq!(visit(&app, "POST", &link.url, "192.0.2.3", FIREFOX).await.status, StatusCode::OK);
        app.state.clock.advance(60_000);
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

    async fn looking_is_bounded_and_leaves_the_link_alone(scratch) {
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

    async fn a_flood_of_second_visits_fills_neither_receipt_nor_audit_log(scratch) {
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

        app.state.clock.advance(5_000);
        visit(&app, "GET", &link.url, "192.0.2.2", FIREFOX).await;
        let raised = |times, after| Revisit { key: key.id.clone(), times, last_at: START.plus(after) };
        assert_eq!(revisits().await, [raised(1, 5_000)]);
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
        app.state.clock.advance(5_000);
        visit(&app, "POST", &link.url, "192.0.2.3", FIREFOX).await;
        assert_eq!(revisits().await, [raised(2, 10_000)]);
        // A dismissal covers only the visits that its page showed.
        let answer = dismiss(&owner, key, &seen).await;
        assert_eq!(answer.header("location"), format!("{}?done=notice-dismissed", history_of(key)), "{}", answer.body);
        assert_eq!(revisits().await, [raised(1, 10_000)]);
        assert_eq!(dismiss(&owner, key, &seen).await.status, StatusCode::SEE_OTHER, "twice is no error");
        let rest = notice(&history(&owner, key).await);
        dismiss(&owner, key, &rest).await;
        assert_eq!(revisits().await, []);
        let page = history(&owner, key).await;
        assert!(!page.contains("Dismiss notice") && page.contains("Tried to open"), "the receipt stays");
        assert!(without().await);

        visit(&app, "GET", &link.url, "192.0.2.4", FIREFOX).await;
        assert_eq!(revisits().await, [raised(1, 10_000)], "it comes back with the next visit");
        let actions = app.state.store.actions_of_key(&key.id).await.unwrap();
        assert_eq!(actions, [
            "key_generated", "link_opened", "link_visited_again", "link_visited_again",
            "link_notice_dismissed", "link_notice_dismissed", "link_visited_again",
        ]);
        assert_eq!(app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }

    async fn what_nobody_looked_at_raises_no_notice_and_is_kept_as_what_it_is(scratch) {
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
            app.state.clock.advance(1_000);
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
        app.state.clock.advance(60_000);
        let cancelled = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let key = owner.undo_renewal(&cancelled.key).await.unwrap();
        visit(&app, "POST", &cancelled.url, "192.0.2.7", FIREFOX).await;
        app.state.clock.advance(60_000);
        let expired = owner.renew(&key, Consent::NotGiven).await.unwrap();
        app.state.clock.advance(DAY);
        let owner = owner.again().await;
        for marked in [false, true] {
            if marked {
                jobs::sweep(&app.state).await;
            }
            visit(&app, "GET", &expired.url, "192.0.2.8", FIREFOX).await;
            let page = history(&owner, &key).await;
            assert_eq!(count(&page, "<h2"), 3, "{page}");
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
        assert_eq!(owner.get(&history_of(&key)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(number(scratch, "select (select count(*) from link_visits) + (select count(*) from link_looks)").await, 0);
    }

    async fn what_cannot_be_written_down_stops_no_look_but_an_opening(scratch) {
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

    async fn only_whoever_may_sees_and_dismisses(scratch) {
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
        assert!(viewer.get(&format!("/{ACCOUNT}/api-keys/generated")).await.body.contains("Link history"));
        assert_eq!(owner.list().await.unwrap().revisits.len(), 1, "none of them dismissed it");

        let [(_, token), _] = fields.clone();
        for (link, visits) in [
            (token.as_str(), "0"), (&token, "2"), (&token, "-1"), (&token, "x"), (&token, ""),
            ("", "1"), ("01234567890123456789", "1"), ("<b>", "1"), (&token, "9223372036854775807"),
        ] {
            let answer = renewer.post_form(&history_of(key), &[("link", link), ("visits", visits)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link} {visits}");
        }
        assert_eq!(renewer.get(&format!("/{ACCOUNT}/api-keys/generated/nonsense/links")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(owner.list().await.unwrap().revisits.len(), 1);
        assert_eq!(dismiss(&renewer, key, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(owner.list().await.unwrap().revisits, []);
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
