//! Counting attempts at what could be guessed, over all nodes, and locking after too many.
//!
//! What is counted has a type ([`Counted`]): the store keeps its kind and its value apart, so that nothing that somebody types can
//! name another counter. An attempt is counted before it is looked at.

use crate::{
    domain::{
        names::Id,
        text::Email,
        time::{MINUTE, SECOND},
    },
    error::AppError,
    server::{
        crypto::{Secret, hmac, random},
        state::AppState,
        store::{Store, StoreError, Subject},
    },
};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How long a counter is locked after too many attempts, in milliseconds.
pub const LOCKED_FOR: i64 = 15 * MINUTE;

/// What attempts are counted under.
#[derive(Clone, Copy, Debug)]
pub enum Counted<'a> {
    /// Signing in with an address, known or not.
    Address(&'a Email),
    /// Signing in with a text that is no address. One counter for all of them: the text may be a password and is not kept.
    NoAddress,
    /// Signing in with the address of a user whom this browser knows.
    Browser(&'a Id),
    /// A signed-in user who enters the password again. Not counted under the address: failing to sign in with that must not keep
    /// its user from confirming.
    Confirming(&'a Id),
    /// Codes of a user's authenticator app.
    Code(&'a Id),
    /// A user's recovery codes. A counter of their own, so that whoever knows the password and tries codes cannot keep the user from
    /// coming in with these.
    RecoveryCode(&'a Id),
}

impl Counted<'_> {
    /// How many attempts are allowed before the counter is locked.
    fn allowed(self) -> i64 {
        match self {
            Self::Address(_) | Self::Browser(_) | Self::Confirming(_) | Self::RecoveryCode(_) => 10,
            // Shared by everybody who mistypes an address; none of these attempts can succeed.
            Self::NoAddress => 100,
            // Each is right with a probability of three in a million.
            Self::Code(_) => 5,
        }
    }

    /// What the store knows of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn subject(self, state: &AppState) -> Result<Subject, StoreError> {
        let (kind, value) = match self {
            Self::Address(email) => {
                let key = state.attempts.key(&state.store).await?;
                ("address", hmac(key, email.as_str()).as_str().to_owned())
            }
            Self::NoAddress => ("no_address", String::new()),
            Self::Browser(browser) => ("browser", browser.as_str().to_owned()),
            Self::Confirming(user) => ("confirm", user.as_str().to_owned()),
            Self::Code(user) => ("code", user.as_str().to_owned()),
            Self::RecoveryCode(user) => ("recovery_code", user.as_str().to_owned()),
        };
        Ok(Subject { kind, value })
    }
}

/// The key under which addresses are counted, as soon as it was asked for.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Arc<OnceCell<Secret>>);

impl Attempts {
    async fn key(&self, store: &Store) -> Result<&Secret, StoreError> {
        self.0
            .get_or_try_init(async || store.attempt_key(&random::secret()).await)
            .await
    }
}

/// Counts an attempt.
///
/// # Errors
/// [`AppError::TooMany`] while the counter is locked.
pub async fn count(state: &AppState, counted: Counted<'_>) -> Result<(), AppError> {
    let (subject, now, allowed) = (counted.subject(state).await?, state.clock.now(), counted.allowed());
    let attempts = state.store.count_attempt(&subject, now, LOCKED_FOR, allowed).await?;
    if attempts.count <= allowed {
        return Ok(());
    }
    let wait = attempts.last_at.plus(LOCKED_FOR).since(now).min(LOCKED_FOR);
    Err(AppError::TooMany {
        retry_after: wait / SECOND + 1,
    })
}

/// Forgets attempts after one that was right and has been acted on; at worst they count on.
pub async fn forget(state: &AppState, counted: Counted<'_>) {
    let forgotten = async {
        let subject = counted.subject(state).await?;
        state.store.clear_attempts(&subject).await
    };
    if let Err(error) = forgotten.await {
        tracing::error!(%error, "attempts could not be forgotten");
    }
}
