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
        clock::Clock,
        crypto::{Secret, hmac, random},
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
}

/// Counts attempts in the store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Attempts {
    store: Store,
    clock: Clock,
    /// The key under which addresses are counted, as soon as it was asked for.
    key: Arc<OnceCell<Secret>>,
}

impl Attempts {
    /// Those of this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            key: Arc::default(),
        }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// [`AppError::TooMany`] while the counter is locked.
    pub async fn count(&self, counted: Counted<'_>) -> Result<(), AppError> {
        let (subject, now, allowed) = (self.subject(counted).await?, self.clock.now(), counted.allowed());
        let attempts = self.store.count_attempt(&subject, now, LOCKED_FOR, allowed).await?;
        if attempts.count <= allowed {
            return Ok(());
        }
        let wait = attempts.last_at.plus(LOCKED_FOR).since(now).min(LOCKED_FOR);
        Err(AppError::TooMany {
            retry_after: wait / SECOND + 1,
        })
    }

    /// Forgets attempts after one that was right and has been acted on; at worst they count on.
    pub async fn forget(&self, counted: Counted<'_>) {
        let forgotten = async {
            let subject = self.subject(counted).await?;
            self.store.clear_attempts(&subject).await
        };
        if let Err(error) = forgotten.await {
            tracing::error!(%error, "attempts could not be forgotten");
        }
    }

    /// What the store knows of a counter.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn subject(&self, counted: Counted<'_>) -> Result<Subject, StoreError> {
        let (kind, value) = match counted {
            Counted::Address(email) => {
                let key = self.key().await?;
                ("address", hmac(key, email.as_str()).as_str().to_owned())
            }
            Counted::NoAddress => ("no_address", String::new()),
            Counted::Browser(browser) => ("browser", browser.as_str().to_owned()),
            Counted::Confirming(user) => ("confirm", user.as_str().to_owned()),
            Counted::Code(user) => ("code", user.as_str().to_owned()),
            Counted::RecoveryCode(user) => ("recovery_code", user.as_str().to_owned()),
        };
        Ok(Subject { kind, value })
    }

    async fn key(&self) -> Result<&Secret, StoreError> {
        let make = async || self.store.attempt_key(&random::secret()).await;
        self.key.get_or_try_init(make).await
    }
}
