//! Whether whoever asked still waits for the answer. Requests run to their end even when the client hangs up (see
//! `web::middleware`); what only waits for its turn asks here, and gives up.

use std::future::{Future, pending};
use tokio_util::sync::{CancellationToken, DropGuard};

tokio::task_local! {
    static HUNG_UP: CancellationToken;
}

/// A task that learns when the guard is dropped, which whoever waits for its outcome holds.
pub fn watched<F: Future>(task: F) -> (DropGuard, impl Future<Output = F::Output>) {
    let hung_up = CancellationToken::new();
    (hung_up.clone().drop_guard(), HUNG_UP.scope(hung_up, task))
}

/// Work that is done elsewhere for the current task, such as on another thread, and learns the same.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let hung_up = HUNG_UP.try_with(Clone::clone).unwrap_or_default();
    HUNG_UP.scope(hung_up, work)
}

/// Ends when the client of this task's request has hung up; never in tasks of no request.
pub async fn hung_up() {
    match HUNG_UP.try_with(Clone::clone) {
        Ok(hung_up) => hung_up.cancelled().await,
        Err(_) => pending().await,
    }
}
