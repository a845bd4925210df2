//! The audit log's page, its filters, and its CSV export.

use crate::support::{
    START, Scratch,
    app::{ACCOUNT, Answer, EMAIL, Person, TestApp},
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use keydesk::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::{Account, Id},
        keys::choice::{Consent, DeleteOld},
        names::AccountSlug,
        time::DAY,
    },
    server::{
        crypto::hash,
        store::{Actor, AuditEntry},
    },
    views::wire::{EditInput, Password},
    web::{self, assets::Site},
};
use std::collections::BTreeSet;
use tower::ServiceExt;

const LOG: &str = "/acme/audit";
const EXPORT: &str = "/acme/audit/export";

async fn account(app: &TestApp) -> Id<Account> {
    let slug = AccountSlug::parse(ACCOUNT).unwrap();
    app.state.store.account(&slug).await.unwrap().unwrap().0
}

/// Records an event in the account's log.
async fn record(app: &TestApp, account: &Id<Account>, user: &str, event: Event) {
    let entry = AuditEntry {
        account: Some(account.clone()),
        actor: Actor::User(user.to_owned()),
        event,
        key: None,
        subject: format!("subject of {user}"),
        detail: Detail::default(),
        ip: "192.0.2.1".to_owned(),
        at: app.state.clock.now(),
    };
    app.state.store.record(entry).await.unwrap();
}

/// The row numbers on a page, in page order.
fn numbers(page: &Answer) -> Vec<i64> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let parts = page.body.split("No. ").skip(1);
    parts
        .map(|part| part.split('<').next().unwrap().parse().unwrap())
        .collect()
}

/// The page without its language switch, whose links repeat the requested address.
fn content(page: &Answer) -> &str {
    page.body.split("<footer class=\"languages\"").next().unwrap()
}

/// The target of the page's link with this query parameter, if the page has one.
fn turn(page: &Answer, name: &str) -> Option<String> {
    let links = content(page).split("<a ").skip(1);
    let links = links.filter_map(|link| link.split_once("href=\"")?.1.split_once('"'));
    let mut found = links.filter(|(path, _)| path.contains(&format!("{name}=")));
    found.next().map(|(path, _)| path.replace("&amp;", "&"))
}

/// The fields of every CSV line, without the apostrophes that keep spreadsheets from running formulas.
fn fields(csv: &str) -> Vec<Vec<String>> {
    let mut lines = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (
        false,
        csv.strip_prefix('\u{FEFF}')
            .expect("the mark of UTF-8")
            .chars()
            .peekable(),
    );
    while let Some(c) = chars.next() {
        let line = lines.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                line.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(String::new()),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                lines.push(vec![String::new()]);
            }
            c => line.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(lines.pop(), Some(vec![String::new()]), "the last line ends, too");
    lines
        .iter()
        .map(|line| line.iter().map(|field| plain(field)).collect())
        .collect()
}

/// The original text. The export puts an apostrophe where any spreadsheet could start a field.
fn plain(field: &str) -> String {
    let starts = |c| [';', '\t', '\r', '\n'].contains(&c);
    field
        .split_inclusive(starts)
        .map(|part| part.strip_prefix('\'').unwrap_or(part))
        .collect()
}

