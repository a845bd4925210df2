//! Whether a key works: its status together with its end.

use crate::domain::{
    keys::key::{Key, Status},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What verification makes of a key with a valid token, as far as the key alone decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Standing {
    Active,
    /// Active, but its end has passed.
    Expired,
    /// Deactivated, whether or not its end has passed.
    Inactive,
}

impl Standing {
    /// The standing of a key with this status and end.
    pub fn new(status: Status, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        match status {
            Status::Inactive => Self::Inactive,
            Status::Active if expires_at.is_some_and(|end| end <= now) => Self::Expired,
            Status::Active => Self::Active,
        }
    }

    /// The value in query strings.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Key {
    /// The key's standing at `now`.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::new(self.status, self.restrictions.expires_at, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_key_is_refused_from_its_end_on_and_a_deactivated_one_stays_inactive() {
        let end = Timestamp::from_millis(1_800_000_000_000);
        for (now, standing) in [
            (end.minus(Duration::from_millis(1)), Standing::Active),
            (end, Standing::Expired),
        ] {
            assert_eq!(Standing::new(Status::Active, Some(end), now), standing);
            assert_eq!(Standing::new(Status::Inactive, Some(end), now), Standing::Inactive);
            assert_eq!(Standing::new(Status::Active, None, now), Standing::Active);
        }
    }
}
