//! The queue of passwords to hash.

use crate::support::{
    app::{EMAIL, PASSWORD, TestApp, app},
    stored_account::tamper,
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode},
};
use std::{net::SocketAddr, time::Duration};
use tokio::task::JoinSet;

/// A sign-in with a wrong password, from its own IP address.
fn from_afar(number: u16) -> Request<Body> {
    let [high, low] = number.to_be_bytes();
    Request::post("/login")
        .extension(ConnectInfo(SocketAddr::from(([10, 0, high, low], 1))))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!(
            "email=somebody{number}@acme.example&password=some+wrong+password"
        )))
        .unwrap()
}

/// Tasks that hash passwords one after the other until the set is dropped.
fn crowd(app: &TestApp, people: usize) -> JoinSet<()> {
    let mut crowd = JoinSet::new();
    for _ in 0..people {
        let passwords = app.state.passwords.clone();
        crowd.spawn(async move {
            loop {
                if passwords.hash(PASSWORD).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        });
    }
    crowd
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_with_the_time_to_wait() {
    let (_scratch, app) = app(&[]).await;
    let _crowd = crowd(&app, 300);
    let mut number = 0;
    let busy = loop {
        let answer = app.send(from_afar(number)).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
        number += 1;
        assert!(number < 100, "a hundred found a place");
    };
    assert_eq!(busy.header("retry-after"), "2");
    assert!(busy.body.contains("Wait 2 seconds and try again"), "{}", busy.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_requests_do_not_delay_a_sign_in() {
    let (scratch, app) = app(&[]).await;
    app.owner().await;
    let mut crowd = crowd(&app, 100);
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let app = app.clone();
        tasks.spawn(async move { app.send(from_afar(number)).await });
    }
    // Each attempt is counted before its password joins the queue behind the crowd.
    while tamper(&scratch, "select 1 from sign_in_attempts").await.len() < 20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tasks.shutdown().await;
    crowd.shutdown().await;
    let answer = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let looked_at = tamper(&scratch, "select 1 from audit_events where action = 'sign_in_refused'").await;
    assert!(looked_at.len() < 20, "all of them were looked at before");
}
