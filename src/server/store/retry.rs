//! Retries transactions that lost to a concurrent one.
//!
//! All transactions take their locks in one order, so conflicts are rare, but the database decides what counts as a deadlock or a
//! serialisation failure and how long a writer waits. A lost transaction is rolled back and has no effect outside the database, so it
//! can start again and sees the winner's changes.

use crate::server::{
    crypto::random,
    store::{Dialect, Store, StoreError, database},
};
use std::time::Duration;

/// Maximum number of attempts after a serialisation failure or deadlock, which PostgreSQL reports within about a second.
const AFTER_CLASH: u32 = 4;
/// Maximum number of attempts after SQLite's busy timeout of five seconds, or after an error of the connection's files. The connections of that
/// generation are closed by then.
const AFTER_BUSY: u32 = 2;

impl Store {
    /// Retries a transaction that lost to a concurrent one. `transaction` runs from begin to commit and must have no other effect.
    ///
    /// # Errors
    /// The error of the last attempt.
    pub(super) async fn retried<T, F>(&self, transaction: impl Fn() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let mut attempt = 1;
        loop {
            match transaction().await {
                Err(StoreError::Database(error)) if attempt < self.dialect.max_attempts(&error) => {
                    tracing::info!(%error, attempt, "a transaction conflicted with another one and is tried again");
                }
                result => return result,
            }
            tokio::time::sleep(pause(attempt)).await;
            attempt += 1;
        }
    }
}

impl Dialect {
    /// Maximum number of attempts for a transaction that ended with this error.
    fn max_attempts(self, error: &sqlx::Error) -> u32 {
        let sqlx::Error::Database(inner) = error else { return 1 };
        let code = inner.code().unwrap_or_default();
        match self {
            // Serialisation failure, deadlock.
            Self::Postgres if matches!(code.as_ref(), "40001" | "40P01") => AFTER_CLASH,
            // SQLITE_BUSY with any extended code.
            Self::Sqlite if code.parse().is_ok_and(|code: u32| code & 0xff == 5) => AFTER_BUSY,
            Self::Sqlite if database::is_about_files(self, error) => AFTER_BUSY,
            Self::Postgres | Self::Sqlite => 1,
        }
    }
}

/// A random back-off, longer after each attempt, so that two transactions do not collide again.
fn pause(attempt: u32) -> Duration {
    let [random] = random::bytes();
    Duration::from_millis(5 + u64::from(random) / 4) * attempt
}
