//! Resets a forgotten password, for operators with access to the server's command line.
//!
//! The operator enters the new password directly. They have write access to the database anyway. A reset link would need the same care in
//! delivery, and would add a page, a table and an attack surface.

use crate::{
    domain::{
        audit::event::Event,
        id::{Id, User},
        text::{Email, TextError},
    },
    error::AppError,
    server::{
        attempts::AttemptCounter,
        crypto::password,
        normalise::{normalise, normalise_password},
        state::AppState,
        store::{AuditEntry, StoreError},
    },
};
use thiserror::Error;

/// Why a password was not reset. The messages are for the operator.
#[derive(Debug, Error)]
pub enum ResetError {
    #[error("There is no user {0:?}.")]
    Unknown(String),
    #[error(
        "{0:?} has a second factor, which only the old password can decrypt. Verify the user's identity, then add \
         --and-second-factor to remove it as well. Nothing was changed."
    )]
    HasSecondFactor(String),
    #[error("{0} Nothing was changed.")]
    Password(TextError),
    #[error("{0}")]
    Failed(AppError),
}

/// A user whose password may be reset.
pub struct ResettableUser {
    user: Id<User>,
    email: Email,
    and_second_factor: bool,
}

/// The result of a reset.
pub struct Reset {
    pub second_factor_removed: bool,
}

/// Finds the user with this email address, before the operator enters a password.
///
/// # Errors
/// [`ResetError`].
pub async fn find(state: &AppState, address: &str, and_second_factor: bool) -> Result<ResettableUser, ResetError> {
    let unknown = || ResetError::Unknown(address.to_owned());
    let email = Email::parse_existing(&normalise(address)).map_err(|_| unknown())?;
    let user = state.store.user_by_email(&email).await.map_err(failed)?;
    let user = user.ok_or_else(unknown)?.id;
    let has_second_factor = state.store.second_factor(&user).await.map_err(failed)?.is_some();
    if has_second_factor && !and_second_factor {
        return Err(ResetError::HasSecondFactor(address.to_owned()));
    }
    Ok(ResettableUser {
        user,
        email,
        and_second_factor,
    })
}

/// Sets the new password and ends all sessions. Removes the second factor, because it is sealed under the old password.
///
/// # Errors
/// [`ResetError`].
pub async fn reset(state: &AppState, target: &ResettableUser, new: &str) -> Result<Reset, ResetError> {
    let ResettableUser {
        user,
        email,
        and_second_factor,
    } = target;
    let new = normalise_password(new);
    password::check_new(&new, &[email.as_str()]).map_err(ResetError::Password)?;
    let hash = state.passwords.hash(&new).await;
    let hash = hash.map_err(|error| ResetError::Failed(error.into()))?;
    let entries = [Event::PasswordReset, Event::SecondFactorReset]
        .map(|event| AuditEntry::by_operator_on_installation(event, state.clock.now()).about(email.as_str()));
    let removed = state
        .store
        .reset_password(user, &hash, *and_second_factor, entries)
        .await;
    let second_factor_removed = match removed {
        Ok(was_removed) => was_removed,
        // The user was disabled, or the second factor was turned on, concurrently.
        Err(StoreError::Conflict) if *and_second_factor => return Err(ResetError::Unknown(email.as_str().to_owned())),
        Err(StoreError::Conflict) => return Err(ResetError::HasSecondFactor(email.as_str().to_owned())),
        Err(error) => return Err(failed(error)),
    };
    // The user has probably tried wrong passwords, so the counters are reset.
    for counter in [AttemptCounter::Address(email), AttemptCounter::Confirming(user)] {
        state.attempts.reset(counter).await;
    }
    Ok(Reset { second_factor_removed })
}

fn failed(error: StoreError) -> ResetError {
    ResetError::Failed(error.into())
}
