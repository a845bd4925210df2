//! Runs short blocking work (some milliseconds) in place, without blocking the other tasks of the thread.

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::block_in_place,
};

/// Runs the work in the current task, while another thread takes over this thread's other tasks. In a single-threaded runtime, as in tests,
/// it blocks them.
pub fn in_place<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        Ok(_) | Err(_) => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_place;
    use std::{sync::mpsc, time::Duration};

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_meanwhile() {
        let (send, receive) = mpsc::channel();
        let work = tokio::spawn(async move {
            tokio::spawn(async move { send.send(()).unwrap() });
            in_place(|| receive.recv_timeout(Duration::from_secs(20)))
        });
        assert!(
            work.await.unwrap().is_ok(),
            "the only worker went on with the other task"
        );
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_does_it_itself() {
        assert_eq!(in_place(|| 1), 1);
    }
}
