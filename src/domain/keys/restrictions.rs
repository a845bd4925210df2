//! What restricts a key beside its roles: its end, and the networks from which it may be used.

use crate::domain::{
    keys::{
        lifetime::{ENDS_SOON, last_day},
        networks::AllowedNetworks,
    },
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The end and the networks of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restrictions {
    /// The first moment at which the key is refused. `None`: it has no end.
    pub expires_at: Option<Timestamp>,
    pub networks: AllowedNetworks,
}

/// How far away a key's end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndDistance {
    Far,
    /// At most [`ENDS_SOON`] ahead.
    Soon,
    Past,
}

impl Restrictions {
    /// Whether the key's end has passed.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// The end and how far away it is; `None` without an end.
    pub fn end(&self, now: Timestamp) -> Option<(Timestamp, EndDistance)> {
        let end = self.expires_at?;
        let distance = if end <= now {
            EndDistance::Past
        } else if end.since(now) <= ENDS_SOON {
            EndDistance::Soon
        } else {
            EndDistance::Far
        };
        Some((end, distance))
    }

    /// The last day as a date such as `2026-11-22`; `None` without an end.
    pub fn last_day(&self) -> Option<String> {
        self.expires_at.map(last_day)
    }

    /// Whether these restrictions allow a request that `before` refuses, now or later.
    pub fn allow_more_than(&self, before: &Self) -> bool {
        let lasts_longer = match (before.expires_at, self.expires_at) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(before), Some(after)) => after > before,
        };
        lasts_longer || !self.networks.is_within(&before.networks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::days;
    use std::time::Duration;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const END: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const MILLISECOND: Duration = Duration::from_millis(1);

    fn until(expires_at: Option<Timestamp>, networks: &str) -> Restrictions {
        Restrictions {
            expires_at,
            networks: AllowedNetworks::parse(networks).unwrap(),
        }
    }

    #[test]
    fn an_end_is_soon_for_thirty_days() {
        let ends = until(Some(END), "");
        let begins = END.minus(days(30));
        for (now, distance) in [
            (begins.minus(MILLISECOND), EndDistance::Far),
            (begins, EndDistance::Soon),
            (END.minus(MILLISECOND), EndDistance::Soon),
            (END, EndDistance::Past),
        ] {
            assert_eq!(ends.end(now), Some((END, distance)));
            assert_eq!(ends.has_ended(now), distance == EndDistance::Past);
        }
        assert_eq!(until(None, "").end(END), None);
    }

    #[test]
    fn later_ends_and_wider_networks_allow_more() {
        let (before, after) = (END.minus(days(1)), END.plus(days(1)));
        for (restrictions, allow_more) in [
            (until(Some(END), "10.0.0.0/8"), false),
            (until(Some(before), "10.1.0.0/16"), false),
            (until(Some(after), "10.0.0.0/8"), true),
            (until(None, "10.0.0.0/8"), true),
            (until(Some(END), "10.0.0.0/8 192.0.2.1"), true),
            (until(Some(END), ""), true),
        ] {
            assert_eq!(
                restrictions.allow_more_than(&until(Some(END), "10.0.0.0/8")),
                allow_more,
                "{restrictions:?}"
            );
            assert!(!restrictions.allow_more_than(&Restrictions::default()));
        }
    }
}
