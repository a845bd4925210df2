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
    hash::{BuildHasherDefault, Hasher},
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
    unwritten: Arc<tokio::sync::Mutex<Option<UsageBatch>>>,
}

/// Tallies by subject and hour. Those of the last batch stay, without uses, because most of them count on.
type Shard = HashMap<(Subject, i64), Tally, BuildHasherDefault<OwnHash>>;

/// Hashes subjects by their own digits: they are SHA-256 of secrets that the server made, so nobody can choose them.
#[derive(Debug, Default)]
struct OwnHash(u64);

impl Hasher for OwnHash {
    fn write(&mut self, subject: &[u8]) {
        if let Some(digits) = subject.last_chunk() {
            self.0 ^= u64::from_le_bytes(*digits);
        }
    }

    fn write_usize(&mut self, _length: usize) {}

    fn write_i64(&mut self, hour: i64) {
        self.0 ^= hour.cast_unsigned().rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl UsageCounters {
    /// Counters that are all zero, or that never count.
    pub fn new(is_on: bool) -> Self {
        Self(is_on.then(|| {
            Arc::new(Counters {
                shards: array::from_fn(|_| Mutex::default()),
                unwritten: Arc::default(),
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
        let mut unwritten = Arc::clone(&counters.unwritten).lock_owned().await;
        if let Some(batch) = &*unwritten {
            if let Err(error) = store.add_usage(batch).await {
                counters.join_hours(now);
                return Err(error);
            }
            *unwritten = None;
        }
        let counters = Arc::clone(counters);
        // Up to 100,000 lines. The batch is kept even if nobody waits for it any more.
        let taken = spawn_blocking(move || {
            *unwritten = counters.take(now);
            unwritten
        });
        let Ok(mut unwritten) = taken.await else {
            return Err(StoreError::damaged("what was counted"));
        };
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
    /// A batch of everything that was counted since the last one; `None` if nothing was.
    fn take(&self, now: Timestamp) -> Option<UsageBatch> {
        let mut batch = UsageBatch::empty(now);
        for shard in &self.shards {
            let mut shard = locked(shard);
            shard.retain(|_, tally| tally.uses > 0);
            for ((subject, hour), tally) in &mut *shard {
                batch.add(subject, *hour, tally);
                tally.clear();
            }
            // After a burst the room is given back.
            let used = shard.len();
            if shard.capacity() > 8 * used {
                shard.shrink_to(2 * used);
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Joins the hours of earlier days, while the database cannot be written. Then a long outage costs memory for each day, not each hour.
    fn join_hours(&self, now: Timestamp) {
        for shard in &self.shards {
            let mut shard = locked(shard);
            let tallies = mem::take(&mut *shard).into_iter();
            for ((subject, hour), tally) in tallies.filter(|(_, tally)| tally.uses > 0) {
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
