//! An in-memory index of an account's keys, for searching, filtering and sorting. A database cannot search a hundred thousand labels within
//! a page's response time, because words may occur anywhere, in any script, and the pages are counted. In memory this takes a few
//! milliseconds. The keys shown on pages are always read from the database.
//!
//! Each node keeps its index current on its own. Every change of a key writes a numbered row to the account's audit log in the same
//! transaction. Each query first reads the number of the last row, then reloads the keys that newer rows are about. The index of external
//! keys also follows the logs of the accounts that own them.

mod fold;
mod key_list;
mod queries;

use key_list::INCREMENTAL_MAX;
pub use key_list::{KeyList, QueryResult};
pub use queries::{ListPage, keys_by_name, matching, page, total};

use crate::{
    domain::{
        id::{Account, Id},
        keys::key::Key,
        time::Timestamp,
    },
    error::AppError,
    server::{
        disconnect,
        store::{ListKind, Store, StoreError},
    },
};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
    thread::available_parallelism,
    time::Duration,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// How long an unused list stays in memory.
const IDLE_TIMEOUT: Duration = Duration::from_mins(30);

/// How old the last uses in a list may be. They change without audit rows, so they are asked for when a query needs them.
const USES_KEPT: Duration = Duration::from_secs(5);

/// How far back the last uses are asked for again: clocks of nodes differ, and a transaction ends later than it says.
const USES_LATE: Duration = Duration::from_mins(10);

/// Days of which it matters whether verifications were recorded.
const RECORDED_DAYS: i64 = 100;

/// All lists of this node. A handle: clones share the same lists.
#[derive(Clone)]
pub struct Lists {
    cached: Arc<Mutex<HashMap<ListId, Arc<CachedList>>>>,
    /// Permits for searches. Half of the processors stay free for other work.
    searches: Arc<Semaphore>,
}

impl Default for Lists {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self {
            cached: Arc::default(),
            searches: Arc::new(Semaphore::new((processors / 2).max(1))),
        }
    }
}

/// Identifies a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListId {
    pub account: Id<Account>,
    pub kind: ListKind,
}

/// A list with the audit rows that it includes.
#[derive(Default)]
struct CachedList {
    state: RwLock<ListState>,
    /// Lock for updates, so that no update overwrites a newer one.
    update_lock: tokio::sync::Mutex<()>,
    used_at: AtomicI64,
    /// When last uses were asked for, by the clock; 0 for never.
    uses_at: AtomicI64,
}

#[derive(Default)]
struct ListState {
    list: KeyList,
    /// For each account, the number of the last audit row that the list includes. Empty until the list is loaded.
    ends: HashMap<Id<Account>, i64>,
}

impl Lists {
    /// Reads the current list on the calling thread. Only for quick reads.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn read<T>(
        &self,
        store: &Store,
        id: &ListId,
        now: Timestamp,
        read: impl FnOnce(&KeyList) -> T,
    ) -> Result<T, StoreError> {
        let cached = self.current(store, id, now).await?;
        let state = cached.state.read().unwrap_or_else(PoisonError::into_inner);
        Ok(read(&state.list))
    }

    /// Searches the current list on a blocking thread, after acquiring a permit. Searching a hundred thousand keys takes milliseconds,
    /// which must not block other tasks. If the client hangs up while waiting, the search does not run.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn search<T: Send + 'static>(
        &self,
        store: &Store,
        (id, with_uses): (&ListId, bool),
        now: Timestamp,
        search: impl FnOnce(&KeyList) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let cached = self.current(store, id, now).await?;
        if with_uses {
            cached.take_in_uses(store, id, now).await?;
        }
        let permit = tokio::select! {
            () = disconnect::hung_up() => None,
            permit = self.searches.clone().acquire_owned() => permit.ok(),
        };
        let permit = permit.ok_or(AppError::Unavailable)?;
        let found = spawn_blocking(move || {
            let state = cached.state.read().unwrap_or_else(PoisonError::into_inner);
            let found = search(&state.list);
            drop(permit);
            found
        });
        found.await.map_err(|error| {
            tracing::error!(%error, "a search panicked");
            AppError::Unavailable
        })
    }

    async fn current(&self, store: &Store, id: &ListId, now: Timestamp) -> Result<Arc<CachedList>, StoreError> {
        let cached = self.cached(id, now);
        if !cached.is_current(store).await? {
            let _guard = cached.update_lock.lock().await;
            if !cached.is_current(store).await? {
                cached.catch_up(store, id).await?;
            }
        }
        Ok(cached)
    }

    /// Drops lists that were not used lately.
    pub fn forget_idle(&self, now: Timestamp) {
        let mut lists = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        lists.retain(|_, cached| {
            now.is_within(
                IDLE_TIMEOUT,
                Timestamp::from_millis(cached.used_at.load(Ordering::Relaxed)),
            )
        });
    }

    fn cached(&self, id: &ListId, now: Timestamp) -> Arc<CachedList> {
        let mut lists = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        let cached = lists.entry(id.clone()).or_default();
        cached.used_at.store(now.millis(), Ordering::Relaxed);
        cached.clone()
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lists")
    }
}

