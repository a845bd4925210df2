//! Verification: answers gateways and services (verifiers) whether a key and token are valid.

use crate::{
    domain::{
        audit::event::Event,
        keys::{
            token_text::{TOKEN_PREFIX, VERIFIER_PREFIX, is_well_formed},
            verification::{Denial, GrantedAccess, PresentedKey, verdict},
        },
        names::{AccountSlug, AppKey},
        people::permission::is_resource_name,
    },
    error::AppError,
    server::{
        crypto::{Secret, hash, random},
        state::AppState,
        store::{AuditEntry, KeyFacts, Store, StoreError},
    },
};
use serde::Serialize;

/// A verification request. The decision uses only these fields and no other header of the client.
#[derive(Clone, Debug)]
pub struct VerificationRequest {
    pub app_key: String,
    pub app_token: Secret,
    /// The account whose resource is requested; by default the key's owner.
    pub account: Option<String>,
    /// The requested resource, if any.
    pub resource: Option<String>,
}

/// A valid key and its permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifiedKey {
    /// The account whose roles were used.
    pub account: String,
    /// The app key.
    pub key: String,
    pub label: String,
    /// The names of the key's roles in that account.
    pub roles: Vec<String>,
    /// All resources in those roles, sorted.
    pub resources: Vec<String>,
}

/// The answer to a verifier.
#[derive(Clone, Debug)]
pub enum VerificationOutcome {
    /// No verifier has this secret.
    UnknownVerifier,
    /// The request is malformed; the message says why.
    Malformed(&'static str),
    Denied(Denial),
    Allowed(VerifiedKey),
}

/// Authenticates a verifier and answers its request, both within one timeout. Only a known verifier learns that its request is malformed.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn verify(
    state: &AppState,
    secret: &Secret,
    question: Result<VerificationRequest, &'static str>,
) -> Result<VerificationOutcome, AppError> {
    // A bad checksum is refused without a query.
    if !is_well_formed(VERIFIER_PREFIX, secret.expose()) {
        return Ok(VerificationOutcome::UnknownVerifier);
    }
    let hash = secret.hash();
    let outcome = state.store.promptly(|store| async move {
        if !store.is_verifier(&hash).await? {
            return Ok(VerificationOutcome::UnknownVerifier);
        }
        match question {
            Err(reason) => Ok(VerificationOutcome::Malformed(reason)),
            Ok(question) => look_up(&store, &question).await,
        }
    });
    let outcome: Result<VerificationOutcome, StoreError> = outcome.await;
    Ok(outcome?)
}

async fn look_up(store: &Store, question: &VerificationRequest) -> Result<VerificationOutcome, StoreError> {
    let Some(app_key) = AppKey::parse(&question.app_key) else {
        return Ok(VerificationOutcome::Denied(Denial::UnknownKey));
    };
    if !is_well_formed(TOKEN_PREFIX, question.app_token.expose()) {
        // No query: a malformed token gets no hint about the key.
        return Ok(VerificationOutcome::Denied(Denial::UnknownToken));
    }
    let facts = store.facts(&app_key, &question.app_token.hash()).await?;
    if let Err(denial) = verdict(facts.presented, GrantedAccess::Allows) {
        return Ok(VerificationOutcome::Denied(denial));
    }
    let (grant, allowed) = grant(store, &app_key, &facts, question).await?;
    Ok(match verdict(facts.presented, grant) {
        Ok(()) => VerificationOutcome::Allowed(allowed),
        Err(denial) => VerificationOutcome::Denied(denial),
    })
}

async fn grant(
    store: &Store,
    app_key: &AppKey,
    facts: &KeyFacts,
    question: &VerificationRequest,
) -> Result<(GrantedAccess, VerifiedKey), StoreError> {
    let mut allowed = VerifiedKey {
        account: question.account.clone().unwrap_or_default(),
        key: app_key.as_str().to_owned(),
        label: String::new(),
        roles: Vec::new(),
        resources: Vec::new(),
    };
    let (PresentedKey::Known { .. }, Some(known)) = (facts.presented, &facts.key) else {
        return Ok((GrantedAccess::None, allowed));
    };
    let account = match &question.account {
        None => known.account.clone(),
        Some(asked) => match AccountSlug::parse_existing(asked) {
            Ok(slug) => slug,
            Err(_) => return Ok((GrantedAccess::None, allowed)),
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
        _ if !has_key => GrantedAccess::None,
        None => GrantedAccess::Allows,
        Some(resource) if is_resource_name(resource) && allowed.resources.contains(resource) => GrantedAccess::Allows,
        Some(_) => GrantedAccess::LacksResource,
    };
    Ok((grant, allowed))
}

/// Creates a verifier and returns its secret, which is shown only once.
///
/// # Errors
/// [`AppError::Conflict`] if a verifier has this name; [`AppError::Unavailable`].
pub async fn create(state: &AppState, name: &str) -> Result<Secret, AppError> {
    let (secret, now) = (random::verifier_secret(), state.clock.now());
    let entry = AuditEntry::by_operator_on_installation(Event::VerifierCreated, now).about(name);
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
