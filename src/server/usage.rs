//! Counts what verification sees of tokens, in memory, and writes it down every few seconds. A verification locks one of 256 maps for
//! some nanoseconds and never waits for the database.

use crate::{
    domain::{
        time::Timestamp,
        usage::{Tally, TokenUse},
    },
    server::store::{Store, StoreError, Subject, UsageBatch},
};
use std::{
    array,
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::spawn_blocking;

/// The counters of this node. A handle: clones share them.
#[derive(Clone, Debug)]
pub struct UsageCounters(Option<Arc<Counters>>);

#[derive(Debug)]
struct Counters {
    /// By the first byte of the subjects. Only known tokens and app keys are counted, so nobody can make them grow.
    shards: [Mutex<Shard>; 256],
    /// A batch that may have arrived or not. Until it is written, the shards go on adding up.
    unwritten: tokio::sync::Mutex<Option<UsageBatch>>,
}

/// Tallies by subject and hour.
type Shard = HashMap<(Subject, i64), Tally>;

impl UsageCounters {
    /// Counters that are all zero, or that never count.
    pub fn new(is_on: bool) -> Self {
        Self(is_on.then(|| {
            Arc::new(Counters {
                shards: array::from_fn(|_| Mutex::default()),
                unwritten: tokio::sync::Mutex::default(),
            })
        }))
    }

    /// Counts a use. `subject` must be known to the installation.
    pub fn count(&self, subject: &Subject, token_use: &TokenUse<'_>) {
        let Some(counters) = &self.0 else { return };
        let at = token_use.at;
        let mut shard = locked(&counters.shards[usize::from(subject[0])]);
        let tally = shard.entry((*subject, at.hour())).or_insert_with(|| Tally::empty(at));
        tally.count(token_use);
    }

    /// Writes down what was counted.
    ///
    /// # Errors
    /// [`StoreError::Database`]. Nothing is lost: the next call writes it.
    pub async fn write(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let Some(counters) = &self.0 else { return Ok(()) };
        let mut unwritten = counters.unwritten.lock().await;
        if let Some(batch) = &*unwritten {
            if let Err(error) = store.add_usage(batch).await {
                counters.join_hours(now);
                return Err(error);
            }
            *unwritten = None;
        }
        let counted = counters.take();
        // Up to 100,000 lines.
        let Ok(batch) = spawn_blocking(move || UsageBatch::new(counted, now)).await else {
            return Err(StoreError::damaged("what was counted"));
        };
        *unwritten = batch;
        if let Some(batch) = &*unwritten {
            store.add_usage(batch).await?;
            *unwritten = None;
        }
        Ok(())
    }
}

impl UsageCounters {
    /// Writes down what was counted, and adds up a part of what all nodes wrote down.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn turn(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        self.write(store, now).await?;
        store.fold_usage().await?;
        Ok(())
    }
}

impl Counters {
    fn take(&self) -> Vec<(Subject, i64, Tally)> {
        let mut counted = Vec::new();
        for shard in &self.shards {
            let mut shard = locked(shard);
            let used = shard.len();
            counted.extend(shard.drain().map(|((subject, hour), tally)| (subject, hour, tally)));
            // The room is kept, so that counting allocates little, but not after a burst.
            shard.shrink_to(2 * used);
        }
        counted
    }

    /// Joins the hours of earlier days, while the database cannot be written. Then a long outage costs memory for each day, not each hour.
    fn join_hours(&self, now: Timestamp) {
        for shard in &self.shards {
            let mut shard = locked(shard);
            for ((subject, hour), tally) in mem::take(&mut *shard) {
                let day = hour.div_euclid(24);
                let hour = if day < now.day() { day * 24 } else { hour };
                match shard.entry((subject, hour)) {
                    std::collections::hash_map::Entry::Occupied(mut entry) => entry.get_mut().merge(tally),
                    std::collections::hash_map::Entry::Vacant(entry) => {
                        entry.insert(tally);
                    }
                }
            }
        }
    }
}

fn locked(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
