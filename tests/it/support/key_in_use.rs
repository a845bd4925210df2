//! An application with a key in use, for tests in which its database fails.

use super::{
    Scratch,
    app::{Person, TestApp},
};
use axum::http::StatusCode;
use serde_json::json;

/// An application after set-up, with a verifier and a key in use.
#[derive(Clone)]
pub struct KeyInUse {
    pub app: TestApp,
    pub owner: Person,
    verifier: String,
    app_key: String,
    token: String,
}

impl KeyInUse {
    pub async fn on(scratch: &Scratch) -> Self {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, token) = owner.key_in_use("in use").await;
        Self {
            app,
            owner,
            verifier,
            app_key: key.app_key.to_string(),
            token,
        }
    }

    /// The status of a verification.
    pub async fn verification(&self) -> StatusCode {
        let question = json!({ "appKey": self.app_key, "appToken": self.token });
        self.app.post_verification(&self.verifier, question).await.status
    }

    /// The verdict of an application on the same database.
    pub async fn verdict(&self, app: &TestApp) -> String {
        app.verify(&self.verifier, &self.app_key, &self.token).await
    }

    pub async fn health(&self) -> StatusCode {
        self.app.stranger().get("/health").await.status
    }
}
