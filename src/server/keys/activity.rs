//! What is told of the use of a key's tokens before one of them is deleted, and the deletion of old tokens that are no longer used.

use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            activity::{Activity, QUIET_DAYS, TokenActivity, delete_unused_token},
            key::{Key, KeyChange, Token},
        },
        text::TextError,
        usage::quiet_since,
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        state::AppState,
        store::{AuditEntry, StoreError},
    },
};

/// Recorded days that are read: more than the longest time that can be asked for.
const RECORDED_DAYS: i64 = 100;

/// The activity of a key's tokens, the newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn activities(state: &AppState, key: &Key, days: i64) -> Result<Vec<TokenActivity>, StoreError> {
    let (store, now) = (&state.store, state.clock.now());
    // What this node counted last is part of the facts.
    state.usage.write(store, now).await?;
    let hashes = store.token_hashes(&key.id).await?;
    let subjects: Vec<_> = hashes.iter().map(|(_, hash)| hash.clone()).collect();
    let usages = store.usage(&subjects).await?;
    let (recorded, _) = store.recorded_days(RECORDED_DAYS).await?;
    let quiet_since = quiet_since(&recorded, days, now);
    let activity = |token: &Token| {
        let hash = hashes.iter().find(|(id, _)| *id == token.id).map(|(_, hash)| hash);
        let usage = hash.and_then(|hash| usages.get(hash));
        TokenActivity::of(token, usage, quiet_since, now)
    };
    Ok(key.tokens.iter().map(activity).collect())
}

/// Refuses to end tokens that are in use, unless the user ticked the box. `ends` says which tokens end.
pub(super) async fn confirm_use(
    caller: &Caller,
    key: &Key,
    ends: impl Fn(&TokenActivity) -> bool,
    in_use: bool,
) -> Result<(), AppError> {
    if in_use {
        return Ok(());
    }
    refuse_in_use(&activities(&caller.state, key, QUIET_DAYS).await?, ends)
}

/// Refuses to end tokens that are in use.
pub(super) fn refuse_in_use(told: &[TokenActivity], ends: impl Fn(&TokenActivity) -> bool) -> Result<(), AppError> {
    if told.iter().any(|told| told.activity == Activity::InUse && ends(told)) {
        return Err(AppError::field(Field::InUse, TextError::NotUnderstood));
    }
    Ok(())
}

/// Whether the changed key no longer has this token.
pub(super) fn is_gone(after: &Key) -> impl Fn(&TokenActivity) -> bool {
    |told| after.tokens.iter().all(|token| token.id != told.token)
}

/// Whether this is the key's old token.
pub(super) fn is_old(key: &Key) -> impl Fn(&TokenActivity) -> bool {
    let old = key.tokens.old().map(|token| token.id.clone());
    move |told| Some(&told.token) == old.as_ref()
}

/// Deletes the old tokens that are to be deleted when they are unused. Over all nodes, each is deleted once: the key's version decides.
pub async fn delete_unused_tokens(state: &AppState) -> Result<(), StoreError> {
    for (account, id) in state.store.planned_deletions().await? {
        // One key that fails must not keep the others.
        if let Err(error) = delete_if_unused(state, &account, &id).await {
            tracing::error!(%error, key = id.as_str(), "an unused old token could not be deleted; trying again in a moment");
        }
    }
    Ok(())
}

async fn delete_if_unused(state: &AppState, account: &Id<Account>, id: &Id<Key>) -> Result<(), StoreError> {
    let store = &state.store;
    let Some(before) = store.key(account, id).await? else {
        return Ok(());
    };
    let Some(days) = before.tokens.when_unused() else {
        return Ok(());
    };
    let told = activities(state, &before, days.days()).await?;
    let [new, old] = told.as_slice() else { return Ok(()) };
    let Some(KeyChange { key: after, events }) = delete_unused_token(before.clone(), old, new) else {
        return Ok(());
    };
    let now = state.clock.now();
    let entry = |event| AuditEntry::by_clock(account, event, now).about_key(id, after.app_key.as_str());
    let entries: Vec<_> = events.into_iter().map(entry).collect();
    match store.save_key(account, &before, &after, None, &entries).await {
        // Another node, or a user, was first.
        Err(StoreError::Conflict) => Ok(()),
        saved => saved,
    }
}
