//! Backups, restores and moves between SQLite and PostgreSQL.

mod killed;
mod moved;
pub(crate) mod refused;
mod restored;
mod tables;

use crate::support::{
    Database, START, Scratch,
    app::{Person, TestApp},
    stored_account::tamper,
};
use keydesk::server::{
    audit::chains,
    copies::{self, Backup, CopyError, Restored},
    state::AppState,
};
use sqlx::Row;
use std::path::{Path, PathBuf};

/// An installation with all that a copy has to keep or to end.
struct Scene {
    scratch: Scratch,
    app: TestApp,
    owner: Person,
    verifier: String,
    /// An app key, a token that is valid, and one that was revoked.
    app_key: String,
    token: String,
    revoked: String,
    /// A link that nobody opened, and an invitation.
    link: String,
    invitation: String,
}

const INVITED: &str = "new@people.example";

impl Scene {
    async fn on(database: Database) -> Self {
        let scratch = Scratch::new(database).await;
        let app = TestApp::on(&scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, revoked) = owner.key_in_use("ERP").await;
        let renewed = owner
            .renew(&key, keydesk::domain::keys::choice::Consent::NotGiven)
            .await
            .unwrap();
        let (_, token) = app.stranger().open(&renewed.url).await.unwrap();
        let key = owner.show(&key.id).await.unwrap().key;
        owner.delete_old(&key).await.unwrap();
        let link = owner.generate("waits").await.unwrap().url;
        let role = crate::support::team::role(&scratch, "Owner (Admin Super)").await;
        let invitation = owner.invite(INVITED, &[&role]).await;
        drop(app.state.store.keys_in_memory().await.unwrap());
        Self {
            app_key: key.app_key.to_string(),
            scratch,
            app,
            owner,
            verifier,
            token,
            revoked,
            link,
            invitation,
        }
    }

    async fn back_up(&self, file: &Path) -> Result<Backup, CopyError> {
        copies::back_up(&self.scratch.config(), file, "0.0.1", START).await
    }

    /// What verification of a copy says about the scene's tokens.
    async fn verdicts(&self, app: &TestApp) -> (String, String) {
        let valid = app.verify(&self.verifier, &self.app_key, &self.token).await;
        let revoked = app.verify(&self.verifier, &self.app_key, &self.revoked).await;
        (valid, revoked)
    }
}

/// A folder that is removed on drop.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

async fn restore(file: &Path, target: &Scratch) -> Result<Restored, CopyError> {
    copies::restore(&target.config(), file, START).await
}

/// The sentence of a refusal.
fn sentence<T>(result: Result<T, CopyError>) -> String {
    match result {
        Ok(_) => panic!("it is not refused"),
        Err(error) => error.to_string(),
    }
}

fn assert_says(sentence: &str, parts: &[&str]) {
    for part in parts {
        assert!(sentence.contains(part), "{part:?} is not in: {sentence}");
    }
}

async fn assert_chains_are_whole(state: &AppState) {
    let verified = chains::verify(&state.store).await.unwrap();
    assert!(verified.broken.is_empty(), "{:?}", verified.broken);
    assert!(!verified.intact.is_empty());
}

/// The first value of a query, as a number.
async fn number(scratch: &Scratch, query: &str) -> i64 {
    tamper(scratch, query).await[0].get(0)
}

/// The file of an SQLite scratch.
fn file_of(scratch: &Scratch) -> PathBuf {
    scratch.folder().join("keydesk.db")
}
