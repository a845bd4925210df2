//! The only source of time. All other code takes `now` from here, so that tests can set the time.

use crate::domain::time::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A clock: the system's, or one that a test controls.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stays at `now` until it is advanced.
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now.millis())))
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system(),
            Self::Manual(millis) => Timestamp::from_millis(millis.load(Ordering::SeqCst)),
        }
    }

    /// Advances a manual clock. No effect on the system clock.
    pub fn advance(&self, length: Duration) {
        self.set(self.now().plus(length));
    }

    /// Sets a manual clock. No effect on the system clock.
    pub fn set(&self, now: Timestamp) {
        match self {
            Self::System => {}
            Self::Manual(millis) => millis.store(now.millis(), Ordering::SeqCst),
        }
    }
}

/// The system time. Negative before 1970, so that time still advances on a machine with such a wrong clock.
fn system() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the system's clock"
    )]
    let now = SystemTime::now();
    match now.duration_since(UNIX_EPOCH) {
        Ok(since) => Timestamp::EPOCH.plus(since),
        Err(before) => Timestamp::EPOCH.minus(before.duration()),
    }
}

/// Measures how long something takes, by a clock that nobody sets.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts to measure.
    pub fn start() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the system's clock"
        )]
        Self(Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(self) -> Duration {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the system's clock"
        )]
        self.0.elapsed()
    }
}

/// Whether the system clock is before 1970. Some libraries read it directly and panic then.
pub fn system_is_before_1970() -> bool {
    system() < Timestamp::EPOCH
}
