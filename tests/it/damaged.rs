//! Damaged rows of the database: verification refuses the key that they are about, and no other one.

use crate::support::{Scratch, app::TestApp, stored_account::tamper};
use axum::{body::Body, http::Request};
use keydesk::domain::keys::choice::Consent;

/// The status of `/v1/authorize` for a token alone.
async fn status(app: &TestApp, verifier: &str, token: &str) -> u16 {
    let request = Request::get("/v1/authorize/-/-")
        .header("x-keydesk-verifier", verifier.strip_prefix("Bearer ").unwrap())
        .header("x-api-key", token);
    app.send(request.body(Body::empty()).unwrap()).await.status.as_u16()
}

both! {
    async fn a_damaged_row_refuses_its_own_key_alone(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (_, good) = owner.key_in_use("good").await;
        let (_, lines) = owner.key_in_use("lines").await;
        let (renewed, networks) = owner.key_in_use("networks").await;
        let (_, name) = owner.key_in_use("name").await;
        let (_, hash) = owner.key_in_use("hash").await;
        let (_, end) = owner.key_in_use("end").await;
        let (gone, _) = owner.key_in_use("gone").await;
        owner.delete(&gone).await.unwrap();
        for token in [&good, &lines, &networks, &name, &hash, &end] {
            assert_eq!(status(&app, &verifier, token).await, 200);
        }
        for statement in [
            "update api_keys set label = 'two\nlines' where label = 'lines'",
            // Taken apart at its spaces, the row would have no networks, which means all.
            "update api_keys set allowed_networks = ' 10.0.0.0/8' where label = 'networks'",
            "update api_keys set app_key = 'damaged' where label = 'name'",
            "update api_tokens set token_hash = 'damaged' where key_id = (select id from api_keys where label = 'hash')",
            "update deleted_tokens set token_hash = 'damaged'",
        ] {
            tamper(scratch, statement).await;
        }
        let is_sqlite = scratch.url.starts_with("sqlite");
        if is_sqlite {
            tamper(scratch, "update api_keys set expires_at = 'soon' where label = 'end'").await;
        }
        let anew = TestApp::on(scratch).await;
        let of_end = if is_sqlite { 403 } else { 200 };
        for (token, expected) in [(&good, 200), (&lines, 200), (&networks, 403), (&name, 403), (&hash, 401), (&end, of_end)] {
            assert_eq!(status(&anew, &verifier, token).await, expected);
        }
        // What was known before does not stay when the row is read again.
        owner.renew(&renewed, Consent::NotGiven).await.unwrap();
        assert_eq!((status(&app, &verifier, &networks).await, status(&app, &verifier, &good).await), (403, 200));
    }
}
