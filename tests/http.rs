//! What holds for every answer: hosts, headers; and questions to `/v1/verify` that cannot be answered.

mod support;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::json;
use support::app::{app, path};

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
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{target}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{target}");
        assert!(
            answer.header("strict-transport-security").contains("max-age="),
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
        let answer = app.ask(bad, question.clone()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for bad in [
        json!([]),
        json!({}),
        json!({ "appKey": 1, "appToken": token }),
        json!({ "appKey": key.app_key }),
        json!({ "appKey": key.app_key, "appToken": token, "resurce": "x" }),
    ] {
        assert_eq!(
            app.ask(&verifier, bad.clone()).await.status,
            StatusCode::BAD_REQUEST,
            "{bad}"
        );
    }
    assert_eq!(
        app.ask(&verifier, json!({ "appKey": "x".repeat(9_000), "appToken": "y" }))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
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
