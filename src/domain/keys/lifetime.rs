//! When a key ends, if it does. An end is a midnight in UTC: the key works until the end of its last day. Age alone ends nothing; an end is
//! an admin's choice, which an account may limit.

use crate::domain::time::{Timestamp, days};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The lifetimes that forms offer, in days.
const OFFERED: [u32; 3] = [30, 90, 365];

/// Maximum lifetime that an account can set, in days.
pub const LIFETIME_MAX: u32 = 3_650;

/// From when on the list says prominently that a key ends soon.
pub const ENDS_SOON: Duration = days(30);

/// The value of a form without an end.
pub const NEVER: &str = "never";
/// The value of a form with a date.
pub const ON_DATE: &str = "date";

/// An account's rules for new ends of its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifetimePolicy {
    /// For how many days a new end may be ahead, at most. `None`: without limit, and without an end.
    pub longest: Option<u32>,
    /// The lifetime that the form for a new key proposes, in days.
    pub proposed: Option<u32>,
}

/// What a user chose as a key's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndChoice {
    /// Nothing: the form had no such field. A new key gets what its account proposes, and an existing one keeps its end.
    Unsaid,
    Never,
    /// Full days from now on.
    Days(u32),
    /// The midnight at which the last day begins.
    LastDay(Timestamp),
}

/// Why an end is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndRefusal {
    /// Not a date.
    NoDate,
    /// The day is over.
    Past,
    /// Later than the account allows.
    TooLate { longest: u32, end: Timestamp },
    /// The account requires an end.
    Needed { longest: u32, end: Timestamp },
}

/// Why an account's rules are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyRefusal {
    /// Not a number of days up to [`LIFETIME_MAX`].
    Longest,
    /// The same of the proposed lifetime.
    Proposed,
    /// The proposed lifetime is above the longest one.
    ProposedTooLong,
}

impl EndChoice {
    /// Parses the value of the choice and the text of the date, which counts only if the choice is [`ON_DATE`].
    ///
    /// # Errors
    /// [`EndRefusal::NoDate`].
    pub fn parse(choice: &str, date: &str) -> Result<Self, EndRefusal> {
        match choice {
            "" => Ok(Self::Unsaid),
            NEVER => Ok(Self::Never),
            ON_DATE => Timestamp::from_date(date.trim())
                .map(Self::LastDay)
                .ok_or(EndRefusal::NoDate),
            days => match days.parse() {
                Ok(days @ 1..=LIFETIME_MAX) => Ok(Self::Days(days)),
                Ok(_) | Err(_) => Err(EndRefusal::NoDate),
            },
        }
    }
}

impl LifetimePolicy {
    /// Parses the fields of the settings. An empty field is no rule.
    ///
    /// # Errors
    /// [`PolicyRefusal`].
    pub fn parse(longest: &str, proposed: &str) -> Result<Self, PolicyRefusal> {
        let days = |text: &str| match text.trim() {
            "" => Some(None),
            text => text
                .parse()
                .ok()
                .filter(|days| (1..=LIFETIME_MAX).contains(days))
                .map(Some),
        };
        let longest = days(longest).ok_or(PolicyRefusal::Longest)?;
        let proposed = days(proposed).ok_or(PolicyRefusal::Proposed)?;
        match (longest, proposed) {
            (Some(longest), Some(proposed)) if proposed > longest => Err(PolicyRefusal::ProposedTooLong),
            (longest, proposed) => Ok(Self { longest, proposed }),
        }
    }

    /// The lifetimes that a form offers, in days, shortest first.
    pub fn offered(self) -> Vec<u32> {
        let mut offered: Vec<_> = OFFERED.into_iter().chain(self.proposed).chain(self.longest).collect();
        offered.retain(|days| self.longest.is_none_or(|longest| *days <= longest));
        offered.sort_unstable();
        offered.dedup();
        offered
    }

    /// The lifetime that the form for a new key proposes, in days. `None`: no end.
    pub fn preselected(self) -> Option<u32> {
        self.proposed.or(self.longest)
    }

