//! The use cases of a key's page: everything about the key in one place, and dismissing the notice about a dead token.

use crate::{
    domain::{
        audit::{
            event::Event,
            log::{AuditFilter, AuditRecord, KeyFilter, PageStart},
        },
        id::Id,
        keys::{
            activity::{QUIET_DAYS, TokenActivity},
            key::{Key, Token},
        },
        people::permission::Permission,
        time::Timestamp,
        usage::Usage,
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::hash,
        keys::activities,
        receipts,
        store::{EndedToken, MatchingKeys, Membership},
    },
    views::key_page::{DeadToken, ExistingKey, KeyPage},
};
use std::collections::HashMap;

/// Audit events on the page.
const EVENTS: i64 = 20;

/// Digits of the reference to a dead token.
const REFERENCE_DIGITS: usize = 20;

/// The page of a key, or of a deleted one.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`].
pub async fn show(caller: &Caller, account: &str, key: &Id<Key>) -> Result<KeyPage, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    if !key.is_well_formed() {
        return Err(AppError::NotFound);
    }
    let store = &caller.state.store;
    let found = store.key(&membership.account, key).await?;
    let (app_key, label, deleted_at) = match &found {
        Some(key) => (key.app_key.clone(), key.label.as_str().to_owned(), None),
        None => {
            let deleted = store.deleted_key(&membership.account, key).await?;
            let deleted = deleted.ok_or(AppError::NotFound)?;
            (deleted.app_key, deleted.label, Some(deleted.deleted_at))
        }
    };
    // First, because this writes down what this node has counted.
    let told = match &found {
        Some(key) => activities(&caller.state, key, QUIET_DAYS).await?,
        None => Vec::new(),
    };
    let tokens = store.token_hashes(key).await?;
    let ended = store.ended_tokens(key).await?;
    let unknown = hash(app_key.as_str());
    let subjects = tokens.iter().map(|(_, hash)| hash.clone());
    let subjects = subjects.chain(ended.iter().map(|token| token.token_hash.clone()));
    let subjects: Vec<_> = subjects.chain([unknown.as_str().to_owned()]).collect();
    let mut usages = store.usage(&subjects).await?;
    let existing = match found {
        Some(key) => {
            let usage = |token: &Token| {
                let (_, hash) = tokens.iter().find(|(id, _)| *id == token.id)?;
                usages.get(hash).cloned()
            };
            let tokens = key.tokens.iter().map(|token| (token.clone(), usage(token))).collect();
            Some(existing(caller, &membership, key, (tokens, told)).await?)
        }
        None => None,
    };
    Ok(KeyPage {
        viewer: caller.viewer(&membership)?,
        id: key.clone(),
        records: records(caller, &membership, key).await?,
        key: existing,
        deleted_at,
        dead: ended
            .into_iter()
            .filter_map(|token| dead_token(token, &mut usages))
            .collect(),
        unknown: usages.remove(unknown.as_str()),
        app_key,
        label,
        verifiers: store.verifier_names(&membership.account).await?,
        recorded_since: store.recorded_days(1).await?.1.map(Timestamp::of_day),
        now: caller.state.clock.now(),
    })
}

async fn existing(
    caller: &Caller,
    membership: &Membership,
    key: Key,
    (tokens, activities): (Vec<(Token, Option<Usage>)>, Vec<TokenActivity>),
) -> Result<ExistingKey, AppError> {
    let store = &caller.state.store;
    let roles = store.roles(&membership.account).await?;
    let (_, accounts) = store.keys(&membership.account, std::slice::from_ref(&key.id)).await?;
    Ok(ExistingKey {
        tokens,
        activities,
        roles: roles.into_iter().filter(|role| key.roles.contains(&role.id)).collect(),
        accounts: accounts.into_iter().map(|external| external.account).collect(),
        history: receipts::history(caller, membership, &key).await?,
        period: membership.period,
        key,
    })
}

/// The key's last audit events, if the user may see them.
async fn records(
    caller: &Caller,
    membership: &Membership,
    key: &Id<Key>,
) -> Result<Option<Vec<AuditRecord>>, AppError> {
    let viewer = caller.viewer(membership)?;
    if !viewer.may(Permission::AuditView) {
        return Ok(None);
    }
    let filter = AuditFilter {
        key: Some(KeyFilter::Id(key.clone())),
        ..AuditFilter::default()
    };
    let store = &caller.state.store;
    let scope = store
        .audit_scope(&membership.account, &filter, MatchingKeys::default())
        .await?;
    Ok(Some(store.audit_rows(&scope, PageStart::Newest, EVENTS, true).await?))
}

fn dead_token(token: EndedToken, usages: &mut HashMap<String, Usage>) -> Option<DeadToken> {
    let usage = usages.remove(&token.token_hash).filter(|usage| usage.dead_uses > 0)?;
    Some(DeadToken {
        reference: reference(&token.token_hash),
        ended_at: token.ended_at,
        usage,
    })
}

/// The name of a dead token in forms.
fn reference(token_hash: &str) -> String {
    let mut reference = hash(token_hash).as_str().to_owned();
    reference.truncate(REFERENCE_DIGITS);
    reference
}

/// Dismisses the notice about a dead token, up to the number of uses that the user saw. A later use raises the notice again. Idempotent.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`].
pub async fn dismiss(caller: &Caller, account: &str, key: &Id<Key>, (dead, uses): (&str, i64)) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::KeysRenew).await?;
    if !key.is_well_formed() {
        return Err(AppError::NotFound);
    }
    let store = &caller.state.store;
    let app_key = match store.key(&membership.account, key).await? {
        Some(key) => key.app_key,
        None => {
            let deleted = store.deleted_key(&membership.account, key).await?;
            deleted.ok_or(AppError::NotFound)?.app_key
        }
    };
    let ended = store.ended_tokens(key).await?;
    let token = ended.iter().find(|token| reference(&token.token_hash) == dead);
    let token = token.filter(|_| uses > 0).ok_or(AppError::NotFound)?;
    // The page counts uses that are not added up yet.
    let now = caller.state.clock.now();
    caller.state.usage.write(store, now).await?;
    store.fold_usage_of(&token.token_hash, now).await?;
    let entry = caller.entry(&membership.account, Event::DeadTokenDismissed)?;
    let entry = entry.about_key(key, app_key.as_str());
    Ok(store.dismiss_dead_token(&token.token_hash, uses, entry).await?)
}
