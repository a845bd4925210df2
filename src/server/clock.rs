//! The one source of time. Everything else gets `now` from here, so that tests can say when they are.

use crate::domain::time::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A clock: the system's, or one that a test moves.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now` until it is moved.
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now.0)))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system(),
            Self::Manual(millis) => Timestamp(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock on; the system's goes by itself.
    pub fn advance(&self, millis: i64) {
        match self {
            Self::System => {}
            Self::Manual(now) => {
                now.fetch_add(millis, Ordering::SeqCst);
            }
        }
    }
}

/// The system's time. Negative before 1970, so that time passes on a machine whose clock is that wrong.
fn system() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the system's clock"
    )]
    let now = SystemTime::now();
    let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp(match now.duration_since(UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    })
}

/// Whether the system's clock is before 1970. Some libraries read it themselves and panic then.
pub fn system_is_before_1970() -> bool {
    system() < Timestamp(0)
}
