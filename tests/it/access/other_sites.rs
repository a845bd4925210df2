//! Which requests another site can cause.

use crate::support::{
    app::{ACCOUNT, FORM_ID, app, path},
    functions::functions,
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use keydesk::{error::AppError, web::routes::routes};

/// Over plain http, browsers do not send `Sec-Fetch-Site`. Only the cookies show where a request comes from.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_a_chat_shows_pages_and_nothing_else() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let key = owner.generate("ERP").await.unwrap().key;
    let cross_site = owner.cross_site();
    let list = format!("/{ACCOUNT}/api-keys/generated?q=ERP&status=active");
    let dialog = format!("/{ACCOUNT}/api-keys/generated/{}/edit", key.id);
    for page in [
        &list,
        &dialog,
        "/profile",
        "/acme/audit?action=key_generated",
        "/acme/users",
    ] {
        let answer = cross_site.get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {answer:?}");
        assert_eq!(cross_site.method("HEAD", page).await.status, StatusCode::OK, "{page}");
    }
    assert!(cross_site.get(&list).await.body.contains(key.app_key.as_str()));
    let sign_in = cross_site.get("/login?next=%2Facme%2Faudit").await;
    assert_eq!(sign_in.header("location"), "/acme/audit", "signed in already");

    let files = [
        (
            "/api/export_keys?account=acme",
            "/login?next=%2Facme%2Fapi-keys%2Fgenerated",
        ),
        (
            "/acme/audit/export?action=key_generated",
            "/login?next=%2Facme%2Faudit%3Faction%3Dkey_generated",
        ),
        (
            "/acme/audit/export.xlsx?action=key_generated",
            "/login?next=%2Facme%2Faudit%3Faction%3Dkey_generated",
        ),
    ];
    let tried = files.map(|(file, _)| file.split('?').next().unwrap().replace("/acme", "/{account}"));
    let routes = routes();
    let actual_files: Vec<_> = routes
        .iter()
        .filter(|route| route.own_pages)
        .map(|route| route.path)
        .collect();
    assert_eq!(tried.as_slice(), actual_files, "every file is tried");
    for (file, page) in files {
        let answer = cross_site.get(file).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, page)
        );
        assert_eq!(
            cross_site.method("HEAD", "/acme/audit/export").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(owner.get(file).await.status, StatusCode::OK, "{file}");
    }
    let before = owner.get("/acme/audit").await.body.matches("<tr").count();
    for (name, _, arguments) in functions(&key) {
        let answer = cross_site.call_with(name, arguments).await;
        assert_eq!(answer.error(), AppError::SessionEnded, "{name}");
    }
    let form = [
        ("label", "x"),
        ("version", "1"),
        ("form_id", FORM_ID),
        ("understood", "on"),
    ];
    for target in [&dialog, "/profile", "/acme/api-keys/generated/new", "/acme/users/new"] {
        assert_eq!(
            cross_site.post_form(target, &form).await.status,
            StatusCode::UNAUTHORIZED,
            "{target}"
        );
    }
    cross_site.post_form("/logout", &[]).await;
    assert_eq!(
        owner.show(&key.id).await.unwrap().key,
        key,
        "still signed in, and nothing has changed"
    );
    assert_eq!(owner.get("/acme/audit").await.body.matches("<tr").count(), before);

    // A same-origin request without the `Strict` cookie means that the browser lost it. Only a new sign-in restores it.
    for (site, status) in [("same-origin", StatusCode::OK), ("cross-site", StatusCode::SEE_OTHER)] {
        let request = Request::get("/login")
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::COOKIE, cross_site.cookie.clone().unwrap());
        let answer = app
            .send(request.header("sec-fetch-site", site).body(Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status, status, "{site}");
    }
    let mut mixed = owner.again().await.cross_site();
    let of_another = owner
        .cookie
        .as_deref()
        .unwrap()
        .split("; ")
        .find(|cookie| cookie.contains("-strict="));
    mixed.cookie = mixed.cookie.map(|cookie| format!("{cookie}; {}", of_another.unwrap()));
    assert_eq!(
        mixed.list().await.err(),
        Some(AppError::SessionEnded),
        "the two belong together"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_another_site_are_not_carried_out() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    let routes = routes();
    let forms = routes.iter().filter(|route| route.methods.contains(&Method::POST));
    for route in forms {
        let target = route.path.replace("/credentials/{id}", path(&link.url));
        let target = target.replace("{account}", ACCOUNT).replace(['{', '}', '*'], "");
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            if target.starts_with("/credentials/") && value == "null" {
                // Under `no-referrer`, browsers without `Sec-Fetch-Site` send only this origin. The link's secret authorizes the request.
                continue;
            }
            let request = Request::post(&target)
                .header(header::HOST, "127.0.0.1:3000")
                .header(header::COOKIE, owner.cookie.clone().unwrap())
                .header(name, value)
                .body(Body::from("label=x&form_id=f"))
                .unwrap();
            let answer = app.send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target} {name}: {value}");
            assert_eq!(answer.header("location"), "");
        }
    }
    assert_eq!(owner.list().await.unwrap().total, 1);
    for (host, origin) in [
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("keys.lan:80", "http://keys.lan"),
        ("keys.lan:443", "https://keys.lan"),
    ] {
        let request = Request::post("/logout")
            .header(header::HOST, host)
            .header("origin", origin)
            .body(Body::empty())
            .unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "its own origin is let through");
    }
    for (host, origin) in [
        ("keys.lan", "http://keys.lan:8080"),
        ("keys.lan:80", "https://keys.lan"),
    ] {
        let request = Request::post("/logout")
            .header(header::HOST, host)
            .header("origin", origin)
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            app.send(request).await.status,
            StatusCode::FORBIDDEN,
            "{origin} is not {host}"
        );
    }
}
