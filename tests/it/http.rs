//! What holds for every answer (hosts, headers, origins, limits), and malformed requests to `/v1/verify`.

use crate::support::app::{ACCOUNT, app, path};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_share_host_serves_nothing_but_the_share_page() {
    let (_scratch, app) = app(&[("KEYDESK_SHARE_ORIGIN", "https://share.example")]).await;
    let link = app.owner().await.generate("ERP").await.unwrap();
    assert!(link.url.starts_with("https://share.example/credentials/"));
    let ask = async |host: &str, path: &str| {
        app.send(
            Request::get(path)
                .header(header::HOST, host)
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .status
        .as_u16()
    };
    assert_eq!(ask("share.example", path(&link.url)).await, 200);
    for elsewhere in [
        "/",
        "/login",
        "/setup",
        "/acme/api-keys/generated",
        "/v1/verify",
        "/health",
        "/pkg/keydesk.wasm",
    ] {
        assert_eq!(ask("share.example", elsewhere).await, 404, "{elsewhere}");
    }
    assert_eq!(ask("127.0.0.1:3000", path(&link.url)).await, 404);
    assert_eq!(ask("127.0.0.1:3000", "/login").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_headers() {
    let (_scratch, app) = app(&[("KEYDESK_ORIGIN", "https://keys.example")]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    for target in [
        "/login",
        "/nowhere",
        "/acme/api-keys/generated",
        path(&link.url),
        "/v1/verify",
        "/health",
        "/credentials/x",
    ] {
        let answer = owner.get(target).await;
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{target}: {policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{target}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{target}");
        assert_eq!(answer.header("cache-control"), "no-store, no-transform", "{target}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{target}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{target}");
        // No `includeSubDomains`: subdomains may have no TLS.
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000",
            "{target}"
        );
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        if let Some(nonce) = nonce {
            let in_attributes = answer.body.matches(&format!("nonce=\"{nonce}\"")).count();
            assert_eq!(
                answer.body.matches(nonce).count(),
                in_attributes,
                "{target}: the nonce stands only in nonce="
            );
        }
        if target == "/acme/api-keys/generated" {
            assert!(policy.contains("'wasm-unsafe-eval'") && nonce.is_some(), "{policy}");
        } else {
            assert!(!policy.contains("wasm"), "{target}: {policy}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_verifiers_and_questions_are_refused() {
    let (_scratch, app) = app(&[]).await;
    let (owner, verifier) = (app.owner().await, app.verifier().await);
    let (key, token) = owner.key_in_use("ERP").await;
    let question = json!({ "appKey": key.app_key, "appToken": token });
    let wrong = keydesk::server::crypto::random::verifier_secret();
    for bad in [
        "",
        "Bearer",
        "Bearer x",
        "Basic abc",
        &format!("Bearer {}", wrong.expose()),
        &format!("Bearer {token}"),
    ] {
        let answer = app.post_verification(bad, question.clone()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"Keydesk\"");
    }
    for bad in [
        json!([]),
        json!([key.app_key, token, "acme", "orders.view"]),
        json!(null),
        json!("x"),
        json!({ "appKey": key.app_key, "appToken": token, "resource": null }),
        json!({ "appKey": key.app_key, "appToken": token, "account": null }),
        json!({ "appKey": null, "appToken": token }),
        json!({ "appKey": key.app_key, "appToken": token, "resource": ["orders.view"] }),
        json!({}),
        json!({ "appKey": 1, "appToken": token }),
        json!({ "appKey": key.app_key }),
        json!({ "appKey": key.app_key, "appToken": token, "resurce": "x" }),
    ] {
        assert_eq!(
            app.post_verification(&verifier, bad.clone()).await.status,
            StatusCode::BAD_REQUEST,
            "{bad}"
        );
    }
    assert_eq!(
        app.post_verification(&verifier, json!({ "appKey": "x".repeat(9_000), "appToken": "y" }))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    let twice = format!(
        r#"{{"appKey":"{}","appToken":"{token}","resource":"x","resource":"y"}}"#,
        key.app_key
    );
    let request = Request::post("/v1/verify").header(header::AUTHORIZATION, &verifier);
    let answer = app.send(request.body(Body::from(twice)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    // Copied credentials often carry white space, so it is trimmed. A resource is a name and is compared unchanged.
    let spaced = json!({ "appKey": format!(" {}\n", key.app_key), "appToken": format!("\t{token}\r\n ") });
    assert_eq!(app.post_verification(&verifier, spaced).await.json()["allowed"], true);
    let with_headers = |pairs: &[(&str, &str)]| {
        let mut request = Request::post("/v1/verify").header(header::AUTHORIZATION, &verifier);
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    };
    let (app_key, token) = (key.app_key.as_str(), token.as_str());
    let good = app
        .send(with_headers(&[("X-API-AppKey", app_key), ("X-API-AppToken", token)]))
        .await;
    assert_eq!(good.json()["allowed"], true);
    let twice = app
        .send(with_headers(&[
            ("X-API-AppKey", app_key),
            ("X-API-AppToken", token),
            ("X-API-AppToken", token),
        ]))
        .await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    let forged = app
        .send(with_headers(&[
            ("X-API-AppKey", app_key),
            ("X-API-AppToken", "no"),
            ("X-Forwarded-For", "127.0.0.1"),
        ]))
        .await;
    assert_eq!(forged.json()["allowed"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn verification_accepts_requests_from_any_origin() {
    let (_scratch, app) = app(&[]).await;
    let (owner, verifier) = (app.owner().await, app.verifier().await);
    let (key, token) = owner.key_in_use("ERP").await;
    let ask = async |name: &str, value: &str| {
        let request = Request::post("/v1/verify")
            .header(header::AUTHORIZATION, &verifier)
            .header("x-api-appkey", key.app_key.as_str())
            .header("x-api-apptoken", &token)
            .header(name, value);
        app.send(request.body(Body::empty()).unwrap()).await
    };
    for (name, value) in [
        ("origin", "https://shop.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(ask(name, value).await.json()["allowed"], true, "{name}: {value}");
    }
    app.lose_database().await;
    let unknown = ask("accept", "*/*").await;
    assert_eq!(unknown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(unknown.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_come_from_the_configured_origins_whatever_host_a_proxy_asks_for() {
    let settings = [
        ("KEYDESK_ORIGIN", "https://keys.example"),
        ("KEYDESK_SHARE_ORIGIN", "https://share.example"),
    ];
    let (_scratch, app) = app(&settings).await;
    let link = app.owner().await.generate("ERP").await.unwrap();
    let refused = async |target: &str, host: &str, origins: &[(&str, &str)]| {
        let mut request = Request::post(target).header(header::HOST, host);
        for (name, value) in origins {
            request = request.header(*name, *value);
        }
        app.send(request.body(Body::empty()).unwrap()).await.status == StatusCode::FORBIDDEN
    };
    let upstream = "keydesk_upstream";
    assert!(!refused("/login", upstream, &[("origin", "https://keys.example")]).await);
    assert!(!refused("/login", upstream, &[("origin", "https://keys.example:443")]).await);
    for origin in [
        "https://share.example",
        "https://evil.example",
        "http://keys.example",
        "https://keys.example.evil.example",
        "https://keys.example:8443",
        "null",
        "",
    ] {
        assert!(refused("/login", upstream, &[("origin", origin)]).await, "{origin}");
    }
    let share = path(&link.url);
    let elsewhere = "/credentials/x";
    assert!(!refused(elsewhere, "share.example", &[("origin", "https://share.example")]).await);
    for origin in ["https://keys.example", "https://evil.example"] {
        assert!(refused(share, "share.example", &[("origin", origin)]).await, "{origin}");
    }
    // Duplicate headers are refused, because an attacker who can add a header could contradict the browser's.
    for (name, good, bad) in [
        ("sec-fetch-site", "same-origin", "cross-site"),
        ("origin", "https://keys.example", "https://evil.example"),
    ] {
        for two in [[good, bad], [bad, good], [good, good]] {
            let headers = two.map(|value| (name, value));
            assert!(refused("/login", "keys.example", &headers).await, "{headers:?}");
        }
    }
    let both = [
        ("sec-fetch-site", "same-origin"),
        ("origin", "https://keys.example"),
        ("origin", "https://evil.example"),
    ];
    assert!(refused("/login", "keys.example", &both).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn trailing_slashes_redirect_to_the_page() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    let (list, share) = ("/acme/api-keys/generated", path(&link.url));
    for (asked, page) in [
        (format!("{list}/?page=2&q=a%2Fb"), format!("{list}?page=2&q=a%2Fb")),
        (format!("{list}//"), list.to_owned()),
        ("/login/".to_owned(), "/login".to_owned()),
        (format!("{share}/"), share.to_owned()),
        ("/health/".to_owned(), "/health".to_owned()),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = owner.method(method, &asked).await;
            assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{asked}");
            assert_eq!(answer.header("location"), page, "{asked}");
            assert!(answer.header("cache-control").contains("no-store"), "{asked}");
        }
    }
    for nothing in [
        "/credentials/",
        "/invitations/",
        "//evil.example/",
        "/favicon.svg/",
        "/pkg/x.js/",
    ] {
        let answer = owner.get(nothing).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::NOT_FOUND, ""),
            "{nothing}"
        );
    }
    let form = owner.post_form(&format!("{share}/"), &[]).await;
    assert_eq!(form.status, StatusCode::NOT_FOUND, "a form goes where it says");
}

#[tokio::test(flavor = "multi_thread")]
async fn strict_transport_security_is_a_setting() {
    let https = ("KEYDESK_ORIGIN", "https://keys.example");
    for (settings, expected) in [
        (vec![https, ("KEYDESK_HSTS", "off")], ""),
        (
            vec![https, ("KEYDESK_HSTS", "max-age=60; includeSubDomains")],
            "max-age=60; includesubdomains",
        ),
        (vec![("KEYDESK_HSTS", "max-age=60")], ""),
    ] {
        let (_scratch, app) = app(&settings).await;
        let answer = app.stranger().get("/login").await;
        assert_eq!(answer.header("strict-transport-security"), expected, "{settings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_cost_work_or_guess_secrets_are_rate_limited() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let stranger = app.stranger();
    let unknown = format!("/credentials/{}", "x".repeat(43));
    let form = [("email", "nobody@acme.example"), ("password", "x")];
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    // Up to twice the limit per minute, because permits refill while the requests are sent.
    for (what, most) in [("look", 1_200), ("open", 600), ("sign in", 60), ("generate", 600)] {
        let mut refused = None;
        for _ in 0..most * 2 {
            let answer = match what {
                "look" => stranger.get(&unknown).await,
                "open" => stranger.post_form(&unknown, &[]).await,
                "sign in" => stranger.post_form("/login", &form).await,
                _ => owner.post_form(&new, &[]).await,
            };
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.unwrap_or_else(|| panic!("{what} is not limited"));
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_ids_are_refused() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    for id in [
        "%00",
        "x",
        &"a".repeat(3_000),
        "0123456789ABCDEFGHJK",
        "0123456789abcdefghil",
    ] {
        let dialog = format!("/{ACCOUNT}/api-keys/generated/{id}/edit");
        assert_eq!(owner.get(&dialog).await.status, StatusCode::NOT_FOUND, "{id}");
    }
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    for id in ["", "x", "0123456789\0"] {
        let answer = owner.post_form(&new, &[("label", "ERP"), ("form_id", id)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{id:?}");
    }
    assert_eq!(owner.list().await.unwrap().total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_fetch_metadata_forms_are_checked_by_their_origin() {
    let origin = "http://192.168.1.5:3000";
    let (_scratch, app) = app(&[("KEYDESK_ORIGIN", origin)]).await;
    let link = app.owner().await.generate("ERP").await.unwrap();
    let post = |target: &str, origin: &str| {
        Request::post(target)
            .header(header::HOST, "192.168.1.5:3000")
            .header(header::ORIGIN, origin)
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(
        app.stranger().get("/login").await.header("referrer-policy"),
        "same-origin"
    );
    assert_ne!(app.send(post("/login", origin)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.send(post("/login", "null")).await.status, StatusCode::FORBIDDEN);
    // The recipient's page does not reveal its address in `Referer` or `Origin`.
    let page = app.stranger().get(path(&link.url)).await;
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(app.send(post(path(&link.url), "null")).await.status, StatusCode::OK);
}
