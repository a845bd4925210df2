//! Keeps the memory true. On SQLite, each commit of this process updates it before the action returns, and commits of other processes, such
//! as commands, are found when the lease is renewed. On PostgreSQL, all changes are found by renewals, and an action waits for those of
//! all nodes.

use super::{
    changes::touched,
    confirmed::Looks,
    keys::Keys,
    lease::{BootTime, Lease, LeaseState, NODE_LEASE, PROCESS_LEASE},
    load,
    node::{NodeRow, SeenNodes},
    rows::Digest,
};
use crate::server::store::{
    StoreError,
    database::{Appended, Connection, ENDS, Ends, Follower, Pool, Tx},
};
use futures_util::future::BoxFuture;
use std::{
    io,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, Notify, watch},
    time::timeout,
};

/// How long a command waits after it changed what verification reads. Then a server of the same SQLite database has a lease that knows the
/// change.
pub const COMMANDS_WAIT: Duration = Duration::from_millis(300);

/// The memory. A handle: clones share it.
#[derive(Clone, Debug)]
pub struct Index(Arc<IndexState>);

#[derive(Debug)]
struct IndexState {
    keys: RwLock<Keys>,
    lease: Lease,
    /// The length of a lease.
    length: Duration,
    /// Its connections are the reserved ones, and its commits are not followed.
    pool: Pool,
    /// How long a question waits for a renewal, and a renewal for the database's first answer.
    within: Duration,
    /// The lock is held while the memory is brought up to date, so that a renewal which asked before a change cannot begin a lease after
    /// the change ended it.
    progress: Mutex<Progress>,
    closed: AtomicBool,
    renewing: AtomicBool,
    /// Counts renewals that ended, whatever their result.
    renewals: watch::Sender<u64>,
    /// `None` on SQLite.
    shared: Option<Shared>,
}

/// What a node needs beside the others.
#[derive(Debug, Default)]
struct Shared {
    /// Makes the keeper renew the lease at once.
    wake: Arc<Notify>,
    /// Whether verification was ever asked. A command only changes something, and is no node.
    answers: AtomicBool,
    looks: Looks,
}

/// What the memory includes.
#[derive(Debug, Default)]
struct Progress {
    /// The ends of the audit chains; `None` until everything was read.
    ends: Option<Ends>,
    /// The row of this node; `None` until it is committed, and on SQLite.
    node: Option<NodeRow>,
}

/// An index that may be gone.
#[derive(Clone, Debug)]
pub(super) struct WeakIndex(Weak<IndexState>);

impl WeakIndex {
    pub fn upgrade(&self) -> Option<Index> {
        self.0.upgrade().map(Index)
    }

    pub fn is_open(&self) -> bool {
        self.upgrade().is_some_and(|index| !index.is_closed())
    }
}

impl Index {
    /// The memory of the only process that serves a database.
    pub(in crate::server::store) fn of_one_process(pool: &Pool, within: Duration) -> Self {
        Self::new(pool, within, PROCESS_LEASE, None)
    }

    /// The memory of one of several nodes on a PostgreSQL database.
    pub(in crate::server::store) fn of_a_node(pool: &Pool, within: Duration) -> Self {
        Self::new(pool, within, NODE_LEASE, Some(Shared::default()))
    }

    fn new(pool: &Pool, within: Duration, length: Duration, shared: Option<Shared>) -> Self {
        Self(Arc::new(IndexState {
            keys: RwLock::default(),
            lease: Lease::default(),
            length,
            pool: pool.urgent(),
            within,
            progress: Mutex::default(),
            closed: AtomicBool::new(false),
            renewing: AtomicBool::new(false),
            renewals: watch::Sender::default(),
            shared,
        }))
    }

    /// Wakes the keeper; `None` on SQLite, where questions renew the lease.
    pub(super) fn wake(&self) -> Option<Arc<Notify>> {
        self.0.shared.as_ref().map(|shared| Arc::clone(&shared.wake))
    }

    pub(super) fn downgrade(&self) -> WeakIndex {
        WeakIndex(Arc::downgrade(&self.0))
    }

