//! The time since a page was opened.

use crate::domain::time::SECOND;
use leptos::{prelude::*, web_sys::js_sys::Date};
use std::time::Duration;

/// The time since the page was hydrated, for countdowns. The server's time comes with the data, and the browser measures only the
/// difference, so a wrong clock in the browser does no harm.
#[derive(Clone, Copy)]
pub struct Elapsed(RwSignal<i64>);

impl Elapsed {
    /// Starts the timer and provides it as a context.
    pub fn provide() {
        let elapsed = RwSignal::new(0);
        provide_context(Self(elapsed));
        Effect::new(move |_| {
            let start = Date::now();
            let tick = move || {
                elapsed.try_set((Date::now() - start) as i64);
            };
            if let Ok(interval) = set_interval_with_handle(tick, Duration::from_millis(SECOND.unsigned_abs())) {
                on_cleanup(move || interval.clear());
            }
        });
    }

    /// Milliseconds since hydration; zero on the server.
    pub fn get(self) -> i64 {
        self.0.get()
    }

    /// The same, without tracking.
    pub fn get_untracked(self) -> i64 {
        self.0.get_untracked()
    }
}
