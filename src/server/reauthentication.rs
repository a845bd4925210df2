//! Confirms the password within a session. Required before credentials are handed out or destroyed, and where the password itself is
//! needed.

use crate::{
    domain::text::TextError,
    error::{AppError, Field},
    server::{
        attempts::AttemptCounter,
        context::{Caller, Session},
        crypto::password::PasswordCheck,
        normalise::normalise_password,
    },
    views::wire::Password,
};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long after a password check a session may hand out or destroy credentials without another one.
pub const RECENT: Duration = Duration::from_mins(30);

/// Checks the password, if one is given. Without one, it must have been entered within [`RECENT`].
///
/// # Errors
/// [`AppError::PasswordNeeded`] if it must be entered; [`AppError::Invalid`] if it is wrong; [`AppError::TooMany`] after too many wrong
/// ones.
pub async fn confirm(caller: &Caller, password: &Password) -> Result<(), AppError> {
    let session = caller.session()?;
    let now = caller.state.clock.now();
    match password.0.as_deref().filter(|entered| !entered.is_empty()) {
        Some(entered) => {
            count_and_check(caller, session, entered).await?;
            Ok(caller.state.store.confirm_session(&session.id, now).await?)
        }
        None if now.is_within(RECENT, session.authenticated_at) => Ok(()),
        None => Err(AppError::PasswordNeeded),
    }
}

/// Checks the current password, regardless of [`RECENT`], and returns its normalised form, which is the one that is hashed.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::Invalid`]; [`AppError::TooMany`] after too many wrong ones.
pub async fn verify_password(caller: &Caller, entered: &str) -> Result<Zeroizing<String>, AppError> {
    let session = caller.session()?;
    if entered.is_empty() {
        return Err(AppError::field(Field::Password, TextError::PasswordMissing));
    }
    count_and_check(caller, session, entered).await
}

/// Counts the attempt, then checks the password. Returns its normalised form.
async fn count_and_check(caller: &Caller, session: &Session, entered: &str) -> Result<Zeroizing<String>, AppError> {
    let state = &caller.state;
    let entered = normalise_password(entered);
    let counter = AttemptCounter::Confirming(&session.user);
    state.attempts.count(counter).await?;
    match state.passwords.check(&entered, Some(&session.password_hash)).await? {
        PasswordCheck::Right | PasswordCheck::RightButWeak => {
            state.attempts.reset(counter).await;
            Ok(entered)
        }
        PasswordCheck::Wrong => Err(AppError::field(Field::Password, TextError::PasswordWrong)),
    }
}
