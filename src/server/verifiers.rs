//! Verification: gateways and services ask whether a key and token are good.

use crate::{
    domain::{
        audit_detail::Detail,
        event::Event,
        names::{AccountSlug, AppKey},
        permission::is_resource_name,
        token_text::{TOKEN_PREFIX, VERIFIER_PREFIX, is_well_formed},
        verify::{Denial, Grant, PresentedKey, verdict},
    },
    error::AppError,
    server::{
        crypto::{Secret, hash, random},
        state::AppState,
        store::{Actor, Entry, Facts, Store, StoreError},
    },
};
use serde::Serialize;

/// What is presented. Only this decides; no header of the client's does.
#[derive(Clone, Debug)]
pub struct Question {
    pub app_key: String,
    pub app_token: Secret,
    /// The account whose resource is asked for; the key's owner unless named.
    pub account: Option<String>,
    /// The resource that is asked for, if any.
    pub resource: Option<String>,
}

/// A good key and what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Allowed {
    /// The account whose roles were looked at.
    pub account: String,
    /// The app key.
    pub key: String,
    pub label: String,
    /// The names of the key's roles in that account.
    pub roles: Vec<String>,
    /// All resources in those roles, sorted.
    pub resources: Vec<String>,
}

/// Whether a verifier's secret is good.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn authenticate(state: &AppState, secret: &Secret) -> Result<bool, AppError> {
    // A bad checksum is refused without touching the store.
    if !is_well_formed(VERIFIER_PREFIX, secret.expose()) {
        return Ok(false);
    }
    let hash = secret.hash();
    let known = state
        .store
        .promptly(|store| async move { store.is_verifier(&hash).await });
    Ok(known.await?)
}

/// Answers a question: the outer error when Keydesk cannot know, the inner one when the answer is no.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn verify(state: &AppState, question: &Question) -> Result<Result<Allowed, Denial>, AppError> {
    let Some(app_key) = AppKey::parse(&question.app_key) else {
        return Ok(Err(Denial::UnknownKey));
    };
    if !is_well_formed(TOKEN_PREFIX, question.app_token.expose()) {
        // No query for the token; whether the key exists is not told to who has no token in the right shape.
        return Ok(Err(Denial::UnknownToken));
    }
    let answer = state
        .store
        .promptly(|store| async move { look_up(&store, &app_key, question).await });
    Ok(answer.await?)
}

async fn look_up(store: &Store, app_key: &AppKey, question: &Question) -> Result<Result<Allowed, Denial>, StoreError> {
    let facts = store.facts(app_key, &question.app_token.hash()).await?;
    if let Err(denial) = verdict(facts.presented, Grant::Allows) {
        return Ok(Err(denial));
    }
    let (grant, allowed) = grant(store, app_key, &facts, question).await?;
    Ok(verdict(facts.presented, grant).map(|()| allowed))
}

async fn grant(
    store: &Store,
    app_key: &AppKey,
    facts: &Facts,
    question: &Question,
) -> Result<(Grant, Allowed), StoreError> {
    let mut allowed = Allowed {
        account: question.account.clone().unwrap_or_default(),
        key: app_key.as_str().to_owned(),
        label: String::new(),
        roles: Vec::new(),
        resources: Vec::new(),
    };
    let (PresentedKey::Known { .. }, Some(known)) = (facts.presented, &facts.key) else {
        return Ok((Grant::None, allowed));
    };
    let account = match &question.account {
        None => known.account.clone(),
        Some(asked) => match AccountSlug::existing(asked) {
            Ok(slug) => slug,
            Err(_) => return Ok((Grant::None, allowed)),
        },
    };
    allowed.account = account.as_str().to_owned();
    allowed.label.clone_from(&known.label);
    for (role, resource) in store.granted_roles(&known.id, &account).await? {
        if !allowed.roles.contains(&role) {
            allowed.roles.push(role);
        }
        allowed.resources.extend(resource);
    }
    allowed.resources.sort();
    allowed.resources.dedup();
    let has_key = account == known.account || store.is_external(&known.id, &account).await?;
    let grant = match &question.resource {
        _ if !has_key => Grant::None,
        None => Grant::Allows,
        Some(resource) if is_resource_name(resource) && allowed.resources.contains(resource) => Grant::Allows,
        Some(_) => Grant::LacksResource,
    };
    Ok((grant, allowed))
}

/// Makes a verifier and returns its secret, which is shown once.
///
/// # Errors
/// [`AppError::Conflict`] when there is one of that name; [`AppError::Unavailable`].
pub async fn create(state: &AppState, name: &str) -> Result<Secret, AppError> {
    let (secret, now) = (random::verifier_secret(), state.clock.now());
    let entry = Entry {
        account: None,
        actor: Actor::Operator,
        event: Event::VerifierCreated,
        key: None,
        subject: name.to_owned(),
        detail: Detail::default(),
        ip: String::new(),
        at: now,
    };
    match state
        .store
        .insert_verifier(&random::id(), name, &hash(secret.expose()), now, entry)
        .await
    {
        Ok(()) => Ok(secret),
        Err(StoreError::Duplicate) => Err(AppError::Conflict),
        Err(error) => Err(error.into()),
    }
}
