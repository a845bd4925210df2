//! Opens connections, and checks before reuse whether a connection still works.

use super::{ACQUIRE, LIFETIME, PoolSettings, files::Files, heights::Heights, timed_out};
use crate::server::store::Dialect;
use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use sqlx::{AnyConnection, ConnectOptions, Connection as _, Error, any::AnyConnectOptions};
use std::{
    fmt,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::timeout,
};

/// The pool's manager: opens connections, and checks them before reuse.
pub(super) struct Opener {
    options: AnyConnectOptions,
    pub(super) dialect: Dialect,
    /// The files of an SQLite database.
    pub(super) files: Option<Arc<Files>>,
    /// The last row numbers of the audit chains.
    pub(super) heights: Arc<Heights>,
    /// Connections of an earlier generation are not reused.
    generation: AtomicU64,
    /// Time limit for verification and probes. The test before reuse may take half of it.
    pub(super) prompt: Duration,
    /// Whether there is a pooler between Keydesk and the server.
    is_pooled: bool,
    /// Limits PostgreSQL's backend processes to twice the connections, because those of dropped connections end a little later.
    backends: Option<Arc<Semaphore>>,
    /// One permit: at most one connection is opened after its caller has given up.
    for_nobody: Arc<Semaphore>,
    /// A connection that was ready only after its caller had given up.
    late: Arc<Mutex<Option<PooledConnection>>>,
}

/// A connection of the pool.
#[derive(Debug)]
pub(super) struct PooledConnection {
    pub(super) connection: AnyConnection,
    pub(super) generation: u64,
    /// Whether the connection has the time limits of urgent statements.
    pub(super) urgent: bool,
    /// The time limit of urgent statements, if there is a pooler between this connection and the server: each transaction then sets its
    /// limits itself.
    pub(super) pooled: Option<Duration>,
    /// The permit for PostgreSQL's backend process.
    pub(super) backend: Option<OwnedSemaphorePermit>,
}

impl fmt::Debug for Opener {
    /// Without the options, which have the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener")
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

impl Opener {
    /// A manager without connections.
    pub(super) fn new(
        options: AnyConnectOptions,
        dialect: Dialect,
        (files, heights): (Option<Arc<Files>>, Arc<Heights>),
        settings: PoolSettings,
    ) -> Self {
        let backends = match dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some(Arc::new(Semaphore::new(settings.connections(dialect) * 2))),
        };
        Self {
            options,
            dialect,
            files,
            heights,
            generation: AtomicU64::new(0),
            prompt: settings.prompt,
            is_pooled: settings.is_pooled,
            backends,
            for_nobody: Arc::new(Semaphore::new(1)),
            late: Arc::default(),
        }
    }

    /// Takes the connection whose caller has given up, if there is one.
    pub(super) fn take_late(&self) -> Option<PooledConnection> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Retires all connections of the failed one's generation: they most likely failed for the same reason.
    pub(super) fn retire(&self, failed: u64) {
        let _ = self
            .generation
            .compare_exchange(failed, failed + 1, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Checks that the database is still the one opened at start.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.files.as_ref().map_or(Ok(()), |files| files.check())?;
        self.heights.check()
    }

    /// Records that the database lacks committed rows.
    pub(super) fn set_back(&self) -> Error {
        if let Some(files) = &self.files {
            files.note_replaced();
        }
        self.heights.set_back()
    }
}

impl Manager for Opener {
    type Type = PooledConnection;
    type Error = Error;

    /// One attempt continues in a task after its caller gives up: otherwise none would succeed where connecting takes longer than a
    /// verification may. Only one, because many attempts at a hung database would all outlive the outage.
    async fn create(&self) -> Result<PooledConnection, Error> {
        let generation = self.generation.load(Ordering::SeqCst);
        let late = self.take_late();
        if let Some(raw) = late.filter(|raw| raw.generation == generation) {
            return Ok(raw);
        }
        let (mut done, opened) = oneshot::channel();
        let (options, dialect, backends) = (self.options.clone(), self.dialect, self.backends.clone());
        let pooled = self.is_pooled.then_some(self.prompt);
        let (for_nobody, late) = (Arc::clone(&self.for_nobody), Arc::clone(&self.late));
        tokio::spawn(async move {
            let mut opening = pin!(timeout(
                ACQUIRE,
                open(&options, (dialect, pooled), backends, generation)
            ));
            let mut result = tokio::select! {
                biased;
                result = &mut opening => Some(result),
                () = done.closed() => None,
            };
            if result.is_none()
                && let Ok(_turn) = for_nobody.try_acquire()
            {
                result = Some(opening.await);
            }
            let result = result.map(|result| result.unwrap_or(Err(Error::PoolTimedOut)));
            if let Some(Err(Ok(unwanted))) = result.map(|result| done.send(result)) {
                *late.lock().unwrap_or_else(PoisonError::into_inner) = Some(unwanted);
            }
        });
        opened.await.unwrap_or(Err(Error::PoolClosed))
    }

    async fn recycle(&self, raw: &mut PooledConnection, metrics: &Metrics) -> RecycleResult<Error> {
        if raw.generation != self.generation.load(Ordering::SeqCst) {
            return Err(RecycleError::message("retired"));
        }
        match self.dialect {
            // SQLite has no server that could hang.
            Dialect::Sqlite => Ok(()),
            Dialect::Postgres if metrics.age() > LIFETIME => Err(RecycleError::message("old")),
            Dialect::Postgres => {
                let tested = timeout(self.prompt / 2, raw.connection.ping()).await;
                let tested = tested.unwrap_or_else(|_| Err(timed_out("the connection is silent")));
                tested.map_err(|error| {
                    tracing::info!(%error, "a connection to the database is closed");
                    self.retire(raw.generation);
                    RecycleError::Backend(error)
                })
            }
        }
    }
}

async fn open(
    options: &AnyConnectOptions,
    (dialect, pooled): (Dialect, Option<Duration>),
    backends: Option<Arc<Semaphore>>,
    generation: u64,
) -> Result<PooledConnection, Error> {
    let backend = match backends {
        Some(backends) => Some(backends.acquire_owned().await.map_err(|_| Error::PoolClosed)?),
        None => None,
    };
    let mut connection = options.connect().await?;
    if pooled.is_none() {
        dialect.greet(&mut connection).await?;
    }
    Ok(PooledConnection {
        connection,
        generation,
        urgent: false,
        pooled,
        backend,
    })
}
