//! Counts what verification sees of tokens, in memory, and writes it down every few seconds. A verification locks one of 256 maps for
//! some nanoseconds and never waits for the database.

use crate::{
    domain::{
        time::Timestamp,
        usage::{DAYS_KEPT, Tally, TokenUse},
    },
    server::{
        clock::Clock,
        crypto::DigestMap,
        store::{BatchSource, Store, StoreError, Subject, UsageBatch},
    },
};
use std::{
    array, mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::task::spawn_blocking;

/// How long a turn goes on if more waits to be added up: a fiftieth of the time between two turns.
const FOLDING: Duration = Duration::from_millis(100);

/// The counters of this node. A handle: clones share them.
#[derive(Clone, Debug)]
pub struct UsageCounters(Recording);

#[derive(Clone, Debug)]
enum Recording {
    On(Arc<Counters>),
    Off(Arc<UncountedDays>),
}

#[derive(Debug)]
struct Counters {
    /// By the first byte of the subjects. Only known tokens and app keys are counted, so nobody can make them grow.
    shards: [Mutex<Shard>; 256],
    writing: Arc<tokio::sync::Mutex<Writing>>,
}

#[derive(Debug)]
struct Writing {
    source: BatchSource,
    /// A batch that may have arrived or not. Until it is written, the shards go on adding up.
    unwritten: Option<UsageBatch>,
}

/// The days on which known tokens were verified without being counted. Nothing looks quiet because of them.
#[derive(Debug)]
struct UncountedDays {
    /// The first of them that is not written yet; [`Self::NONE`] if all are.
    since: AtomicI64,
    /// The last one that is written.
    written: AtomicI64,
}

impl UncountedDays {
    const NONE: i64 = i64::MAX;

    fn note(&self, day: i64) {
        if self.written.load(Ordering::Relaxed) != day {
            self.since.fetch_min(day, Ordering::Relaxed);
        }
    }

    async fn write(&self, store: &Store, today: i64) -> Result<(), StoreError> {
        let since = self.since.swap(Self::NONE, Ordering::Relaxed);
        if since == Self::NONE {
            return Ok(());
        }
        let first = since.clamp(today - DAYS_KEPT, today);
        let written = store.mark_unrecorded(first..=today).await;
        match written {
            Ok(()) => self.written.store(today, Ordering::Relaxed),
            Err(_) => {
                self.since.fetch_min(since, Ordering::Relaxed);
            }
        }
        written
    }
}

/// Tallies by subject and hour. Those of the last batch stay, without uses, because most of them count on.
type Shard = DigestMap<(Subject, i64), Tally>;

impl UsageCounters {
    /// Counters that are all zero, or that never count.
    pub fn new(is_on: bool) -> Self {
        Self(if is_on {
            Recording::On(Arc::new(Counters {
                shards: array::from_fn(|_| Mutex::default()),
                writing: Arc::new(tokio::sync::Mutex::new(Writing {
                    source: BatchSource::random(),
                    unwritten: None,
                })),
            }))
        } else {
            Recording::Off(Arc::new(UncountedDays {
                since: AtomicI64::new(UncountedDays::NONE),
                written: AtomicI64::new(UncountedDays::NONE),
            }))
        })
    }

    /// Counts a use. `subject` must be known to the installation.
    pub fn count(&self, subject: &Subject, token_use: &TokenUse<'_>) {
        let at = token_use.at;
        let counters = match &self.0 {
            Recording::On(counters) => counters,
            Recording::Off(days) => return days.note(at.day()),
        };
        let mut shard = locked(&counters.shards[usize::from(subject[0])]);
        let tally = shard.entry((*subject, at.hour())).or_insert_with(|| Tally::empty(at));
        tally.count(token_use);
    }

    /// Writes down what was counted.
    ///
    /// # Errors
    /// [`StoreError::Database`]. Nothing is lost: the next call writes it.
    pub async fn write(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let counters = match &self.0 {
            Recording::On(counters) => counters,
            Recording::Off(days) => return days.write(store, now.day()).await,
        };
        let mut writing = Arc::clone(&counters.writing).lock_owned().await;
        if let Some(batch) = &writing.unwritten {
            if let Err(error) = store.add_usage(batch).await {
                counters.join_hours(now);
                return Err(error);
            }
            writing.unwritten = None;
        }
        let counters = Arc::clone(counters);
        // Up to 100,000 lines. The batch is kept even if nobody waits for it any more.
        let taken = spawn_blocking(move || {
            let batch = writing.source.next(now);
            writing.unwritten = counters.take(batch);
            writing
        });
        let Ok(mut writing) = taken.await else {
            return Err(StoreError::damaged("what was counted"));
        };
        if let Some(batch) = &writing.unwritten {
            store.add_usage(batch).await?;
            writing.unwritten = None;
        }
        Ok(())
    }
}

impl UsageCounters {
    /// Writes down what was counted, and adds up what all nodes wrote down: at least a part of it, and more within [`FOLDING`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn turn(&self, store: &Store, clock: &Clock) -> Result<(), StoreError> {
        self.write(store, clock.now()).await?;
        let end = clock.now().plus(FOLDING);
        while store.fold_usage(clock.now()).await? && clock.now() < end {}
        Ok(())
    }
}

impl Counters {
    /// Fills a batch with everything that was counted since the last one; `None` if nothing was.
    fn take(&self, mut batch: UsageBatch) -> Option<UsageBatch> {
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
