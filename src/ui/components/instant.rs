//! Times: in UTC from the server, in the user's time zone where JavaScript runs (`public/times.js`).

use crate::{domain::time::Timestamp, words::dates};
use leptos::prelude::*;

/// A date. The `datetime` and the title hold the exact time, to the minute.
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
            {dates::exact_date_and_time(at)}
        </time>
    }
    .into_any()
}
