//! `/v1/authorize`, and that verification's memory is what the database holds.

use crate::support::{
    Database, Scratch,
    app::{ACCOUNT, Answer, Person, TestApp, app},
    team::role,
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, Version},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use keydesk::{
    domain::{
        id::Id,
        keys::{
            choice::{Consent, DeleteOld},
            key::Key,
        },
    },
    server::store::COMMANDS_WAIT,
    views::wire::{EditInput, Password, RestrictionsInput},
    web::{gateway, serve::ConnectionLimits},
};
use serde_json::json;
use std::path::PathBuf;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

async fn authorize(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::get(format!("/v1/authorize{path}"));
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    app.send(request.body(Body::empty()).unwrap()).await
}

/// The status and, for a refusal, its reason.
fn verdict(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.header("x-keydesk-reason"))
}

both! {
    async fn a_gateway_learns_by_status_who_may_pass(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP, 100 % naïve").await;
        let app_key = key.app_key.as_str();
        let secret = app.verifier().await;
        let verifier = ("x-keydesk-verifier", secret.strip_prefix("Bearer ").unwrap());
        let pair = [verifier, ("x-api-appkey", app_key), ("x-api-apptoken", token.as_str())];

        let yes = authorize(&app, "/-/-", &pair).await;
        assert_eq!((yes.status, yes.body.as_str()), (StatusCode::OK, ""));
        assert_eq!(yes.header("x-keydesk-account"), ACCOUNT);
        assert_eq!(yes.header("x-keydesk-key"), app_key);
        assert_eq!(yes.header("x-keydesk-label"), "ERP%2C%20100%20%25%20na%C3%AFve");
        assert_eq!((yes.header("x-keydesk-roles"), yes.header("x-keydesk-resources")), ("", ""));
        assert_eq!(yes.header("cache-control"), "no-store, no-transform");

        let basic = format!("Basic {}", data_encoding::BASE64.encode(format!("{app_key}:{token}").as_bytes()));
        let bearer = format!("Bearer {token}");
        for credentials in [
            &[("x-vtex-api-appkey", app_key), ("x-vtex-api-apptoken", token.as_str())][..],
            &[("authorization", &basic)],
            &[("authorization", &bearer)],
            &[("x-api-key", &token)],
        ] {
            let headers: Vec<_> = credentials.iter().copied().chain([verifier]).collect();
            for path in ["/-/-", "/acme/-", "/acme/-/orders/7?x=1", "/acme/-?account=bravo"] {
                assert_eq!(verdict(&authorize(&app, path, &headers).await), (200, ""), "{path} {credentials:?}");
            }
            assert_eq!(verdict(&authorize(&app, "/bravo/-", &headers).await), (403, "account_denied"));
            assert_eq!(verdict(&authorize(&app, "/acme/orders.read", &headers).await), (403, "resource_denied"));
        }

        for (path, headers, expected) in [
            ("/-/-", &[][..], (401, "unknown_verifier")),
            ("/-/-", &pair[1..], (401, "unknown_verifier")),
            ("/-/-", &[verifier][..], (401, "credentials_missing")),
            ("/-/-", &[verifier, pair[1], pair[2], ("x-api-key", &token)], (401, "credentials_ambiguous")),
            ("/-/-", &[verifier, pair[1], pair[2], pair[2]], (401, "credentials_ambiguous")),
            ("/-/-", &[verifier, pair[1], ("x-api-apptoken", "kdt_x")], (401, "unknown_token")),
            ("/-/-", &[verifier, ("x-api-appkey", "appkey-acme-00000000"), pair[2]], (401, "unknown_key")),
            ("/-/-", &[verifier, ("x-api-key", "kdt_x")], (401, "unknown_token")),
            ("/acme", &pair[..], (400, "")),
            ("//-", &pair[..], (400, "")),
            ("", &pair[..], (400, "")),
        ] {
            let answer = authorize(&app, path, headers).await;
            assert_eq!(verdict(&answer), expected, "{path} {headers:?}");
            assert_eq!(answer.status == StatusCode::UNAUTHORIZED, answer.headers.contains_key("www-authenticate"));
        }

        // Nothing else that a client sends changes the answer, and no identity that it claims is returned.
        let mut forged = pair.to_vec();
        forged.extend([("x-keydesk-account", "bravo"), ("x-keydesk-label", "Root"), ("x-forwarded-for", "10.0.0.1")]);
        forged.extend([("cookie", "a=b"), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]);
        let yes = authorize(&app, "/-/-", &forged).await;
        assert_eq!((yes.status, yes.header("x-keydesk-account")), (StatusCode::OK, ACCOUNT));
        assert_eq!(yes.headers.get_all("x-keydesk-label").iter().count(), 1);

        let key = owner.deactivate(&key).await.unwrap();
        assert_eq!(verdict(&authorize(&app, "/-/-", &pair).await), (403, "key_inactive"));
        owner.delete(&key).await.unwrap();
        assert_eq!(verdict(&authorize(&app, "/-/-", &pair).await), (401, "key_deleted"));
    }

    async fn every_method_is_answered_and_bodies_are_ignored(scratch) {
        let app = TestApp::on(scratch).await;
        let (_, token) = app.owner().await.key_in_use("ERP").await;
        let secret = app.verifier().await;
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::from_bytes(b"PURGE").unwrap()] {
            let request = Request::builder()
                .method(method.clone())
                .uri("/v1/authorize/-/-")
                .header("x-keydesk-verifier", secret.strip_prefix("Bearer ").unwrap())
                .header("x-api-key", &token)
                .body(Body::from("{\"appKey\": 1}"));
            assert_eq!(app.send(request.unwrap()).await.status, StatusCode::OK, "{method}");
        }
    }
}

