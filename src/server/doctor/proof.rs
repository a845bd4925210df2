//! The proof with which the doctor asks a running server what it saw of a request. It is made with a key in the database, so it also proves
//! that both use the same database. Whoever sees it can ask what became of their own requests for some minutes, and nothing else.

use crate::{
    domain::time::Timestamp,
    server::{
        crypto::{Hash, Secret, hmac},
        state::AppState,
    },
};
use std::time::Duration;

/// The header with the proof.
pub const HEADER: &str = "x-keydesk-doctor";

const PURPOSE: &str = "keydesk: the doctor's proof, version 1";
/// How long a proof is valid, and how far clocks may be apart.
const VALID_FOR: Duration = Duration::from_mins(10);

/// A proof with the key that all nodes share.
pub(super) fn proof(key: &Secret, now: Timestamp) -> Secret {
    let millis = now.millis();
    Secret::new(format!("{millis}.{}", mac(&derived(key), millis).as_str()))
}

/// Whether a value is a valid proof.
pub async fn is_proof(state: &AppState, value: &str) -> bool {
    let Some((millis, sent)) = value.split_once('.') else {
        return false;
    };
    let Ok(millis) = millis.parse::<i64>() else {
        return false;
    };
    let (at, now) = (Timestamp::from_millis(millis), state.clock.now());
    if now.since(at) > VALID_FOR || at.since(now) > VALID_FOR {
        return false;
    }
    match state.attempts.derived_key(PURPOSE).await {
        Ok(key) => mac(&key, millis).matches(&Hash::stored(sent.to_owned())),
        Err(error) => {
            tracing::warn!(%error, "the doctor's question could not be checked");
            false
        }
    }
}

fn derived(key: &Secret) -> Secret {
    Secret::new(hmac(key, PURPOSE).as_str())
}

fn mac(key: &Secret, millis: i64) -> Hash {
    hmac(key, &millis.to_string())
}
