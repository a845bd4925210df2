//! The pool.

use super::{
    ACQUIRE, Connection, LIFETIME, Tx,
    connection::{Rows, rows_of},
    files::Files,
    heights::{Ends, Heights},
    is_about_files, timed_out,
};
use crate::server::store::Dialect;
use deadpool::managed::{self, Manager, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::{BoxFuture, join_all},
    stream::{self, BoxStream},
};
use sqlx::{
    Any, AnyConnection, ConnectOptions, Connection as _, Either, Error, Execute, Executor, SqlStr,
    any::{AnyArguments, AnyConnectOptions, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};
use std::{
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

/// Opens connections and decides whether one that was used before is still good.
#[derive(Debug)]
pub(super) struct Opener {
    options: AnyConnectOptions,
    pub(super) dialect: Dialect,
    /// The files of an SQLite database.
    pub(super) files: Option<Arc<Files>>,
    /// The ends of the audit log's chains.
    pub(super) heights: Arc<Heights>,
    /// Connections of an earlier generation are not used again.
    generation: AtomicU64,
    /// Time limit for verification and probes. The test of a connection before it is used may take half of it.
    pub(super) prompt: Duration,
    /// Limits PostgreSQL's processes: twice the places, since those of dropped connections end a moment later.
    backends: Option<Arc<Semaphore>>,
    /// One connection at a time is opened for nobody.
    for_nobody: Arc<Semaphore>,
    /// A connection that was ready only after whoever asked for it had given up.
    late: Arc<Mutex<Option<Raw>>>,
}

/// A connection of the pool.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) connection: AnyConnection,
    pub(super) generation: u64,
    /// Whether it has the time limits of urgent statements.
    pub(super) urgent: bool,
    /// Stands for the database's process.
    pub(super) backend: Option<OwnedSemaphorePermit>,
}

impl Opener {
    /// Retires all connections that are as old as the one that failed: the others have most likely met the same.
    pub(super) fn retire(&self, failed: u64) {
        let _ = self
            .generation
            .compare_exchange(failed, failed + 1, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Whether the database is still the one that was opened.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.files.as_ref().map_or(Ok(()), |files| files.check())?;
        self.heights.check()
    }

    /// Notes that the database lacks what was committed.
    pub(super) fn set_back(&self) -> Error {
        if let Some(files) = &self.files {
            files.note_replaced();
        }
        self.heights.set_back()
    }
}

impl Manager for Opener {
    type Type = Raw;
    type Error = Error;

    /// One goes on in a task when the caller gives up: where connecting takes longer than a verification may, none would ever
    /// succeed. Only one, since where the database hangs they would all stay for a while after it has come back.
    async fn create(&self) -> Result<Raw, Error> {
        let generation = self.generation.load(Ordering::SeqCst);
        let late = self.late.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(raw) = late.filter(|raw| raw.generation == generation) {
            return Ok(raw);
        }
        let (mut done, opened) = oneshot::channel();
        let (options, dialect, backends) = (self.options.clone(), self.dialect, self.backends.clone());
        let (for_nobody, late) = (Arc::clone(&self.for_nobody), Arc::clone(&self.late));
        tokio::spawn(async move {
            let mut opening = pin!(timeout(ACQUIRE, open(&options, dialect, backends, generation)));
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

    async fn recycle(&self, raw: &mut Raw, metrics: &Metrics) -> RecycleResult<Error> {
        if raw.generation != self.generation.load(Ordering::SeqCst) {
            return Err(RecycleError::message("retired"));
        }
        match self.dialect {
            // It has no other end that could fall silent.
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
    dialect: Dialect,
    backends: Option<Arc<Semaphore>>,
    generation: u64,
) -> Result<Raw, Error> {
    let backend = match backends {
        Some(backends) => Some(backends.acquire_owned().await.map_err(|_| Error::PoolClosed)?),
        None => None,
    };
    let mut connection = options.connect().await?;
    dialect.greet(&mut connection).await?;
    Ok(Raw {
        connection,
        generation,
        urgent: false,
        backend,
    })
}

/// The pool. Cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::server::store) struct Pool {
    places: managed::Pool<Opener>,
    /// All places but the reserved ones.
    general: Arc<Semaphore>,
    urgent: bool,
}

impl Pool {
    /// A pool that opens its connections when they are needed.
    pub(in crate::server::store) fn new(
        options: AnyConnectOptions,
        dialect: Dialect,
        files: Option<Arc<Files>>,
        heights: Arc<Heights>,
        prompt: Duration,
    ) -> Result<Self, Error> {
        let size = dialect.places() + dialect.reserved();
        let backends = match dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some(Arc::new(Semaphore::new(size * 2))),
        };
        let opener = Opener {
            options,
            dialect,
            files,
            heights,
            generation: AtomicU64::new(0),
            prompt,
            backends,
            for_nobody: Arc::new(Semaphore::new(1)),
            late: Arc::default(),
        };
        let places = managed::Pool::builder(opener)
            .max_size(size)
            .queue_mode(QueueMode::Fifo)
            .build()
            .map_err(|error| Error::Configuration(error.to_string().into()))?;
        Ok(Self {
            places,
            general: Arc::new(Semaphore::new(dialect.places())),
            urgent: false,
        })
    }

    /// The same pool for those who may take the reserved places.
    pub(in crate::server::store) fn urgent(&self) -> Self {
        Self {
            urgent: true,
            ..self.clone()
        }
    }

    /// Gets a connection.
    pub(in crate::server::store) async fn acquire(&self) -> Result<Connection, Error> {
        let mut connection = self.acquire_unlimited().await?;
        connection.limit(self.urgent).await?;
        Ok(connection)
    }

    /// Gets a connection with the time limits that it has.
    async fn acquire_unlimited(&self) -> Result<Connection, Error> {
        timeout(ACQUIRE, self.acquire_patiently())
            .await
            .unwrap_or(Err(Error::PoolTimedOut))
    }

    async fn acquire_patiently(&self) -> Result<Connection, Error> {
        // Before anything is done with a connection: see `Files::check`.
        self.places.manager().check()?;
        let place = if self.urgent { None } else { Some(self.place().await?) };
        let raw: Object<Opener> = self.places.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Error::PoolTimedOut,
            PoolError::Closed => Error::PoolClosed,
        })?;
        if Object::metrics(&raw).recycle_count == 0 {
            // Another file may have come into its place in between.
            self.places.manager().check()?;
        }
        Ok(Connection::new(Some(raw), place))
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Error> {
        let place = Arc::clone(&self.general).acquire_owned().await;
        place.map_err(|_| Error::PoolClosed)
    }

    /// The files of an SQLite database.
    pub(in crate::server::store) fn files(&self) -> Option<&Arc<Files>> {
        self.places.manager().files.as_ref()
    }

    /// The ends of the audit log's chains, as far as they are known.
    pub(in crate::server::store) fn heights(&self) -> &Heights {
        &self.places.manager().heights
    }

    /// Compares the ends that the database told with those that were known before it was asked, and notes them.
    ///
    /// # Errors
    /// The database was set back.
    pub(in crate::server::store) fn compare(&self, known: &Ends, told: Ends) -> Result<(), Error> {
        let lower = |(chain, known): (&String, &i64)| told.get(chain).is_none_or(|seq| seq < known);
        if known.iter().any(lower) {
            return Err(self.places.manager().set_back());
        }
        self.heights().note(told);
        Ok(())
    }

    /// Begins a transaction with this statement.
    pub(in crate::server::store) async fn begin_with(&self, statement: &'static str) -> Result<Tx, Error> {
        Tx::begin(self.acquire().await?, statement).await
    }

    /// Opens the connections that verification counts on, so that the first questions do not wait for them.
    pub(in crate::server::store) async fn warm_up(&self) {
        let urgent = self.urgent();
        let reserved = self.places.manager().dialect.reserved();
        for opened in join_all((0..reserved).map(|_| urgent.acquire())).await {
            if let Err(error) = opened {
                tracing::warn!(%error, "no connection to the database");
            }
        }
    }

    /// Tests each connection that nobody uses, and replaces those that fell silent.
    pub(in crate::server::store) async fn test_idle(&self) {
        for _ in 0..self.places.status().available {
            // First in, first out: each time it is another one.
            if let Err(error) = self.acquire_unlimited().await {
                tracing::warn!(%error, "no connection to the database");
                return;
            }
        }
    }

    /// Waits for those who have a connection, and closes all.
    pub(in crate::server::store) async fn close(&self, dialect: Dialect) {
        let all = u32::try_from(dialect.places()).unwrap_or(u32::MAX);
        let waited = self.general.acquire_many(all).await;
        self.general.close();
        drop(waited);
        let late = self
            .places
            .manager()
            .late
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let idle = self.places.retain(|_, _| false).removed.into_iter().chain(late);
        self.places.close();
        for raw in idle {
            if self.files().is_some_and(|files| files.must_not_be_touched()) {
                std::mem::forget(raw);
            } else if let Err(error) = raw.connection.close().await {
                tracing::debug!(%error, "a connection could not be closed in order");
            }
        }
    }

    /// Runs one statement on a connection of its own, and once more on another one if that one's files were the trouble.
    async fn run(&self, sql: SqlStr, mut arguments: Option<AnyArguments>) -> Result<Rows, Error> {
        let again = copy(arguments.as_ref());
        let first = self.acquire().await?.all((sql.clone(), arguments.take())).await;
        match first {
            Err(error) if is_about_files(self.places.manager().dialect, &error) => {
                tracing::info!(%error, "a statement is tried again on a new connection");
                self.acquire().await?.all((sql, again)).await
            }
            done => done,
        }
    }
}

/// The same arguments: sqlx does not let them be cloned.
fn copy(arguments: Option<&AnyArguments>) -> Option<AnyArguments> {
    arguments.map(|arguments| {
        let mut copy = AnyArguments::default();
        copy.values.0.clone_from(&arguments.values.0);
        copy
    })
}

impl<'p> Executor<'p> for &'_ Pool {
    type Database = Any;

    /// As sqlx would, without a stream in between: lists read 100,000 rows.
    fn fetch_all<'e, 'q: 'e, E>(self, mut query: E) -> BoxFuture<'e, Result<Vec<AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let pool = self.clone();
        let arguments = query.take_arguments().map_err(Error::Encode);
        let sql = query.sql();
        async move { Ok(rows_of(pool.run(sql, arguments?).await?)) }.boxed()
    }

    fn fetch_many<'e, 'q: 'e, E>(self, mut query: E) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let pool = self.clone();
        let arguments = query.take_arguments().map_err(Error::Encode);
        let sql = query.sql();
        let rows = async move { pool.run(sql, arguments?).await };
        stream::once(rows)
            .map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        // To the end, which is the commit.
        let rows = self.fetch_all(query);
        async move { Ok(rows.await?.into_iter().next()) }.boxed()
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [AnyTypeInfo]) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'p: 'e,
    {
        let pool = self.clone();
        async move { pool.acquire().await?.prepare_with(sql, parameters).await }.boxed()
    }
}