/// The answers about tokens in accounts and for resources, in one text each.
async fn answers(app: &TestApp, verifier: &str, known: &[(Key, String)]) -> Vec<String> {
    let mut answers = Vec::new();
    for (key, token) in known {
        for account in [None, Some(ACCOUNT), Some("bravo")] {
            for resource in [None, Some("orders.view")] {
                let mut question = json!({ "appKey": key.app_key, "appToken": token });
                for (name, value) in [("account", account), ("resource", resource)] {
                    if let Some(value) = value {
                        question[name] = json!(value);
                    }
                }
                answers.push(app.post_verification(verifier, question).await.body);
            }
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn the_memory_says_what_a_program_says_that_has_just_read_the_database() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let verifier = app.verifier().await;
    let mut known = Vec::new();
    let expect_same = async |known: &[(Key, String)]| {
        let fresh = TestApp::on(&scratch).await;
        let (ours, theirs) = (
            answers(&app, &verifier, known).await,
            answers(&fresh, &verifier, known).await,
        );
        assert_eq!(ours, theirs);
        ours
    };
    expect_same(&known).await;

    let (key, token) = owner.key_in_use("ERP").await;
    known.push((key.clone(), token));
    assert!(expect_same(&known).await[0].contains("\"allowed\":true"));

    // A role with a resource, given to the key, then changed, then taken.
    let fields = [("name", "orders.view"), ("description", "")];
    owner.post_form("/acme/roles/resources/new", &fields).await;
    owner
        .post_form("/acme/roles/new", &[("name", "Orders"), ("resources", "orders.view")])
        .await;
    let orders = role(&scratch, "Orders").await;
    let edit = |roles: Vec<String>| EditInput {
        label: "ERP 2".to_owned(),
        roles: roles.into_iter().map(Id::new).collect(),
        restrictions: RestrictionsInput::default(),
        active: true,
        in_use: true,
        password: Password::default(),
    };
    let key = owner.edit(&key, edit(vec![orders.clone()])).await.unwrap();
    let said = expect_same(&known).await;
    assert!(
        said[1].contains("orders.view") && said[1].contains("ERP 2"),
        "{}",
        said[1]
    );

    // A renewal with both tokens, completed; then the new key inactive, active, deleted.
    let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
    let (_, new) = app.stranger().open(&link.url).await.unwrap();
    let key = owner.show(&key.id).await.unwrap().key;
    known.push((key.clone(), new));
    let said = expect_same(&known).await;
    assert_eq!(
        said.iter().filter(|answer| answer.contains("\"allowed\":true")).count(),
        8
    );
    let key = owner.complete(&key, DeleteOld::Now).await.unwrap();
    assert!(expect_same(&known).await[0].contains("token_revoked"));
    let key = owner.deactivate(&key).await.unwrap();
    assert!(expect_same(&known).await[6].contains("key_inactive"));
    let key = owner.activate(&key).await.unwrap();
    assert!(expect_same(&known).await[6].contains("\"allowed\":true"));
    owner.delete(&key).await.unwrap();
    assert!(expect_same(&known).await[6].contains("key_deleted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_changed_counts_after_a_command_has_waited() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let (key, token) = owner.key_in_use("ERP").await;
    let verifier = app.verifier().await;
    assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");

    let other = TestApp::on(&scratch).await;
    let theirs = other.verifier_named("other").await;
    tokio::time::sleep(COMMANDS_WAIT).await;
    assert_eq!(app.verify(&theirs, key.app_key.as_str(), &token).await, "yes");

    let there = Person {
        app: other.clone(),
        cookie: owner.cookie.clone(),
    };
    there.deactivate(&key).await.unwrap();
    assert_eq!(
        other.verify(&verifier, key.app_key.as_str(), &token).await,
        "key_inactive"
    );
    tokio::time::sleep(COMMANDS_WAIT).await;
    assert_eq!(
        app.verify(&verifier, key.app_key.as_str(), &token).await,
        "key_inactive"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_runs_says_so_without_the_database() {
    let app = TestApp::on(&Scratch::new(Database::Sqlite).await).await;
    app.state.store.close().await;
    let answer = app.stranger().get("/livez").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok\n"));
    assert_eq!(
        app.stranger().get("/health").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
}

/// Keydesk's listener on a Unix socket, which needs no secret.
async fn on_socket() -> (Scratch, TestApp, PathBuf) {
    let scratch = Scratch::new(Database::Sqlite).await;
    let socket = scratch.folder().join("keydesk.sock");
    let address = format!("unix:{}", socket.display());
    let settings = [
        ("KEYDESK_VERIFY_LISTEN", address.as_str()),
        ("KEYDESK_VERIFY_WITHOUT_SECRET", "yes"),
    ];
    let app = TestApp::with(&scratch, &settings).await;
    // A socket that an earlier process left behind.
    drop(UnixListener::bind(&socket).unwrap());
    let limits = ConnectionLimits::of_system();
    let place = gateway::take(&app.state.config)
        .await
        .unwrap()
        .expect("it is configured");
    gateway::serve(&app.state, place, limits, std::future::pending()).unwrap();
    let taken = gateway::take(&app.state.config).await;
    assert!(
        taken.unwrap_err().contains("KEYDESK_VERIFY_LISTEN"),
        "another process listens there"
    );
    (scratch, app, socket)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_answers_pipelined_questions_without_a_secret() {
    let (_scratch, app, socket) = on_socket().await;
    let (_, token) = app.owner().await.key_in_use("ERP").await;
    let mut stream = UnixStream::connect(&socket).await.unwrap();
    let ask = |token: &str, more: &str| {
        format!("GET /v1/authorize/-/- HTTP/1.1\r\nhost: keydesk\r\nx-api-key: {token}\r\n{more}\r\n")
    };
    let questions = [
        ask(&token, ""),
        ask("kdt_wrong", ""),
        ask(&token, "connection: close\r\n"),
    ]
    .concat();
    stream.write_all(questions.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    let codes: Vec<_> = answers
        .lines()
        .filter_map(|line| line.strip_prefix("HTTP/1.1 "))
        .collect();
    assert_eq!(codes, ["200 OK", "401 Unauthorized", "200 OK"]);
    // The light path only: pages are elsewhere.
    let mut stream = UnixStream::connect(&socket).await.unwrap();
    stream
        .write_all(b"GET /login HTTP/1.1\r\nhost: keydesk\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_may_ask_in_http_2_without_tls() {
    let (_scratch, app, socket) = on_socket().await;
    let (_, token) = app.owner().await.key_in_use("ERP").await;
    let stream = TokioIo::new(UnixStream::connect(&socket).await.unwrap());
    let (sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
        .await
        .unwrap();
    tokio::spawn(connection);
    let ask = async |token: &str| {
        let request = Request::get("http://keydesk/v1/authorize/-/-").header("x-api-key", token);
        let answer = sender
            .clone()
            .send_request(request.body(String::new()).unwrap())
            .await
            .unwrap();
        (answer.version(), answer.status())
    };
    assert_eq!(ask(&token).await, (Version::HTTP_2, StatusCode::OK));
    assert_eq!(ask("kdt_wrong").await, (Version::HTTP_2, StatusCode::UNAUTHORIZED));
}
