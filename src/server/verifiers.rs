//! Verification: answers gateways and services (verifiers) whether a key and token are valid.

use crate::{
    domain::{
        audit::event::Event,
        keys::{
            token_text::{TOKEN_PREFIX, VERIFIER_PREFIX, is_well_formed},
            verification::{Denial, GrantedAccess, PresentedKey, VerifiedKey, verdict},
        },
        names::{AccountSlug, AppKey},
        people::permission::is_resource_name,
        time::Timestamp,
        usage::TokenUse,
    },
    error::AppError,
    server::{
        crypto::{Secret, hash, random},
        state::AppState,
        store::{AuditEntry, KeyFacts, Keys, Question, Store, StoreError, Subject},
        usage::UsageCounters,
    },
};
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// A verification request. The decision uses only these fields and no other header of the client.
#[derive(Clone, Debug)]
pub struct VerificationRequest {
    /// `None` if only a token was presented: tokens are unique over all accounts.
    pub app_key: Option<String>,
    pub app_token: Secret,
    /// The account whose resource is requested; by default the key's owner.
    pub account: Option<String>,
    /// The requested resource, if any.
    pub resource: Option<String>,
    /// The address of the client that presents the token, if the verifier knows it.
    pub client: Option<IpAddr>,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// A verifier, by its secret.
    Verifier(&'a Secret),
    /// Whoever reaches a listener that only gateways can reach.
    Gateway,
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

impl From<Result<VerifiedKey, Denial>> for VerificationOutcome {
    fn from(verdict: Result<VerifiedKey, Denial>) -> Self {
        match verdict {
            Ok(key) => Self::Allowed(key),
            Err(denial) => Self::Denied(denial),
        }
    }
}

/// Authenticates the asker and answers its request. Only a known verifier learns that its request is malformed.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn verify(
    state: &AppState,
    asker: Asker<'_>,
    question: Result<VerificationRequest, &'static str>,
) -> Result<VerificationOutcome, AppError> {
    let counting = Counting {
        counters: &state.usage,
        now: state.clock.now(),
    };
    // A bad checksum is refused without a lookup.
    if let Asker::Verifier(secret) = asker
        && !is_well_formed(VERIFIER_PREFIX, secret.expose())
    {
        return Ok(VerificationOutcome::UnknownVerifier);
    }
    if let Some(keys) = state.store.keys_in_memory().await? {
        return Ok(from_memory(&keys, asker, question, &counting));
    }
    let asked = state
        .store
        .promptly(|store| async move { from_database(&store, asker, question, &counting).await });
    let outcome: Result<_, StoreError> = asked.await;
    Ok(outcome?)
}

/// Counts a question and its answer.
#[derive(Clone, Copy)]
struct Counting<'a> {
    counters: &'a UsageCounters,
    now: Timestamp,
}

impl Counting<'_> {
    /// Counts for the token if it is or was one of a key, or else for the app key, if that is known. Nothing else is counted, so that the
    /// memory is bounded. `is_deleted` says whether the token was one of a key that is deleted.
    fn count(&self, denial: Option<Denial>, question: &VerificationRequest, token: &Subject, is_deleted: bool) {
        let (subject, denial) = match denial {
            Some(Denial::KeyDeleted | Denial::UnknownToken) if is_deleted => (*token, Some(Denial::KeyDeleted)),
            Some(Denial::UnknownToken) => match &question.app_key {
                Some(app_key) => (Sha256::digest(app_key).into(), denial),
                None => return,
            },
            Some(Denial::KeyDeleted | Denial::UnknownKey) => return,
            Some(
                Denial::TokenRevoked
                | Denial::KeyInactive
                | Denial::KeyExpired
                | Denial::AddressDenied
                | Denial::AccountDenied
                | Denial::ResourceDenied,
            )
            | None => (*token, denial),
        };
        let token_use = TokenUse {
            at: self.now,
            denial,
            address: question.client,
            verifier: None,
        };
        self.counters.count(&subject, &token_use);
    }
}

fn from_memory(
    keys: &Keys,
    asker: Asker<'_>,
    question: Result<VerificationRequest, &'static str>,
    counting: &Counting<'_>,
) -> VerificationOutcome {
    if let Asker::Verifier(secret) = asker
        && !keys.is_verifier(&secret.digest())
    {
        return VerificationOutcome::UnknownVerifier;
    }
    let question = match question {
        Ok(question) => question,
        Err(reason) => return VerificationOutcome::Malformed(reason),
    };
    let (app_key, token) = (question.app_key.as_deref(), question.app_token.digest());
    if let Some(denial) = malformed_credential(&question) {
        if app_key.is_some_and(|app_key| keys.has_key(app_key)) {
            counting.count(Some(denial), &question, &token, false);
        }
        return VerificationOutcome::Denied(denial);
    }
    let verdict = keys.answer(&Question {
        app_key,
        token: &token,
        account: question.account.as_deref(),
        resource: question.resource.as_deref(),
        client: question.client,
        now: counting.now,
    });
    let denial = verdict.as_ref().err().copied();
    let is_deleted = denial.is_some() && keys.is_deleted_token(&token);
    counting.count(denial, &question, &token, is_deleted);
    verdict.into()
}

async fn from_database(
    store: &Store,
    asker: Asker<'_>,
    question: Result<VerificationRequest, &'static str>,
    counting: &Counting<'_>,
) -> Result<VerificationOutcome, StoreError> {
    if let Asker::Verifier(secret) = asker
        && !store.is_verifier(&secret.hash()).await?
    {
        return Ok(VerificationOutcome::UnknownVerifier);
    }
    match question {
        Ok(question) => {
            let outcome = look_up(store, &question, counting.now).await?;
            let denial = match &outcome {
                VerificationOutcome::Denied(denial) => Some(*denial),
                VerificationOutcome::Allowed(_)
                | VerificationOutcome::UnknownVerifier
                | VerificationOutcome::Malformed(_) => None,
            };
            let token = question.app_token.digest();
            let is_deleted = denial.is_some() && store.is_deleted_token(&token).await?;
            // Of a malformed token it is not known whether there is such a key.
            if malformed_credential(&question).is_none() {
                counting.count(denial, &question, &token, is_deleted);
            }
            Ok(outcome)
        }
        Err(reason) => Ok(VerificationOutcome::Malformed(reason)),
    }
}

/// The denial of credentials that cannot exist. A malformed token gets no hint about the key.
fn malformed_credential(question: &VerificationRequest) -> Option<Denial> {
    if question
        .app_key
        .as_deref()
        .is_some_and(|app_key| AppKey::parse(app_key).is_none())
    {
        return Some(Denial::UnknownKey);
    }
    let is_token = is_well_formed(TOKEN_PREFIX, question.app_token.expose());
    (!is_token).then_some(Denial::UnknownToken)
}

async fn look_up(
    store: &Store,
    question: &VerificationRequest,
    now: Timestamp,
) -> Result<VerificationOutcome, StoreError> {
    if let Some(denial) = malformed_credential(question) {
        return Ok(VerificationOutcome::Denied(denial));
    }
    let app_key = match &question.app_key {
        Some(app_key) => AppKey::parse(app_key),
        None => store.key_of_token(&question.app_token.hash()).await?,
    };
    let Some(app_key) = app_key else {
        return Ok(VerificationOutcome::Denied(Denial::UnknownToken));
    };
    let client = (question.client, now);
    let facts = store.facts(&app_key, &question.app_token.hash(), client).await?;
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
