//! A pooled connection and its transactions. Every statement has a time limit.

use super::{
    LINGERS, STATEMENT,
    heights::Ends,
    is_about_files,
    opener::{Opener, PooledConnection},
    timed_out,
};
use crate::server::store::dialect::Dialect;
use deadpool::managed::{self, Object};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Any, Either, Error, Execute, Executor, SqlStr,
    any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};
use std::{
    fmt::Debug,
    ops::{Deref, DerefMut},
    sync::Arc,
};
use tokio::{
    runtime::Handle,
    sync::OwnedSemaphorePermit,
    time::{error::Elapsed, sleep, timeout},
};

/// Result of a statement: rows, and the number of changed rows.
pub(super) type Rows = Vec<Either<AnyQueryResult, AnyRow>>;

/// Only the rows.
pub(super) fn rows_of(all: Rows) -> Vec<AnyRow> {
    all.into_iter().filter_map(Either::right).collect()
}

/// A pooled connection. It returns to the pool when dropped, unless a statement was left unfinished.
#[derive(Debug)]
pub(in crate::server::store) struct Connection {
    /// `None` after the drop, or after a rollback took the connection.
    raw: Option<Object<Opener>>,
    /// Whether a statement was started and did not end in a state that allows another one.
    unfinished: bool,
    /// Whether a transaction is open.
    in_transaction: bool,
    /// The permit, unless the connection is a reserved one. Declared last, so it is released after the connection.
    _place: Option<OwnedSemaphorePermit>,
}

impl Connection {
    pub(super) fn new(raw: Option<Object<Opener>>, place: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            raw,
            unfinished: false,
            in_transaction: false,
            _place: place,
        }
    }

    /// Runs a statement to completion.
    pub(super) async fn all<'q>(&mut self, query: impl Execute<'q, Any> + 'q) -> Result<Rows, Error> {
        if self.is_pooled() {
            self.all_pooled(query).await
        } else {
            self.run(query).await
        }
    }

    /// Runs a statement behind a pooler, which gives each transaction another server connection: in a transaction, with its own time
    /// limits, and without a prepared statement that would have to stay.
    async fn all_pooled<'q>(&mut self, mut query: impl Execute<'q, Any> + 'q) -> Result<Rows, Error> {
        let arguments = query.take_arguments().map_err(Error::Encode)?;
        let sql = query.sql();
        let is_alone = !self.in_transaction;
        if is_alone {
            self.begin_transaction(Dialect::Postgres.begin_write()).await?;
        }
        let result = match arguments {
            Some(arguments) => self.run(sqlx::query_with(sql, arguments).persistent(false)).await,
            None => self.run(sql).await,
        };
        if is_alone && result.is_ok() {
            self.run("COMMIT").await?;
            self.in_transaction = false;
        } else if is_alone && !self.unfinished {
            self.roll_back().await;
        }
        result
    }

    /// Begins a transaction.
    async fn begin_transaction(&mut self, statement: &'static str) -> Result<(), Error> {
        let raw = self.raw.as_deref();
        let limits = raw.and_then(|raw| {
            let within = raw.urgent.then_some(raw.pooled?);
            Some(Dialect::pooled_begin(statement, within))
        });
        match limits {
            Some(statement) => self.run(statement).await?,
            None => self.run(statement).await?,
        };
        self.in_transaction = true;
        Ok(())
    }

    /// Whether there is a pooler between this connection and the server.
    fn is_pooled(&self) -> bool {
        self.raw.as_deref().is_some_and(|raw| raw.pooled.is_some())
    }

    async fn run<'q>(&mut self, query: impl Execute<'q, Any> + 'q) -> Result<Rows, Error> {
        let raw = self.begin()?;
        let result = timeout(STATEMENT, raw.connection.fetch_many(query).try_collect()).await;
        self.end(result)
    }

    /// Sets the connection's time limits to those of urgent or of normal statements.
    pub(super) async fn limit(&mut self, urgent: bool) -> Result<(), Error> {
        let Some(raw) = self.raw.as_ref().filter(|raw| raw.urgent != urgent) else {
            return Ok(());
        };
        let opener = Object::pool(raw).ok_or(Error::PoolClosed)?;
        let within = urgent.then_some(opener.manager().prompt);
        // Behind a pooler, each transaction sets its own.
        if !self.is_pooled()
            && let Some(statement) = opener.manager().dialect.limit(within)
        {
            self.all(statement).await?;
        }
        if let Some(raw) = self.raw.as_deref_mut() {
            raw.urgent = urgent;
        }
        Ok(())
    }

    /// Whether the database is SQLite.
    pub(in crate::server::store) fn is_sqlite(&self) -> bool {
        let pool = self.raw.as_ref().and_then(Object::pool);
        pool.is_some_and(|pool| pool.manager().dialect == Dialect::Sqlite)
    }

    /// Marks a statement as started. A connection dropped before [`Self::end`] is closed, not reused.
    fn begin(&mut self) -> Result<&mut PooledConnection, Error> {
        if self.unfinished {
            return Err(timed_out("the connection failed before"));
        }
        self.unfinished = true;
        self.raw.as_deref_mut().ok_or(Error::PoolClosed)
    }

    fn end<T>(&mut self, result: Result<Result<T, Error>, Elapsed>) -> Result<T, Error> {
        let result = result.unwrap_or_else(|_| Err(timed_out("the database did not answer in time")));
        self.unfinished = match &result {
            Ok(_) => false,
            Err(error @ Error::Database(_)) => self.retires(error),
            // The statement was not sent.
            Err(Error::Encode(_)) => false,
            // The server is gone or silent, or the state of the protocol is unknown.
            Err(_) => true,
        };
        result
    }

    /// Whether the error is about the connection's files. If so, connections of the same generation are not reused.
    fn retires(&self, error: &Error) -> bool {
        let Some(raw) = &self.raw else { return true };
        let Some(pool) = Object::pool(raw) else { return true };
        let bad = is_about_files(pool.manager().dialect, error);
        if bad {
            pool.manager().retire(raw.generation);
        }
        bad
    }

    /// Rolls back an abandoned transaction. On a full disk SQLite may already have rolled back; then this statement fails and the
    /// connection is closed.
    async fn roll_back(&mut self) {
        self.unfinished = false;
        self.unfinished = self.run("ROLLBACK").await.is_err();
        self.in_transaction = false;
    }

    fn pool(&self) -> Result<managed::Pool<Opener>, Error> {
        self.raw.as_ref().and_then(Object::pool).ok_or(Error::PoolClosed)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(raw) = self.raw.take_if(|_| self.unfinished) else {
            return;
        };
        let untouchable = Object::pool(&raw)
            .and_then(|pool| pool.manager().files.clone())
            .is_some_and(|files| files.must_not_be_touched());
        // Dropping closes the socket without a farewell message: a hung server might not read it.
        let mut raw = Object::take(raw);
        let backend = raw.backend.take();
        if untouchable {
            std::mem::forget(raw);
        } else {
            drop(raw);
        }
        // PostgreSQL's backend process keeps running until it notices, so its permit is held a little longer.
        if let (Some(backend), Ok(runtime)) = (backend, Handle::try_current()) {
            runtime.spawn(async move {
                sleep(LINGERS).await;
                drop(backend);
            });
        }
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        stream::once(self.all(query))
            .map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        async move { Ok(rows_of(self.all(query).await?)) }.boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        async move {
            if self.is_pooled() {
                return Ok(rows_of(self.all(query).await?).into_iter().next());
            }
            let raw = self.begin()?;
            let result = timeout(STATEMENT, raw.connection.fetch_optional(query)).await;
            self.end(result)
        }
        .boxed()
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [AnyTypeInfo]) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'c: 'e,
    {
        async move {
            let raw = self.begin()?;
            let result = timeout(STATEMENT, raw.connection.prepare_with(sql, parameters)).await;
            self.end(result)
        }
        .boxed()
    }
}

