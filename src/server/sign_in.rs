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
        normalise::normalise,
        second_factor,
        sessions::{Entered, leave, new_session},
        store::{StoreError, UserRecord},
    },
};

/// The result of a sign-in with the right password.
pub enum SignedIn {
    Session(Entered),
    /// A second factor is on, so there is no session yet: the secret for the cookie of the pending sign-in.
    CodeNeeded(Secret),
}

/// Signs in with the password. Unknown users and wrong passwords get the same answer after the same work.
///
/// # Errors
/// [`AppError::SignInRefused`] or [`AppError::TooMany`].
pub async fn sign_in(caller: &Caller, email: &str, password: &str) -> Result<SignedIn, AppError> {
    let state = &caller.state;
    state.limits.check(RateLimited::SignIn, &caller.ip)?;
    // All spellings of an email address share one counter. Each known browser of the user has its own.
    let email = Email::parse_existing(&normalise(email)).ok();
    let known = match &email {
        Some(email) => browsers::known(caller, email).await?,
        None => None,
    };
    let counted = email.as_ref().map_or(AttemptCounter::NoAddress, |email| {
        browsers::counted(known.as_ref(), email)
    });
    state.attempts.count(counted).await?;
    let user = match &email {
        Some(email) => state.store.user_by_email(email).await?,
        None => None,
    };
    let password = normalise(password);
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
            let stronger = state.passwords.hash(&password).await?;
            state.store.rehash_password(&user, &stronger).await?;
            let user = UserRecord {
                password_hash: stronger,
                ..user
            };
            password_was_right(caller, &user, &password, counted).await
        }
        (Some(user), PasswordCheck::Right) => password_was_right(caller, &user, &password, counted).await,
    }
}

async fn password_was_right(
    caller: &Caller,
    user: &UserRecord,
    password: &str,
    counted: AttemptCounter<'_>,
) -> Result<SignedIn, AppError> {
    let store = &caller.state.store;
    let (entered, session) = new_session(caller, &user.id);
    let entry = caller.entry_of(&user.email, Event::SignedIn);
    if begun(store.begin_session_by_password(user, &session, entry).await)? {
        caller.state.attempts.forget(counted).await;
        leave(caller).await;
        return Ok(SignedIn::Session(entered));
    }
    // The counter is reset only after the code is verified, too.
    let pending = second_factor::sign_in::ask(caller, user, password).await?;
    Ok(SignedIn::CodeNeeded(pending))
}

/// A conflict means that the password was changed during the check, so the entered one is wrong.
fn begun(begun: Result<bool, StoreError>) -> Result<bool, AppError> {
    match begun {
        Err(StoreError::Conflict) => Err(AppError::SignInRefused),
        other => Ok(other?),
    }
}

/// Begins a session for a user who entered the right password outside the sign-in page. `None` if a code is needed, too.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn begin_by_password(caller: &Caller, user: &UserRecord) -> Result<Option<Entered>, AppError> {
    let store = &caller.state.store;
    let known = browsers::known(caller, &user.email).await?;
    let (entered, session) = new_session(caller, &user.id);
    let entry = caller.entry_of(&user.email, Event::SignedIn);
    if !begun(store.begin_session_by_password(user, &session, entry).await)? {
        return Ok(None);
    }
    caller
        .state
        .attempts
        .forget(browsers::counted(known.as_ref(), &user.email))
        .await;
    leave(caller).await;
    Ok(Some(entered))
}
