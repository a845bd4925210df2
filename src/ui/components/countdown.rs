//! A countdown. It is live where JavaScript runs.

use crate::{
    domain::time::{Timestamp, countdown},
    ui::{elapsed::PageAge, live::live_text},
};
use leptos::prelude::*;

/// Hours, minutes and seconds until `until`, starting from the server's `now`. On pages without hydration `share.js` reads the
/// data attributes and updates the text.
#[component]
pub fn Countdown(
    until: Timestamp,
    now: Timestamp,
    /// Called once when the countdown reaches zero.
    #[prop(optional)]
    on_end: Option<Callback<()>>,
) -> impl IntoView {
    let elapsed = use_context::<PageAge>();
    let start = elapsed.map(PageAge::get_untracked).unwrap_or_default();
    let current = move || now.plus(elapsed.map_or(start, PageAge::get).saturating_sub(start));
    if let Some(on_end) = on_end {
        Effect::new(move |was_over: Option<bool>| {
            let over = current() >= until;
            if over && was_over == Some(false) {
                on_end.run(());
            }
            over
        });
    }
    view! {
        <span
            class="countdown"
            role="timer"
            data-countdown=until.millis().to_string()
            data-now=now.millis().to_string()
        >
            {live_text(move || countdown(until, current()))}
        </span>
    }
}
