//! Background jobs: expire links and invitations, and delete outdated data.

use crate::server::{
    attempts::LOCKED_FOR,
    browsers::KNOWN_FOR,
    second_factor::{set_up::SET_UP_FOR, sign_in::CODE_WITHIN},
    sessions::{ABSOLUTE, IDLE},
    state::AppState,
};
use std::time::Duration;

/// Interval between rounds. A sealed token is destroyed at most this long after its link ended; the documented limit is 60 s.
const EVERY: Duration = Duration::from_secs(20);

/// Runs until the program ends.
pub async fn run(state: AppState) {
    state.store.warm_up().await;
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        sweep(&state).await;
    }
}

/// One round. Failures are logged, and the next round retries.
pub async fn sweep(state: &AppState) {
    let now = state.clock.now();
    loop {
        match state.store.expire_links(now).await {
            Ok(0) => break,
            Ok(links) => tracing::info!(links, "single-access links expired unopened"),
            Err(error) => {
                tracing::error!(%error, "links could not be expired; trying again in a moment");
                break;
            }
        }
    }
    loop {
        match state.store.expire_invitations(now).await {
            Ok(0) => break,
            Ok(invitations) => tracing::info!(invitations, "invitations expired unopened"),
            Err(error) => {
                tracing::error!(%error, "invitations could not be expired; trying again in a moment");
                break;
            }
        }
    }
    if let Err(error) = state
        .store
        .remove_old_sessions(now.minus(ABSOLUTE), now.minus(IDLE), now.latest_accepted())
        .await
    {
        tracing::error!(%error, "old sessions could not be removed; trying again in a moment");
    }
    if let Err(error) = state
        .store
        .forget_old_browsers(now.minus(KNOWN_FOR), now.latest_accepted())
        .await
    {
        tracing::error!(%error, "browsers that were not used for long could not be forgotten; trying again in a moment");
    }
    if let Err(error) = state.store.forget_attempts(now.minus(LOCKED_FOR), now).await {
        tracing::error!(%error, "old attempts to sign in could not be removed; trying again in a moment");
    }
    if let Err(error) = state
        .store
        .forget_unfinished(now.minus(CODE_WITHIN), now.minus(SET_UP_FOR), now.latest_accepted())
        .await
    {
        tracing::error!(%error, "unfinished sign-ins could not be removed; trying again in a moment");
    }
    if let Err(error) = state.store.forget_answers(now).await {
        tracing::error!(%error, "answers that were kept could not be destroyed; trying again in a moment");
    }
    if let Err(error) = state.store.keep().await {
        tracing::warn!(%error, "the database could not be looked after; trying again in a moment");
    }
    state.limits.forget_idle();
    state.lists.forget_idle(now);
}
