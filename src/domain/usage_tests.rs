use super::*;
use std::{net::Ipv4Addr, time::Duration};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Timestamp = Timestamp::from_millis(1_795_348_800_000);

fn address(last: u8) -> Option<IpAddr> {
    Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, last)))
}

fn used(at: Timestamp, denial: Option<Denial>, from: u8) -> TokenUse<'static> {
    TokenUse {
        at,
        denial,
        address: address(from),
        verifier: None,
    }
}

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

#[test]
fn uses_are_counted_with_their_reasons_and_senders() {
    let mut tally = Tally::empty(after(5));
    tally.count(&used(after(5), None, 1));
    tally.count(&used(after(9), Some(Denial::ResourceDenied), 1));
    // Clocks can be set back.
    tally.count(&used(after(2), None, 2));
    assert_eq!((tally.first_at, tally.last_at, tally.uses), (after(2), after(9), 3));
    assert_eq!(tally.denials().collect::<Vec<_>>(), [(Denial::ResourceDenied, 1)]);
    let senders: Vec<_> = tally
        .senders
        .iter()
        .map(|sender| (sender.address, sender.uses, sender.last_at))
        .collect();
    assert_eq!(senders, [(address(1), 2, after(9)), (address(2), 1, after(2))]);
}

#[test]
fn verifiers_are_told_apart() {
    let [a, b] = ["a", "b"].map(|id| Arc::new(Id::new(id.to_owned())));
    let mut tally = Tally::empty(NOW);
    for verifier in [Some(&a), Some(&b), None, Some(&a)] {
        tally.count(&TokenUse {
            verifier,
            ..used(NOW, None, 1)
        });
    }
    let senders: Vec<_> = tally
        .senders
        .iter()
        .map(|sender| (sender.verifier.clone(), sender.uses))
        .collect();
    assert_eq!(senders, [(Some(a), 2), (Some(b), 1), (None, 1)]);
}

#[test]
fn only_the_last_senders_are_kept() {
    let mut tally = Tally::empty(NOW);
    for from in 0..200 {
        tally.count(&used(after(u64::from(from)), None, from));
    }
    assert_eq!((tally.uses, tally.senders.len()), (200, SENDERS_KEPT));
    assert!(tally.senders.iter().all(|sender| sender.last_at >= after(190)));
    let mut other = Tally::empty(NOW);
    other.count(&used(after(1), None, 250));
    tally.merge(other);
    assert!(
        tally.senders.iter().all(|sender| sender.address != address(250)),
        "older than all that are kept"
    );
}

#[test]
fn tallies_add_up_in_any_order() {
    let tally = |at, denial, from| {
        let mut tally = Tally::empty(at);
        tally.count(&used(at, denial, from));
        tally
    };
    let hour = NOW.hour();
    let parts = [
        (hour, tally(NOW, None, 1)),
        (hour, tally(after(60), Some(Denial::TokenRevoked), 2)),
        (hour + 1, tally(after(3_600), Some(Denial::KeyDeleted), 1)),
        (hour + 13, tally(after(13 * 3_600), Some(Denial::KeyInactive), 1)),
    ];
    let sum = |parts: Vec<(i64, Tally)>| {
        let mut usage = Usage::empty();
        for (hour, tally) in parts {
            usage.add(hour, tally);
        }
        usage.senders.sort_by_key(|sender| sender.address);
        usage
    };
    let usage = sum(parts.to_vec());
    assert_eq!(usage, sum(parts.into_iter().rev().collect()));
    assert_eq!((usage.uses, usage.dead_uses, usage.undismissed()), (4, 2, 2));
    assert_eq!((usage.first_at, usage.last_at), (NOW, after(13 * 3_600)));
    assert_eq!(usage.hours[&hour], Count { uses: 2, denied: 1 });
    let days: Vec<_> = usage.days.into_iter().collect();
    assert_eq!(
        days,
        [
            (NOW.day(), Count { uses: 3, denied: 2 }),
            (NOW.day() + 1, Count { uses: 1, denied: 1 })
        ]
    );
}

#[test]
fn a_day_of_uses_is_24_hours() {
    let mut usage = Usage::empty();
    for hours_ago in [0, 1, 23, 24, 25] {
        let mut tally = Tally::empty(NOW);
        tally.count(&used(NOW, None, 1));
        usage.add(NOW.hour() - hours_ago, tally);
    }
    assert_eq!(usage.within_a_day(NOW), 3);
}

#[test]
fn only_days_that_were_recorded_count_as_quiet() {
    let today = NOW.day();
    let begins = |ago: i64| Some(Timestamp::of_day(today - ago));
    let week: Vec<i64> = (0..=7).map(|ago| today - ago).collect();
    assert_eq!(quiet_since(&week, 7, NOW), begins(7));
    assert_eq!(quiet_since(&week[..7], 7, NOW), None, "today does not count");
    assert_eq!(quiet_since(&[], 1, NOW), None);
    assert_eq!(quiet_since(&week, 0, NOW), None);
    // An outage of three days.
    let with_gap: Vec<i64> = (0..=12)
        .filter(|ago| !(3..=5).contains(ago))
        .map(|ago| today - ago)
        .collect();
    assert_eq!(quiet_since(&with_gap, 7, NOW), begins(10));
}
