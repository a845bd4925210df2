//! The time since a page was opened.

use crate::domain::time::Timestamp;
use leptos::{prelude::*, web_sys::js_sys::Date};
use std::time::Duration;

/// The time since the page was hydrated, for countdowns. The server's time comes with the data, and the browser measures only the
/// difference, so a wrong clock in the browser does no harm.
#[derive(Clone, Copy)]
pub struct PageAge(RwSignal<Duration>);

impl PageAge {
    /// Starts the timer and provides it as a context.
    pub fn provide() {
        let elapsed = RwSignal::new(Duration::ZERO);
        provide_context(Self(elapsed));
        Effect::new(move |_| {
            let start = browser_time();
            let tick = move || {
                elapsed.try_set(browser_time().since(start));
            };
            if let Ok(interval) = set_interval_with_handle(tick, Duration::from_secs(1)) {
                on_cleanup(move || interval.clear());
            }
        });
    }

    /// The time since hydration; zero on the server.
    pub fn get(self) -> Duration {
        self.0.get()
    }

    /// The same, without tracking.
    pub fn get_untracked(self) -> Duration {
        self.0.get_untracked()
    }
}

/// The time of the browser's clock, which may be wrong. Only for measuring how much time has passed.
pub fn browser_time() -> Timestamp {
    Timestamp::from_millis(Date::now() as i64)
}
