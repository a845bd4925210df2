//! Sign-in with the password, the first step. It begins a session, or asks for a code if a second factor is on.

use crate::{
    domain::{audit::event::Event, text::Email},
    error::AppError,
    server::{
        attempts::AttemptCounter,
        browsers,
        context::Caller,
        crypto::{Secret, password::PasswordCheck},
        limits::RateLimited,
        normalise::{normalise, normalise_password},
        second_factor,
        sessions::{SessionSecrets, end_previous, new_session},
        store::{StoreError, UserRecord},
    },
};

/// The result of a sign-in with the right password.
pub enum SignedIn {
    Session(SessionSecrets),
    /// A second factor is on, so there is no session yet: the secret for the cookie of the pending sign-in.
    CodeNeeded(Secret),
}

/// Signs in with the password. Unknown users and wrong passwords get the same answer after the same work.
///
/// # Errors
/// [`AppError::SignInRefused`] or [`AppError::TooMany`].
pub async fn sign_in(caller: &Caller, email: &str, password: &str) -> Result<SignedIn, AppError> {
    let result = by_password(caller, email, password).await;
    caller.state.metrics.signed_in(match &result {
        Ok(SignedIn::Session(_)) => Ok("signed_in"),
        Ok(SignedIn::CodeNeeded(_)) => Ok("code_asked"),
        Err(error) => Err(error),
    });
    result
}

async fn by_password(caller: &Caller, email: &str, password: &str) -> Result<SignedIn, AppError> {
    let state = &caller.state;
    state.limits.check(RateLimited::SignIn, &caller.ip)?;
    // All spellings of an email address share one counter. Each known browser of the user has its own.
    let email = Email::parse_existing(&normalise(email)).ok();
    let known = match &email {
        Some(email) => browsers::find_known(caller, email).await?,
        None => None,
    };
    let counter = email.as_ref().map_or(AttemptCounter::NoAddress, |email| {
        browsers::sign_in_counter(known.as_ref(), email)
    });
    state.attempts.count(counter).await?;
    let user = match &email {
        Some(email) => state.store.user_by_email(email).await?,
        None => None,
    };
    let password = normalise_password(password);
    let checked = state
        .passwords
        .check(&password, user.as_ref().map(|u| u.password_hash.as_str()))
        .await?;
    match (user, checked) {
        (None, _) | (_, PasswordCheck::Wrong) => {
            state.store.record(caller.entry_of_nobody(Event::SignInRefused)).await?;
            Err(AppError::SignInRefused)
        }
        (Some(user), PasswordCheck::RightButWeak) => {
            let new_hash = state.passwords.hash(&password).await?;
            state.store.rehash_password(&user, &new_hash).await?;
            let user = UserRecord {
                password_hash: new_hash,
                ..user
            };
            begin_session_or_ask_code(caller, &user, &password, counter).await
        }
        (Some(user), PasswordCheck::Right) => begin_session_or_ask_code(caller, &user, &password, counter).await,
    }
}

async fn begin_session_or_ask_code(
    caller: &Caller,
    user: &UserRecord,
    password: &str,
    counter: AttemptCounter<'_>,
) -> Result<SignedIn, AppError> {
    match begin_session(caller, user, counter).await? {
        Some(secrets) => Ok(SignedIn::Session(secrets)),
        None => {
            let pending = second_factor::sign_in::ask(caller, user, password).await?;
            Ok(SignedIn::CodeNeeded(pending))
        }
    }
}

/// Begins a session for a user who entered the right password outside the sign-in page. `None` if a code is needed, too.
///
/// # Errors
/// [`AppError::SignInRefused`]; [`AppError::Unavailable`].
pub async fn begin_by_password(caller: &Caller, user: &UserRecord) -> Result<Option<SessionSecrets>, AppError> {
    let known = browsers::find_known(caller, &user.email).await?;
    begin_session(caller, user, browsers::sign_in_counter(known.as_ref(), &user.email)).await
}

/// Begins a session and resets the counter. `None` if a code is needed, too; the counter is then reset when the code is verified.
async fn begin_session(
    caller: &Caller,
    user: &UserRecord,
    counter: AttemptCounter<'_>,
) -> Result<Option<SessionSecrets>, AppError> {
    let store = &caller.state.store;
    let (secrets, session) = new_session(caller, &user.id);
    let entry = caller.entry_of(&user.email, Event::SignedIn);
    match store.begin_session_by_password(user, &session, entry).await {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        // The password was changed during the check, so the entered one is wrong.
        Err(StoreError::Conflict) => return Err(AppError::SignInRefused),
        Err(error) => return Err(error.into()),
    }
    caller.state.attempts.reset(counter).await;
    end_previous(caller).await;
    Ok(Some(secrets))
}
