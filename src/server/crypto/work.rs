//! A bounded queue for slow work on passwords. It limits concurrent runs and reuses their memory.
//!
//! Argon2 needs 19 MiB per run. Allocating this for each run fragments the heaps of the worker threads, and the allocator returns little of
//! it. So the queue passes memory from one run to the next and frees it after the last.

use crate::server::disconnect;
use argon2::Block;
use std::{
    fmt::{self, Display},
    mem::take,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::available_parallelism,
};
use thiserror::Error;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};
use zeroize::Zeroize;

/// Maximum concurrent runs. More runs than processors would need memory without being faster.
const AT_ONCE: usize = 4;
/// Maximum waiting runs: what two processors of a small machine finish in about two seconds.
const WAITING: usize = 128;

/// Hashing failed for a reason other than the password.
#[derive(Debug, Error)]
pub enum HashingError {
    /// The queue is full. A retry may succeed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The client has hung up, so this error is not sent.
    #[error("nobody waits for the password to be checked")]
    HungUp,
    #[error("a password could not be hashed: {0}")]
    Failed(String),
}

impl HashingError {
    /// Wraps the message of another error.
    pub fn failed(error: impl Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The queue. A handle: clones share the same queue.
#[derive(Clone)]
pub struct Queue {
    /// Maximum number of waiting and running jobs.
    capacity: usize,
    places: Arc<Semaphore>,
    /// Permits to run.
    turns: Arc<Semaphore>,
    blocks: Arc<Mutex<SpareMemory>>,
}

#[derive(Default)]
struct SpareMemory {
    /// Zeroed memory that no run uses.
    spare: Vec<Memory>,
    /// How many are in use.
    lent: usize,
}

/// The memory of one run.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    /// Memory blocks for Argon2. They may contain old values; the queue zeroes them after the run.
    pub fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            self.0 = vec![Block::new(); count];
        }
        &mut self.0[..count]
    }
}

impl Default for Queue {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self::new(processors.min(AT_ONCE), WAITING)
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

impl Queue {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self {
            capacity: at_once + waiting,
            places: Arc::new(Semaphore::new(at_once + waiting)),
            turns: Arc::new(Semaphore::new(at_once)),
            blocks: Arc::default(),
        }
    }

    /// Waits for a permit, then runs the work on a blocking thread. A client that hangs up while waiting leaves the queue.
    ///
    /// # Errors
    /// [`HashingError::Busy`] if the queue is full; [`HashingError::HungUp`]; the errors of the work.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let place = self.places.clone().try_acquire_owned();
        let place = place.map_err(|_| HashingError::Busy)?;
        let permit = tokio::select! {
            biased;
            () = disconnect::hung_up() => {
                drop(place);
                self.free(&mut self.blocks());
                return Err(HashingError::HungUp);
            }
            permit = self.turns.clone().acquire_owned() => permit.map_err(HashingError::failed)?,
        };
        let queue = self.clone();
        // The work owns the permit, so the permit is held until the work ends, even if the caller has gone.
        let done = spawn_blocking(move || work(&mut RunningJob::begin(queue, permit, place).memory));
        done.await.map_err(HashingError::failed)?
    }

    /// Frees spare memory that no waiting or running job needs.
    fn free(&self, blocks: &mut SpareMemory) {
        let there = self.capacity.saturating_sub(self.places.available_permits());
        blocks.spare.truncate(there.saturating_sub(blocks.lent));
    }

    fn blocks(&self) -> MutexGuard<'_, SpareMemory> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running job with its memory.
struct RunningJob {
    queue: Queue,
    memory: Memory,
    _permit: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl RunningJob {
    fn begin(queue: Queue, permit: OwnedSemaphorePermit, place: OwnedSemaphorePermit) -> Self {
        let mut blocks = queue.blocks();
        blocks.lent += 1;
        let memory = blocks.spare.pop().unwrap_or_default();
        drop(blocks);
        Self {
            queue,
            memory,
            _permit: permit,
            _place: place,
        }
    }
}

impl Drop for RunningJob {
    fn drop(&mut self) {
        // Argon2's memory would be a shortcut to the password.
        self.memory.0.iter_mut().for_each(Zeroize::zeroize);
        let mut blocks = self.queue.blocks();
        blocks.spare.push(take(&mut self.memory));
        self.queue.free(&mut blocks);
        blocks.lent -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Sender, channel};
    use tokio::task::JoinHandle;

    /// A job that runs until its sender is dropped.
    async fn running(queue: &Queue) -> (Sender<()>, JoinHandle<Result<(), HashingError>>) {
        let (end, ended) = channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let queue = queue.clone();
        let task = tokio::spawn(async move {
            queue
                .run(move |memory| {
                    memory.blocks(8)[7].as_mut()[0] = 42;
                    let _ = begin.send(());
                    let _ = ended.recv();
                    Ok(())
                })
                .await
        });
        begun.await.unwrap();
        (end, task)
    }

    fn waiting(queue: &Queue) -> JoinHandle<Result<Vec<u64>, HashingError>> {
        let queue = queue.clone();
        tokio::spawn(async move {
            let first = |memory: &mut Memory| {
                memory
                    .blocks(8)
                    .iter()
                    .flat_map(|block| block.as_ref().to_vec())
                    .collect()
            };
            queue.run(move |memory| Ok(first(memory))).await
        })
    }

    async fn in_queue(queue: &Queue, expected: usize) {
        while queue.capacity - queue.places.available_permits() != expected {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_one_that_was_left_takes_others() {
        let queue = Queue::new(1, 2);
        let (end, first) = running(&queue).await;
        let (second, third) = (waiting(&queue), waiting(&queue));
        in_queue(&queue, 3).await;
        assert!(matches!(queue.run(|_| Ok(())).await, Err(HashingError::Busy)));
        drop(end);
        for task in [second, third] {
            task.await.unwrap().unwrap();
        }
        first.await.unwrap().unwrap();
        assert!(queue.run(|_| Ok(())).await.is_ok());
    }

    #[tokio::test]
    async fn whoever_hangs_up_leaves_the_queue_before_their_turn() {
        let queue = Queue::new(1, 2);
        let (end, first) = running(&queue).await;
        let asked = queue.clone();
        let (client, task) = disconnect::watched(async move { asked.run(|_| Ok(())).await });
        let task = tokio::spawn(task);
        in_queue(&queue, 2).await;
        drop(client);
        assert!(matches!(task.await.unwrap(), Err(HashingError::HungUp)));
        in_queue(&queue, 1).await;
        drop(end);
        first.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn memory_is_handed_on_zeroed_and_freed_with_the_last() {
        let queue = Queue::new(1, 2);
        let (end, first) = running(&queue).await;
        let (second, third) = (waiting(&queue), waiting(&queue));
        in_queue(&queue, 3).await;
        drop(end);
        first.await.unwrap().unwrap();
        for task in [second, third] {
            let words = task.await.unwrap().unwrap();
            assert!(words.iter().all(|word| *word == 0));
        }
        in_queue(&queue, 0).await;
        let blocks = queue.blocks();
        assert_eq!((blocks.spare.len(), blocks.lent), (0, 0));
    }

    #[tokio::test]
    async fn work_that_panics_takes_no_place_with_it() {
        let queue = Queue::new(1, 0);
        let panics = queue.run::<()>(|_| panic!("as a test does")).await;
        assert!(matches!(panics, Err(HashingError::Failed(_))));
        assert!(queue.run(|_| Ok(())).await.is_ok());
        assert_eq!(queue.blocks().lent, 0);
    }
}
