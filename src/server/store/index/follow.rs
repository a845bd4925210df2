//! Keeps the memory true. Each commit of this process updates it before the action returns. Commits of other processes, such as
//! commands, are found when the lease is renewed.

use super::{
    keys::Keys,
    lease::{BootTime, Lease, LeaseState},
    load::{self, Touched},
    rows::Digest,
};
use crate::server::store::{
    StoreError,
    database::{Connection, ENDS, Ends, Follower, Pool},
};
use futures_util::future::BoxFuture;
use std::{
    io,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, watch},
    time::timeout,
};

/// How long the memory may be believed without asking the database.
const LEASE: Duration = Duration::from_millis(250);

/// How long a command waits after it changed what verification reads. Then a server of the same database has a lease that knows the change.
pub const COMMANDS_WAIT: Duration = Duration::from_millis(300);

/// More changes than this are not followed one by one: everything is read again.
const MOST_CHANGES: i64 = 5_000;

/// The memory. A handle: clones share it.
#[derive(Clone, Debug, Default)]
pub struct Index(Arc<IndexState>);

#[derive(Debug, Default)]
struct IndexState {
    keys: RwLock<Keys>,
    lease: Lease,
    /// The ends of the audit chains that the memory includes; `None` until everything was read. The lock is held while the memory is
    /// brought up to date, so that a renewal which asked before a change cannot begin a lease after the change ended it.
    includes: Mutex<Option<Ends>>,
    renewing: AtomicBool,
    /// Counts renewals that ended, whatever their result.
    renewals: watch::Sender<u64>,
}

