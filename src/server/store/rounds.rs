//! Rounds of background jobs: one at a time over all nodes on PostgreSQL. SQLite serves one node.

use crate::server::store::{Dialect, Store, StoreError, Tx};
use std::time::Duration;

/// The advisory lock of a round. Its number has no meaning and must not change: nodes of several versions run side by side.
const LOCK: i64 = 0x6b64_5f6a_6f62_7301;

/// A round that this node runs. Without [`Self::end`] it counts as not run.
#[derive(Debug)]
#[must_use]
pub struct Round(Option<Tx>);

impl Store {
    /// Begins a round of jobs, unless another node runs one, or one began less than `every` ago. The lock belongs to a transaction, so it
    /// ends with the node, and a pooler in transaction mode may be in between.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_round(&self, every: Duration) -> Result<Option<Round>, StoreError> {
        match self.dialect {
            Dialect::Sqlite => return Ok(Some(Round(None))),
            Dialect::Postgres => {}
        }
        let mut tx = self.begin().await?;
        let text = "select cast(case when pg_try_advisory_xact_lock($1) then 1 else 0 end as bigint)";
        let locked: i64 = sqlx::query_scalar(text).bind(LOCK).fetch_one(&mut *tx).await?;
        if locked == 0 {
            tx.commit().await?;
            return Ok(None);
        }
        // By the database's clock, since those of nodes differ.
        let text = "insert into job_rounds (singleton, at) values (1, cast(extract(epoch from clock_timestamp()) * 1000 as bigint)) \
                    on conflict (singleton) do update set at = excluded.at \
                    where job_rounds.at <= excluded.at - $1 or job_rounds.at > excluded.at";
        let every = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        let begun = sqlx::query(text).bind(every).execute(&mut *tx).await?;
        if begun.rows_affected() == 0 {
            tx.commit().await?;
            return Ok(None);
        }
        Ok(Some(Round(Some(tx))))
    }
}

impl Round {
    /// Ends the round and lets the next one begin.
    ///
    /// # Errors
    /// [`StoreError::Database`]: the round took so long that the database gave its lock to another node.
    pub async fn end(self) -> Result<(), StoreError> {
        match self.0 {
            Some(tx) => Ok(tx.commit().await?),
            None => Ok(()),
        }
    }
}
