//! Until when the memory may be believed. The clock runs on while the process is stopped or the machine sleeps.

use rustix::time::{ClockId, clock_gettime};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How long the memory may be believed without asking the database, where one process serves it. Others, such as commands, may change it.
pub(super) const PROCESS_LEASE: Duration = Duration::from_millis(250);

/// The same where several nodes share a database. They tell each other of changes, so that a longer time is safe.
pub(super) const NODE_LEASE: Duration = Duration::from_secs(2);

/// The time since the machine started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BootTime(u64);

impl BootTime {
    /// `CLOCK_BOOTTIME`. The monotonic clock stands still during suspend.
    pub fn now() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the injected clock can be set back, and a lease must end even then"
        )]
        let now = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
        let nanos = u64::try_from(now.tv_nsec).unwrap_or_default();
        Self(seconds.saturating_mul(1_000_000_000).saturating_add(nanos))
    }

    /// How long ago `earlier` was.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// A lease. It begins when a renewal asked the database, not when the answer arrived: a change may have been committed in between.
#[derive(Debug, Default)]
pub(super) struct Lease {
    /// Nanoseconds of [`BootTime`].
    ends: AtomicU64,
    /// When the last successful renewal was sent, in the same unit. 0 before the first one.
    asked: AtomicU64,
}

/// How far a lease has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeaseState {
    Valid,
    /// Valid, but in its second half: a renewal in advance keeps requests from waiting.
    Aging,
    Lapsed,
}

impl Lease {
    /// The state at this moment. `length` is the length of a whole lease.
    pub fn state(&self, length: Duration) -> LeaseState {
        let left = self.ends.load(Ordering::SeqCst).saturating_sub(BootTime::now().0);
        if left == 0 {
            LeaseState::Lapsed
        } else if u128::from(left) < length.as_nanos() / 2 {
            LeaseState::Aging
        } else {
            LeaseState::Valid
        }
    }

    /// Until it ends.
    pub fn left(&self) -> Duration {
        Duration::from_nanos(self.ends.load(Ordering::SeqCst).saturating_sub(BootTime::now().0))
    }

    /// Time since the memory was last compared with the database. `None` before the first lease.
    pub fn age(&self) -> Option<Duration> {
        let asked = self.asked.load(Ordering::SeqCst);
        (asked > 0).then(|| BootTime::now().since(BootTime(asked)))
    }

    /// Begins a lease of this length at the moment when its renewal asked. An earlier end never replaces a later one.
    pub fn begin(&self, asked: BootTime, length: Duration) {
        let length = u64::try_from(length.as_nanos()).unwrap_or(u64::MAX);
        self.ends.fetch_max(asked.0.saturating_add(length), Ordering::SeqCst);
        self.asked.fetch_max(asked.0, Ordering::SeqCst);
    }

    /// Ends the lease at once: the memory lacks a change that was committed, or the node leaves. A renewal that runs meanwhile must not begin
    /// it again; the caller holds the lock that renewals hold.
    pub fn end(&self) {
        self.ends.store(0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Duration = Duration::from_secs(3);

    #[test]
    fn the_age_counts_from_the_last_question_and_goes_on_after_the_end() {
        let lease = Lease::default();
        assert_eq!(lease.age(), None);
        lease.begin(BootTime(BootTime::now().0 - 5_000_000_000), LENGTH);
        assert!(lease.age() >= Some(Duration::from_secs(5)));
        assert_eq!(lease.state(LENGTH), LeaseState::Lapsed);
        lease.begin(BootTime::now(), LENGTH);
        assert!(lease.age() < Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_lease_counts_from_the_question() {
        let lease = Lease::default();
        assert_eq!(lease.state(LENGTH), LeaseState::Lapsed);
        let now = BootTime::now();
        lease.begin(now, LENGTH);
        assert_eq!(lease.state(LENGTH), LeaseState::Valid);
        let earlier = BootTime(now.0 - 2_000_000_000);
        lease.end();
        lease.begin(earlier, LENGTH);
        assert_eq!(lease.state(LENGTH), LeaseState::Aging);
        lease.end();
        lease.begin(BootTime(now.0 - 3_000_000_001), LENGTH);
        assert_eq!(lease.state(LENGTH), LeaseState::Lapsed);
    }
}