    /// The current keys. Look up at once: what was checked holds for requests that came before.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the lease cannot be renewed.
    pub(in crate::server::store) async fn current(&self) -> Result<RwLockReadGuard<'_, Keys>, StoreError> {
        match (self.0.lease.state(self.0.length), &self.0.shared) {
            (LeaseState::Valid, _) => {}
            // The keeper renews the lease of a node.
            (LeaseState::Aging, Some(_)) => {}
            (LeaseState::Aging, None) => self.begin_renewal(),
            (LeaseState::Lapsed, _) => self.wait_for_renewal().await?,
        }
        Ok(self.0.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The secrets of verifiers that were used since the last call, by their hashes.
    pub(in crate::server::store) fn take_used_secrets(&self) -> Vec<Digest> {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.take_used_secrets()
    }

    /// All requests wait for the same renewal. It goes on if they give up, because reading everything may take longer than they wait.
    async fn wait_for_renewal(&self) -> Result<(), StoreError> {
        let mut renewed = self.0.renewals.subscribe();
        self.begin_renewal();
        let ended = timeout(self.0.within, renewed.changed()).await;
        if ended.is_ok() && self.0.lease.state(self.0.length) != LeaseState::Lapsed {
            return Ok(());
        }
        Err(out_of_date())
    }

    /// Renews the lease in a task, unless a renewal runs.
    pub(in crate::server::store) fn begin_renewal(&self) {
        if let Some(shared) = &self.0.shared {
            shared.answers.store(true, Ordering::SeqCst);
            return shared.wake.notify_one();
        }
        if self.0.renewing.swap(true, Ordering::SeqCst) {
            return;
        }
        let index = self.clone();
        tokio::spawn(async move { index.renew_once().await });
    }

    /// Renews the lease, and says whether that worked.
    pub(super) async fn renew_once(&self) -> bool {
        let renewal = Renewal(self);
        let renewed = renewal.0.renew().await;
        if let Err(error) = &renewed {
            tracing::warn!(%error, "verification could not check that its keys are current");
        }
        renewed.is_ok()
    }

    /// Brings the memory up to date and begins a lease.
    async fn renew(&self) -> Result<(), StoreError> {
        let mut progress = self.0.progress.lock().await;
        if self.is_closed() {
            return Err(out_of_date());
        }
        if !self.try_to_renew(&mut progress).await? {
            // The row is gone, or the database lost commits: nothing that was read counts any more.
            self.0.lease.end();
            *progress = Progress::default();
            tracing::warn!(
                "another node removed this one, or the database lost commits; verification reads its keys again"
            );
            if !self.try_to_renew(&mut progress).await? {
                return Err(out_of_date());
            }
        }
        Ok(())
    }

    /// False if this node must start anew.
    async fn try_to_renew(&self, progress: &mut Progress) -> Result<bool, StoreError> {
        self.register(progress).await?;
        let asked = BootTime::now();
        let known = self.0.pool.heights().known();
        let Some(rows) = self.ask(progress).await? else {
            return Ok(false);
        };
        let included = |progress: &Progress| progress.ends.as_ref().map(|ends| ends.values().sum::<i64>());
        if included(progress) != Some(rows) {
            let mut snapshot = self.0.pool.begin_snapshot().await?;
            let told: Vec<(String, i64)> = sqlx::query_as(ENDS).fetch_all(&mut *snapshot).await?;
            let told = Ends::from_iter(told);
            self.0.pool.compare(&known, told.clone())?;
            self.catch_up(snapshot, progress, told).await?;
        }
        let rows = included(progress).unwrap_or_default();
        if let Some(node) = &mut progress.node {
            // Before the lease: a change that the database lost after it was read must not be believed.
            if !node.confirm(&self.0.pool, rows).await? {
                return Ok(false);
            }
        }
        self.0.lease.begin(asked, self.0.length);
        Ok(true)
    }

    /// Commits this node's row, unless it has one. A change that does not see it was committed before, so that the renewal shows it.
    async fn register(&self, progress: &mut Progress) -> Result<(), StoreError> {
        if self.0.shared.is_some() && progress.node.is_none() {
            progress.node = Some(NodeRow::register(&self.0.pool).await?);
        }
        Ok(())
    }

    /// Asks for the number of all audit rows. On PostgreSQL this renews the node's row; `None` if the node must start anew.
    async fn ask(&self, progress: &mut Progress) -> Result<Option<i64>, StoreError> {
        let answer = async {
            let mut connection = self.0.pool.acquire().await?;
            if let Some(node) = &mut progress.node {
                return node.renew(&mut connection).await;
            }
            let text = "select cast(coalesce(sum(seq), 0) as bigint) from audit_chains";
            let rows: i64 = sqlx::query_scalar(text).fetch_one(&mut connection).await?;
            Ok(Some(rows))
        };
        timeout(self.0.within, answer)
            .await
            .unwrap_or_else(|_| Err(out_of_date()))
    }

    /// Takes in the rows up to these ends. One snapshot shows all of it, so that no mixture of two states is ever believed. The snapshot may
    /// be newer than the ends; then the difference is read again next time.
    async fn catch_up(&self, mut from: Tx, progress: &mut Progress, told: Ends) -> Result<(), StoreError> {
        let touched = match &progress.ends {
            Some(known) => touched(&mut from, known, &told).await?,
            None => None,
        };
        match (touched, &mut progress.ends) {
            (Some(touched), Some(known)) => {
                let update = load::touched(&mut from, &touched).await?;
                update.apply(&mut self.0.keys.write().unwrap_or_else(PoisonError::into_inner));
                for (chain, end) in told {
                    let known = known.entry(chain).or_default();
                    *known = end.max(*known);
                }
            }
            (_, ends) => {
                let mut keys = load::everything(&mut from).await?;
                let mut before = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
                keys.keep_uses_of(&before);
                *before = keys;
                *ends = Some(told);
            }
        }
        Ok(from.commit().await?)
    }

    /// Takes in a commit of this process.
    async fn follow(&self, from: Connection, appended: Ends) -> Result<(), StoreError> {
        let mut progress = self.0.progress.lock().await;
        if progress.ends.is_none() {
            // Nothing was asked yet: the first question reads everything.
            return Ok(());
        }
        let followed = match self.0.pool.snapshot_on(from).await {
            Ok(snapshot) => self.catch_up(snapshot, &mut progress, appended).await,
            Err(error) => Err(error.into()),
        };
        if followed.is_err() {
            // The action is committed and returns now. No question may be answered from before it.
            self.0.lease.end();
        }
        followed
    }

    /// Removes the rows of nodes that ended without removing them.
    pub(super) async fn sweep(&self, seen: &mut SeenNodes) {
        if let Err(error) = seen.sweep(&self.0.pool).await {
            tracing::debug!(%error, "nodes that ended could not be looked for");
        }
    }

    /// Stops answering, then tells the other nodes that nobody needs to wait for this one.
    pub(in crate::server::store) async fn leave(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        let mut progress = self.0.progress.lock().await;
        self.0.lease.end();
        if let Some(node) = progress.node.take()
            && let Err(error) = node.leave(&self.0.pool).await
        {
            tracing::info!(%error, "the other nodes wait for this one for a few seconds more");
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::SeqCst)
    }
}

/// A running renewal. Its end lets the next one begin.
struct Renewal<'a>(&'a Index);

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        let Index(state) = self.0;
        state.renewing.store(false, Ordering::SeqCst);
        state.renewals.send_modify(|number| *number += 1);
    }
}

impl Follower for Index {
    fn committed(&self, connection: Connection, appended: Appended) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if !appended.is_read_by_verification {
                return;
            }
            if let Some(Shared { wake, answers, looks }) = &self.0.shared {
                if answers.load(Ordering::SeqCst) {
                    wake.notify_one();
                }
                looks.wait_for_all(&self.0.pool, connection).await;
            } else if let Err(error) = self.follow(connection, appended.ends).await {
                tracing::warn!(%error, "verification reads its keys again, because it could not take in a change");
            }
        })
    }
}

fn out_of_date() -> StoreError {
    let error = io::Error::new(io::ErrorKind::TimedOut, "verification's keys may be out of date");
    StoreError::Database(sqlx::Error::Io(error))
}
