//! Instants and calendar arithmetic: milliseconds since the Unix epoch, always UTC.

use serde::{Deserialize, Serialize};
use time::{Date, Month, OffsetDateTime, Time};

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// How far ahead of its clock a node believes a stored time, in milliseconds: nodes' clocks differ a little. A later one was
/// written before a clock was set back, and counts as ended.
pub const AHEAD: i64 = 5 * MINUTE;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A date and the time of day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utc {
    pub year: i32,
    /// From 1.
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl Timestamp {
    /// This instant moved by `millis` (negative moves back). Saturates at the ends of the range.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The latest stored time that is believed at this instant.
    #[must_use]
    pub fn latest_believed(self) -> Self {
        self.plus(AHEAD)
    }

    /// Whether what began at `began` and lasts for `lifetime` milliseconds is still going on at this instant. What began in the
    /// future is not: see [`AHEAD`].
    pub fn is_within(self, lifetime: i64, began: Self) -> bool {
        began <= self.latest_believed() && self.since(began) < lifetime
    }

    /// Milliseconds from `earlier` to this instant; zero when `earlier` is in fact later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }

    /// This instant moved on by calendar months in UTC. A day that the target month does not have becomes that
    /// month's last day (31 January plus one month is 28 or 29 February); the time of day stays.
    #[must_use]
    pub fn plus_months(self, months: u16) -> Self {
        let at = self.date_time();
        let month_index = i32::from(u8::from(at.month())) - 1 + i32::from(months);
        let year = at.year() + month_index.div_euclid(12);
        let month = Month::December.nth_next((month_index.rem_euclid(12) + 1) as u8);
        let day = at.day().min(month.length(year));
        match Date::from_calendar_date(year, month, day) {
            Ok(date) => Self::from_date_time(date.with_time(at.time()).assume_utc()),
            Err(_) => Self(i64::MAX), // past the last year that the calendar knows: never
        }
    }

    /// The first millisecond of a UTC calendar day; `None` for a date that does not exist.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        Some(Self::from_date_time(date.with_time(Time::MIDNIGHT).assume_utc()))
    }

    /// The date and the time of day, in UTC.
    pub fn utc(self) -> Utc {
        let at = self.date_time();
        let (hour, minute, second) = at.to_hms();
        Utc {
            year: at.year(),
            month: at.month().into(),
            day: at.day(),
            hour,
            minute,
            second,
        }
    }

    /// `2025-11-12T14:03:09Z`, for `datetime` attributes and machine-readable answers.
    pub fn iso(self) -> String {
        let Utc {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.utc();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    fn date_time(self) -> OffsetDateTime {
        // Instants outside the calendar's years (-9999 to 9999) can only come from a damaged store; they show as the epoch.
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    fn from_date_time(at: OffsetDateTime) -> Self {
        Self((at.unix_timestamp_nanos() / 1_000_000) as i64)
    }
}

/// A length of time in the one unit in which people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elapsed {
    Minutes(i64),
    Hours(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

/// What has passed, in one unit: days until two months are full, then full calendar months, so that a token
/// is six months old on the day on which its renewal is due after six months. `None` for less than a minute.
pub fn elapsed(from: Timestamp, now: Timestamp) -> Option<Elapsed> {
    let millis = now.since(from);
    Some(match (millis, i64::from(full_months(from, now))) {
        (m, _) if m < MINUTE => return None,
        (m, _) if m < HOUR => Elapsed::Minutes(m / MINUTE),
        (m, _) if m < DAY => Elapsed::Hours(m / HOUR),
        (m, months) if months < 2 => Elapsed::Days(m / DAY),
        (_, months) if months < 24 => Elapsed::Months(months),
        (_, months) => Elapsed::Years(months / 12),
    })
}

/// How many calendar months are full at `now`.
fn full_months(from: Timestamp, now: Timestamp) -> u16 {
    // A month has 28 to 31 days, so the guess is at most a few too high.
    let guess = u16::try_from(now.since(from) / (28 * DAY)).unwrap_or(u16::MAX);
    (0..=guess)
        .rev()
        .find(|months| now >= from.plus_months(*months))
        .unwrap_or_default()
}

/// What a countdown shows: `23:59:41`, hours, minutes and seconds until `until`, rounded up to the second so that it
/// reads `00:00:00` only when the time is over.
pub fn countdown(until: Timestamp, now: Timestamp) -> String {
    let seconds = (until.since(now) + SECOND - 1) / SECOND;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn ymd(year: i32, month: u8, day: u8) -> Timestamp {
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
        let at = ymd(2026, 1, 31).plus(13 * HOUR + 7);
        assert_eq!(at.plus_months(1), ymd(2026, 2, 28).plus(13 * HOUR + 7));
    }

    #[test]
    fn instants_have_a_form_for_programs() {
        let at = ymd(2025, 11, 12).plus(14 * HOUR + 3 * MINUTE + 9 * SECOND);
        assert_eq!(at.iso(), "2025-11-12T14:03:09Z");
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
            assert_eq!(elapsed(from, full.plus(-1)), Some(before), "{}", from.iso());
        }
    }

    #[test]
    fn a_countdown_reaches_zero_only_when_time_is_over() {
        let now = Timestamp(0);
        assert_eq!(countdown(Timestamp(24 * HOUR), now), "24:00:00");
        assert_eq!(countdown(Timestamp(DAY - 1), now), "24:00:00");
        assert_eq!(countdown(Timestamp(1), now), "00:00:01");
        assert_eq!(countdown(Timestamp(0), now), "00:00:00");
        assert_eq!(countdown(Timestamp(-5), now), "00:00:00");
    }
}
