//! Verification: answers gateways and services (verifiers) whether a key and token are valid.

mod asked;

pub use asked::{Asker, IntrospectedToken, UnknownVerifier, VerificationOutcome, VerificationRequest};

use crate::{
    domain::{
        id::Id,
        keys::token_text::{VERIFIER_PREFIX, is_well_formed},
        verifiers::verifier::Verifier,
    },
    error::AppError,
    server::{
        state::AppState,
        store::{IndexedVerifier, Keys, Question},
    },
};
use asked::{CountedQuestion, Counting, DefaultAccount, malformed_credential};

/// Authenticates the asker, checks that it may ask, and answers its request. Only a known verifier learns that its request is malformed.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn verify(
    state: &AppState,
    asker: Asker<'_>,
    question: Result<VerificationRequest, &'static str>,
) -> Result<VerificationOutcome, AppError> {
    ask(state, asker, question, DefaultAccount::OwnerOfKey).await
}

/// Answers a question about a token alone. The account is the one that the verifier is bound to, if it is just one.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn introspect(
    state: &AppState,
    asker: Asker<'_>,
    question: Result<IntrospectedToken, &'static str>,
) -> Result<VerificationOutcome, AppError> {
    let question = question.map(|IntrospectedToken { token, client }| VerificationRequest {
        app_key: None,
        app_token: token,
        account: None,
        resource: None,
        client,
    });
    ask(state, asker, question, DefaultAccount::OfVerifier).await
}

async fn ask(
    state: &AppState,
    asker: Asker<'_>,
    question: Result<VerificationRequest, &'static str>,
    default: DefaultAccount,
) -> Result<VerificationOutcome, AppError> {
    let outcome = answered(state, asker, question, default).await;
    state
        .metrics
        .verified(outcome.as_ref().map_or("unavailable", VerificationOutcome::word));
    outcome
}

async fn answered(
    state: &AppState,
    asker: Asker<'_>,
    question: Result<VerificationRequest, &'static str>,
    default: DefaultAccount,
) -> Result<VerificationOutcome, AppError> {
    if !is_well_formed_asker(asker) {
        return Ok(VerificationOutcome::UnknownVerifier);
    }
    let counting = Counting::begin(state);
    let keys = state.store.keys_in_memory().await?;
    let Ok(verifier) = authenticate(&keys, asker) else {
        return Ok(VerificationOutcome::UnknownVerifier);
    };
    Ok(match question {
        Ok(question) => decide(&keys, verifier, &question, (default, &counting)),
        Err(reason) => VerificationOutcome::Malformed(reason),
    })
}

/// Authenticates the asker. The verifier is `None` for a gateway that needs none.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn identify(
    state: &AppState,
    asker: Asker<'_>,
) -> Result<Result<Option<Id<Verifier>>, UnknownVerifier>, AppError> {
    if !is_well_formed_asker(asker) {
        return Ok(Err(UnknownVerifier));
    }
    let keys = state.store.keys_in_memory().await?;
    Ok(authenticate(&keys, asker).map(|verifier| verifier.map(|verifier| Id::clone(&verifier.id))))
}

/// Answers questions in their order, from one state of the memory.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn verify_all(
    state: &AppState,
    asker: Asker<'_>,
    questions: Vec<VerificationRequest>,
) -> Result<Result<Vec<VerificationOutcome>, UnknownVerifier>, AppError> {
    if !is_well_formed_asker(asker) {
        return Ok(Err(UnknownVerifier));
    }
    let (default, counting) = (DefaultAccount::OwnerOfKey, Counting::begin(state));
    let keys = state.store.keys_in_memory().await?;
    Ok(authenticate(&keys, asker).map(|verifier| {
        let questions = questions.iter();
        let answers = questions.map(|question| decide(&keys, verifier, question, (default, &counting)));
        answers
            .inspect(|outcome| state.metrics.verified(outcome.word()))
            .collect()
    }))
}

/// A bad checksum is refused without a lookup.
fn is_well_formed_asker(asker: Asker<'_>) -> bool {
    match asker {
        Asker::Verifier(secret) => is_well_formed(VERIFIER_PREFIX, secret.expose()),
        Asker::Gateway => true,
    }
}

/// The verifier that asks; `None` for a gateway that needs none.
fn authenticate<'k>(keys: &'k Keys, asker: Asker<'_>) -> Result<Option<&'k IndexedVerifier>, UnknownVerifier> {
    match asker {
        Asker::Gateway => Ok(None),
        Asker::Verifier(secret) => keys.verifier(&secret.digest()).map(Some).ok_or(UnknownVerifier),
    }
}

fn decide(
    keys: &Keys,
    verifier: Option<&IndexedVerifier>,
    question: &VerificationRequest,
    (default, counting): (DefaultAccount, &Counting<'_>),
) -> VerificationOutcome {
    let of_verifier = match default {
        DefaultAccount::OwnerOfKey => None,
        DefaultAccount::OfVerifier => verifier.and_then(|verifier| keys.only_account(verifier)),
    };
    let malformed = malformed_credential(question);
    let token = question.app_token.digest();
    let asked = Question {
        app_key: question.app_key.as_deref(),
        token: malformed.is_none().then_some(&token),
        account: question.account.as_deref().or(of_verifier),
        resource: question.resource.as_deref(),
        client: question.client,
        now: counting.now,
    };
    if verifier.is_some_and(|verifier| !keys.may_ask(verifier, &asked)) {
        return VerificationOutcome::OutsideScope;
    }
    let counted = CountedQuestion { question, verifier };
    if let Some(denial) = malformed {
        if asked.app_key.is_some_and(|app_key| keys.has_key(app_key)) && !keys.is_foreign(&asked, verifier) {
            counting.count(Some(denial), counted, &token, false);
        }
        return VerificationOutcome::Denied(denial);
    }
    let verdict = keys.answer(&asked, verifier);
    let denial = verdict.as_ref().err().copied();
    let is_deleted = denial.is_some() && keys.is_deleted_token(&token);
    counting.count(denial, counted, &token, is_deleted);
    verdict.into()
}

/// Writes down which secrets of verifiers were used. A secret's last use is known to the minute.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn record_uses(state: &AppState) -> Result<(), AppError> {
    Ok(state.store.record_used_secrets(state.clock.now()).await?)
}
