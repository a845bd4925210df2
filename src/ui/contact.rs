//! Whether the server answers when the list is asked for. The rows stay while it does not: a line above them says so, and the list
//! is asked for again by itself and by a button. An answer that takes long is announced.

use crate::{error::AppError, views::wire::KeysPage};
use leptos::prelude::*;
use std::time::Duration;

/// After how long the page says that it waits for an answer.
const SLOW: Duration = Duration::from_millis(400);

/// After how many beats without an answer the server counts as away: at four seconds each, after more than twelve.
const SILENT: u32 = 4;

/// How the questions for the list are answered. A handle: copies are the same.
#[derive(Clone, Copy)]
pub struct Contact {
    /// How many questions wait for an answer.
    waiting: RwSignal<u32>,
    /// Whether that takes long.
    slow: RwSignal<bool>,
    /// For how many beats that has been so.
    beats: StoredValue<u32>,
    /// Why the rows are not those that were asked for.
    trouble: RwSignal<Option<AppError>>,
}

impl Contact {
    /// Nothing was asked yet.
    pub fn new() -> Self {
        Self {
            waiting: RwSignal::new(0),
            slow: RwSignal::new(false),
            beats: StoredValue::new(0),
            trouble: RwSignal::new(None),
        }
    }

    /// Notes that an answer is waited for, until what this returns is dropped.
    pub fn wait(self) -> Waiting {
        self.waiting.try_update(|waiting| *waiting += 1);
        Waiting(self.waiting)
    }

    /// Whether an answer takes long.
    pub fn is_slow(self) -> bool {
        self.slow.get()
    }

    /// The page to show after an answer: `shown`, with a line above it, where the answer is none. Whoever may not see the account
    /// any more sees that instead.
    pub fn keep(self, answer: Result<KeysPage, AppError>, shown: Option<KeysPage>) -> Result<KeysPage, AppError> {
        let (page, trouble) = match (answer, shown) {
            (Err(error), Some(shown)) if !matches!(error, AppError::NotFound | AppError::Forbidden) => {
                (Ok(shown), Some(error))
            }
            (answer, _) => (answer, None),
        };
        self.trouble.try_set(trouble);
        page
    }

    /// Notes how a question went that nobody asked. What is wrong with the session is said to who asks.
    pub fn heard(self, answer: &Result<KeysPage, AppError>) {
        if let Err(error @ (AppError::Unreachable | AppError::Unavailable)) = answer {
            self.trouble.try_set(Some(error.clone()));
        }
    }

    /// Why the rows are not those that were asked for, if they are not.
    pub fn trouble(self) -> Option<AppError> {
        self.trouble.get()
    }

    /// Announces slow answers.
    pub fn watch(self) {
        let waits = Memo::new(move |_| self.waiting.get() > 0);
        Effect::new(move |_| {
            self.slow.set(false);
            if waits.get() {
                let say = move || {
                    self.slow.try_set(true);
                };
                let timer = set_timeout_with_handle(say, SLOW);
                on_cleanup(move || {
                    if let Ok(timer) = timer {
                        timer.clear();
                    }
                });
            }
        });
    }

    /// Told every few seconds: counts how long an answer is waited for. Whether the server is away, so that the list is to be asked
    /// for again.
    pub fn beat(self) -> bool {
        let slow = self.slow.try_get_untracked() == Some(true);
        let beats = self.beats.try_update_value(|beats| {
            *beats = if slow { *beats + 1 } else { 0 };
            *beats
        });
        if beats == Some(SILENT) {
            self.trouble.try_set(Some(AppError::Unreachable));
        }
        let away = |trouble: &Option<AppError>| matches!(trouble, Some(AppError::Unreachable | AppError::Unavailable));
        self.trouble.try_with_untracked(away) == Some(true)
    }
}

impl Default for Contact {
    fn default() -> Self {
        Self::new()
    }
}

/// A question that waits for its answer.
pub struct Waiting(RwSignal<u32>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.try_update(|waiting| *waiting -= 1);
    }
}
