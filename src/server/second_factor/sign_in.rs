//! Sign-in with a second factor. The right password creates a pending sign-in instead of a session: a row that grants no access, and a
//! cookie whose secret opens the TOTP secret in the row. A right code turns the pending sign-in into a session.

use crate::{
    domain::{audit::event::Event, people::second_factor::TypedCode, text::TextError},
    error::{AppError, Field},
    server::{
        browsers,
        context::Caller,
        crypto::{Purpose, Secret, hash, open_for, random, seal_for},
        limits::RateLimited,
        second_factor::{check_code, open_secret, record_refusal},
        sessions::{self, SessionSecrets},
        store::{AuditEntry, CodeUse, FactorProof, PendingSignIn, UserRecord},
    },
};
use std::time::Duration;

/// How long after the password a code is accepted.
pub const CODE_WITHIN: Duration = Duration::from_mins(5);

/// The result of entering a code.
pub enum CodeOutcome {
    SignedIn(SessionSecrets),
    /// The sign-in must start again: it expired, was finished, or the second factor has changed.
    Ended,
}

/// Begins a pending sign-in for a user whose password was just verified. Returns the secret for its cookie.
///
/// # Errors
/// [`AppError::SignInRefused`] if the password or the second factor was changed concurrently.
pub async fn ask(caller: &Caller, user: &UserRecord, password: &str) -> Result<Secret, AppError> {
    let state = &caller.state;
    let factor = state.store.second_factor(&user.id).await?;
    let factor = factor.ok_or(AppError::SignInRefused)?;
    let secret = open_secret(state, &factor, password).await?;
    let secret = secret.ok_or(AppError::SignInRefused)?;
    let cookie = random::secret();
    let sealed = seal_for(Purpose::SignIn, &cookie, user.id.as_str(), &secret).map_err(|error| {
        tracing::error!(%error, "a pending sign-in could not be sealed");
        AppError::Unavailable
    })?;
    let pending = PendingSignIn {
        id: cookie.hash(),
        user: user.id.clone(),
        email: user.email.clone(),
        factor: factor.version,
        sealed,
        started_at: state.clock.now(),
    };
    let entry = caller
        .entry_of_nobody(Event::SecondFactorAsked)
        .about(pending.email.as_str());
    state.store.begin_pending_sign_in(&pending, entry).await?;
    Ok(cookie)
}

/// The email address of a pending sign-in; `None` if it has ended.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn pending(caller: &Caller, cookie: &str) -> Result<Option<String>, AppError> {
    let found = find(caller, cookie).await?;
    Ok(found.map(|pending| pending.email.as_str().to_owned()))
}

/// Turns a pending sign-in into a session with a code. `field` is the form field of the code.
///
/// # Errors
/// [`AppError::Invalid`]; [`AppError::TooMany`].
pub async fn finish(
    caller: &Caller,
    cookie: &str,
    code: Result<TypedCode, TextError>,
    field: Field,
) -> Result<CodeOutcome, AppError> {
    let result = by_code(caller, cookie, code, field).await;
    caller.state.metrics.signed_in(match &result {
        Ok(CodeOutcome::SignedIn(_)) => Ok("signed_in"),
        Ok(CodeOutcome::Ended) => Ok("refused"),
        Err(error) => Err(error),
    });
    result
}

async fn by_code(
    caller: &Caller,
    cookie: &str,
    code: Result<TypedCode, TextError>,
    field: Field,
) -> Result<CodeOutcome, AppError> {
    let state = &caller.state;
    state.limits.check(RateLimited::SignIn, &caller.ip)?;
    let Some(pending) = find(caller, cookie).await? else {
        return Ok(CodeOutcome::Ended);
    };
    let code = code.map_err(|reason| AppError::field(field, reason))?;
    let opener = Secret::new(cookie);
    let Ok(secret) = open_for(Purpose::SignIn, &opener, pending.user.as_str(), &pending.sealed) else {
        return Ok(CodeOutcome::Ended);
    };
    let (counted_code, proof) = check_code(state, &pending.user, &secret, &code, field).await?;
    let Some(proof) = proof else {
        return record_refusal(caller, &pending.email, counted_code).await;
    };
    let known = browsers::find_known(caller, &pending.email).await?;
    let (secrets, new) = sessions::new_session(caller, &pending.user);
    let entries = entries(caller, &pending, &proof);
    match state.store.finish_sign_in(&pending, &proof, &new, entries).await? {
        CodeUse::Accepted => {}
        CodeUse::Refused => return record_refusal(caller, &pending.email, counted_code).await,
        CodeUse::Ended => return Ok(CodeOutcome::Ended),
    }
    // Reset only now that both factors are verified; until here, attempts with the password still count.
    state.attempts.reset(counted_code.counter).await;
    state
        .attempts
        .reset(browsers::sign_in_counter(known.as_ref(), &pending.email))
        .await;
    sessions::end_previous(caller).await;
    Ok(CodeOutcome::SignedIn(secrets))
}

async fn find(caller: &Caller, cookie: &str) -> Result<Option<PendingSignIn>, AppError> {
    let found = caller.state.store.pending_sign_in(&hash(cookie)).await?;
    let now = caller.state.clock.now();
    Ok(found.filter(|pending| now.is_within(CODE_WITHIN, pending.started_at)))
}

fn entries(caller: &Caller, pending: &PendingSignIn, proof: &FactorProof) -> Vec<AuditEntry> {
    let used = match proof {
        FactorProof::Step(_) => None,
        FactorProof::RecoveryCode(_) => Some(caller.entry_of(&pending.email, Event::RecoveryCodeUsed)),
    };
    let signed_in = caller.entry_of(&pending.email, Event::SignedIn);
    used.into_iter().chain([signed_in]).collect()
}
