//! Tracks whether the server answers list requests. While it does not, the rows stay, a line above them says so, and the list is
//! requested again, by timer and by a button. Slow answers are announced.

use crate::{error::AppError, ui::forms::SLOW, views::wire::KeysPage};
use leptos::prelude::*;

/// Number of ticks without an answer after which the server counts as unreachable. A tick takes 4 s (`ui/polling.rs`).
const TICKS_UNTIL_UNREACHABLE: u32 = 4;

/// The state of list requests. `Copy`: all copies share one state.
#[derive(Clone, Copy)]
pub struct Reachability {
    /// Number of pending requests.
    pending: RwSignal<u32>,
    /// Whether a request has been pending for longer than [`SLOW`].
    slow: RwSignal<bool>,
    /// Number of ticks since it became slow.
    ticks: StoredValue<u32>,
    /// The error that left the rows out of date.
    error: RwSignal<Option<AppError>>,
}

impl Reachability {
    /// Initial state, before any request.
    pub fn new() -> Self {
        Self {
            pending: RwSignal::new(0),
            slow: RwSignal::new(false),
            ticks: StoredValue::new(0),
            error: RwSignal::new(None),
        }
    }

    /// Counts a pending request until the returned guard is dropped.
    pub fn start_request(self) -> PendingRequest {
        self.pending.try_update(|pending| *pending += 1);
        PendingRequest(self.pending)
    }

    /// Whether an answer is slow.
    pub fn is_slow(self) -> bool {
        self.slow.get()
    }

    /// The page to show after an answer. On a failure it is the page shown before, with the error in a line above it. If the
    /// viewer has lost access to the account, it is the error.
    pub fn keep_rows(self, answer: Result<KeysPage, AppError>, shown: Option<KeysPage>) -> Result<KeysPage, AppError> {
        let (page, error) = match (answer, shown) {
            (Err(error), Some(shown)) if !matches!(error, AppError::NotFound | AppError::Forbidden) => {
                (Ok(shown), Some(error))
            }
            (answer, _) => (answer, None),
        };
        self.error.try_set(error);
        page
    }

    /// Records the result of a background request. Session errors are ignored: they appear at the next request of the user.
    pub fn record(self, answer: &Result<KeysPage, AppError>) {
        if let Err(error @ (AppError::Unreachable | AppError::Unavailable)) = answer {
            self.error.try_set(Some(error.clone()));
        }
    }

    /// The error that left the rows out of date, if any.
    pub fn error(self) -> Option<AppError> {
        self.error.get()
    }

    /// Starts announcing slow answers.
    pub fn watch(self) {
        let has_pending = Memo::new(move |_| self.pending.get() > 0);
        Effect::new(move |_| {
            self.slow.set(false);
            if has_pending.get() {
                let mark_slow = move || {
                    self.slow.try_set(true);
                };
                let timer = set_timeout_with_handle(mark_slow, SLOW);
                on_cleanup(move || {
                    if let Ok(timer) = timer {
                        timer.clear();
                    }
                });
            }
        });
    }

    /// Called every few seconds. Counts how long an answer has been pending. Returns whether the server is unreachable, so that
    /// the caller requests the list again.
    pub fn tick(self) -> bool {
        let slow = self.slow.try_get_untracked() == Some(true);
        let ticks = self.ticks.try_update_value(|ticks| {
            *ticks = if slow { *ticks + 1 } else { 0 };
            *ticks
        });
        if ticks == Some(TICKS_UNTIL_UNREACHABLE) {
            self.error.try_set(Some(AppError::Unreachable));
        }
        let unreachable =
            |error: &Option<AppError>| matches!(error, Some(AppError::Unreachable | AppError::Unavailable));
        self.error.try_with_untracked(unreachable) == Some(true)
    }
}

impl Default for Reachability {
    fn default() -> Self {
        Self::new()
    }
}

/// A guard that counts one pending request.
pub struct PendingRequest(RwSignal<u32>);

impl Drop for PendingRequest {
    fn drop(&mut self) {
        self.0.try_update(|pending| *pending -= 1);
    }
}
