//! Polls the list while the user is active, so that events elsewhere, such as a recipient opening a link, appear without a reload.

use crate::{
    domain::keys::link::Link,
    ui::{data, elapsed::browser_time, page_state::PageState},
    views::wire::KeysPage,
};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long after a link was opened another visit is likely.
const REVISIT_TIME: Duration = Duration::from_hours(1);

/// Polling interval after a link was opened. A second visit must appear within five seconds.
const INTERVAL: Duration = Duration::from_secs(4);

/// Polling interval while links are only pending, in multiples of [`INTERVAL`].
const PENDING_TICKS: u32 = 2;

/// How long after the last key or click the user counts as active. Each request extends the session, so an
/// unused page must stop polling for its session to expire.
const ACTIVE_TIME: Duration = Duration::from_mins(5);

/// Reloads the list when the window gets the focus, and every few seconds while a link in it is pending or was opened recently.
/// So the page soon shows that a link was opened or visited again.
pub fn watch(page_state: PageState) {
    Effect::new(move |_| {
        let last_activity = StoredValue::new(browser_time());
        let ticks = StoredValue::new(0_u32);
        let mark_active = move || {
            last_activity.try_set_value(browser_time());
        };
        let handles = [
            window_event_listener(ev::pointerdown, move |_| mark_active()),
            window_event_listener(ev::keydown, move |_| mark_active()),
            window_event_listener(ev::focus, move |_| {
                mark_active();
                refresh_list(page_state);
            }),
        ];
        let poll = move || {
            if page_state.reachability.tick() {
                return page_state.list.refetch();
            }
            let active = last_activity
                .try_get_value()
                .is_some_and(|at| browser_time().since(at) < ACTIVE_TIME);
            let tick = ticks.try_update_value(|tick| {
                *tick = tick.wrapping_add(1);
                *tick
            });
            let due = |multiple: u32| tick.is_some_and(|tick| tick.is_multiple_of(multiple));
            if active && !document().hidden() && poll_interval(page_state).is_some_and(due) {
                refresh_list(page_state);
            }
        };
        let interval = set_interval_with_handle(poll, INTERVAL);
        on_cleanup(move || {
            handles.into_iter().for_each(|handle| handle.remove());
            if let Ok(interval) = interval {
                interval.clear();
            }
        });
    });
}

/// Reloads the list. The current list stays if the request fails.
pub fn refresh_list(page_state: PageState) {
    let (account, query) = (page_state.account.get_untracked(), page_state.query.get_untracked());
    spawn_local(async move {
        let answer = data::list(account, query).await;
        page_state.reachability.record(&answer);
        let Ok(page) = answer else { return };
        if untrack(|| page_state.with_page(|shown| supersedes(&page, shown))) == Some(true) {
            page_state.list.set(Some(Ok(page)));
        }
    });
}

/// Whether a page is newer than the one shown. Answers can arrive out of order.
fn supersedes(page: &KeysPage, shown: &KeysPage) -> bool {
    (&page.viewer.account, &page.query) == (&shown.viewer.account, &shown.query) && page.now > shown.now
}

/// The polling interval, in multiples of [`INTERVAL`]. `None` if no event is expected for a link in the list.
fn poll_interval(page_state: PageState) -> Option<u32> {
    let interval = |page: &KeysPage| {
        let every = page
            .keys
            .iter()
            .filter_map(|key| match key.tokens.newest().link.at(page.now) {
                Link::Opened { at } if page.now.is_within(REVISIT_TIME, at) => Some(1),
                Link::Pending { .. } => Some(PENDING_TICKS),
                Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. } => None,
            });
        every.min()
    };
    untrack(|| page_state.with_page(interval)).flatten()
}
