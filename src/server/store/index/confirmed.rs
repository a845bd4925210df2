//! Announces a change, and waits until every node knows it.

use super::lease::{BootTime, NODE_LEASE};
use crate::server::store::{
    StoreError,
    database::{Connection, Pool},
};
use sqlx::Executor;
use std::time::Duration;
use tokio::{
    sync::Mutex,
    time::{sleep, timeout},
};

/// Longer than any lease that does not know the change: the lease and a tenth, for clocks that run unevenly. It counts from the
/// acknowledged commit; a renewal that did not show the change was sent before.
const AT_MOST: Duration = NODE_LEASE.saturating_mul(11).checked_div(10).expect("not zero");

/// Pause between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(8);

/// Nodes listen to this channel. An announcement is only a hint: it makes the change known sooner.
pub(super) const CHANNEL: &str = "keydesk_verification";
const ANNOUNCE: &str = "notify keydesk_verification";

/// What one look at the table `nodes` showed.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// Just before the database was asked.
    asked: BootTime,
    /// The number of audit rows of all chains.
    rows: i64,
    /// The least number that a node confirmed; `None` without nodes.
    confirmed: Option<i64>,
}

/// Looks at the table, shared by all actions that wait.
#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<Option<Look>>);

impl Looks {
    /// Announces a change that was committed, and returns when every node knows it or its lease has lapsed. Holds no connection between
    /// looks.
    pub async fn announce_and_wait(&self, pool: &Pool, committed_on: Connection) {
        let announced = async { announce(committed_on).await };
        self.wait(pool, announced).await;
    }

    /// Returns when every node knows all that was committed before, or its lease has lapsed.
    pub async fn wait_for_all(&self, pool: &Pool) {
        self.wait(pool, async {}).await;
    }

    async fn wait(&self, pool: &Pool, first: impl Future<Output = ()>) {
        let all_know = async {
            first.await;
            self.all_confirmed(pool).await;
        };
        if timeout(AT_MOST, all_know).await.is_err() {
            tracing::info!("a node did not confirm a change in time; its lease has lapsed");
        }
    }

    /// The number of audit rows only grows, and a later state has more of them than any earlier one. So a node that confirms at least the
    /// number seen after a commit knows the commit.
    async fn all_confirmed(&self, pool: &Pool) {
        let (mut rows, mut after) = (None, BootTime::now());
        loop {
            match self.look(pool, after).await {
                Ok(look) => {
                    let rows = *rows.get_or_insert(look.rows);
                    if look.confirmed.is_none_or(|confirmed| confirmed >= rows) {
                        return;
                    }
                }
                Err(error) => tracing::debug!(%error, "the nodes cannot be seen"),
            }
            sleep(LOOK_EVERY).await;
            after = BootTime::now();
        }
    }

    /// A look that was begun at that time or later. Who comes while one is on its way waits for the next, together with the others.
    async fn look(&self, pool: &Pool, after: BootTime) -> Result<Look, StoreError> {
        let mut last = self.0.lock().await;
        if let Some(look) = last.filter(|look| look.asked >= after) {
            return Ok(look);
        }
        let asked = BootTime::now();
        let text = "select (select cast(coalesce(sum(seq), 0) as bigint) from audit_chains), \
                    (select min(confirmed) from nodes)";
        let (rows, confirmed) = sqlx::query_as(text).fetch_one(pool).await?;
        let look = Look { asked, rows, confirmed };
        *last = Some(look);
        Ok(look)
    }
}

/// Tells all nodes that something changed, and gives the connection back.
async fn announce(mut on: Connection) {
    if let Err(error) = on.execute(ANNOUNCE).await {
        tracing::info!(%error, "a change could not be announced; the other nodes find it by themselves");
    }
}