impl CachedList {
    fn ends(&self) -> HashMap<Id<Account>, i64> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).ends.clone()
    }

    async fn is_current(&self, store: &Store) -> Result<bool, StoreError> {
        let known = self.ends();
        Ok(!known.is_empty() && store.audit_ends(known.keys()).await? == known)
    }

    /// Takes in the last uses since they were asked for last.
    async fn take_in_uses(self: &Arc<Self>, store: &Store, id: &ListId, now: Timestamp) -> Result<(), StoreError> {
        let asked_at = || Timestamp::from_millis(self.uses_at.load(Ordering::Relaxed));
        if now.is_within(USES_KEPT, asked_at()) {
            return Ok(());
        }
        let _guard = self.update_lock.lock().await;
        // The list may have been read anew meanwhile, without uses; or another request asked for them.
        let since = match asked_at() {
            Timestamp::EPOCH => Timestamp::EPOCH,
            asked_at if now.is_within(USES_KEPT, asked_at) => return Ok(()),
            asked_at => asked_at.min(now).minus(USES_LATE),
        };
        let uses = store.last_uses_since(&id.account, since).await?;
        let (recorded, _) = store.recorded_days(RECORDED_DAYS).await?;
        let cached = Arc::clone(self);
        // The first time, these are all keys that were ever used.
        let taken = spawn_blocking(move || {
            let mut state = cached.state.write().unwrap_or_else(PoisonError::into_inner);
            state.list.set_last_uses(uses, recorded);
        });
        taken.await.map_err(|_| StoreError::damaged("a list of keys"))?;
        self.uses_at.store(now.millis(), Ordering::Relaxed);
        Ok(())
    }

    /// Applies the changes since the last update, or loads the whole list if that is less work.
    async fn catch_up(&self, store: &Store, id: &ListId) -> Result<(), StoreError> {
        let known = self.ends();
        if known.is_empty() {
            return self.load(store, id).await;
        }
        // The ends are read before the keys, so a change in between is read now and again next time, never missed.
        let ends = store.audit_ends(known.keys()).await?;
        let mut touched = HashSet::new();
        for (chain, end) in &ends {
            let start = known.get(chain).copied().unwrap_or_default();
            let Some(keys) = store.changed_keys(chain, start, *end).await? else {
                return self.load(store, id).await;
            };
            // Of other accounts' keys, only those in the list matter. Adding an external key is a row of this account.
            touched.extend(
                keys.into_iter()
                    .filter(|key| *chain == id.account || self.contains(key)),
            );
        }
        // Many changes need a full sort, which would block readers. Loading builds a new list while the old one stays readable.
        if touched.len() > INCREMENTAL_MAX {
            return self.load(store, id).await;
        }
        let touched: Vec<_> = touched.into_iter().collect();
        let keys = store.listed_keys(&id.account, id.kind, Some(&touched)).await?;
        if keys.iter().any(|key| !ends.contains_key(&key.owner)) {
            return self.load(store, id).await;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.list.update(&touched, keys);
        state.ends = ends;
        Ok(())
    }

    fn contains(&self, key: &Id<Key>) -> bool {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .list
            .contains(key)
    }

    async fn load(&self, store: &Store, id: &ListId) -> Result<(), StoreError> {
        let mut ends = store.audit_ends([&id.account]).await?;
        loop {
            let keys = store.listed_keys(&id.account, id.kind, None).await?;
            let unknown: HashSet<_> = keys
                .iter()
                .map(|key| &key.owner)
                .filter(|owner| !ends.contains_key(owner))
                .collect();
            if unknown.is_empty() {
                let Ok(list) = spawn_blocking(move || KeyList::build(keys)).await else {
                    return Err(StoreError::damaged("a list of keys"));
                };
                *self.state.write().unwrap_or_else(PoisonError::into_inner) = ListState { list, ends };
                self.uses_at.store(0, Ordering::Relaxed);
                return Ok(());
            }
            // The ends of these accounts must be read before their keys.
            let more = store.audit_ends(unknown).await?;
            ends.extend(more);
        }
    }
}
