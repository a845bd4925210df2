//! Trying a whole transaction again that the database gave up in favour of another one.
//!
//! Transactions take their locks in one order, so that this is rare; but what a database calls a deadlock or a failed
//! serialisation, and how long it keeps a writer waiting, is its own to decide. Nothing of such a transaction is left, and none of
//! ours does anything outside the database: it may begin anew and then sees what the other one did.

use crate::server::{
    crypto::random,
    store::{Dialect, Store, StoreError, database},
};
use std::time::Duration;

/// How often a transaction is begun that met another one: PostgreSQL says so within about a second.
const CLASHED: u32 = 4;
/// The same when SQLite's one writer did not finish: the five seconds of its busy timeout were waited already. Or when the connection's
/// files were the trouble: it is closed by now, and so are those that are as old.
const ONCE_MORE: u32 = 2;

impl Store {
    /// Runs a transaction, from its beginning to its commit, until it is not another one's that ends it. `transaction` does nothing
    /// but ask the database.
    ///
    /// # Errors
    /// What the transaction returned last.
    pub(super) async fn retried<T, F>(&self, transaction: impl Fn() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let mut begun = 1;
        loop {
            match transaction().await {
                Err(StoreError::Database(error)) if begun < self.dialect.worth_beginning(&error) => {
                    tracing::info!(%error, begun, "a transaction met another one and is tried again");
                }
                done => return done,
            }
            tokio::time::sleep(pause(begun)).await;
            begun += 1;
        }
    }
}

impl Dialect {
    /// How often a transaction that ends with this error is begun at most.
    fn worth_beginning(self, error: &sqlx::Error) -> u32 {
        let sqlx::Error::Database(inner) = error else { return 1 };
        let code = inner.code().unwrap_or_default();
        match self {
            // Serialisation failure, deadlock.
            Self::Postgres if matches!(code.as_ref(), "40001" | "40P01") => CLASHED,
            // SQLITE_BUSY, whatever its extension says.
            Self::Sqlite if code.parse().is_ok_and(|code: u32| code & 0xff == 5) => ONCE_MORE,
            Self::Sqlite if database::is_about_files(self, error) => ONCE_MORE,
            Self::Postgres | Self::Sqlite => 1,
        }
    }
}

/// A random while, so that two that met do not meet again; longer each time.
fn pause(begun: u32) -> Duration {
    let [random] = random::bytes();
    Duration::from_millis(5 + u64::from(random) / 4) * begun
}
