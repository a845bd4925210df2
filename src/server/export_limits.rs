//! Limits concurrent exports on a node: one per user, and a total.

use crate::{
    domain::id::{Id, User},
    server::clock::system_is_before_1970,
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Maximum concurrent exports of a node.
const MAX_CONCURRENT: usize = 2;

/// How long an export waits for a permit.
pub(super) const PERMIT_TIMEOUT: Duration = Duration::from_secs(20);

/// Why an export did not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportRefused {
    /// The user already has a running export, or no permit became free in time.
    Busy,
    /// The system clock is before 1970, which makes rust_xlsxwriter panic.
    Clock,
}

/// The running exports of this node.
#[derive(Clone, Debug)]
pub struct Exports {
    permits: Arc<Semaphore>,
    users: Arc<Mutex<HashSet<Id<User>>>>,
}

impl Default for Exports {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_CONCURRENT)),
            users: Arc::default(),
        }
    }
}

impl Exports {
    /// Acquires a permit, held until the returned value is dropped.
    pub(super) async fn acquire(&self, user: &Id<User>, timeout: Duration) -> Result<ExportPermit, ExportRefused> {
        if system_is_before_1970() {
            return Err(ExportRefused::Clock);
        }
        let mut export = self.register(user)?;
        match tokio::time::timeout(timeout, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => {
                export.permit = Some(permit);
                Ok(export)
            }
            Ok(Err(_)) | Err(_) => Err(ExportRefused::Busy),
        }
    }

    /// Registers the user's export.
    fn register(&self, user: &Id<User>) -> Result<ExportPermit, ExportRefused> {
        if !self.users().insert(user.clone()) {
            return Err(ExportRefused::Busy);
        }
        Ok(ExportPermit {
            exports: self.clone(),
            user: user.clone(),
            permit: None,
        })
    }

    fn users(&self) -> MutexGuard<'_, HashSet<Id<User>>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running or waiting export of a user.
#[derive(Debug)]
pub(super) struct ExportPermit {
    exports: Exports,
    user: Id<User>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for ExportPermit {
    fn drop(&mut self) {
        self.exports.users().remove(&self.user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_user_exports_one_file_at_a_time_and_a_node_two() {
        let exports = Exports::default();
        let [a, b, c] = ["a", "b", "c"].map(|name| Id::new(name.to_owned()));
        let soon = Duration::from_millis(20);
        let first = exports.acquire(&a, soon).await.unwrap();
        assert!(matches!(
            exports.acquire(&a, PERMIT_TIMEOUT).await,
            Err(ExportRefused::Busy)
        ));
        let second = exports.acquire(&b, soon).await.unwrap();
        assert!(
            matches!(exports.acquire(&c, soon).await, Err(ExportRefused::Busy)),
            "nobody waits for ever"
        );
        drop(first);
        let third = exports.acquire(&c, soon).await.expect("whoever gave up may try again");
        let waiting = exports.clone();
        let fourth = tokio::spawn(async move { waiting.acquire(&a, PERMIT_TIMEOUT).await.is_ok() });
        tokio::task::yield_now().await;
        drop((second, third));
        assert!(fourth.await.unwrap(), "a place that is given up is taken by who waits");
    }
}
