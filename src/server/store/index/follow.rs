//! Keeps the memory true. On SQLite, each commit of this process updates it before the action returns, and commits of other processes, such
//! as commands, are found when the lease is renewed. On PostgreSQL, all changes are found by renewals, and an action waits for those of
//! all nodes.

use super::{
    confirmed::Looks,
    keys::Keys,
    lease::{Lease, LeaseState, NODE_LEASE, PROCESS_LEASE},
    node::{NodeRow, SeenNodes},
    rows::Digest,
};
use crate::server::store::{
    StoreError,
    database::{Appended, Connection, Ends, Follower, Pool},
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

/// What verification's memory holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryFigures {
    pub keys: i64,
    pub tokens: i64,
    /// Until the lease ends.
    pub lease_left: Duration,
    /// Time since it was last compared with the database. `None` before the first time.
    pub age: Option<Duration>,
}

/// The memory. A handle: clones share it.
#[derive(Clone, Debug)]
pub struct Index(pub(super) Arc<IndexState>);

#[derive(Debug)]
pub(super) struct IndexState {
    pub(super) keys: RwLock<Keys>,
    pub(super) lease: Lease,
    /// The length of a lease.
    pub(super) length: Duration,
    /// Its connections are the reserved ones, and its commits are not followed.
    pub(super) pool: Pool,
    /// How long a question waits for a renewal, and a renewal for the database's first answer.
    pub(super) within: Duration,
    /// The lock is held while the memory is brought up to date, so that a renewal which asked before a change cannot begin a lease after
    /// the change ended it.
    pub(super) progress: Mutex<Progress>,
    pub(super) closed: AtomicBool,
    pub(super) renewing: AtomicBool,
    /// Whether the last renewal failed: only the first failure is logged.
    pub(super) failing: AtomicBool,
    /// Counts renewals that ended, whatever their result.
    pub(super) renewals: watch::Sender<u64>,
    /// `None` on SQLite.
    pub(super) shared: Option<Shared>,
}

/// What a node needs beside the others.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Makes the keeper renew the lease at once.
    pub(super) wake: Arc<Notify>,
    /// Whether verification was ever asked. A command only changes something, and is no node.
    pub(super) is_asked: AtomicBool,
    pub(super) looks: Looks,
}

/// What the memory includes.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The ends of the audit chains; `None` until everything was read.
    pub(super) ends: Option<Ends>,
    /// The row of this node; `None` until it is committed, and on SQLite.
    pub(super) node: Option<NodeRow>,
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
            failing: AtomicBool::new(false),
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

    /// Notes uses that could not be recorded.
    pub(in crate::server::store) fn put_back_used_secrets(&self, used: &[Digest]) {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.put_back_used_secrets(used);
    }

    /// All requests wait for the same renewal. It goes on if they give up, because reading everything may take longer than they wait.
    async fn wait_for_renewal(&self) -> Result<(), StoreError> {
        let mut renewed = self.0.renewals.subscribe();
        let is_lapsed = || self.0.lease.state(self.0.length) == LeaseState::Lapsed;
        let waited = timeout(self.0.within, async {
            // The first one to end may have begun long before.
            for _ in 0..2 {
                self.begin_renewal();
                if renewed.changed().await.is_err() || !is_lapsed() {
                    break;
                }
            }
        });
        let _ = waited.await;
        if is_lapsed() { Err(out_of_date()) } else { Ok(()) }
    }

    /// What the memory holds.
    pub fn figures(&self) -> MemoryFigures {
        let (keys, tokens) = self.0.keys.read().unwrap_or_else(PoisonError::into_inner).sizes();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        MemoryFigures {
            keys: number(keys),
            tokens: number(tokens),
            lease_left: self.0.lease.left(),
            age: self.0.lease.age(),
        }
    }

    /// Renews the lease in a task, unless a renewal runs.
    pub(in crate::server::store) fn begin_renewal(&self) {
        if let Some(shared) = &self.0.shared {
            shared.is_asked.store(true, Ordering::SeqCst);
            return shared.wake.notify_one();
        }
        if self.0.renewing.swap(true, Ordering::SeqCst) {
            return;
        }
        let index = self.clone();
        tokio::spawn(async move { index.renew_once().await });
    }

    /// Takes in a commit of this process.
    async fn follow(&self, from: Connection, appended: Ends) -> Result<(), StoreError> {
        let (mut progress, from) = match self.0.progress.try_lock() {
            Ok(progress) => (progress, Ok(from)),
            Err(_) => {
                // Reading everything takes a while, in which others need the connection.
                drop(from);
                let progress = self.0.progress.lock().await;
                (progress, self.0.pool.acquire().await)
            }
        };
        if progress.ends.is_none() {
            // Nothing was asked yet: the first question reads everything.
            return Ok(());
        }
        let followed = async {
            let snapshot = self.0.pool.snapshot_on(from?).await?;
            self.catch_up(snapshot, &mut progress, appended).await
        };
        let followed = followed.await;
        if followed.is_err() {
            // The action is committed and returns now. No question may be answered from before it.
            self.0.lease.end();
        }
        followed
    }

    /// Removes the rows of nodes that ended without removing them.
    pub(super) async fn sweep(&self, seen: &mut SeenNodes) {
        if let Err(error) = self.soon(seen.sweep(&self.0.pool)).await {
            tracing::debug!(%error, "nodes that ended could not be looked for");
        }
    }

    /// Returns when what was committed before counts in verification everywhere, for an action that another request carried out.
    pub(in crate::server::store) async fn settled(&self) {
        match &self.0.shared {
            Some(shared) => shared.looks.wait_for_all(&self.0.pool).await,
            None => {
                let is_read = self.0.progress.lock().await.ends.is_some();
                if is_read {
                    self.renew_once().await;
                }
            }
        }
    }

    /// Stops answering, then tells the other nodes that nobody needs to wait for this one.
    pub(in crate::server::store) async fn leave(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        if let Some(wake) = self.wake() {
            wake.notify_one();
        }
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

impl Follower for Index {
    fn committed(&self, connection: Connection, appended: Appended) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if !appended.is_read_by_verification {
                return;
            }
            if let Some(shared) = &self.0.shared {
                if shared.is_asked.load(Ordering::SeqCst) {
                    shared.wake.notify_one();
                }
                shared.looks.announce_and_wait(&self.0.pool, connection).await;
            } else if let Err(error) = self.follow(connection, appended.ends).await {
                tracing::warn!(%error, "verification reads its keys again, because it could not take in a change");
            }
        })
    }
}

impl Drop for IndexState {
    /// Lets the keeper end.
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.wake.notify_one();
        }
    }
}

pub(super) fn out_of_date() -> StoreError {
    let error = io::Error::new(io::ErrorKind::TimedOut, "verification's keys may be out of date");
    StoreError::Database(sqlx::Error::Io(error))
}
