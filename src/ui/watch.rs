//! Keeps the list true while somebody looks at it: what happens elsewhere, such as a recipient opening a link, shows without
//! the page being loaded again.

use crate::{
    domain::{
        keys::link::Link,
        time::{HOUR, MINUTE, SECOND},
    },
    ui::{desk::Desk, drawing},
    views::wire::KeysPage,
};
use leptos::{ev, prelude::*, task::spawn_local, web_sys::js_sys::Date};
use std::time::Duration;

/// How long after a link was opened it is likely to be visited again, in milliseconds.
const AFTERMATH: i64 = HOUR;

/// How often the list is asked for after a link was opened, in milliseconds: a second visit is to be seen within five seconds.
const PACE: i64 = 4 * SECOND;

/// While links are merely pending, it is asked for at every so many of these.
const PATIENCE: u32 = 2;

/// How long after the last key or click somebody counts as being there, in milliseconds. Each question keeps the session
/// alive, so a page that nobody uses has to stop asking for its session to end.
const ATTENTION: i64 = 5 * MINUTE;

/// Asks for the list again when somebody comes back to the page, and every few seconds while a link in it is pending or was
/// opened a moment ago: that somebody opens it, or comes back to it, is to be seen at once.
pub fn watch(desk: Desk) {
    Effect::new(move |_| {
        let last = StoredValue::new(Date::now());
        let beats = StoredValue::new(0_u32);
        let noted = move || {
            last.try_set_value(Date::now());
        };
        let handles = [
            window_event_listener(ev::pointerdown, move |_| noted()),
            window_event_listener(ev::keydown, move |_| noted()),
            window_event_listener(ev::focus, move |_| {
                noted();
                look_again(desk);
            }),
        ];
        let look = move || {
            if desk.contact.beat() {
                return desk.list.refetch();
            }
            let there = last
                .try_get_value()
                .is_some_and(|at| Date::now() - at < ATTENTION as f64);
            let beat = beats.try_update_value(|beat| {
                *beat = beat.wrapping_add(1);
                *beat
            });
            let due = |every: u32| beat.is_some_and(|beat| beat.is_multiple_of(every));
            if there && !document().hidden() && waits_for_a_link(desk).is_some_and(due) {
                look_again(desk);
            }
        };
        let interval = set_interval_with_handle(look, Duration::from_millis(PACE.unsigned_abs()));
        on_cleanup(move || {
            handles.into_iter().for_each(|handle| handle.remove());
            if let Ok(interval) = interval {
                interval.clear();
            }
        });
    });
}

/// Puts the list as it now is in place of the one shown, which stays where there is no answer.
pub fn look_again(desk: Desk) {
    let (account, query) = (desk.account.get_untracked(), desk.query.get_untracked());
    spawn_local(async move {
        let answer = drawing::list(account, query).await;
        desk.contact.heard(&answer);
        let Ok(page) = answer else { return };
        if untrack(|| desk.with_page(|shown| supersedes(&page, shown))) == Some(true) {
            desk.list.set(Some(Ok(page)));
        }
    });
}

/// Whether a page is a later state of what is shown. An answer may be overtaken by that to a later question.
fn supersedes(page: &KeysPage, shown: &KeysPage) -> bool {
    (&page.viewer.account, &page.query) == (&shown.viewer.account, &shown.query) && page.now > shown.now
}

/// Every how many beats the list is to be asked for; `None` when nothing is likely to happen to a link in it.
fn waits_for_a_link(desk: Desk) -> Option<u32> {
    let waits = |page: &KeysPage| {
        let every = page
            .keys
            .iter()
            .filter_map(|key| match key.tokens.newest().link.at(page.now) {
                Link::Opened { at } if page.now.is_within(AFTERMATH, at) => Some(1),
                Link::Pending { .. } => Some(PATIENCE),
                Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. } => None,
            });
        every.min()
    };
    untrack(|| desk.with_page(waits)).flatten()
}
