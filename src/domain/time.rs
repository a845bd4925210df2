//! Timestamps and calendar arithmetic, in UTC. A point in time is a [`Timestamp`], a length of time a [`Duration`].

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Tolerance for clock differences between nodes. A stored time further in the future was written before the clock was set back, and
/// counts as ended.
pub const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

/// A length of time in days of 24 hours.
pub const fn days(number: u64) -> Duration {
    Duration::from_hours(24 * number)
}

/// A length of time in whole seconds, rounded up.
pub fn whole_seconds(length: Duration) -> i64 {
    let partial_second = u64::from(length.subsec_nanos() > 0);
    length
        .as_secs()
        .saturating_add(partial_second)
        .try_into()
        .unwrap_or(i64::MAX)
}

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The time this many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The time `length` later. Saturates at the limits of `i64`.
    #[must_use]
    pub const fn plus(self, length: Duration) -> Self {
        Self(self.0.saturating_add(millis(length)))
    }

    /// The time `length` earlier. Saturates at the limits of `i64`.
    #[must_use]
    pub const fn minus(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(millis(length)))
    }

    /// Whole seconds since the epoch, rounded down.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole days in UTC since the epoch, rounded down.
    pub fn day(self) -> i64 {
        self.seconds().div_euclid(24 * 60 * 60)
    }

    /// Whole hours since the epoch, rounded down.
    pub fn hour(self) -> i64 {
        self.seconds().div_euclid(60 * 60)
    }

    /// The beginning of an hour in UTC, counted from the epoch.
    pub const fn of_hour(hour: i64) -> Self {
        Self(hour.saturating_mul(60 * 60 * 1_000))
    }

    /// The beginning of a day in UTC, counted from the epoch.
    pub const fn of_day(day: i64) -> Self {
        Self(day.saturating_mul(24 * 60 * 60 * 1_000))
    }

    /// The latest time that a stored value may have now. Later ones count as ended: see [`CLOCK_TOLERANCE`].
    #[must_use]
    pub fn latest_accepted(self) -> Self {
        self.plus(CLOCK_TOLERANCE)
    }

    /// Whether a period of this length from `start` includes this time. `false` if it starts in the future, beyond [`CLOCK_TOLERANCE`].
    pub fn is_within(self, lifetime: Duration, start: Self) -> bool {
        start <= self.latest_accepted() && self.since(start) < lifetime
    }

    /// The time since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).try_into().unwrap_or_default())
    }

    /// Adds calendar months in UTC. A day beyond the end of the target month becomes its last day (31 January plus one month is 28
    /// or 29 February). The time of day is kept.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let later = self.utc().checked_add_months(Months::new(months));
        // A date after the calendar's last year counts as never.
        later.map_or(Self(i64::MAX), |at| Self(at.timestamp_millis()))
    }

    /// Midnight UTC of a date; `None` if the date does not exist.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::midnight)
    }

    /// Midnight UTC of a date such as `2026-11-22`; `None` for any other text.
    pub fn from_date(text: &str) -> Option<Self> {
        let date: NaiveDate = text.parse().ok()?;
        // The parser also accepts spaces, single digits and years after 9999.
        (text.len() == 10 && date.to_string() == text).then(|| Self::midnight(date))
    }

    fn midnight(date: NaiveDate) -> Self {
        Self(date.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
    }

    /// Date and time of day in UTC. A time outside the calendar's range occurs only in a damaged store, and becomes the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// `2025-11-12T14:03:09Z`, for `datetime` attributes and machine-readable answers.
    pub fn iso(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// `2025-11-12`.
    pub fn iso_date(self) -> String {
        self.utc().date_naive().to_string()
    }
}

/// A length of time in whole milliseconds.
const fn millis(length: Duration) -> i64 {
    let millis = length.as_millis();
    if millis > i64::MAX as u128 {
        i64::MAX
    } else {
        millis as i64
    }
}

/// A duration in one unit, for display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elapsed {
    Minutes(i64),
    Hours(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

/// The elapsed time in one unit: days up to two full calendar months, then full calendar months. A token is thus six months old on
/// the day its renewal is due after six months. `None` below one minute.
pub fn elapsed(from: Timestamp, now: Timestamp) -> Option<Elapsed> {
    let minutes = now.since(from).as_secs().cast_signed() / 60;
    Some(match (minutes, i64::from(full_months(from, now))) {
        (0, _) => return None,
        (minutes, _) if minutes < 60 => Elapsed::Minutes(minutes),
        (minutes, _) if minutes < 24 * 60 => Elapsed::Hours(minutes / 60),
        (minutes, months) if months < 2 => Elapsed::Days(minutes / (24 * 60)),
        (_, months) if months < 24 => Elapsed::Months(months),
        (_, months) => Elapsed::Years(months / 12),
    })
}

/// Number of full calendar months at `now`.
fn full_months(from: Timestamp, now: Timestamp) -> u32 {
    let (first, last) = (from.utc(), now.utc());
    let months = (last.year() - first.year()) * 12 + last.month().cast_signed() - first.month().cast_signed();
    let months = u32::try_from(months).unwrap_or_default();
    // The last month is full only when its day and time of day are reached.
    if from.plus_months(months) <= now {
        months
    } else {
        months.saturating_sub(1)
    }
}

/// A countdown as `23:59:41`: hours, minutes and seconds until `until`. Rounded up to the second, so that it shows `00:00:00` only
/// at the end.
pub fn countdown(until: Timestamp, now: Timestamp) -> String {
    let seconds = whole_seconds(until.since(now));
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const MILLISECOND: Duration = Duration::from_millis(1);

    fn ymd(year: i32, month: u32, day: u32) -> Timestamp {
        Timestamp::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn calendar_months_end_on_the_last_day_that_exists() {
        let cases = [
            (ymd(2026, 1, 31), 1, ymd(2026, 2, 28)),
            (ymd(2024, 1, 31), 1, ymd(2024, 2, 29)),
            (ymd(2026, 11, 30), 3, ymd(2027, 2, 28)),
            (ymd(2027, 11, 30), 3, ymd(2028, 2, 29)),
            (ymd(2026, 12, 31), 6, ymd(2027, 6, 30)),
            (ymd(2026, 8, 15), 6, ymd(2027, 2, 15)),
            (ymd(2026, 12, 1), 12, ymd(2027, 12, 1)),
        ];
        for (from, months, expected) in cases {
            assert_eq!(
                from.plus_months(months),
                expected,
                "{} plus {months} months",
                from.iso()
            );
        }
    }

    #[test]
    fn the_time_of_day_survives_adding_months() {
        let time_of_day = Duration::from_hours(13) + MILLISECOND;
        let at = ymd(2026, 1, 31).plus(time_of_day);
        assert_eq!(at.plus_months(1), ymd(2026, 2, 28).plus(time_of_day));
    }

    #[test]
    fn instants_have_a_form_for_programs() {
        let at = ymd(2025, 11, 12).plus(Duration::from_secs((14 * 60 + 3) * 60 + 9));
        assert_eq!(at.iso(), "2025-11-12T14:03:09Z");
        assert_eq!(at.iso_date(), "2025-11-12");
    }

    #[test]
    fn lengths_of_time_never_overflow() {
        let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        assert_eq!(last.plus(Duration::MAX), last);
        assert_eq!(first.minus(Duration::MAX), first);
        assert_eq!(last.since(first), Duration::from_millis(i64::MAX.unsigned_abs()));
        assert_eq!(first.since(last), Duration::ZERO);
        assert_eq!(whole_seconds(Duration::MAX), i64::MAX);
        let seconds = [Duration::ZERO, MILLISECOND, Duration::from_secs(1)].map(whole_seconds);
        assert_eq!(seconds, [0, 1, 1]);
    }

    #[test]
    fn days_begin_at_midnight() {
        let midnight = ymd(1970, 1, 3);
        let all = [midnight.minus(days(3)), midnight.minus(MILLISECOND), midnight];
        assert_eq!(all.map(Timestamp::day), [-1, 1, 2]);
    }

    #[test]
    fn only_days_in_one_form_are_dates() {
        for bad in [
            "",
            "2026-11-31",
            "2026-1-2",
            " 2026-11-22",
            "2026-11-22 ",
            "+2026-11-22",
            "+12026-11-22",
            "22.11.2026",
        ] {
            assert_eq!(Timestamp::from_date(bad), None, "{bad:?}");
        }
        assert_eq!(Timestamp::from_date("2026-11-22"), Some(ymd(2026, 11, 22)));
    }

    #[test]
    fn instants_outside_the_calendar_do_not_panic() {
        for far in [Timestamp(i64::MAX), Timestamp(i64::MIN)] {
            assert_eq!(far.iso(), "1970-01-01T00:00:00Z");
            assert!(elapsed(far, Timestamp(0)).is_none() || far.0 < 0);
        }
        assert_eq!(ymd(262_000, 1, 1).plus_months(12 * 1_000), Timestamp(i64::MAX));
    }

    #[test]
    fn months_are_calendar_months_to_the_millisecond() {
        let cases = [
            (
                ymd(2026, 8, 31),
                ymd(2027, 2, 28),
                Elapsed::Months(6),
                Elapsed::Months(5),
            ),
            (
                ymd(2027, 8, 31),
                ymd(2028, 2, 29),
                Elapsed::Months(6),
                Elapsed::Months(5),
            ),
            (
                ymd(2026, 1, 15),
                ymd(2026, 4, 15),
                Elapsed::Months(3),
                Elapsed::Months(2),
            ),
            (
                ymd(2026, 1, 15),
                ymd(2026, 3, 15),
                Elapsed::Months(2),
                Elapsed::Days(58),
            ),
            (
                ymd(2024, 2, 29),
                ymd(2026, 2, 28),
                Elapsed::Years(2),
                Elapsed::Months(23),
            ),
        ];
        for (from, full, expected, before) in cases {
            assert_eq!(elapsed(from, full), Some(expected), "{}", from.iso());
            assert_eq!(elapsed(from, full.minus(MILLISECOND)), Some(before), "{}", from.iso());
        }
    }

    #[test]
    fn a_countdown_reaches_zero_only_when_time_is_over() {
        let now = Timestamp(0);
        assert_eq!(countdown(now.plus(days(1)), now), "24:00:00");
        assert_eq!(countdown(now.plus(days(1) - MILLISECOND), now), "24:00:00");
        assert_eq!(countdown(Timestamp(1), now), "00:00:01");
        assert_eq!(countdown(Timestamp(0), now), "00:00:00");
        assert_eq!(countdown(Timestamp(-5), now), "00:00:00");
    }
}
