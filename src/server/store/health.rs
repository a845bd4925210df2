//! Checks that the database can be used, and maintains it: answers verification and probes within a time limit, tests idle connections,
//! and empties SQLite's write-ahead log while nothing is written.

use crate::server::store::{
    Dialect, Store, StoreError,
    connect::{COUNT, count_on, note_log},
    database::{ENDS, LogNote},
    migrations::last_migration,
};
use sqlx::{AssertSqlSafe, Error};
use std::{
    io,
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};
use tokio::time::timeout;

/// How long a successful probe write counts for later probes. Anyone can send probes, and they must not wear out the disk.
const WRITTEN_FOR: Duration = Duration::from_secs(1);

impl Store {
    /// Runs `operation` within the configured time limit, for callers that give up soon. It gets a store that may use the reserved
    /// connections. A connection that does not respond in time is closed.
    ///
    /// # Errors
    /// [`StoreError::Database`] on timeout; otherwise the error of `operation`.
    pub async fn promptly<T, E: From<StoreError>, F: Future<Output = Result<T, E>>>(
        &self,
        operation: impl FnOnce(Self) -> F,
    ) -> Result<T, E> {
        let urgent = Self {
            pool: self.pool.urgent(),
            ..self.clone()
        };
        let result = timeout(self.prompt, operation(urgent)).await;
        result.unwrap_or_else(|_| {
            let error = io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time");
            Err(StoreError::Database(Error::Io(error)).into())
        })
    }

    /// Checks that the database can be read and written.
    ///
    /// # Errors
    /// [`StoreError::Database`] if it cannot.
    pub async fn check_health(&self) -> Result<(), StoreError> {
        self.promptly(|store| async move {
            sqlx::query("select 1").execute(&store.pool).await?;
            if let Some(files) = store.pool.files() {
                files.check_space()?;
            }
            let _guard = store.health.writing.lock().await;
            if store.health.written.load(Ordering::SeqCst) {
                return Ok(());
            }
            store.compare_ends().await?;
            // The value does not change, but the row is written and committed.
            let text = "update last_start set at = at returning compatible_from";
            let updated: Vec<i64> = sqlx::query_scalar(text).fetch_all(&store.pool).await?;
            let &[compatible_from] = updated.as_slice() else {
                return Err(StoreError::damaged("last_start"));
            };
            store.health.compatible_from.store(compatible_from, Ordering::SeqCst);
            let written = Arc::clone(&store.health.written);
            written.store(true, Ordering::SeqCst);
            tokio::spawn(async move {
                tokio::time::sleep(WRITTEN_FOR).await;
                written.store(false, Ordering::SeqCst);
            });
            Ok(())
        })
        .await
    }

    /// The migration that this program must know to work with the tables, and does not: a newer version has migrated the database meanwhile.
    /// From the last [`Self::check_health`].
    pub fn needed_migration(&self) -> Option<i64> {
        let needed = self.health.compatible_from.load(Ordering::SeqCst);
        (needed > last_migration()).then_some(needed)
    }

    /// Checks that no audit chain became shorter, which means that an older copy replaced the database.
    async fn compare_ends(&self) -> Result<(), StoreError> {
        let known = self.pool.heights().known();
        let ends: Vec<_> = sqlx::query_as(ENDS).fetch_all(&self.pool).await?;
        Ok(self.pool.compare(&known, ends.into_iter().collect())?)
    }

    /// Opens the reserved connections and reads what verification needs, in advance.
    pub async fn warm_up(&self) {
        self.pool.warm_up().await;
        self.index.begin_renewal();
    }

    /// Maintains the connections and files. Call it every few seconds.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn maintain(&self) -> Result<(), StoreError> {
        match self.dialect {
            Dialect::Postgres => {
                self.pool.test_idle().await;
                self.compare_ends().await
            }
            Dialect::Sqlite => {
                self.compare_ends().await?;
                self.tend_log().await?;
                self.note_rows();
                Ok(())
            }
        }
    }

    /// Looks after SQLite's write-ahead log, because operators copy the database file without it. If nothing was written since the last
    /// call, the log is emptied. Otherwise it is copied into the file, which says that it needs the log.
    async fn tend_log(&self) -> Result<(), StoreError> {
        let Some(files) = self.pool.files() else { return Ok(()) };
        let Some(log) = files.log_state().filter(|log| !log.is_empty()) else {
            return Ok(());
        };
        let before = self.health.log.lock().unwrap_or_else(PoisonError::into_inner).take();
        if before == Some(log) {
            return self.empty_log().await;
        }
        self.checkpoint("PASSIVE").await?;
        if !files.log_is_needed() {
            let mut tx = self.begin().await?;
            sqlx::query(note_log(LogNote::Needed)).execute(&mut *tx).await?;
            tx.commit().await?;
            self.checkpoint("PASSIVE").await?;
        }
        *self.health.log.lock().unwrap_or_else(PoisonError::into_inner) = files.log_state();
        Ok(())
    }

    /// Moves the log's content into the database file, notes there that it is complete, and empties the log.
    async fn empty_log(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let (count, statement) = count_on(sqlx::query_scalar(COUNT).fetch_one(&mut *tx).await?);
        sqlx::query(statement).execute(&mut *tx).await?;
        sqlx::query(note_log(LogNote::Complete)).execute(&mut *tx).await?;
        tx.commit().await?;
        let is_empty = self.checkpoint("TRUNCATE").await?;
        if is_empty && self.has_accounts().await? {
            self.note_accounts(Some(count));
        }
        Ok(())
    }

    /// Copies the log into the database file. Does not wait for readers, because writers would have to wait as well. Returns whether it
    /// was copied to its end.
    async fn checkpoint(&self, mode: &'static str) -> Result<bool, StoreError> {
        let mut connection = self.pool.acquire().await?;
        sqlx::query("PRAGMA busy_timeout = 0").execute(&mut connection).await?;
        let checkpoint = AssertSqlSafe(format!("PRAGMA wal_checkpoint({mode})"));
        let busy = sqlx::query_scalar(checkpoint).fetch_one(&mut connection).await;
        sqlx::query("PRAGMA busy_timeout = 5000")
            .execute(&mut connection)
            .await?;
        let busy: i64 = busy?;
        Ok(busy == 0)
    }

    /// Notes that the database file will be complete, for an orderly end: the last connection moves the log into it.
    pub(super) async fn note_complete(&self) {
        if !self.pool.files().is_some_and(|files| files.log_is_needed()) {
            return;
        }
        let note = async {
            let mut tx = self.begin().await?;
            sqlx::query(note_log(LogNote::Complete)).execute(&mut *tx).await?;
            Ok::<_, StoreError>(tx.commit().await?)
        };
        if let Err(error) = note.await {
            tracing::debug!(%error, "the database file still says that it needs its log");
        }
    }
}