    /// The end of a new key.
    ///
    /// # Errors
    /// [`EndRefusal`].
    pub fn end_of_new(self, choice: EndChoice, now: Timestamp) -> Result<Option<Timestamp>, EndRefusal> {
        let choice = match (choice, self.preselected()) {
            (EndChoice::Unsaid, Some(days)) => EndChoice::Days(days),
            (EndChoice::Unsaid, None) => EndChoice::Never,
            (said, _) => said,
        };
        self.checked(end_of(choice, now), now)
    }

    /// The end of a key that has the end `before`. What does not change is not refused, whatever the account allows now: its rules are for
    /// new ends.
    ///
    /// # Errors
    /// [`EndRefusal`].
    pub fn end_of_edited(
        self,
        choice: EndChoice,
        before: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, EndRefusal> {
        let end = end_of(choice, now);
        if choice == EndChoice::Unsaid || end == before {
            return Ok(before);
        }
        self.checked(end, now)
    }

    fn checked(self, end: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>, EndRefusal> {
        if end.is_some_and(|end| end <= now) {
            return Err(EndRefusal::Past);
        }
        let Some(longest) = self.longest else { return Ok(end) };
        let latest = end_in_days(longest, now);
        match end {
            None => Err(EndRefusal::Needed { longest, end: latest }),
            Some(end) if end > latest => Err(EndRefusal::TooLate { longest, end: latest }),
            Some(_) => Ok(end),
        }
    }
}

/// The last day before an end, as a date such as `2026-11-22`.
pub fn last_day(end: Timestamp) -> String {
    end.minus(Duration::from_millis(1)).iso_date()
}

fn end_of(choice: EndChoice, now: Timestamp) -> Option<Timestamp> {
    match choice {
        EndChoice::Unsaid | EndChoice::Never => None,
        EndChoice::Days(number) => Some(end_in_days(number, now)),
        EndChoice::LastDay(midnight) => Some(midnight.plus(days(1))),
    }
}

/// The end of the day in UTC that is this many days ahead.
fn end_in_days(number: u32, now: Timestamp) -> Timestamp {
    let since_midnight = Duration::from_millis(now.millis().rem_euclid(86_400_000).unsigned_abs());
    now.minus(since_midnight).plus(days(u64::from(number) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const MILLISECOND: Duration = Duration::from_millis(1);

    fn day(text: &str) -> Timestamp {
        Timestamp::from_date(text).unwrap()
    }

    /// 22 November 2026, 15:30 UTC.
    fn now() -> Timestamp {
        day("2026-11-22").plus(Duration::from_mins(15 * 60 + 30))
    }

    fn policy(longest: Option<u32>, proposed: Option<u32>) -> LifetimePolicy {
        LifetimePolicy { longest, proposed }
    }

    fn new_end(policy: LifetimePolicy, choice: &str, date: &str) -> Result<Option<String>, EndRefusal> {
        let end = policy.end_of_new(EndChoice::parse(choice, date)?, now())?;
        assert!(
            end.is_none_or(|end| end.millis() % 86_400_000 == 0),
            "ends are midnights"
        );
        Ok(end.map(last_day))
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for (choice, date) in [
            (ON_DATE, ""),
            (ON_DATE, "2026-11-31"),
            (ON_DATE, "22.11.2026"),
            ("0", ""),
            ("-1", ""),
            ("3651", ""),
            ("soon", "2026-12-01"),
        ] {
            assert_eq!(
                EndChoice::parse(choice, date),
                Err(EndRefusal::NoDate),
                "{choice} {date}"
            );
        }
    }

    #[test]
    fn a_new_end_is_ahead() {
        let free = policy(None, None);
        assert_eq!(new_end(free, ON_DATE, "2026-11-21"), Err(EndRefusal::Past));
        assert_eq!(
            new_end(free, ON_DATE, "2026-11-22"),
            Ok(Some("2026-11-22".to_owned())),
            "today is not over"
        );
        assert_eq!(
            new_end(free, ON_DATE, " 9999-12-31 "),
            Ok(Some("9999-12-31".to_owned()))
        );
    }

    #[test]
    fn days_are_full_days_and_end_with_the_day() {
        let free = policy(None, None);
        assert_eq!(
            new_end(free, "30", "1999-01-01"),
            Ok(Some("2026-12-22".to_owned())),
            "the date is for date only"
        );
        assert_eq!(new_end(free, NEVER, "2027-01-01"), Ok(None));
        let end = free.end_of_new(EndChoice::Days(1), now()).unwrap().unwrap();
        assert_eq!(end, day("2026-11-24"));
        assert_eq!(last_day(end), "2026-11-23");
        let midnight = day("2026-11-22");
        for at in [midnight, midnight.plus(days(1)).minus(MILLISECOND)] {
            assert_eq!(end_in_days(0, at), day("2026-11-23"), "{}", at.iso());
        }
        assert_eq!(end_in_days(0, Timestamp::from_millis(-1)), Timestamp::EPOCH);
    }

    #[test]
    fn a_key_above_the_longest_lifetime_is_refused_and_told_the_latest_day() {
        let ninety = policy(Some(90), None);
        let end = day("2027-02-21");
        assert_eq!(new_end(ninety, NEVER, ""), Err(EndRefusal::Needed { longest: 90, end }));
        assert_eq!(new_end(ninety, "91", ""), Err(EndRefusal::TooLate { longest: 90, end }));
        assert_eq!(
            new_end(ninety, ON_DATE, "2027-02-21"),
            Err(EndRefusal::TooLate { longest: 90, end })
        );
        assert_eq!(
            new_end(ninety, ON_DATE, &last_day(end)),
            Ok(Some("2027-02-20".to_owned()))
        );
        assert_eq!(new_end(ninety, "90", ""), Ok(Some("2027-02-20".to_owned())));
    }

    #[test]
    fn an_existing_key_keeps_its_end_whatever_the_account_allows() {
        let thirty = policy(Some(30), None);
        let edited = |choice: &str, date: &str, before| {
            thirty.end_of_edited(EndChoice::parse(choice, date).unwrap(), before, now())
        };
        let far = Some(day("2030-01-02"));
        assert_eq!(edited(NEVER, "", None), Ok(None));
        assert_eq!(edited(ON_DATE, "2030-01-01", far), Ok(far));
        assert_eq!(edited("", "", far), Ok(far));
        let past = Some(day("2026-10-02"));
        assert_eq!(
            edited(ON_DATE, "2026-10-01", past),
            Ok(past),
            "an expired key can be given another name"
        );
        assert_eq!(edited(ON_DATE, "2026-10-02", past), Err(EndRefusal::Past));
        assert_eq!(edited("30", "", past), Ok(Some(day("2026-12-23"))));
        for (choice, before) in [(NEVER, far), ("31", None), ("31", past)] {
            assert!(edited(choice, "", before).is_err(), "{choice}");
        }
    }

    #[test]
    fn a_form_that_says_nothing_gets_what_the_account_proposes() {
        for (rules, expected) in [
            (policy(None, None), None),
            (policy(Some(60), None), Some("2027-01-21")),
            (policy(Some(60), Some(7)), Some("2026-11-29")),
            (policy(None, Some(7)), Some("2026-11-29")),
        ] {
            assert_eq!(new_end(rules, "", ""), Ok(expected.map(str::to_owned)));
        }
    }

    #[test]
    fn forms_offer_what_is_allowed() {
        assert_eq!(policy(None, None).offered(), [30, 90, 365]);
        assert_eq!(policy(Some(60), Some(14)).offered(), [14, 30, 60]);
        assert_eq!(policy(Some(7), None).offered(), [7]);
        assert_eq!(policy(Some(90), Some(90)).offered(), [30, 90]);
    }

    #[test]
    fn rules_are_numbers_of_days_that_do_not_contradict_each_other() {
        for bad in ["0", "-1", "1.5", "3651", "30 days", "∞"] {
            assert_eq!(LifetimePolicy::parse(bad, ""), Err(PolicyRefusal::Longest), "{bad}");
            assert_eq!(LifetimePolicy::parse("", bad), Err(PolicyRefusal::Proposed), "{bad}");
        }
        assert_eq!(LifetimePolicy::parse("30", "31"), Err(PolicyRefusal::ProposedTooLong));
        assert_eq!(LifetimePolicy::parse(" ", ""), Ok(policy(None, None)));
        assert_eq!(LifetimePolicy::parse(" 365 ", "90"), Ok(policy(Some(365), Some(90))));
        assert_eq!(LifetimePolicy::parse("", "90"), Ok(policy(None, Some(90))));
    }
}
