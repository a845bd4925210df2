//! Choices of the user during a renewal.

use serde::{Deserialize, Serialize};

/// When the old token is deleted. Chosen at the completion of a renewal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeleteOld {
    /// Both tokens stay valid until the user deletes the old one.
    #[default]
    Later,
    /// The old token is deleted immediately.
    Now,
    /// The old token is deleted once it was not used for so many days and the new one is in use.
    WhenUnused(QuietDays),
}

/// A number of recorded days without use, from 1 to 90.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct QuietDays(i64);

impl QuietDays {
    /// The default of forms.
    pub const WEEK: Self = Self(7);

    /// `None` if the number is out of range.
    pub fn new(days: i64) -> Option<Self> {
        (1..=90).contains(&days).then_some(Self(days))
    }

    pub fn days(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for QuietDays {
    type Error = &'static str;

    fn try_from(days: i64) -> Result<Self, Self::Error> {
        Self::new(days).ok_or("not from 1 to 90 days")
    }
}

impl From<QuietDays> for i64 {
    fn from(days: QuietDays) -> Self {
        days.0
    }
}

/// Whether the caller agreed that a renewal deletes the old token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    #[default]
    NotGiven,
    Given,
}
