//! Counts attempts at guessable secrets across all nodes, and locks a counter after too many. An attempt is counted before it is checked.
//!
//! Counters are typed ([`AttemptCounter`]): the store keeps kind and value apart, so user input cannot name another counter.

use crate::{
    domain::{
        id::{Browser, Id, User},
        text::Email,
        time::Timestamp,
    },
    error::AppError,
    server::{
        clock::Clock,
        crypto::{Secret, hmac, random},
        store::{CounterKey, Store, StoreError, StoredCounters},
    },
};
use std::{sync::Arc, time::Duration};
use tokio::sync::OnceCell;

/// How long a counter stays locked after too many attempts.
pub const LOCKED_FOR: Duration = Duration::from_mins(15);

/// The counter of an attempt.
#[derive(Clone, Copy, Debug)]
pub enum AttemptCounter<'a> {
    /// Sign-in with an email address, whether or not a user has it.
    Address(&'a Email),
    /// Sign-in with a text that is not an email address. One counter for all, because the text may be a password and must not be stored.
    NoAddress,
    /// Sign-in from a browser that is known for the user.
    Browser(&'a Id<Browser>),
    /// A signed-in user confirms with the password. Separate from [`Self::Address`], so that failed sign-ins by others do not block the
    /// user.
    Confirming(&'a Id<User>),
    /// Codes of a user's authenticator app.
    Code(&'a Id<User>),
    /// A user's recovery codes. Separate from [`Self::Code`], so that an attacker who has the password and guesses codes does not block the
    /// recovery codes.
    RecoveryCode(&'a Id<User>),
}

impl AttemptCounter<'_> {
    /// Maximum attempts before the counter is locked.
    fn max_attempts(self) -> i64 {
        match self {
            Self::Address(_) | Self::Browser(_) | Self::Confirming(_) | Self::RecoveryCode(_) => 10,
            // Shared by everyone who mistypes an email address. None of these attempts can succeed.
            Self::NoAddress => 100,
            // A guess succeeds with a probability of three in a million.
            Self::Code(_) => 5,
        }
    }
}

/// The least of all maxima of attempts.
const LEAST_MAX: i64 = 5;

/// The counters of a user, without those of known browsers.
fn counters_of<'a>(user: &'a Id<User>, email: &'a Email) -> [AttemptCounter<'a>; 4] {
    [
        AttemptCounter::Address(email),
        AttemptCounter::Confirming(user),
        AttemptCounter::Code(user),
        AttemptCounter::RecoveryCode(user),
    ]
}

/// The counters of attempts in the store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Attempts {
    store: Store,
    clock: Clock,
    /// The HMAC key for email addresses, loaded on first use.
    hmac_key: Arc<OnceCell<Secret>>,
}

impl Attempts {
    /// The counters in this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            hmac_key: Arc::default(),
        }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// [`AppError::TooMany`] while the counter is locked.
    pub async fn count(&self, counter: AttemptCounter<'_>) -> Result<(), AppError> {
        let (key, now, max) = (
            self.counter_key(counter).await?,
            self.clock.now(),
            counter.max_attempts(),
        );
        let attempts = self.store.count_attempt(&key, now, LOCKED_FOR, max).await?;
        if attempts.count <= max {
            return Ok(());
        }
        let retry_after = attempts.last_at.plus(LOCKED_FOR).since(now).min(LOCKED_FOR);
        Err(AppError::TooMany { retry_after })
    }

    /// Resets a counter after a successful attempt. If this fails, the counter keeps its value.
    pub async fn reset(&self, counter: AttemptCounter<'_>) {
        let reset = async {
            let key = self.counter_key(counter).await?;
            self.store.clear_attempts(&key).await
        };
        if let Err(error) = reset.await {
            tracing::error!(%error, "a counter of attempts could not be reset; it keeps its value");
        }
    }

    /// The counters that may be locked now, for [`Self::locked_until`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn locks(&self) -> Result<StoredCounters, StoreError> {
        let now = self.clock.now();
        self.store
            .counters(LEAST_MAX, now.minus(LOCKED_FOR), now.latest_accepted())
            .await
    }

    /// Until when one of a user's counters is locked.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn locked_until(
        &self,
        stored: &StoredCounters,
        user: &Id<User>,
        email: &Email,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut until = None;
        for counter in counters_of(user, email) {
            let CounterKey { kind, value } = self.counter_key(counter).await?;
            let counted = stored.get(&(kind.to_owned(), value));
            let locked = counted.filter(|counted| counted.count >= counter.max_attempts());
            until = until.max(locked.map(|counted| counted.last_at.plus(LOCKED_FOR)));
        }
        Ok(until)
    }

    /// The counters of a user in the store, without those of known browsers.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keys_of(&self, user: &Id<User>, email: &Email) -> Result<Vec<CounterKey>, StoreError> {
        let mut keys = Vec::new();
        for counter in counters_of(user, email) {
            keys.push(self.counter_key(counter).await?);
        }
        Ok(keys)
    }

    /// The counter's kind and value in the store.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counter_key(&self, counter: AttemptCounter<'_>) -> Result<CounterKey, StoreError> {
        let (kind, value) = match counter {
            AttemptCounter::Address(email) => {
                let hmac_key = self.hmac_key().await?;
                ("address", hmac(hmac_key, email.as_str()).as_str().to_owned())
            }
            AttemptCounter::NoAddress => ("no_address", String::new()),
            AttemptCounter::Browser(browser) => ("browser", browser.as_str().to_owned()),
            AttemptCounter::Confirming(user) => ("confirm", user.as_str().to_owned()),
            AttemptCounter::Code(user) => ("code", user.as_str().to_owned()),
            AttemptCounter::RecoveryCode(user) => ("recovery_code", user.as_str().to_owned()),
        };
        Ok(CounterKey { kind, value })
    }

    /// A key for another purpose, derived from the one that all nodes share.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn derived_key(&self, purpose: &str) -> Result<Secret, StoreError> {
        Ok(Secret::new(hmac(self.hmac_key().await?, purpose).as_str()))
    }

    async fn hmac_key(&self) -> Result<&Secret, StoreError> {
        let load = async || self.store.attempt_key(&random::secret()).await;
        self.hmac_key.get_or_try_init(load).await
    }
}
