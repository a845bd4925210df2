//! `POST /oauth2/introspect`. end2end/introspection.http.spec.ts asks with a client library.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, TestApp, app},
    team::single_value,
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use data_encoding::BASE64;
use keydesk::web::gateway::{self, Proof};
use serde_json::{Value, json};
use tower::ServiceExt;

const PATH: &str = "/oauth2/introspect";

async fn post(app: &TestApp, authorization: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(PATH).header("content-type", "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let body = serde_html_form::to_string(fields).unwrap();
    app.send(request.body(Body::from(body)).unwrap()).await
}

async fn introspect(app: &TestApp, verifier: &str, token: &str) -> Value {
    let answer = post(app, Some(verifier), &[("token", token)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()))
}

both! {
    async fn an_active_token_has_its_key_and_resources_and_any_other_nothing(scratch) {
        let app = TestApp::on(scratch).await;
        let (owner, verifier) = (app.owner().await, app.verifier().await);
        let (key, token) = owner.key_in_use("ERP").await;
        let origin = app.state.config.origin.as_str().to_owned();
        let active = json!({
            "active": true, "client_id": key.app_key, "sub": key.app_key, "client_name": "ERP", "scope": "",
            "token_type": "Bearer", "iss": origin, "account": ACCOUNT, "roles": [],
        });
        assert_eq!(introspect(&app, &verifier, &token).await, active);
        assert_eq!(introspect(&app, &verifier, &format!(" {token}\n")).await, active);
        let inactive = json!({ "active": false });
        for other in ["x", "kdt_short", verifier.strip_prefix("Bearer ").unwrap()] {
            assert_eq!(introspect(&app, &verifier, other).await, inactive, "{other}");
        }
        let key = owner.deactivate(&key).await.unwrap();
        assert_eq!(introspect(&app, &verifier, &token).await, inactive);
        owner.delete(&key).await.unwrap();
        assert_eq!(introspect(&app, &verifier, &token).await, inactive);
    }

    async fn a_verifier_of_one_account_hears_of_its_keys_also_external_ones(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let bravo = app.member(scratch, "other", "bravo", &["keydesk.keys.view", "keydesk.keys.edit", "keydesk.roles.manage"]).await;
        for name in ["orders.view", "orders.edit"] {
            bravo.post_form("/bravo/roles/resources/new", &[("name", name)]).await;
        }
        let fields = [("name", "Orders"), ("resources", "orders.view"), ("resources", "orders.edit")];
        assert_eq!(bravo.post_form("/bravo/roles/new", &fields).await.status, StatusCode::SEE_OTHER);
        let orders = single_value(scratch, "select id from roles where name = 'Orders'").await;
        let theirs = app.verifier_bound_to("theirs", &["bravo"], &[]).await;
        let narrow = app.verifier_bound_to("narrow", &["bravo"], &["orders.edit"]).await;
        assert_eq!(introspect(&app, &theirs, &token).await, json!({ "active": false }), "not added yet");
        let added = [("app_key", key.app_key.as_str()), ("roles", &orders)];
        assert_eq!(bravo.post_form("/bravo/api-keys/external/new", &added).await.status, StatusCode::SEE_OTHER);
        let answer = introspect(&app, &theirs, &token).await;
        assert_eq!((&answer["account"], &answer["scope"]), (&json!("bravo"), &json!("orders.edit orders.view")), "{answer}");
        assert_eq!(introspect(&app, &narrow, &token).await["scope"], "orders.edit");
        // A verifier of all accounts asks about the owner of the key, and one of others only not at all.
        let answer = introspect(&app, &app.verifier().await, &token).await;
        assert_eq!((&answer["account"], &answer["scope"]), (&json!(ACCOUNT), &json!("")));
        let ours = app.verifier_bound_to("ours", &[ACCOUNT], &["orders.view"]).await;
        assert_eq!(introspect(&app, &ours, &token).await, json!({ "active": false }), "the key has none of its resources");
    }

    async fn a_client_authenticates_in_one_of_three_ways(scratch) {
        let app = TestApp::on(scratch).await;
        let (_, token) = app.owner().await.key_in_use("ERP").await;
        let bearer = app.verifier().await;
        let secret = bearer.strip_prefix("Bearer ").unwrap();
        let question = ("token", token.as_str());
        let encoded = basic("Gateway+in%20K%C3%B6ln", &secret.replace('_', "%5F"));
        for authorization in [&bearer, &basic("test", secret), &basic("", secret), &encoded] {
            let answer = post(&app, Some(authorization), &[question, ("token_type_hint", "refresh_token")]).await;
            assert_eq!(answer.json()["active"], true, "{authorization}");
        }
        let in_body = [question, ("client_id", "test"), ("client_secret", secret)];
        assert_eq!(post(&app, None, &in_body).await.json()["active"], true);

        for (authorization, fields) in [
            (None, &[question][..]),
            (Some("Bearer kdv_none"), &[question]),
            (Some("Basic !"), &[question]),
            (Some("Basic a2V5"), &[question]),
            (Some("Digest x"), &[question]),
            (None, &[question, ("client_id", "test")]),
            (None, &[question, ("client_secret", "kdv_none")]),
            (None, &[]),
        ] {
            let answer = post(&app, authorization, fields).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization:?} {}", answer.body);
            assert_eq!(answer.json()["error"], "invalid_client");
            let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().collect();
            assert_eq!(challenges, ["Basic realm=\"Keydesk\"", "Bearer realm=\"Keydesk\""]);
        }
        for fields in [
            &[][..],
            &[("token", " ")],
            &[question, question],
            &[question, ("client_secret", secret)],
            &[question, ("client_ip", "10.0.0.7:80")],
        ] {
            let answer = post(&app, Some(&bearer), fields).await;
            assert_eq!((answer.status, &answer.json()["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")), "{fields:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_cannot_be_read_are_refused() {
    let (_scratch, app) = app(&[]).await;
    app.owner().await;
    let verifier = app.verifier().await;
    for body in ["x".repeat(9_000), "&".repeat(8_000), "{\"token\": 1}".to_owned()] {
        let request = Request::post(PATH)
            .header("authorization", &verifier)
            .body(Body::from(body));
        assert_eq!(app.send(request.unwrap()).await.status, StatusCode::BAD_REQUEST);
    }
    let get = app.send(Request::get(PATH).body(Body::empty()).unwrap()).await;
    assert_eq!(
        (get.status, get.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, "POST")
    );
    app.lose_database().await;
    let answer = post(&app, Some(&verifier), &[("token", "kdt_x")]).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("temporarily_unavailable"))
    );
    assert_eq!(answer.header("retry-after"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_needs_no_secret_introspects_without_one() {
    let (_scratch, app) = app(&[]).await;
    let (_, token) = app.owner().await.key_in_use("ERP").await;
    for (proof, status) in [
        (Proof::Listener, StatusCode::OK),
        (Proof::Secret, StatusCode::UNAUTHORIZED),
    ] {
        let body = Body::from(format!("token={token}"));
        let request = Request::post(PATH).header("host", "keydesk").body(body).unwrap();
        let answer = gateway::service(app.state.clone(), proof)
            .oneshot(request)
            .await
            .unwrap();
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_key_is_told() {
    let (scratch, app) = app(&[]).await;
    let (_, token) = app.owner().await.key_in_use("ERP").await;
    let end = app.state.clock.now().plus(std::time::Duration::from_hours(1));
    let set = format!("update api_keys set expires_at = {}", end.millis());
    crate::support::stored_account::tamper(&scratch, &set).await;
    let app = TestApp::on(&scratch).await;
    let verifier = app.verifier().await;
    assert_eq!(introspect(&app, &verifier, &token).await["exp"], end.seconds());
    app.state.clock.advance(std::time::Duration::from_hours(1));
    assert_eq!(introspect(&app, &verifier, &token).await, json!({ "active": false }));
}
