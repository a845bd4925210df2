//! Instants: in UTC as the server draws them, and in the reader's own time zone where scripts run (`public/times.js`).

use crate::domain::time::Timestamp;
use leptos::prelude::*;

/// A date, exact to the minute for those who point at it and for programs.
pub fn date(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() title=at.date_and_time() data-exact="day">
            {at.date()}
        </time>
    }
    .into_any()
}

/// A date and time.
pub fn to_the_minute(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() data-exact="minute">
            {at.date_and_time()}
        </time>
    }
    .into_any()
}

/// A date and time with seconds.
pub fn to_the_second(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() data-exact="second">
            {at.to_the_second()}
        </time>
    }
    .into_any()
}
