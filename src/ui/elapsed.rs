//! Time that passes while a page is looked at.

use crate::domain::time::SECOND;
use leptos::{prelude::*, web_sys::js_sys::Date};
use std::time::Duration;

/// Time that has passed in the browser since the page was hydrated, for everything that counts down. The server's clock
/// comes with the data; only the difference is measured here, so that a browser whose clock is wrong counts right.
#[derive(Clone, Copy)]
pub struct Elapsed(RwSignal<i64>);

impl Elapsed {
    /// Starts counting, for everything below.
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

    /// The same, without following its changes.
    pub fn get_untracked(self) -> i64 {
        self.0.get_untracked()
    }
}
