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
const MAX_RUNNING: usize = 4;
/// Maximum waiting runs: what two processors of a small machine finish in about two seconds.
const MAX_WAITING: usize = 128;

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
    /// Permits to be in the queue.
    slots: Arc<Semaphore>,
    /// Permits to run.
    run_permits: Arc<Semaphore>,
    spare_memory: Arc<Mutex<SpareMemory>>,
}

#[derive(Default)]
struct SpareMemory {
    /// Zeroed memory that no run uses.
    spare: Vec<Memory>,
    /// How many are in use.
    in_use: usize,
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
        Self::new(processors.min(MAX_RUNNING), MAX_WAITING)
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

impl Queue {
    fn new(running: usize, waiting: usize) -> Self {
        Self {
            capacity: running + waiting,
            slots: Arc::new(Semaphore::new(running + waiting)),
            run_permits: Arc::new(Semaphore::new(running)),
            spare_memory: Arc::default(),
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
        let slot = self.slots.clone().try_acquire_owned();
        let slot = slot.map_err(|_| HashingError::Busy)?;
        let permit = tokio::select! {
            biased;
            () = disconnect::hung_up() => {
                drop(slot);
                self.free_unneeded(&mut self.spare_memory());
                return Err(HashingError::HungUp);
            }
            permit = self.run_permits.clone().acquire_owned() => permit.map_err(HashingError::failed)?,
        };
        let queue = self.clone();
        // The work owns the permit, so the permit is held until the work ends, even if the caller has gone.
        let done = spawn_blocking(move || work(&mut RunningJob::begin(queue, permit, slot).memory));
        done.await.map_err(HashingError::failed)?
    }

    /// Frees spare memory that no waiting or running job needs.
    fn free_unneeded(&self, spare_memory: &mut SpareMemory) {
        let jobs = self.capacity.saturating_sub(self.slots.available_permits());
        spare_memory.spare.truncate(jobs.saturating_sub(spare_memory.in_use));
    }

    fn spare_memory(&self) -> MutexGuard<'_, SpareMemory> {
        self.spare_memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running job with its memory.
struct RunningJob {
    queue: Queue,
    memory: Memory,
    // Released before the permit. Otherwise the next job could end first, count this slot, and keep memory for nobody.
    _slot: OwnedSemaphorePermit,
    _permit: OwnedSemaphorePermit,
}

impl RunningJob {
    fn begin(queue: Queue, permit: OwnedSemaphorePermit, slot: OwnedSemaphorePermit) -> Self {
        let mut spare_memory = queue.spare_memory();
        spare_memory.in_use += 1;
        let memory = spare_memory.spare.pop().unwrap_or_default();
        drop(spare_memory);
        Self {
            queue,
            memory,
            _slot: slot,
            _permit: permit,
        }
    }
}

impl Drop for RunningJob {
    fn drop(&mut self) {
        // Argon2's memory would be a shortcut to the password.
        self.memory.0.iter_mut().for_each(Zeroize::zeroize);
        let mut spare_memory = self.queue.spare_memory();
        spare_memory.spare.push(take(&mut self.memory));
        self.queue.free_unneeded(&mut spare_memory);
        spare_memory.in_use -= 1;
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
        while queue.capacity - queue.slots.available_permits() != expected {
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
        let handle = queue.clone();
        let (client, task) = disconnect::watched(async move { handle.run(|_| Ok(())).await });
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
        let spare_memory = queue.spare_memory();
        assert_eq!((spare_memory.spare.len(), spare_memory.in_use), (0, 0));
    }

    #[tokio::test]
    async fn work_that_panics_takes_no_place_with_it() {
        let queue = Queue::new(1, 0);
        let panics = queue.run::<()>(|_| panic!("as a test does")).await;
        assert!(matches!(panics, Err(HashingError::Failed(_))));
        assert!(queue.run(|_| Ok(())).await.is_ok());
        assert_eq!(queue.spare_memory().in_use, 0);
    }
}