impl Index {
    /// The current keys. Look up at once: what was checked holds for requests that came before. `within` is how long to wait for a renewal
    /// if the lease has lapsed.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the lease cannot be renewed.
    pub(in crate::server::store) async fn current(
        &self,
        pool: &Pool,
        within: Duration,
    ) -> Result<RwLockReadGuard<'_, Keys>, StoreError> {
        match self.0.lease.state(LEASE) {
            LeaseState::Valid => {}
            LeaseState::Aging => self.begin_renewal(pool),
            LeaseState::Lapsed => self.wait_for_renewal(pool, within).await?,
        }
        Ok(self.0.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The secrets of verifiers that were used since the last call, by their hashes.
    pub(in crate::server::store) fn take_used_secrets(&self) -> Vec<Digest> {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.take_used_secrets()
    }

    /// All requests wait for the same renewal. It goes on if they give up, because reading everything may take longer than they wait.
    async fn wait_for_renewal(&self, pool: &Pool, within: Duration) -> Result<(), StoreError> {
        let mut renewed = self.0.renewals.subscribe();
        self.begin_renewal(pool);
        let ended = timeout(within, renewed.changed()).await;
        if ended.is_ok() && self.0.lease.state(LEASE) != LeaseState::Lapsed {
            return Ok(());
        }
        let error = io::Error::new(io::ErrorKind::TimedOut, "verification's keys may be out of date");
        Err(StoreError::Database(sqlx::Error::Io(error)))
    }

    /// Renews the lease in a task, unless a renewal runs.
    pub(in crate::server::store) fn begin_renewal(&self, pool: &Pool) {
        if self.0.renewing.swap(true, Ordering::SeqCst) {
            return;
        }
        let (renewal, pool) = (Renewal(self.clone()), pool.urgent());
        tokio::spawn(async move {
            if let Err(error) = renewal.0.renew(&pool).await {
                tracing::warn!(%error, "verification could not check that its keys are current");
            }
        });
    }

    /// Brings the memory up to date and begins a lease.
    async fn renew(&self, pool: &Pool) -> Result<(), StoreError> {
        let mut includes = self.0.includes.lock().await;
        let asked = BootTime::now();
        let mut connection = pool.acquire().await?;
        let known = pool.heights().known();
        let total = "select cast(coalesce(sum(seq), 0) as bigint) from audit_chains";
        let total: i64 = sqlx::query_scalar(total).fetch_one(&mut connection).await?;
        let is_current = includes
            .as_ref()
            .is_some_and(|ends| ends.values().sum::<i64>() == total);
        if !is_current {
            let told: Vec<(String, i64)> = sqlx::query_as(ENDS).fetch_all(&mut connection).await?;
            let told = Ends::from_iter(told);
            pool.compare(&known, told.clone())?;
            self.catch_up(&mut connection, &mut includes, told).await?;
        }
        self.0.lease.begin(asked, LEASE);
        Ok(())
    }

    /// Takes in the rows up to these ends. The ends were read before the keys, so a change in between is read now and again next time,
    /// never missed.
    async fn catch_up(&self, from: &mut Connection, includes: &mut Option<Ends>, told: Ends) -> Result<(), StoreError> {
        let touched = match includes {
            Some(known) => touched(from, known, &told).await?,
            None => None,
        };
        match (touched, includes) {
            (Some(touched), Some(known)) => {
                let update = load::touched(from, &touched).await?;
                update.apply(&mut self.0.keys.write().unwrap_or_else(PoisonError::into_inner));
                for (chain, end) in told {
                    let known = known.entry(chain).or_default();
                    *known = end.max(*known);
                }
            }
            (_, includes) => {
                let mut keys = load::everything(from).await?;
                let mut before = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
                keys.keep_uses_of(&before);
                *before = keys;
                *includes = Some(told);
            }
        }
        Ok(())
    }

    async fn follow(&self, from: &mut Connection, appended: Ends) -> Result<(), StoreError> {
        let mut includes = self.0.includes.lock().await;
        let followed = match &*includes {
            // Nothing was asked yet: the first question reads everything.
            None => return Ok(()),
            Some(_) => self.catch_up(from, &mut includes, appended).await,
        };
        if followed.is_err() {
            // The action is committed and returns now. No question may be answered from before it.
            self.0.lease.end();
        }
        followed
    }
}

/// A running renewal. Its end lets the next one begin.
struct Renewal(Index);

impl Drop for Renewal {
    fn drop(&mut self) {
        let Index(shared) = &self.0;
        shared.renewing.store(false, Ordering::SeqCst);
        shared.renewals.send_modify(|number| *number += 1);
    }
}

impl Follower for Index {
    fn committed<'a>(&'a self, from: &'a mut Connection, appended: Ends) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if let Err(error) = self.follow(from, appended).await {
                tracing::warn!(%error, "verification reads its keys again, because it could not take in a change");
            }
        })
    }
}

/// What the rows between the ends touched; `None` if there are too many.
async fn touched(from: &mut Connection, known: &Ends, told: &Ends) -> Result<Option<Touched>, StoreError> {
    let mut touched = Touched::default();
    for (chain, end) in told {
        let begin = known.get(chain).copied();
        let before = begin.unwrap_or_default();
        if *end <= before {
            // Another commit of this chain was taken in first, and this one with it.
            continue;
        }
        if end - before > MOST_CHANGES {
            return Ok(None);
        }
        let text = "select distinct key_id, action from audit_events where chain = $1 and seq > $2 and seq <= $3";
        let query = sqlx::query_as(text).bind(chain).bind(before).bind(*end);
        let rows: Vec<(String, String)> = query.fetch_all(&mut *from).await?;
        let is_new = begin.is_none() && !chain.is_empty();
        if is_new {
            touched.accounts.insert(chain.clone());
        }
        for (key, action) in rows {
            if action.starts_with("verifier_") {
                touched.verifiers = true;
                continue;
            }
            match (chain.is_empty(), key.is_empty()) {
                (true, _) => {}
                (false, true) => {
                    touched.accounts.insert(chain.clone());
                }
                (false, false) => {
                    touched.keys.insert(key);
                }
            }
        }
    }
    Ok(Some(touched))
}
