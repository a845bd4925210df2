//! An in-memory index of an account's keys, for searching, filtering and sorting. A database cannot search a hundred thousand labels within
//! a page's response time, because words may occur anywhere, in any script, and the pages are counted. In memory this takes a few
//! milliseconds. The keys shown on pages are always read from the database.
//!
//! Each node keeps its index current on its own. Every change of a key writes a numbered row to the account's audit log in the same
//! transaction. Each query first reads the number of the last row, then reloads the keys that newer rows are about. The index of external
//! keys also follows the logs of the accounts that own them.

mod fold;
mod key_list;
mod view;

use key_list::FEW;
pub use key_list::{KeyList, QueryResult};
pub use view::{ListPage, matching, named, total, view};

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
const KEPT: Duration = Duration::from_mins(30);

/// All lists of this node. A handle: clones share the same lists.
#[derive(Clone)]
pub struct Lists {
    held: Arc<Mutex<HashMap<Name, Arc<CachedList>>>>,
    /// Permits for searches. Half of the processors stay free for other work.
    searches: Arc<Semaphore>,
}

impl Default for Lists {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self {
            held: Arc::default(),
            searches: Arc::new(Semaphore::new((processors / 2).max(1))),
        }
    }
}

/// The account, and which of its lists.
type Name = (Id<Account>, ListKind);

/// A list with the audit rows that it includes.
#[derive(Default)]
struct CachedList {
    state: RwLock<State>,
    /// Lock for updates, so that no update overwrites a newer one.
    turn: tokio::sync::Mutex<()>,
    used_at: AtomicI64,
}

#[derive(Default)]
struct State {
    list: KeyList,
    /// For each account, the number of the last audit row that the list includes. Empty until the list is loaded.
    ends: HashMap<Id<Account>, i64>,
}

impl Lists {
    /// Reads the current list on the calling thread. Only for quick reads.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn look<T>(
        &self,
        store: &Store,
        account: &Id<Account>,
        kind: ListKind,
        now: Timestamp,
        look: impl FnOnce(&KeyList) -> T,
    ) -> Result<T, StoreError> {
        let held = self.current(store, account, kind, now).await?;
        let state = held.state.read().unwrap_or_else(PoisonError::into_inner);
        Ok(look(&state.list))
    }

    /// Searches the current list on a blocking thread, after acquiring a permit. Searching a hundred thousand keys takes milliseconds,
    /// which must not block other tasks. If the client hangs up while waiting, the search does not run.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn search<T: Send + 'static>(
        &self,
        store: &Store,
        account: &Id<Account>,
        kind: ListKind,
        now: Timestamp,
        search: impl FnOnce(&KeyList) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let held = self.current(store, account, kind, now).await?;
        let turn = tokio::select! {
            () = disconnect::hung_up() => None,
            turn = self.searches.clone().acquire_owned() => turn.ok(),
        };
        let turn = turn.ok_or(AppError::Unavailable)?;
        let found = spawn_blocking(move || {
            let state = held.state.read().unwrap_or_else(PoisonError::into_inner);
            let found = search(&state.list);
            drop(turn);
            found
        });
        found.await.map_err(|error| {
            tracing::error!(%error, "a search broke off");
            AppError::Unavailable
        })
    }

    async fn current(
        &self,
        store: &Store,
        account: &Id<Account>,
        kind: ListKind,
        now: Timestamp,
    ) -> Result<Arc<CachedList>, StoreError> {
        let held = self.held(account, kind, now);
        if !held.is_current(store).await? {
            let _turn = held.turn.lock().await;
            if !held.is_current(store).await? {
                held.catch_up(store, account, kind).await?;
            }
        }
        Ok(held)
    }

    /// Drops lists that were not used lately.
    pub fn forget_idle(&self, now: Timestamp) {
        let mut lists = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        lists.retain(|_, held| now.is_within(KEPT, Timestamp::from_millis(held.used_at.load(Ordering::Relaxed))));
    }

    fn held(&self, account: &Id<Account>, kind: ListKind, now: Timestamp) -> Arc<CachedList> {
        let mut lists = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = lists.entry((account.clone(), kind)).or_default();
        held.used_at.store(now.millis(), Ordering::Relaxed);
        held.clone()
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

    /// Applies the changes since the last update, or loads the whole list if that is less work.
    async fn catch_up(&self, store: &Store, account: &Id<Account>, kind: ListKind) -> Result<(), StoreError> {
        let known = self.ends();
        if known.is_empty() {
            return self.load(store, account, kind).await;
        }
        // The ends are read before the keys, so a change in between is read now and again next time, never missed.
        let ends = store.audit_ends(known.keys()).await?;
        let mut touched = HashSet::new();
        for (chain, end) in &ends {
            let from = known.get(chain).copied().unwrap_or_default();
            let Some(keys) = store.keys_touched(chain, from, *end).await? else {
                return self.load(store, account, kind).await;
            };
            // Of other accounts' keys, only those in the list matter. Adding an external key is a row of this account.
            touched.extend(keys.into_iter().filter(|key| chain == account || self.has(key)));
        }
        // Many changes need a full sort, which would block readers. Loading builds a new list while the old one stays readable.
        if touched.len() > FEW {
            return self.load(store, account, kind).await;
        }
        let touched: Vec<_> = touched.into_iter().collect();
        let keys = store.listed_keys(account, kind, Some(&touched)).await?;
        if keys.iter().any(|key| !ends.contains_key(&key.owner)) {
            return self.load(store, account, kind).await;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.list.update(&touched, keys);
        state.ends = ends;
        Ok(())
    }

    fn has(&self, key: &Id<Key>) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).list.has(key)
    }

    async fn load(&self, store: &Store, account: &Id<Account>, kind: ListKind) -> Result<(), StoreError> {
        let mut ends = store.audit_ends([account]).await?;
        loop {
            let keys = store.listed_keys(account, kind, None).await?;
            let unknown: HashSet<_> = keys
                .iter()
                .map(|key| &key.owner)
                .filter(|owner| !ends.contains_key(owner))
                .collect();
            if unknown.is_empty() {
                let Ok(list) = spawn_blocking(move || KeyList::of(keys)).await else {
                    return Err(StoreError::damaged("a list of keys"));
                };
                *self.state.write().unwrap_or_else(PoisonError::into_inner) = State { list, ends };
                return Ok(());
            }
            // The ends of these accounts must be read before their keys.
            let more = store.audit_ends(unknown).await?;
            ends.extend(more);
        }
    }
}
