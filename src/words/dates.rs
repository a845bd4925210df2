//! Formats dates, times and durations. Dates are in UTC.

use crate::{
    domain::time::{Elapsed, Timestamp, elapsed},
    i18n::{t, word},
};
use chrono::{Datelike, Timelike};
use std::time::Duration;

/// `12 Nov 2025`.
pub fn date(at: Timestamp) -> String {
    let day = at.utc();
    let month = word(t::months(), day.month0() as usize);
    t::date(&day.day().to_string(), month, &day.year().to_string())
}

/// The last day in UTC before the end of a key, such as `12 Nov 2025`.
pub fn last_day(end: Timestamp) -> String {
    date(end.minus(Duration::from_millis(1)))
}

/// `12 Nov 2025, 14:03 UTC`.
pub fn date_and_time(at: Timestamp) -> String {
    let time = at.utc();
    t::date_and_time(&date(at), &format!("{:02}:{:02}", time.hour(), time.minute()))
}

/// `12 Nov 2025, 14:03:09 UTC`.
pub fn exact_date_and_time(at: Timestamp) -> String {
    let time = at.utc();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    t::date_and_time(&date(at), &format!("{hour:02}:{minute:02}:{second:02}"))
}

/// An age: `just now`, `5 minutes ago`, `3 hours ago`, `2 days ago`, `7 months ago`.
pub fn age(created_at: Timestamp, now: Timestamp) -> String {
    match elapsed_time(created_at, now) {
        Some(duration) => t::ago(&duration),
        None => t::just_now().to_owned(),
    }
}

/// The elapsed time in one unit. `None` below one minute.
pub fn elapsed_time(from: Timestamp, now: Timestamp) -> Option<String> {
    Some(match elapsed(from, now)? {
        Elapsed::Minutes(n) => t::minutes(n),
        Elapsed::Hours(n) => t::hours(n),
        Elapsed::Days(n) => t::days(n),
        Elapsed::Months(n) => t::for_months(n),
        Elapsed::Years(n) => t::years(n),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::days;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn instants_read_as_dates() {
        let day = Timestamp::from_ymd(2025, 11, 12).unwrap();
        let at = day.plus(Duration::from_secs((14 * 60 + 3) * 60 + 9));
        assert_eq!(date(at), "12 Nov 2025");
        assert_eq!(last_day(day), "11 Nov 2025");
        assert_eq!(date_and_time(at), "12 Nov 2025, 14:03 UTC");
        assert_eq!(exact_date_and_time(at), "12 Nov 2025, 14:03:09 UTC");
    }

    #[test]
    fn ages_are_in_words() {
        let now = Timestamp::from_ymd(2026, 11, 22).unwrap();
        let cases = [
            (Duration::ZERO, "just now"),
            (Duration::from_mins(1), "1 minute ago"),
            (Duration::from_hours(3), "3 hours ago"),
            (days(2), "2 days ago"),
            (days(92), "3 months ago"),
            (days(800), "2 years ago"),
        ];
        for (since, expected) in cases {
            assert_eq!(age(now.minus(since), now), expected);
        }
        assert_eq!(age(now.plus(days(5)), now), "just now");
    }
}
