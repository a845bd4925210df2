//! What verification counts about tokens, and that nothing of it is written per verification.

mod counting;
mod decision;
mod end;
mod key_facts;
mod lists;
mod page;

use crate::support::app::TestApp;
use keydesk::{
    domain::usage::Usage,
    server::{crypto::hash, state::AppState},
};

/// Writes down and adds up everything that a node counted.
async fn settle(state: &AppState) {
    state.usage.turn(&state.store, &state.clock).await.unwrap();
    while state.store.fold_usage(state.clock.now()).await.unwrap() {}
}

/// What is known of a token, or of the questions about an app key with tokens that are unknown.
async fn usage_of(state: &AppState, text: &str) -> Option<Usage> {
    let subject = hash(text).as_str().to_owned();
    state.store.usage(&[subject]).await.unwrap().into_values().next()
}

/// Verifies so many times.
async fn verify(app: &TestApp, verifier: &str, (app_key, token): (&str, &str), times: usize) {
    for _ in 0..times {
        app.verify(verifier, app_key, token).await;
    }
}
