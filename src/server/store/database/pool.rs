//! The connection pool: general connections limited by a semaphore, and reserved ones for verification and probes.

use super::{
    ACQUIRE, Connection, Follower, PoolSettings, Tx,
    connection::{Rows, rows_of},
    files::Files,
    heights::{Ends, Heights},
    is_about_files,
    opener::Opener,
};
use crate::server::store::Dialect;
use deadpool::managed::{self, Object, PoolError, QueueMode};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::{BoxFuture, join_all},
    stream::{self, BoxStream},
};
use sqlx::{
    Any, Connection as _, Either, Error, Execute, Executor, SqlStr,
    any::{AnyArguments, AnyConnectOptions, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The pool. Cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::server::store) struct Pool {
    places: managed::Pool<Opener>,
    /// Permits for the connections that are not reserved.
    general: Arc<Semaphore>,
    /// The number of these permits.
    general_size: usize,
    /// Tasks that wait for one of these permits.
    waiting: Arc<AtomicUsize>,
    urgent: bool,
    follower: Option<Arc<dyn Follower>>,
}

/// Counts a waiting task until this is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(number: &'a AtomicUsize) -> Self {
        number.fetch_add(1, Ordering::Relaxed);
        Self(number)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pool {
    /// A pool that opens its connections on demand.
    pub(in crate::server::store) fn new(
        options: AnyConnectOptions,
        dialect: Dialect,
        files: Option<Arc<Files>>,
        heights: Arc<Heights>,
        settings: PoolSettings,
    ) -> Result<Self, Error> {
        let size = settings.connections(dialect);
        let general_size = size - dialect.reserved();
        let opener = Opener::new(options, dialect, (files, heights), settings);
        let places = managed::Pool::builder(opener)
            .max_size(size)
            .queue_mode(QueueMode::Fifo)
            .build()
            .map_err(|error| Error::Configuration(error.to_string().into()))?;
        Ok(Self {
            places,
            general: Arc::new(Semaphore::new(general_size)),
            general_size,
            waiting: Arc::default(),
            urgent: false,
            follower: None,
        })
    }

    /// Open connections, idle ones, and tasks that wait for one.
    pub(in crate::server::store) fn figures(&self) -> [(&'static str, i64); 3] {
        let status = self.places.status();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        [
            ("open", number(status.size)),
            ("idle", number(status.available)),
            ("waiting", number(status.waiting + self.waiting.load(Ordering::Relaxed))),
        ]
    }

    /// The same pool, which tells a follower of every commit.
    pub(in crate::server::store) fn followed_by(self, follower: Arc<dyn Follower>) -> Self {
        Self {
            follower: Some(follower),
            ..self
        }
    }

    /// The same pool, with access to the reserved connections.
    pub(in crate::server::store) fn urgent(&self) -> Self {
        Self {
            urgent: true,
            ..self.clone()
        }
    }

    /// Acquires a connection and sets its time limits.
    pub(in crate::server::store) async fn acquire(&self) -> Result<Connection, Error> {
        let mut connection = self.acquire_unlimited().await?;
        connection.limit(self.urgent).await?;
        Ok(connection)
    }

    /// Acquires a connection and leaves its time limits unchanged.
    async fn acquire_unlimited(&self) -> Result<Connection, Error> {
        timeout(ACQUIRE, self.acquire_patiently())
            .await
            .unwrap_or(Err(Error::PoolTimedOut))
    }

    async fn acquire_patiently(&self) -> Result<Connection, Error> {
        // Before any use of a connection: see `Files::check`.
        self.places.manager().check()?;
        let place = if self.urgent { None } else { Some(self.place().await?) };
        let raw: Object<Opener> = self.places.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Error::PoolTimedOut,
            PoolError::Closed => Error::PoolClosed,
        })?;
        if Object::metrics(&raw).recycle_count == 0 {
            // The file may have been replaced while the connection was opened.
            self.places.manager().check()?;
        }
        Ok(Connection::new(Some(raw), place))
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(place) = Arc::clone(&self.general).try_acquire_owned() {
            return Ok(place);
        }
        let _waiting = Waiting::begin(&self.waiting);
        let place = Arc::clone(&self.general).acquire_owned().await;
        place.map_err(|_| Error::PoolClosed)
    }

    /// The files of an SQLite database.
    pub(in crate::server::store) fn files(&self) -> Option<&Arc<Files>> {
        self.places.manager().files.as_ref()
    }

    /// The last known row numbers of the audit chains.
    pub(in crate::server::store) fn heights(&self) -> &Heights {
        &self.places.manager().heights
    }

    /// Compares the chain ends read from the database with those known before the read, and records the new ones.
    ///
    /// # Errors
    /// The database was set back to an older state.
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
        Tx::begin(self.acquire().await?, statement, self.follower.clone()).await
    }

    /// Begins a reading transaction with one snapshot, whose statements may take as long as any.
    pub(in crate::server::store) async fn begin_snapshot(&self) -> Result<Tx, Error> {
        let mut snapshot = self.snapshot_on(self.acquire().await?).await?;
        if let Some(statement) = self.places.manager().dialect.limit_of_long_reads() {
            snapshot.all(statement).await?;
        }
        Ok(snapshot)
    }

    /// Begins a reading transaction with one snapshot on this connection.
    pub(in crate::server::store) async fn snapshot_on(&self, connection: Connection) -> Result<Tx, Error> {
        Tx::begin(connection, self.places.manager().dialect.begin_snapshot(), None).await
    }

    /// Opens the reserved connections, so that the first verifications do not wait for them.
    pub(in crate::server::store) async fn warm_up(&self) {
        let urgent = self.urgent();
        let reserved = self.places.manager().dialect.reserved();
        for opened in join_all((0..reserved).map(|_| urgent.acquire())).await {
            if let Err(error) = opened {
                tracing::warn!(%error, "no connection to the database");
            }
        }
    }

    /// Tests every idle connection and replaces the silent ones.
    pub(in crate::server::store) async fn test_idle(&self) {
        for _ in 0..self.places.status().available {
            // The queue is first in, first out, so each iteration gets another connection.
            if let Err(error) = self.acquire_unlimited().await {
                tracing::warn!(%error, "no connection to the database");
                return;
            }
        }
    }

    /// Waits until all connections are returned, then closes them.
    pub(in crate::server::store) async fn close(&self) {
        let all = u32::try_from(self.general_size).unwrap_or(u32::MAX);
        let waited = self.general.acquire_many(all).await;
        self.general.close();
        drop(waited);
        let late = self.places.manager().take_late();
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

    /// Runs one statement on a newly acquired connection. Retries once on another connection if the first one's files were the cause.
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

/// Copies the arguments: sqlx does not implement `Clone` for them.
fn copy(arguments: Option<&AnyArguments>) -> Option<AnyArguments> {
    arguments.map(|arguments| {
        let mut copy = AnyArguments::default();
        copy.values.0.clone_from(&arguments.values.0);
        copy
    })
}

impl<'p> Executor<'p> for &'_ Pool {
    type Database = Any;

    /// Like sqlx's default, but without a stream in between: lists read 100,000 rows.
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
        // Reads to the end, because the statement commits only there.
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
