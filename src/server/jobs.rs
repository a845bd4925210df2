//! Background jobs: expire links and invitations, record the uses of verifiers, and delete outdated data.

use crate::server::{
    attempts::LOCKED_FOR,
    browsers::KNOWN_FOR,
    keys,
    metrics::Job,
    second_factor::{set_up::SET_UP_FOR, sign_in::CODE_WITHIN},
    sessions::{ABSOLUTE, IDLE},
    state::AppState,
    store::StoreError,
    verifiers,
};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Interval between rounds. With several nodes up to twice as much, when the one that ran the last round ends. A sealed token is destroyed
/// at most this long after its link ended; the documented limit is 60 s.
const EVERY: Duration = Duration::from_secs(20);

/// Least time between two rounds of jobs that concern all nodes. Less than [`EVERY`], so that a node that ticks a little early is not late.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(18);

/// How often uses of tokens are written. So much is lost at most if the program is killed.
const COUNTED_EVERY: Duration = Duration::from_secs(5);

/// How long a round goes on deleting old counts of uses.
const FORGETTING: Duration = Duration::from_secs(2);

/// Runs until the program ends.
pub async fn run(state: AppState) {
    tokio::join!(sweeps(state.clone()), count_uses(state));
}

async fn sweeps(state: AppState) {
    state.store.warm_up().await;
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        round(&state).await;
    }
}

/// One round of this node. What concerns all nodes is done by one of them.
pub async fn round(state: &AppState) {
    match state.store.begin_round(BETWEEN_ROUNDS).await {
        Ok(Some(round)) => {
            sweep_for_all(state).await;
            if let Err(error) = round.end().await {
                tracing::warn!(%error, "a round of jobs took too long; another node may have begun one meanwhile");
            }
        }
        // Another node runs them, or just did.
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "no round of jobs could be begun; trying again in a moment"),
    }
    sweep_for_this_node(state).await;
}

/// Writes down the uses of tokens. What is counted after the last turn is written by [`finish`].
async fn count_uses(state: AppState) {
    let mut ticks = tokio::time::interval(COUNTED_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let written = state.usage.turn(&state.store, &state.clock).await;
        state.metrics.ran(Job::CountUses, written.is_ok(), state.clock.now());
        if let Err(error) = written {
            tracing::warn!(%error, "uses of tokens could not be written; they are kept and written later");
        }
    }
}

/// Writes down the last uses at an orderly end.
pub async fn finish(state: &AppState) {
    if let Err(error) = state.usage.write(&state.store, state.clock.now()).await {
        tracing::error!(%error, "the last uses of tokens could not be written");
    }
    record_uses_of_verifiers(state).await;
}

async fn record_uses_of_verifiers(state: &AppState) {
    if let Err(error) = verifiers::record_uses(state).await {
        tracing::warn!(%error, "the last uses of verifiers could not be recorded");
    }
}

/// All jobs once. Failures are logged, and the next round retries.
pub async fn sweep(state: &AppState) {
    sweep_for_all(state).await;
    sweep_for_this_node(state).await;
}

async fn sweep_for_all(state: &AppState) {
    expire(state).await;
    let unused = keys::delete_unused_tokens(state).await;
    logged(
        state,
        Job::DeleteUnusedTokens,
        "unused old tokens could not be deleted",
        unused,
    );
    delete_outdated(state).await;
}

async fn sweep_for_this_node(state: &AppState) {
    record_uses_of_verifiers(state).await;
    let maintained = state.store.maintain().await;
    logged(
        state,
        Job::MaintainDatabase,
        "the database could not be maintained",
        maintained,
    );
    state.limits.forget_idle();
    state.lists.forget_idle(state.clock.now());
}

/// Expires links and invitations, batch by batch.
async fn expire(state: &AppState) {
    let (store, now) = (&state.store, state.clock.now());
    while let Some(links) = logged(
        state,
        Job::ExpireLinks,
        "links could not be expired",
        store.expire_links(now).await,
    )
    .filter(|count| *count > 0)
    {
        tracing::info!(links, "single-access links expired unopened");
    }
    while let Some(invitations) = logged(
        state,
        Job::ExpireInvitations,
        "invitations could not be expired",
        store.expire_invitations(now).await,
    )
    .filter(|count| *count > 0)
    {
        tracing::info!(invitations, "invitations expired unopened");
    }
}

/// Deletes outdated data: sessions, known browsers, attempts, unfinished sign-ins and set-ups, and answers of forms.
async fn delete_outdated(state: &AppState) {
    let (store, now) = (&state.store, state.clock.now());
    let latest = now.latest_accepted();
    let sessions = store
        .remove_old_sessions(now.minus(ABSOLUTE), now.minus(IDLE), latest)
        .await;
    logged(
        state,
        Job::DeleteSessions,
        "old sessions could not be deleted",
        sessions,
    );
    let browsers = store.forget_old_browsers(now.minus(KNOWN_FOR), latest).await;
    logged(
        state,
        Job::ForgetBrowsers,
        "known browsers that were not used for long could not be deleted",
        browsers,
    );
    let attempts = store.forget_attempts(now.minus(LOCKED_FOR), now).await;
    logged(
        state,
        Job::ForgetAttempts,
        "old attempts to sign in could not be deleted",
        attempts,
    );
    let unfinished = store
        .forget_unfinished(now.minus(CODE_WITHIN), now.minus(SET_UP_FOR), latest)
        .await;
    logged(
        state,
        Job::ForgetUnfinished,
        "unfinished sign-ins could not be deleted",
        unfinished,
    );
    logged(
        state,
        Job::ForgetAnswers,
        "old answers of forms could not be deleted",
        store.forget_answers(now).await,
    );
    let end = state.clock.now().plus(FORGETTING);
    while logged(
        state,
        Job::ForgetUsage,
        "old counts of uses could not be deleted",
        store.forget_usage(now).await,
    ) == Some(true)
        && state.clock.now() < end
    {}
}

/// The result of a step, or `None` after logging its failure.
fn logged<T>(state: &AppState, job: Job, failure: &'static str, result: Result<T, StoreError>) -> Option<T> {
    state.metrics.ran(job, result.is_ok(), state.clock.now());
    if let Err(error) = &result {
        tracing::error!(%error, "{failure}; trying again in a moment");
    }
    result.ok()
}
