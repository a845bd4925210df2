//! A node's row in the table `nodes`. It is committed before the node's first lease, and each renewal is a committed write to it: a
//! database server that lost its place as the primary renews no lease.

use super::lease::BootTime;
use crate::{
    domain::id::{Id, Node},
    server::{
        crypto::random,
        store::{
            StoreError,
            database::{Connection, Pool},
        },
    },
};
use std::{collections::HashMap, time::Duration};

/// A row whose counter stood still for this long, on the clock of the node that looks, belongs to a node that ended.
const STANDS_STILL_FOR: Duration = Duration::from_secs(10);

/// The row of this process.
#[derive(Debug)]
pub(super) struct NodeRow {
    id: Id<Node>,
    /// The last counter that the database acknowledged. A renewal without an answer may have increased it further; a lower one means
    /// that the database lost commits.
    counter: i64,
    confirmed: i64,
}

impl NodeRow {
    /// Commits a new row.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn register(pool: &Pool) -> Result<Self, StoreError> {
        let row = Self {
            id: random::id(),
            counter: 0,
            confirmed: 0,
        };
        sqlx::query("insert into nodes (id, counter, confirmed) values ($1, 0, 0)")
            .bind(row.id.as_str())
            .execute(pool)
            .await?;
        Ok(row)
    }

    /// Renews the row and reads the number of audit rows of all chains, in one statement. `None` if the row is gone or older: the node
    /// must start anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn renew(&mut self, on: &mut Connection) -> Result<Option<i64>, StoreError> {
        let text = "with renewed as \
                    (update nodes set counter = counter + 1 where id = $1 and counter >= $2 returning counter) \
                    select (select counter from renewed), \
                    (select cast(coalesce(sum(seq), 0) as bigint) from audit_chains)";
        let query = sqlx::query_as(text).bind(self.id.as_str()).bind(self.counter);
        // Read to the end, because the statement commits only there.
        let rows: Vec<(Option<i64>, i64)> = query.fetch_all(on).await?;
        let Some((Some(counter), total)) = rows.first().copied() else {
            return Ok(None);
        };
        self.counter = counter;
        Ok(Some(total))
    }

    /// Confirms that the memory includes this many audit rows. False if the row is gone or older: the node must start anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm(&mut self, pool: &Pool, rows: i64) -> Result<bool, StoreError> {
        if rows == self.confirmed {
            return Ok(true);
        }
        let text = "update nodes set counter = counter + 1, confirmed = greatest(confirmed, $3) where id = $1 and counter >= $2 returning counter";
        let query = sqlx::query_scalar(text)
            .bind(self.id.as_str())
            .bind(self.counter)
            .bind(rows);
        let counters: Vec<i64> = query.fetch_all(pool).await?;
        let Some(counter) = counters.first().copied() else {
            return Ok(false);
        };
        (self.counter, self.confirmed) = (counter, rows);
        Ok(true)
    }

    /// Deletes the row.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn leave(self, pool: &Pool) -> Result<(), StoreError> {
        sqlx::query("delete from nodes where id = $1")
            .bind(self.id.as_str())
            .execute(pool)
            .await?;
        Ok(())
    }
}

/// The rows of all nodes, as seen by this one: each counter, and when it was first seen.
#[derive(Debug, Default)]
pub(super) struct SeenNodes(HashMap<String, (i64, BootTime)>);

impl SeenNodes {
    /// Deletes the rows whose counters stand still. Nobody then waits for nodes that crashed. A node that was only paused registers again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sweep(&mut self, pool: &Pool) -> Result<(), StoreError> {
        // This process may be stopped at any moment. A counter stood still at least from after it was first seen until before this look.
        let before = BootTime::now();
        let rows: Vec<(String, i64)> = sqlx::query_as("select id, counter from nodes").fetch_all(pool).await?;
        let after = BootTime::now();
        let seen = std::mem::take(&mut self.0);
        for (id, counter) in rows {
            let since = match seen.get(&id) {
                Some((known, since)) if *known == counter => *since,
                Some(_) | None => after,
            };
            if before.since(since) < STANDS_STILL_FOR {
                self.0.insert(id, (counter, since));
                continue;
            }
            let text = "delete from nodes where id = $1 and counter = $2";
            let deleted = sqlx::query(text).bind(&id).bind(counter).execute(pool).await?;
            if deleted.rows_affected() > 0 {
                tracing::info!("a node stopped renewing its lease; changes do not wait for it any more");
            }
        }
        Ok(())
    }
}
