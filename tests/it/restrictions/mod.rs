//! Keys that end, and keys that are good for some addresses only.

mod forms;
mod verification;

use crate::support::{
    Scratch,
    app::{Answer, Person, TestApp},
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode},
};
use keydesk::domain::keys::key::Key;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A key in use, and how it is asked for.
pub struct Known {
    pub app: TestApp,
    pub owner: Person,
    pub key: Key,
    pub token: String,
    pub verifier: String,
}

impl Known {
    pub async fn with(scratch: &Scratch, settings: &[(&str, &str)]) -> Self {
        let app = TestApp::with(scratch, settings).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let verifier = app.verifier().await;
        Self {
            app,
            owner,
            key,
            token,
            verifier,
        }
    }

    /// The verdict of `/v1/verify` about the key, with more fields of the question.
    pub async fn verify(&self, more: Value) -> String {
        let answer = self.ask(more).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let json = answer.json();
        json["reason"].as_str().unwrap_or("yes").to_owned()
    }

    pub async fn ask(&self, more: Value) -> Answer {
        let mut question = json!({ "appKey": self.key.app_key, "appToken": self.token });
        let fields = question.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        self.app.post_verification(&self.verifier, question).await
    }

    /// The status and reason of `/v1/authorize` for a connection from `peer`; `None` for a Unix socket.
    pub async fn authorize(&self, peer: Option<&str>, headers: &[(&str, &str)]) -> (u16, String) {
        let mut request = Request::get("/v1/authorize/-/-")
            .header("x-keydesk-verifier", self.verifier.strip_prefix("Bearer ").unwrap())
            .header("x-api-key", &self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        if let Some(peer) = peer {
            let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let answer = self.app.send(request).await;
        (answer.status.as_u16(), answer.header("x-keydesk-reason").to_owned())
    }
}
