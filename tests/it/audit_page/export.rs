//! The CSV export of the audit log.

use super::{EXPORT, LOG, account, fields, record};
use crate::support::{
    START, Scratch,
    app::{Person, TestApp},
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use keydesk::{
    domain::audit::{detail::Detail, event::Event},
    server::{crypto::hash, store::AuditEntry},
    web::{self, assets::Site},
};
use std::time::Duration;
use tower::ServiceExt;

both! {
    async fn an_export_can_be_checked_by_itself(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("=SUM(A1:A9)").await;
        let id = account(&app).await;
        for user in ["=1+1@acme.example", "+a,b@acme.example", "'quoted\"@acme.example", "x;=1;'y;z@acme.example", "ünï@acme.example"] {
            record(&app, &id, user, Event::KeyEdited).await;
            let detail = Detail::given(vec![user.to_owned(), "=1".to_owned()]);
            let entry = AuditEntry::by_link_holder(&id, Event::KeyEdited, "\t\r\n", START.plus(Duration::from_millis(7)));
            app.state.store.record(entry.about(user).with_detail(detail)).await.unwrap();
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
