//! Request bodies that are too long, that never end, or that have too many fields.

use crate::support::app::{ACCOUNT, TestApp, app};
use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode},
};
use http_body_util::channel::{Channel, Sender};
use keydesk::web::bodies::{LONG_AT_ONCE, UNFINISHED_AT_ONCE};
use std::time::Duration;
use tokio::{task::JoinSet, time::timeout};

/// A form whose body stays unfinished until the sender is dropped.
async fn unfinished(target: &str, bytes: usize) -> (Sender<Bytes>, Request<Body>) {
    let (mut sender, body) = Channel::new(1);
    sender.send_data(Bytes::from(vec![b'x'; bytes])).await.unwrap();
    (sender, Request::post(target).body(Body::new(body)).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_never_end_fill_no_memory_and_keep_no_short_form_out() {
    let (_scratch, app) = app(&[]).await;
    // A route without another limit.
    const FORM: &str = "/profile";
    let mut held = Vec::new();
    for _ in 0..LONG_AT_ONCE {
        let (mut sender, request) = unfinished(FORM, 60_000).await;
        let app = app.clone();
        let answer = tokio::spawn(async move { app.send(request).await });
        // The channel holds one part. Once the second part is sent, the server has read the first and holds the permit for the long body.
        for part in ["x", "x"] {
            sender.send_data(Bytes::from_static(part.as_bytes())).await.unwrap();
        }
        held.push((sender, answer));
    }
    let long = async |target: &str| {
        let (sender, request) = unfinished(target, 5_000).await;
        drop(sender);
        app.send(request).await
    };
    let refused = long(FORM).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    assert!(refused.body.contains("Try again in a few seconds"), "{}", refused.body);
    let short = app.stranger().post_form(FORM, &[("password", "x")]).await;
    assert_eq!(short.status, StatusCode::UNAUTHORIZED);
    for (sender, answer) in held {
        drop(sender);
        assert_ne!(answer.await.unwrap().status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_ne!(long(FORM).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

/// Sends unfinished short forms. Returns once the server has read the start of each.
async fn crowd(app: &TestApp, count: usize, target: &'static str) -> (Vec<Sender<Bytes>>, JoinSet<StatusCode>) {
    let (mut senders, mut answers) = (Vec::new(), JoinSet::new());
    for _ in 0..count {
        let (mut sender, request) = unfinished(target, 10).await;
        let app = app.clone();
        answers.spawn(async move { app.send(request).await.status });
        sender.send_data(Bytes::from_static(b"x")).await.unwrap();
        sender.send_data(Bytes::from_static(b"x")).await.unwrap();
        senders.push(sender);
    }
    (senders, answers)
}

#[tokio::test(flavor = "multi_thread")]
async fn short_bodies_that_never_end_give_way_to_others() {
    let (_scratch, app) = app(&[]).await;
    const FORM: &str = "/profile";
    const SOON: Duration = Duration::from_secs(10);
    // A few unfinished bodies may take their time. Only a crowd gets the short deadline.
    let (senders, mut few) = crowd(&app, 10, FORM).await;
    assert!(timeout(Duration::from_secs(5), few.join_next()).await.is_err());
    drop(senders);
    few.join_all().await;

    let (_senders, mut held) = crowd(&app, UNFINISHED_AT_ONCE, FORM).await;
    let (_more, mut others) = crowd(&app, 50, FORM).await;
    let whole = app.stranger().post_form(FORM, &[("password", "x")]).await;
    assert_eq!(whole.status, StatusCode::UNAUTHORIZED);
    let status = timeout(SOON, others.join_next()).await.expect("an answer soon");
    assert_eq!(status.unwrap().unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    let status = timeout(SOON, held.join_next()).await.expect("one gives way");
    assert_eq!(status.unwrap().unwrap(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_refused() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let long = "x".repeat(70_000);
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    let form = owner.post_form(&new, &[("label", &long)]).await;
    let call = owner.call_with("generate_key", long.into_bytes()).await;
    assert_eq!([form.status, call.status], [StatusCode::BAD_REQUEST; 2]);
    assert_eq!(owner.list().await.unwrap().total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_too_many_fields_is_refused() {
    let (_scratch, app) = app(&[]).await;
    let form = ("email", "owner@acme.example");
    for (count, status) in [(300, StatusCode::UNAUTHORIZED), (500, StatusCode::BAD_REQUEST)] {
        let answer = app.stranger().post_form("/login", &vec![form; count]).await;
        assert_eq!(answer.status, status, "{count} fields");
    }
}
