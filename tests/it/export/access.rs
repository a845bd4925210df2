//! Who gets a file, and at which address.

use super::{EXPORT, EXTERNAL, File, recorded, text};
use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, TestApp},
};
use axum::http::StatusCode;
use keydesk::ui::paths;
use std::collections::BTreeSet;

/// The path that exports the keys of a list's filter.
fn filtered(search: &str) -> String {
    paths::export(ACCOUNT, false, search)
}

both! {
    async fn a_filtered_list_is_exported_alone(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (erp, _) = owner.key_in_use("ERP").await;
        owner.key_in_use("Storefront").await;
        let (off, _) = owner.key_in_use("ERP, old").await;
        owner.deactivate(&off).await.unwrap();
        for (search, labels) in [
            ("q=erp", &["ERP", "ERP, old"] as &[_]), ("q=erp&status=inactive&sort=name&page=3", &["ERP, old"]),
            ("status=active&done=x", &["ERP", "Storefront"]), ("q=nothing", &[]),
        ] {
            let answer = owner.get(&filtered(search)).await;
            assert!(answer.header("content-disposition").contains("keydesk-acme-filtered-2026-"), "{search}");
            let file = File { bytes: answer.bytes };
            assert_eq!(file.sheets(), ["Generated"], "an empty sheet would say that there are no external keys");
            let found: Vec<_> = file.generated().into_keys().collect::<BTreeSet<_>>().into_iter().collect();
            assert_eq!(found, labels, "{search}");
        }
        let bravo = app.member(scratch, "bravos", "bravo", &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        for key in [&erp, &off] {
            let answer = bravo.post_form("/bravo/api-keys/external/new", &[("app_key", key.app_key.as_str())]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        }
        let file = File { bytes: bravo.get("/api/export_keys?account=bravo&external=true&filter=status%3Dinactive").await.bytes };
        assert_eq!(file.sheets(), ["External"]);
        assert_eq!(file.rows("External", &EXTERNAL)[0][1], text(off.app_key.as_str()));
        assert_eq!(recorded(scratch).await, ["2 generated, 0 external", "1 generated, 0 external", "2 generated, 0 external", "0 generated, 0 external", "0 generated, 1 external"]);

        // An unknown filter redirects to the list. It must not export all keys.
        for (search, list) in [("status=blue", "generated?status=blue"), ("q=erp&colour=red", "generated?q=erp&colour=red"), ("alert=red", "external?alert=red")] {
            let external = if list.starts_with("external") { "&external=true" } else { "" };
            let answer = owner.get(&(filtered(search) + external)).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, format!("/acme/api-keys/{list}").as_str()), "{search}");
        }
        let role = owner.get(&filtered("role=0123456789abcdefghjk")).await;
        assert_eq!(role.status, StatusCode::BAD_REQUEST);
        assert!(role.body.contains("Not exported"), "{}", role.body);
        assert_eq!(recorded(scratch).await.len(), 5);
    }

    async fn only_members_who_may_view_keys_get_a_file(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.generate("ERP").await.unwrap();
        let viewer = app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        let powerless = app.member(scratch, "powerless", ACCOUNT, &["keydesk.keys.edit", "keydesk.keys.renew"]).await;
        let outsider = app.member(scratch, "outsider", "bravo", &["keydesk.keys.view"]).await;
        for (person, status) in [(&powerless, 403), (&outsider, 404), (&app.stranger(), 303)] {
            let answer = person.get(EXPORT).await;
            assert_eq!(answer.status.as_u16(), status);
            assert!(!answer.bytes.starts_with(b"PK") && !answer.body.contains("ERP"), "{}", answer.body);
        }
        let anonymous = app.stranger().get(EXPORT).await;
        // Sign-in leads to the list. A download would leave the browser on the sign-in page.
        assert_eq!(anonymous.header("location"), "/login?next=%2Facme%2Fapi-keys%2Fgenerated");
        for (query, status) in [("?account=nowhere", 404), ("?account=Acme", 404), ("?account=%2Fevil.example", 404), ("", 400)] {
            let answer = owner.get(&format!("/api/export_keys{query}")).await;
            assert_eq!(answer.status.as_u16(), status, "{query}");
        }
        assert_eq!(viewer.method("HEAD", EXPORT).await.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(viewer.post_form(EXPORT, &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(recorded(scratch).await.is_empty(), "none of them got a file");
        File::of(&viewer).await;
        assert_eq!(recorded(scratch).await, ["1 generated, 0 external"]);
        assert_eq!(app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_a_download_that_nobody_keeps() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    owner.generate("ERP").await.unwrap();
    let answer = owner.get(EXPORT).await;
    for (name, value) in [
        (
            "content-type",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "content-disposition",
            "attachment; filename=\"keydesk-acme-2026-11-22.xlsx\"",
        ),
        ("cache-control", "no-store, no-transform"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-encoding", ""),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("kdt_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_cannot_make_a_browser_export() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let ask = async |name: &'static str, value: &'static str| -> Answer {
        let request = axum::http::Request::get(EXPORT)
            .header("host", "127.0.0.1:3000")
            .header("cookie", owner.cookie.clone().unwrap())
            .header(name, value)
            .body(axum::body::Body::empty())
            .unwrap();
        app.send(request).await
    };
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let answer = ask(name, value).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(answer.body.contains("another site"), "{}", answer.body);
    }
    assert!(recorded(&scratch).await.is_empty());
    for value in ["same-origin", "none"] {
        assert_eq!(ask("sec-fetch-site", value).await.status, StatusCode::OK, "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_former_address_leads_to_the_export() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    owner.key_in_use("ERP").await;
    for (search, now) in [
        ("", EXPORT),
        (
            "?q=a%20b&sort=name",
            "/api/export_keys?account=acme&filter=q%3Da%2520b%26sort%3Dname",
        ),
        (
            "?status=inactive&list=external",
            "/api/export_keys?account=acme&external=true&filter=status%3Dinactive",
        ),
    ] {
        let answer = owner.get(&format!("/acme/api-keys/export{search}")).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, now));
        assert_eq!(owner.get(now).await.status, StatusCode::OK, "{now}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_strict_cookie_is_missing_exports_nothing() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let cookies = owner.cookie.clone().unwrap();
    let pages: Vec<_> = cookies
        .split("; ")
        .filter(|cookie| !cookie.contains("-strict="))
        .collect();
    let request = axum::http::Request::get(EXPORT)
        .header("host", "127.0.0.1:3000")
        .header("cookie", pages.join("; "))
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.header("location"), "/login?next=%2Facme%2Fapi-keys%2Fgenerated");
    assert!(recorded(&scratch).await.is_empty());
}