/// A transaction. Rolled back on drop unless committed.
#[derive(Debug)]
pub(in crate::server::store) struct Tx {
    connection: Connection,
    open: bool,
    appended: Appended,
    follower: Option<Arc<dyn Follower>>,
}

/// The audit rows that a transaction wrote.
#[derive(Clone, Debug, Default)]
pub(in crate::server::store) struct Appended {
    /// The last number of each chain that has new rows.
    pub ends: Ends,
    /// Whether one of them is about something that verification reads.
    pub is_read_by_verification: bool,
}

/// Follows the commits of this process, for a copy of the data in memory.
pub(in crate::server::store) trait Follower: Debug + Send + Sync {
    /// Called after a commit and before its action returns. The connection is the transaction's and reads the state after the commit.
    fn committed(&self, connection: Connection, appended: Appended) -> BoxFuture<'_, ()>;
}

impl Tx {
    pub(in crate::server::store) async fn begin(
        mut connection: Connection,
        statement: &'static str,
        follower: Option<Arc<dyn Follower>>,
    ) -> Result<Self, Error> {
        connection.begin_transaction(statement).await?;
        Ok(Self {
            connection,
            open: true,
            appended: Appended::default(),
            follower,
        })
    }

    /// Takes the number of a new audit row, and whether it is about something that verification reads. The transaction must hold the
    /// chain's lock.
    ///
    /// # Errors
    /// A row with this number was already committed: the database was set back to an older state.
    pub(in crate::server::store) fn append(
        &mut self,
        chain: &str,
        seq: i64,
        is_read_by_verification: bool,
    ) -> Result<(), Error> {
        let pool = self.pool()?;
        if seq <= pool.manager().heights.of(chain) {
            return Err(pool.manager().set_back());
        }
        self.appended.ends.insert(chain.to_owned(), seq);
        self.appended.is_read_by_verification |= is_read_by_verification;
        Ok(())
    }

    /// Commits. If the database returns an error, nothing was changed; if it does not respond, the outcome is unknown.
    pub(in crate::server::store) async fn commit(mut self) -> Result<(), Error> {
        let pool = self.pool()?;
        pool.manager().check()?;
        self.run("COMMIT").await?;
        self.open = false;
        self.in_transaction = false;
        let appended = std::mem::take(&mut self.appended);
        pool.manager().heights.note(appended.ends.clone());
        if let Some(follower) = self.follower.take().filter(|_| !appended.ends.is_empty()) {
            let connection = std::mem::replace(&mut self.connection, Connection::new(None, None));
            follower.committed(connection, appended).await;
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.open || self.unfinished {
            return;
        }
        // Without a runtime the connection is closed, which also ends the transaction.
        self.unfinished = true;
        let Ok(runtime) = Handle::try_current() else { return };
        let mut connection = std::mem::replace(&mut self.connection, Connection::new(None, None));
        let mut rollback = Box::pin(async move { connection.roll_back().await });
        // Sends the rollback immediately, because other connections wait for its locks. A task waits for the response.
        if (&mut rollback).now_or_never().is_none() {
            runtime.spawn(rollback);
        }
    }
}
