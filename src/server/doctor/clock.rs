//! What is wrong with the clock.

use super::Finding;
use crate::{domain::time::Timestamp, server::store::Inspected};
use std::time::Duration;

const CHECK: &str = "clock";

/// How far clocks may be apart. Codes of a second factor allow half a minute.
pub(super) const CLOCKS_APART: Duration = Duration::from_secs(30);

/// Compares the clock with the database's, and with the newest row of the audit log.
pub(super) fn judge(inspected: Option<&Inspected>, now: Timestamp) -> Finding {
    let apart = |other: Timestamp| now.since(other).max(other.since(now));
    let server = inspected.and_then(|inspected| inspected.server_time);
    let newest = inspected.and_then(|inspected| inspected.newest_event);
    match (server, newest) {
        (Some(server), _) if apart(server) > CLOCKS_APART => Finding::wrong(
            CHECK,
            format!(
                "this machine's clock says {}, and the database's {}. Synchronise both (NTP); codes of a second factor allow half a minute.",
                now.iso(),
                server.iso()
            ),
        ),
        (_, Some(newest)) if newest > now.plus(CLOCKS_APART) => Finding::wrong(
            CHECK,
            format!(
                "the clock says {}, but the audit log has a row from {}: the clock was set back, or is wrong now. Synchronise it (NTP).",
                now.iso(),
                newest.iso()
            ),
        ),
        _ => Finding::ok(CHECK, format!("it is {}", now.iso())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Outcome;

    #[test]
    fn clocks_that_differ_and_rows_of_the_future_are_told() {
        let now = Timestamp::from_millis(1_795_348_800_000);
        let minute = Duration::from_mins(1);
        let of = |server_time, newest_event| {
            let inspected = Inspected {
                server_time,
                newest_event,
                ..Inspected::default()
            };
            judge(Some(&inspected), now).outcome
        };
        assert_eq!(of(Some(now), Some(now.minus(minute))), Outcome::Ok);
        assert_eq!(of(Some(now.plus(minute)), None), Outcome::Wrong);
        assert_eq!(of(Some(now.minus(minute)), None), Outcome::Wrong);
        assert_eq!(of(None, Some(now.plus(minute))), Outcome::Wrong);
        assert_eq!(judge(None, now).outcome, Outcome::Ok);
    }
}
