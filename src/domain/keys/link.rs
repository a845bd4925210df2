//! Single-access links: a link delivers one new token, once, within 24 hours. This module has the states of a link and its expiry,
//! but not its id or its token.

use crate::domain::time::{Timestamp, days};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Lifetime of a link: 24 hours.
pub const LINK_LIFETIME: Duration = days(1);

/// The state of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// Not opened yet. Can be opened while `now < expires_at`.
    Pending { expires_at: Timestamp },
    /// Delivered its token at this time.
    Opened { at: Timestamp },
    /// Expired unopened. Its token was never seen.
    Expired { at: Timestamp },
    /// Cancelled unopened, because the renewal was undone or the token deleted.
    Cancelled { at: Timestamp },
}

/// The latest possible expiry of a link that is pending at `now`. A later stored expiry was written before the clock was set back.
pub fn latest_end(now: Timestamp) -> Timestamp {
    now.latest_accepted().plus(LINK_LIFETIME)
}

impl Link {
    /// A pending link issued at `now`.
    pub fn issue(now: Timestamp) -> Self {
        Self::Pending {
            expires_at: now.plus(LINK_LIFETIME),
        }
    }

    /// The state at `now`. A pending link past its expiry is expired, even if the store does not record that yet. So is a link that
    /// expires after [`latest_end`].
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Pending { expires_at } if now >= expires_at || expires_at > latest_end(now) => Self::Expired {
                at: expires_at.min(now),
            },
            Self::Pending { .. } | Self::Opened { .. } | Self::Expired { .. } | Self::Cancelled { .. } => self,
        }
    }

    /// The expiry of the link, if it is pending at `now`.
    pub fn pending_until(self, now: Timestamp) -> Option<Timestamp> {
        match self.at(now) {
            Self::Pending { expires_at } => Some(expires_at),
            Self::Opened { .. } | Self::Expired { .. } | Self::Cancelled { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_link_lives_for_24_hours_to_the_millisecond() {
        let issued = Timestamp::from_millis(1_000);
        let link = Link::issue(issued);
        let end = issued.plus(Duration::from_hours(24));
        assert_eq!(link.pending_until(issued), Some(end));
        assert_eq!(link.pending_until(end.minus(Duration::from_millis(1))), Some(end));
        assert_eq!(link.pending_until(end), None);
        assert_eq!(link.at(end), Link::Expired { at: end });
    }

    #[test]
    fn a_link_from_the_future_has_ended() {
        let issued = Timestamp::EPOCH.plus(days(40));
        let link = Link::issue(issued);
        assert!(
            link.pending_until(issued.minus(Duration::from_mins(5))).is_some(),
            "clocks differ a little"
        );
        let set_back = issued.minus(Duration::from_mins(6));
        assert_eq!(link.at(set_back), Link::Expired { at: set_back });
        assert_eq!(link.pending_until(issued.minus(days(30))), None);
    }

    #[test]
    fn ended_links_stay_as_they_ended() {
        let at = Timestamp::from_millis(5);
        for ended in [Link::Opened { at }, Link::Expired { at }, Link::Cancelled { at }] {
            assert_eq!(ended.at(Timestamp::from_millis(i64::MAX)), ended);
            assert_eq!(ended.pending_until(Timestamp::EPOCH), None);
        }
    }
}
