//! A length of time travels in whole seconds, rounded up.

use crate::domain::time::whole_seconds;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::time::Duration;

pub(super) fn serialize<S: Serializer>(length: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    whole_seconds(*length).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = i64::deserialize(deserializer)?;
    Ok(Duration::from_secs(seconds.try_into().unwrap_or_default()))
}
