//! Renewal alerts, by the age of a key's newest token in calendar months. Alerts are recommendations: tokens do not expire by age.

use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// The token age from which renewal is recommended. One setting per account, for all its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, VariantArray)]
pub enum RenewalPeriod {
    /// Three months, the recommended setting.
    #[default]
    ThreeMonths,
    /// Six months.
    SixMonths,
}

impl RenewalPeriod {
    /// The period in calendar months.
    pub fn months(self) -> u32 {
        match self {
            Self::ThreeMonths => 3,
            Self::SixMonths => 6,
        }
    }

    /// Parses a number of months; `None` for an unsupported period.
    pub fn from_months(months: i64) -> Option<Self> {
        match months {
            3 => Some(Self::ThreeMonths),
            6 => Some(Self::SixMonths),
            _ => None,
        }
    }
}

/// The urgency of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenewalAlert {
    /// Orange: the newest token is older than the period.
    Recommended,
    /// Red: the newest token is older than the period plus three months.
    HighlyRecommended,
}

impl RenewalAlert {
    /// The time from which a token created at `newest` has this alert.
    pub fn since(self, newest: Timestamp, period: RenewalPeriod) -> Timestamp {
        newest.plus_months(match self {
            Self::Recommended => period.months(),
            Self::HighlyRecommended => period.months() + 3,
        })
    }
}

impl RenewalAlert {
    /// The latest time at which a token can have been created that has this alert at `now`. Near the end of a month a few that were created
    /// before it may not have it yet, because months differ in length.
    pub fn latest_creation(self, period: RenewalPeriod, now: Timestamp) -> Timestamp {
        let (mut low, mut high) = (0, now.millis().max(0));
        while low < high {
            let middle = low + (high - low + 1) / 2;
            if self.since(Timestamp::from_millis(middle), period) <= now {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Timestamp::from_millis(low)
    }
}

/// The alert for a key whose newest token was created at `newest`.
pub fn renewal_alert(newest: Timestamp, period: RenewalPeriod, now: Timestamp) -> Option<RenewalAlert> {
    [RenewalAlert::HighlyRecommended, RenewalAlert::Recommended]
        .into_iter()
        .find(|alert| now >= alert.since(newest, period))
}

#[cfg(test)]
mod tests {
    use super::*;
    use RenewalAlert::{HighlyRecommended, Recommended};
    use RenewalPeriod::{SixMonths, ThreeMonths};
    use std::time::Duration;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn alerts_change_at_the_millisecond_the_calendar_month_is_full() {
        // created, period, first recommended, first highly recommended
        let cases = [
            ((2026, 1, 15), ThreeMonths, (2026, 4, 15), (2026, 7, 15)),
            ((2026, 1, 15), SixMonths, (2026, 7, 15), (2026, 10, 15)),
            ((2025, 11, 30), ThreeMonths, (2026, 2, 28), (2026, 5, 30)),
            ((2027, 11, 30), ThreeMonths, (2028, 2, 29), (2028, 5, 30)),
            ((2026, 8, 31), SixMonths, (2027, 2, 28), (2027, 5, 31)),
            ((2026, 8, 31), ThreeMonths, (2026, 11, 30), (2027, 2, 28)),
        ];
        for (created, period, orange, red) in cases {
            let at = |(y, m, d)| Timestamp::from_ymd(y, m, d).unwrap();
            let alert = |now| renewal_alert(at(created), period, now);
            assert_eq!(alert(at(created)), None, "{created:?}");
            assert_eq!(alert(at(orange).minus(Duration::from_millis(1))), None, "{created:?}");
            assert_eq!(alert(at(orange)), Some(Recommended), "{created:?}");
            assert_eq!(
                alert(at(red).minus(Duration::from_millis(1))),
                Some(Recommended),
                "{created:?}"
            );
            assert_eq!(alert(at(red)), Some(HighlyRecommended), "{created:?}");
        }
    }

    #[test]
    fn only_three_and_six_months_are_periods() {
        assert_eq!(RenewalPeriod::from_months(3), Some(ThreeMonths));
        assert_eq!(RenewalPeriod::from_months(6), Some(SixMonths));
        for other in [0, 1, 12, -3] {
            assert_eq!(RenewalPeriod::from_months(other), None);
        }
    }
}
