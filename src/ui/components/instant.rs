//! Instants: in UTC as the server draws them, and in the reader's own time zone where scripts run (`public/times.js`).

use crate::{domain::time::Timestamp, words::dates};
use leptos::prelude::*;

/// A date, exact to the minute for those who point at it and for programs.
pub fn date(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() title=dates::date_and_time(at) data-exact="day">
            {dates::date(at)}
        </time>
    }
    .into_any()
}

/// A date and time.
pub fn to_the_minute(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() data-exact="minute">
            {dates::date_and_time(at)}
        </time>
    }
    .into_any()
}

/// A date and time with seconds.
pub fn to_the_second(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() data-exact="second">
            {dates::to_the_second(at)}
        </time>
    }
    .into_any()
}
