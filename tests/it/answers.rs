//! The exact bytes of answers that programs parse.

use crate::support::app::{Answer, app};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

/// The headers that belong to the published format.
const HEADERS: [&str; 4] = ["content-type", "cache-control", "www-authenticate", "retry-after"];

/// The answer as text under the name of its question.
fn as_text(question: &str, answer: &Answer) -> String {
    let headers = HEADERS.map(|name| (name, answer.header(name)));
    let headers = headers.iter().filter(|(_, value)| !value.is_empty());
    let headers: String = headers.map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("# {question}\n{}\n{headers}\n{}\n\n", answer.status, answer.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn verification_answers_in_its_published_form() {
    let (_scratch, app) = app(&[]).await;
    let (owner, verifier) = (app.owner().await, app.verifier().await);
    let verifier = verifier.as_str();
    let (key, token) = owner.key_in_use("ERP").await;
    let question = |more: serde_json::Value| {
        let mut question = json!({ "appKey": key.app_key, "appToken": token });
        question
            .as_object_mut()
            .unwrap()
            .append(&mut more.as_object().unwrap().clone());
        question
    };
    let mut text = String::new();
    for (name, verifier, question) in [
        ("a verifier that is none", "Bearer kdv_none", question(json!({}))),
        ("no token", verifier, json!({ "appKey": key.app_key })),
        ("an unknown field", verifier, question(json!({ "resurce": "x" }))),
        ("too much", verifier, question(json!({ "account": "x".repeat(9_000) }))),
        (
            "an unknown key",
            verifier,
            question(json!({ "appKey": "appkey-acme-00000000" })),
        ),
        (
            "an unknown token",
            verifier,
            question(json!({ "appToken": "kdt_short" })),
        ),
        (
            "an account without the key",
            verifier,
            question(json!({ "account": "bravo" })),
        ),
        (
            "a resource of no role",
            verifier,
            question(json!({ "resource": "orders.view" })),
        ),
        ("a good key", verifier, question(json!({}))),
    ] {
        text += &as_text(name, &app.post_verification(verifier, question).await);
    }
    let twice = Request::post("/v1/verify")
        .header(header::AUTHORIZATION, verifier)
        .header("x-api-appkey", key.app_key.as_str())
        .header("x-api-apptoken", &token)
        .header("x-api-apptoken", &token);
    text += &as_text("a header twice", &app.send(twice.body(Body::empty()).unwrap()).await);
    app.lose_database().await;
    text += &as_text(
        "no database",
        &app.post_verification(verifier, question(json!({}))).await,
    );
    insta::assert_snapshot!(
        "verification",
        text.replace(key.app_key.as_str(), "appkey-acme-XXXXXXXX")
    );
}