both! {
    async fn everything_that_is_done_is_told_in_words(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP & co").await.unwrap();
        let stranger = app.stranger();
        let request = Request::post(crate::support::app::path(&link.url))
            .header(header::USER_AGENT, "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")
            .body(Body::empty()).unwrap();
        assert_eq!(stranger.app.send(request).await.status, StatusCode::OK);
        let key = owner.show(&link.key.id).await.unwrap().key;
        app.state.clock.advance(1_000);
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

    async fn filters_find_what_they_say_and_keep_their_values(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (first, _) = owner.key_in_use("ERP").await;
        let id = account(&app).await;
        for user in ["ann@acme.example", "anna@acme.example", "Ann@other.example", "bob@acme.example"] {
            record(&app, &id, user, Event::KeyEdited).await;
        }
        app.state.clock.advance(DAY);
        record(&app, &id, "ann@acme.example", Event::KeyDeleted).await;
        let app_key = first.app_key.to_string();
        for (search, expected) in [
            (format!("key={app_key}"), vec![3, 2]),
            (format!("key={}", first.id), vec![3, 2]),
            (format!("key={}", first.id.as_str().to_uppercase()), vec![3, 2]),
            ("key=appkey-acme-00000000".to_owned(), vec![]),
            ("user=ann@acme.example".to_owned(), vec![8, 4]),
            ("user=ANN".to_owned(), vec![8, 5, 4]),
            ("user=ann@acme.example&action=key_edited".to_owned(), vec![4]),
            ("user=%25".to_owned(), vec![]),
            ("user=nobody".to_owned(), vec![]),
            ("action=key_edited".to_owned(), vec![7, 6, 5, 4]),
            ("action=signed_in".to_owned(), vec![]),
            ("from=2026-11-23".to_owned(), vec![8]),
            ("to=2026-11-22".to_owned(), vec![7, 6, 5, 4, 3, 2, 1]),
            ("from=2026-11-22&to=2026-11-23&action=key_deleted".to_owned(), vec![8]),
            ("from=2026-11-24".to_owned(), vec![]),
            ("from=2026-11-23&to=2026-11-22".to_owned(), vec![]),
            (format!("key={app_key}&action=link_opened&user=&from=2026-11-22&to=2026-11-22"), vec![3]),
            (format!("key={app_key}&user=owner"), vec![2]),
            ("key=erp".to_owned(), vec![3, 2]),
            (format!("key={}", app_key.to_lowercase()), vec![3, 2]),
            ("key=erp&action=link_opened".to_owned(), vec![3]),
            ("key=no+key+is+called+so".to_owned(), vec![]),
            ("key=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(), vec![]),
        ] {
            let page = owner.again().await.get(&format!("{LOG}?{search}")).await;
            assert_eq!(numbers(&page), expected, "{search}");
            assert_eq!(page.body.contains("No entries match these filters"), expected.is_empty(), "{search}");
            assert!(page.body.contains("Clear filters") && !page.body.contains("is not valid"), "{search}");
        }
        let page = owner.again().await.get(&format!("{LOG}?key={app_key}&user=ow&action=link_opened&from=2026-11-22&to=2026-11-23")).await;
        for kept in [format!("value=\"{app_key}\""), "value=\"ow\"".to_owned(), "value=\"2026-11-22\"".to_owned(), "value=\"2026-11-23\"".to_owned()] {
            assert!(page.body.contains(&kept), "{kept}");
        }
        assert_eq!(page.body.matches(" selected").count(), 1);
        assert!(page.body.contains(&format!("{EXPORT}?key={app_key}&amp;user=ow&amp;action=link_opened&amp;from=2026-11-22&amp;to=2026-11-23")));
    }

    async fn keys_are_found_by_their_names_whatever_became_of_them(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (kept, _) = owner.key_in_use("Preço do café").await;
        let (deleted, _) = owner.key_in_use("Cafe, Berlin").await;
        owner.key_in_use("Warehouse").await;
        owner.delete(&deleted).await.unwrap();
        for (search, expected) in [("key=CAFE", vec![8, 5, 4, 3, 2]), ("key=cafe+berlin", vec![8, 5, 4]), ("key=caf%C3%A9&user=nobody", vec![])] {
            assert_eq!(numbers(&owner.get(&format!("{LOG}?{search}")).await), expected, "{search}");
        }
        // A renamed key is found by its new name, too. Each account finds only its own keys.
        let input = EditInput { label: "Kiosk".to_owned(), roles: vec![], active: true, password: Password::default() };
        owner.edit(&kept, input).await.unwrap();
        assert_eq!(numbers(&owner.get(&format!("{LOG}?key=kiosk")).await), [9, 3, 2]);
        let bravo = app.member(scratch, "bravos", "bravo", &["keydesk.audit.view"]).await;
        assert_eq!(numbers(&bravo.get("/bravo/audit?key=cafe").await), [0; 0]);
        let file = owner.get(&format!("{EXPORT}?key=cafe")).await;
        assert_eq!(fields(&file.body).len(), 4);
    }

    async fn what_is_not_understood_is_named_and_shows_nothing(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for (search, label) in [
            ("key=%00", "Key"), ("user=a%20b", "User"), ("action=explode", "Action"),
            ("from=yesterday", "From (UTC)"), ("to=2026-02-30", "To (UTC)"), ("before=x", "Page"), ("after=-3", "Page"),
            ("before=99999999999999999999", "Page"), ("user=%3Cscript%3E+alert(1)%3C/script%3E", "User"), ("key=erp&from=soon", "From (UTC)"),
        ] {
            let page = owner.get(&format!("{LOG}?{search}")).await;
            assert_eq!(numbers(&page), [0; 0], "{search}");
            assert!(page.body.contains(&format!("The filter {label} is not valid, so no entries are shown.")), "{search}: {}", page.body);
            assert!(!page.body.contains("<script> alert") && !content(&page).contains(EXPORT), "{search}");
            for export in [EXPORT, "/acme/audit/export.xlsx"] {
                let file = owner.get(&format!("{export}?{search}")).await;
                assert_eq!((file.status, file.header("location")), (StatusCode::SEE_OTHER, format!("{LOG}?{search}").as_str()));
            }
        }
        let page = owner.get(&format!("{LOG}?user=owner&frm=2026-01-01")).await;
        assert_eq!(numbers(&page), [0; 0], "an unknown name is no filter that finds everything");
        assert!(page.body.contains("The address contains an unknown filter, so no entries are shown."), "{}", page.body);
        assert!(page.body.contains("Clear filters") && !content(&page).contains(EXPORT));
        assert_eq!(owner.get(&format!("{EXPORT}?frm=2026-01-01")).await.status, StatusCode::SEE_OTHER);
        for odd in ["&&&", "key", "=", "key=%", "user=&user=owner&user=x", "done=nonsense", "before=9223372036854775807", "after=9223372036854775807", "before=0"] {
            assert_eq!(owner.get(&format!("{LOG}?{odd}")).await.status, StatusCode::OK, "{odd}");
        }
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
            assert_eq!(turn(&newest, "after"), None);
            let (mut seen, mut page, mut pages) = (Vec::new(), newest, vec![]);
            loop {
                let shown = numbers(&page);
                assert!(shown.windows(2).all(|pair| pair[0] > pair[1]), "the newest first");
                seen.extend(shown.clone());
                pages.push(shown);
                let Some(next) = turn(&page, "before") else { break };
                record(&app, &id, "ann@acme.example", Event::KeyEdited).await;
                page = owner.get(&next).await;
            }
            let unique: BTreeSet<_> = seen.iter().copied().filter(|seq| *seq <= 180).collect();
            assert_eq!((seen.len() as i64, &unique), (begin - 180 + all.len() as i64, all), "{search}");
            assert!(pages.iter().rev().skip(1).all(|page| page.len() == 50), "{search}");
            // Paging back shows the same pages.
            for before in pages.iter().rev().skip(1) {
                page = owner.get(&turn(&page, "after").unwrap()).await;
                assert_eq!(&numbers(&page), before, "{search}");
            }
            let added = owner.get(&turn(&page, "after").unwrap()).await;
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
        for at in [START.plus(DAY), START, START.plus(2 * DAY), START.plus(12 * 3_600_000 - 1), START.plus(12 * 3_600_000)] {
            let entry = AuditEntry { account: Some(id.clone()), actor: Actor::Operator, event: Event::KeyEdited, key: None, subject: String::new(), detail: Detail::default(), ip: String::new(), at };
            app.state.store.record(entry).await.unwrap();
        }
        for (day, expected) in [("2026-11-22", vec![5, 3, 1]), ("2026-11-23", vec![6, 2]), ("2026-11-24", vec![4]), ("2026-11-21", vec![])] {
            assert_eq!(numbers(&owner.get(&format!("{LOG}?from={day}&to={day}")).await), expected, "{day}");
        }
    }

    async fn an_export_can_be_checked_by_itself(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("=SUM(A1:A9)").await;
        let id = account(&app).await;
        for user in ["=1+1@acme.example", "+a,b@acme.example", "'quoted\"@acme.example", "x;=1;'y;z@acme.example", "ünï@acme.example"] {
            record(&app, &id, user, Event::KeyEdited).await;
            let detail = Detail::given(vec![user.to_owned(), "=1".to_owned()]);
            let entry = AuditEntry { account: Some(id.clone()), actor: Actor::Operator, event: Event::KeyEdited, key: None, subject: user.to_owned(), detail, ip: "\t\r\n".to_owned(), at: START.plus(7) };
            app.state.store.record(entry).await.unwrap();
        }
        let answer = owner.get(EXPORT).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"keydesk-audit-acme-2026-11-22.csv\"");
        assert_eq!(answer.header("cache-control"), "no-store, no-transform");
        assert!(answer.body.contains("\r\n") && answer.body.contains(",'=1+1@acme.example,") && answer.body.contains(",\"'+a,b@acme.example\","));
        for line in answer.body.split("\r\n") {
            assert!(!line.starts_with(['=', '+', '@']) && !line.contains(",=") && !line.contains(",+"), "{line}");
        }
        let mut lines = fields(&answer.body).into_iter();
        let head = lines.next().unwrap();
        let at = |name: &str| head.iter().position(|column| column == name).unwrap();
        let (mut previous, mut expected) = (String::new(), 0);
        let names = ["chain", "seq", "at", "actor", "action", "key_id", "subject", "ip"];
        for line in lines {
            expected += 1;
            assert_eq!(line.len(), head.len(), "{line:?}");
            assert_eq!(line[at("seq")], expected.to_string(), "the oldest first, and all of them");
            let detail = Some(line[at("detail")].clone()).filter(|detail| !detail.is_empty());
            let parts = [previous.clone()].into_iter().chain(names.map(|name| line[at(name)].clone())).chain(detail);
            let text: String = parts.map(|part| format!("{}:{part}", part.len())).collect();
            previous = hash(&text).as_str().to_owned();
            assert_eq!(line[at("hash")], previous, "{line:?}");
            assert_eq!(line[at("chain")], id.as_str());
        }
        assert_eq!(expected, 14);
        assert!(answer.body.ends_with(&format!("audit_exported,Exported the audit log,,all of it,unknown,,{id},{previous}\r\n")), "{}", answer.body);

        let part = owner.get(&format!("{EXPORT}?key={}", key.app_key)).await;
        let rows = fields(&part.body);
        assert_eq!(rows.iter().skip(1).map(|row| row[at("action")].as_str()).collect::<Vec<_>>(), ["key_generated", "link_opened"]);
        let log = owner.get(LOG).await;
        assert!(log.body.contains("Exported the audit log") && log.body.contains(&format!("key={}", key.app_key)));
        assert_eq!(app.state.store.first_broken_audit_row(Some(&id)).await.unwrap(), None);
    }

    async fn a_long_export_comes_in_parts_and_breaks_off_when_it_fails(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let id = account(&app).await;
        for number in 0..3_500 {
            record(&app, &id, if number % 2 == 0 { "ann@acme.example" } else { "anna@acme.example" }, Event::KeyEdited).await;
        }
        let whole = owner.get(&format!("{EXPORT}?user=ann")).await;
        let rows = fields(&whole.body);
        assert_eq!(rows.len(), 3_501);
        assert!(rows[1..].windows(2).all(|pair| pair[0][0].parse::<i64>().unwrap() + 1 == pair[1][0].parse::<i64>().unwrap()));

        let mut body = stream(&app, &owner, EXPORT).await;
        let mut parts = Vec::new();
        while let Some(part) = body.frame().await {
            parts.push(part.unwrap().into_data().unwrap().len());
            if parts.len() == 2 {
                // Rows that are added during the export are not in it. The export ends with its own row.
                record(&app, &id, "late@acme.example", Event::KeyEdited).await;
            }
        }
        assert_eq!(parts.len(), 5, "the head and four times a thousand rows at most: {parts:?}");
        assert!(parts.iter().all(|part| *part < 400_000), "{parts:?}");

        let mut body = stream(&app, &owner, EXPORT).await;
        body.frame().await.unwrap().unwrap();
        tamper(scratch, "alter table audit_events rename to elsewhere").await;
        let broken = loop {
            match body.frame().await {
                Some(Ok(_)) => {}
                Some(Err(_)) => break true,
                None => break false,
            }
        };
        assert!(broken, "nobody takes half a file for a whole one");
    }

    async fn only_whoever_may_reads_and_exports(scratch) {
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

    async fn no_other_site_makes_somebody_export(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let exports = "select 1 from audit_events where action = 'audit_exported'";
        for (name, value, status) in [
            ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN), ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
            ("origin", "https://evil.example", StatusCode::FORBIDDEN), ("sec-fetch-site", "none", StatusCode::OK),
            ("sec-fetch-site", "same-origin", StatusCode::OK),
        ] {
            let before = tamper(scratch, exports).await.len();
            let request = Request::get(EXPORT).header(header::HOST, "127.0.0.1:3000").header(header::COOKIE, owner.cookie.clone().unwrap())
                .header(name, value).body(Body::empty()).unwrap();
            let answer = app.send(request).await;
            assert_eq!(answer.status, status, "{name}: {value}");
            assert_eq!(tamper(scratch, exports).await.len() - before, usize::from(status == StatusCode::OK));
        }
        let before = tamper(scratch, exports).await.len();
        let head = owner.method("HEAD", EXPORT).await;
        assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
        assert_eq!(tamper(scratch, exports).await.len(), before, "asking for the head records nothing");
    }

    async fn names_of_keys_of_others_are_told_only_while_they_are_here(scratch) {
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

    async fn many_users_that_begin_alike_are_said_to_be_too_many(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let id = account(&app).await;
        for number in 0..25 {
            record(&app, &id, &format!("user{number:02}@acme.example"), Event::KeyEdited).await;
        }
        let page = owner.get(&format!("{LOG}?user=user")).await;
        assert_eq!(numbers(&page).len(), 20);
        assert!(page.body.contains("Enter more of the address."));
        assert_eq!(numbers(&owner.get(&format!("{LOG}?user=user2")).await).len(), 5);
        assert_eq!(numbers(&owner.get(&format!("{LOG}?user=user24@acme.example")).await), [26]);
    }
}

/// The body of an answer as a stream.
async fn stream(app: &TestApp, person: &Person, path: &str) -> Body {
    let router = web::router(app.state.clone(), Site::without_files());
    let request = Request::get(path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::COOKIE, person.cookie.clone().unwrap())
        .body(Body::empty())
        .unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body()
}
