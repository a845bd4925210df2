//! The state that all requests of a node share.

use crate::server::{
    attempts::Attempts,
    clock::Clock,
    config::Config,
    crypto::{Secret, password::Passwords},
    export_limits::Exports,
    limits::RateLimits,
    lists::Lists,
    metrics::Metrics,
    store::{StartError, Store, StoreAddress},
    usage::UsageCounters,
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The shared state. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub store: Store,
    pub passwords: Passwords,
    pub attempts: Attempts,
    pub limits: RateLimits,
    /// The in-memory indexes of keys.
    pub lists: Lists,
    pub exports: Exports,
    /// What verification sees of tokens.
    pub usage: UsageCounters,
    pub metrics: Metrics,
    ending: Arc<AtomicBool>,
}

impl AppState {
    /// Opens the configured database. Creates it if it is missing.
    ///
    /// # Errors
    /// [`StartError`], a message for the operator.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        Self::open_or_make(config, clock, true).await
    }

    /// Opens the configured database, which must exist: creating one would hide a wrong `DATABASE_URL`.
    ///
    /// # Errors
    /// [`StartError`], a message for the operator.
    pub async fn open_existing(config: Config, clock: Clock) -> Result<Self, StartError> {
        Self::open_or_make(config, clock, false).await
    }

    async fn open_or_make(config: Config, clock: Clock, makes: bool) -> Result<Self, StartError> {
        let address = StoreAddress {
            url: config.database_url.expose(),
            direct_url: config.direct_database_url.as_ref().map(Secret::expose),
            connections: config.connections,
            prompt: config.probe_timeout,
            makes,
        };
        let store = Store::open(address, clock.now()).await?;
        Ok(Self {
            attempts: Attempts::new(store.clone(), clock.clone()),
            usage: UsageCounters::new(config.counts_usage),
            config: Arc::new(config),
            clock,
            store,
            passwords: Passwords::default(),
            limits: RateLimits::default(),
            lists: Lists::default(),
            exports: Exports::default(),
            metrics: Metrics::default(),
            ending: Arc::default(),
        })
    }

    /// Notes that the program is ending, so that probes keep new requests away.
    pub fn begin_to_end(&self) {
        self.ending.store(true, Ordering::SeqCst);
    }

    /// Whether the program is ending.
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::SeqCst)
    }
}
