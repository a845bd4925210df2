//! The pages of the audit log: what they tell, and who may read them.

use super::{EXPORT, LOG, account, content, numbers, record};
use crate::support::{
    START, Scratch,
    app::{ACCOUNT, Answer, EMAIL, TestApp},
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::{
    domain::{
        audit::event::Event,
        keys::choice::{Consent, DeleteOld},
        time::days,
    },
    server::store::AuditEntry,
};
use std::{collections::BTreeSet, time::Duration};

/// The target of the page's link with this query parameter, if the page has one.
fn page_link(page: &Answer, name: &str) -> Option<String> {
    let links = content(page).split("<a ").skip(1);
    let links = links.filter_map(|link| link.split_once("href=\"")?.1.split_once('"'));
    let mut found = links.filter(|(path, _)| path.contains(&format!("{name}=")));
    found.next().map(|(path, _)| path.replace("&amp;", "&"))
}

both! {
    async fn actions_are_described_in_sentences(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP & co").await.unwrap();
        let stranger = app.stranger();
        let request = Request::post(crate::support::app::path(&link.url))
            .header(header::USER_AGENT, "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")
            .body(Body::empty()).unwrap();
        assert_eq!(stranger.app.send(request).await.status, StatusCode::OK);
        let key = owner.show(&link.key.id).await.unwrap().key;
        app.state.clock.advance(Duration::from_secs(1));
        let renewed = owner.renew(&key, Consent::NotGiven).await.unwrap();
        owner.complete(&renewed.key, DeleteOld::Now).await.unwrap();
        let key = owner.show(&key.id).await.unwrap().key;
        owner.delete(&key).await.unwrap();
        let page = owner.get(LOG).await;
        assert_eq!(numbers(&page), [6, 5, 4, 3, 2, 1]);
        let mut rest = page.body.as_str();
        for part in [
            "datetime=\"2026-11-22T12:00:01Z\"", "22 Nov 2026, 12:00:01 UTC", "No. 6", EMAIL, "Deleted the key", "ERP &amp; co",
            "href=\"/acme/audit?key=appkey-acme-", "Completed the renewal and deleted the old token", "Renewed the token",
            "22 Nov 2026, 12:00:00 UTC", "Someone with the link", "Opened the link and viewed the token",
            "Generated the key", "Created the account",
        ] {
            let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("{part} in its place in {}", page.body));
            rest = after;
        }
        assert!(!page.body.contains("kdt_") && !page.body.contains("wasm"));
        // The opener's browser is part of the receipt, which was deleted with the key.
        assert!(!page.body.contains("Firefox on Windows"));
        let (other, _) = owner.key_in_use("WMS").await;
        let page = owner.get(&format!("{LOG}?key={}", other.id)).await;
        assert_eq!(numbers(&page).len(), 2);
        assert!(page.body.contains("Unknown browser") && page.body.contains("WMS"), "{}", page.body);
    }

    async fn pages_show_every_row_once_while_others_are_added(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let id = account(&app).await;
        for number in 0..179 {
            let user = if number % 3 == 0 { "ann@acme.example" } else { "anna@acme.example" };
            record(&app, &id, user, Event::KeyEdited).await;
        }
        let everybody: BTreeSet<_> = (1..=180).collect();
        let edits: BTreeSet<_> = (2..=180).collect();
        for (search, all) in [("", &everybody), ("?user=ann", &edits), ("?action=key_edited", &edits), ("?from=2026-11-22&to=2026-11-22", &everybody)] {
            let newest = owner.get(&format!("{LOG}{search}")).await;
            let begin = numbers(&newest)[0];
            assert_eq!(page_link(&newest, "after"), None);
            let (mut seen, mut page, mut pages) = (Vec::new(), newest, vec![]);
            loop {
                let shown = numbers(&page);
                assert!(shown.windows(2).all(|pair| pair[0] > pair[1]), "the newest first");
                seen.extend(shown.clone());
                pages.push(shown);
                let Some(next) = page_link(&page, "before") else { break };
                record(&app, &id, "ann@acme.example", Event::KeyEdited).await;
                page = owner.get(&next).await;
            }
            let unique: BTreeSet<_> = seen.iter().copied().filter(|seq| *seq <= 180).collect();
            assert_eq!((seen.len() as i64, &unique), (begin - 180 + all.len() as i64, all), "{search}");
            assert!(pages.iter().rev().skip(1).all(|page| page.len() == 50), "{search}");
            // Paging back shows the same pages.
            for before in pages.iter().rev().skip(1) {
                page = owner.get(&page_link(&page, "after").unwrap()).await;
                assert_eq!(&numbers(&page), before, "{search}");
            }
            let added = owner.get(&page_link(&page, "after").unwrap()).await;
            assert!(numbers(&added).iter().all(|seq| *seq > begin), "then what was added");
        }
        let nowhere = owner.get(&format!("{LOG}?before=1")).await;
        assert_eq!(numbers(&nowhere), Vec::<i64>::new());
        assert!(nowhere.body.contains("No entries here") && nowhere.body.contains("Show the newest entries"));
    }

    async fn days_are_exact_even_when_a_clock_went_back(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let id = account(&app).await;
        for at in [START.plus(days(1)), START, START.plus(days(2)), START.plus(Duration::from_hours(12) - Duration::from_millis(1)), START.plus(Duration::from_hours(12))] {
            app.state.store.record(AuditEntry::by_operator(&id, Event::KeyEdited, at)).await.unwrap();
        }
        for (day, expected) in [("2026-11-22", vec![5, 3, 1]), ("2026-11-23", vec![6, 2]), ("2026-11-24", vec![4]), ("2026-11-21", vec![])] {
            assert_eq!(numbers(&owner.get(&format!("{LOG}?from={day}&to={day}")).await), expected, "{day}");
        }
    }

    async fn only_members_with_permission_read_and_export_the_log(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let all = ["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew", "keydesk.settings.edit", "keydesk.users.manage", "keydesk.roles.manage"];
        let others = app.member(scratch, "others", ACCOUNT, &all).await;
        let auditor = app.member(scratch, "auditor", ACCOUNT, &["keydesk.audit.view"]).await;
        let outsider = app.member(scratch, "outsider", "bravo", &["keydesk.audit.view", "keydesk.keys.view"]).await;
        let exports = "select 1 from audit_events where action = 'audit_exported'";
        for path in [LOG.to_owned(), EXPORT.to_owned(), format!("{LOG}?key={}", key.app_key)] {
            for (person, status) in [
                (&app.stranger(), StatusCode::SEE_OTHER), (&outsider, StatusCode::NOT_FOUND), (&others, StatusCode::FORBIDDEN), (&auditor, StatusCode::OK),
            ] {
                let answer = person.get(&path).await;
                assert_eq!(answer.status, status, "{path}");
                assert_eq!(content(&answer).contains(key.app_key.as_str()), status == StatusCode::OK, "{path}");
            }
        }
        assert_eq!(tamper(scratch, exports).await.len(), 1, "the auditor's");
        assert!(!others.get("/acme/api-keys/generated").await.body.contains("Audit log"));
        // Another account's log is a separate chain, whatever the filter.
        let theirs = outsider.get(&format!("/bravo/audit?key={}", key.app_key)).await;
        assert_eq!(numbers(&theirs), Vec::<i64>::new());
        assert!(!theirs.body.contains("ERP"));
        assert_eq!(auditor.post_form(EXPORT, &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn labels_of_external_keys_are_shown_only_while_the_account_has_them(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("Confidential").await;
        let member = app.member(scratch, "bravos", "bravo", &["keydesk.keys.view", "keydesk.keys.edit", "keydesk.audit.view"]).await;
        member.post_form("/bravo/api-keys/external/new", &[("app_key", key.app_key.as_str())]).await;
        let page = member.get("/bravo/audit").await;
        assert!(page.body.contains("Added the external key") && page.body.contains("Confidential"), "{}", page.body);
        member.post_form(&format!("/bravo/api-keys/external/{}/remove", key.id), &[]).await;
        let page = member.get("/bravo/audit").await;
        assert_eq!(numbers(&page), [2, 1]);
        assert!(page.body.contains(key.app_key.as_str()) && !page.body.contains("Confidential"));
    }
}
