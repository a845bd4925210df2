//! `POST /v1/verify/batch`.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, Person, TestApp, app},
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use keydesk::{
    domain::keys::key::Key,
    server::verifier_settings::operator::{self, NamedVerifier},
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

async fn post(app: &TestApp, verifier: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/v1/verify/batch").header("authorization", verifier);
    app.send(request.body(body.into()).unwrap()).await
}

async fn ask(app: &TestApp, verifier: &str, questions: Vec<Value>) -> Answer {
    post(app, verifier, json!({ "questions": questions }).to_string()).await
}

/// A key in use, and the question about it.
async fn key(owner: &Person, label: &str) -> (Key, Value) {
    let (key, token) = owner.key_in_use(label).await;
    let question = json!({ "appKey": key.app_key, "appToken": token });
    (key, question)
}

both! {
    async fn each_question_of_a_batch_is_answered_as_it_is_alone(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (_, good) = key(&owner, "ERP").await;
        let (inactive, of_inactive) = key(&owner, "CRM").await;
        owner.deactivate(&inactive).await.unwrap();
        let with = |name: &str, value: &str| {
            let mut question = good.clone();
            question[name] = json!(value);
            question
        };
        let questions = vec![
            good.clone(),
            of_inactive,
            with("account", "bravo"),
            with("account", ACCOUNT),
            with("resource", "orders.view"),
            with("appKey", "appkey-acme-00000000"),
            with("appToken", "kdt_short"),
            with("appToken", &format!("  {}\n", good["appToken"].as_str().unwrap())),
            with("clientIp", "192.0.2.7"),
            good.clone(),
        ];
        let mut expected = Vec::new();
        for question in &questions {
            expected.push(app.post_verification(&verifier, question.clone()).await.json());
        }
        let answer = ask(&app, &verifier, questions).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store, no-transform"));
        assert_eq!(answer.json(), json!({ "answers": expected }));
        assert_eq!(expected.iter().filter(|answer| answer["allowed"] == true).count(), 5);
        assert_eq!(ask(&app, &verifier, vec![]).await.json(), json!({ "answers": [] }));
        let most = ask(&app, &verifier, vec![good.clone(); 100]).await.json();
        assert_eq!(most["answers"].as_array().unwrap().len(), 100);
    }

    async fn a_question_outside_the_binding_does_not_spoil_the_others(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        app.member(scratch, "other", "bravo", &[]).await;
        let (_, good) = key(&owner, "ERP").await;
        let verifier = app.verifier_bound_to("ours", &[ACCOUNT], &[]).await;
        let foreign = json!({ "appKey": "appkey-bravo-00000000", "appToken": good["appToken"] });
        let answers = ask(&app, &verifier, vec![good.clone(), foreign, good]).await.json();
        assert_eq!(answers["answers"][1], json!({ "allowed": false, "reason": "unknown_verifier" }));
        assert_eq!((&answers["answers"][0]["allowed"], &answers["answers"][2]["allowed"]), (&json!(true), &json!(true)));
    }

    async fn only_a_known_verifier_sends_batches(scratch) {
        let app = TestApp::on(scratch).await;
        let (_, good) = key(&app.owner().await, "ERP").await;
        let revoked = app.verifier().await;
        let named = NamedVerifier { name: "test", account: None };
        operator::revoke(&app.state, named).await.unwrap();
        for verifier in ["", "Bearer kdv_none", "Basic a2V5OnRva2Vu", &revoked] {
            let answer = ask(&app, verifier, vec![good.clone()]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{verifier}");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"Keydesk\"");
            // What is wrong with the body is not said to strangers.
            assert_eq!(post(&app, verifier, "x").await.status, StatusCode::UNAUTHORIZED, "{verifier}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_with_many_slow_batches_leaves_room_for_others() {
    let (_scratch, app) = app(&[]).await;
    let (_, good) = key(&app.owner().await, "ERP").await;
    let (slow, other) = (app.verifier_named("slow").await, app.verifier_named("other").await);
    let pending = || Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let mut waiting: Vec<_> = (0..64).map(|_| Box::pin(post(&app, &slow, pending()))).collect();
    let mut refused = 0;
    for batch in &mut waiting {
        if let Ok(answer) = timeout(Duration::from_millis(50), batch).await {
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
            refused += 1;
        }
    }
    assert_eq!(refused, 32);
    assert_eq!(
        ask(&app, &slow, vec![good.clone()]).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(ask(&app, &other, vec![good.clone()]).await.status, StatusCode::OK);
    drop(waiting);
    assert_eq!(ask(&app, &slow, vec![good]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_cannot_be_read_is_refused_with_the_index_of_the_question() {
    let (_scratch, app) = app(&[]).await;
    app.owner().await;
    let verifier = app.verifier().await;
    let good = r#"{"appKey": "a", "appToken": "b"}"#;
    let twice = r#"{"appKey": "a", "appToken": "b", "appToken": "c"}"#;
    let long = format!(r#"{{"questions": [{}]}}"#, " ".repeat(64 * 1024));
    let many = format!(r#"{{"questions": [{}]}}"#, vec![good; 101].join(","));
    for (body, sentence) in [
        (
            format!(r#"{{"questions": [{good}, {twice}]}}"#),
            "questions[1] must be an object",
        ),
        (
            format!(r#"{{"questions": [{good}, {good}, {{"appKey": "a"}}]}}"#),
            "questions[2] has no appToken.",
        ),
        (many, "A batch has at most 100 questions; this one has 101."),
        (long, "64 kB are enough"),
        (good.to_owned(), "a JSON object with questions"),
        (format!("[{good}]"), "a JSON object with questions"),
        (String::new(), "a JSON object with questions"),
    ] {
        let answer = post(&app, &verifier, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
        assert!(
            answer.body.contains(sentence) && answer.json()["error"] == "malformed",
            "{}",
            answer.body
        );
    }
    // Nor is a single question with a name twice read.
    let single = Request::post("/v1/verify").header("authorization", &verifier);
    let single = app.send(single.body(Body::from(twice)).unwrap()).await;
    assert_eq!(single.status, StatusCode::BAD_REQUEST, "{}", single.body);
    let get = Request::get("/v1/verify/batch").body(Body::empty()).unwrap();
    let get = app.send(get).await;
    assert_eq!(
        (get.status, get.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, "POST")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_no_batch_is_answered() {
    let (_scratch, app) = app(&[]).await;
    let (_, good) = key(&app.owner().await, "ERP").await;
    let verifier = app.verifier().await;
    app.lose_database().await;
    let answer = ask(&app, &verifier, vec![good]).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (StatusCode::SERVICE_UNAVAILABLE, "1"),
        "{}",
        answer.body
    );
}
