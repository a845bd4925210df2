//! Detects whether the client has hung up. Requests run to completion even then (see `web::middleware`), but work that only waits in a
//! queue can check here and give up.

use std::future::{Future, pending};
use tokio_util::sync::{CancellationToken, DropGuard};

tokio::task_local! {
    static HUNG_UP: CancellationToken;
}

/// Wraps a task so that it can detect the drop of the guard. The waiter for the task's result holds the guard.
pub fn watched<F: Future>(task: F) -> (DropGuard, impl Future<Output = F::Output>) {
    let hung_up = CancellationToken::new();
    (hung_up.clone().drop_guard(), HUNG_UP.scope(hung_up, task))
}

/// Passes the current task's signal on to work that runs elsewhere, such as on another thread.
pub fn with_current_signal<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let hung_up = HUNG_UP.try_with(Clone::clone).unwrap_or_default();
    HUNG_UP.scope(hung_up, work)
}

/// Completes when the client of this task's request has hung up. Never completes in tasks without a request.
pub async fn hung_up() {
    match HUNG_UP.try_with(Clone::clone) {
        Ok(hung_up) => hung_up.cancelled().await,
        Err(_) => pending().await,
    }
}
