//! The uses of the demo's tokens, as verification would have counted them.

use crate::{
    domain::{
        keys::{
            key::{Status, Token},
            link::Link,
            verification::Denial,
        },
        time::Timestamp,
        usage::{DAYS_KEPT, HOURS_KEPT, Tally, TokenUse},
    },
    server::{
        crypto::Hash,
        store::{BatchSource, DemoKey, Store, StoreError, Subject, UsageBatch},
    },
};
use data_encoding::HEXLOWER;
use std::net::{IpAddr, Ipv4Addr};

/// Records uses of the keys until `now`. Some keys are used often, some seldom, and some old tokens are still in use.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn record(store: &Store, keys: &[DemoKey], now: Timestamp) -> Result<(), StoreError> {
    let mut counted = BatchSource::random().next(now);
    for (position, demo) in (1_i64..).zip(keys) {
        let is_in_use = demo.key.status == Status::Active && position % 6 != 0;
        let rate = 1 + position * 37 % 90;
        if is_in_use {
            add(
                &mut counted,
                (demo.key.tokens.newest(), &demo.newest.token),
                (position, rate),
                now,
            );
        }
        if let (Some(token), Some(stored)) = (demo.key.tokens.old(), &demo.old)
            && position % 2 == 1
        {
            add(&mut counted, (token, &stored.token), (position + 100, rate), now);
        }
    }
    store.add_usage(&counted).await?;
    while store.fold_usage(now).await? {}
    Ok(())
}

fn add(counted: &mut UsageBatch, (token, hash): (&Token, &Hash), (sender, rate): (i64, i64), now: Timestamp) {
    let mut subject = Subject::default();
    if !matches!(token.link, Link::Opened { .. })
        || HEXLOWER.decode_mut(hash.as_str().as_bytes(), &mut subject).is_err()
    {
        return;
    }
    let (hour, first) = (now.hour(), token.created_at.hour() + 1);
    let days = (1..DAYS_KEPT).map(|ago| ((hour - HOURS_KEPT).div_euclid(24) - ago) * 24);
    let hours = (0..HOURS_KEPT).map(|ago| hour - ago);
    for (at, length) in days.map(|at| (at, 24)).chain(hours.map(|at| (at, 1))) {
        // A wave, so that the charts look like days and weeks.
        let uses = rate * length * (60 + at / length * 29 % 80) / 100;
        if at >= first && uses > 0 {
            counted.add(&subject, at, &tally(at, uses, sender, now));
        }
    }
}

fn tally(hour: i64, uses: i64, sender: i64, now: Timestamp) -> Tally {
    let at = Timestamp::of_hour(hour + 1).min(now);
    let mut tally = Tally::empty(at);
    let host = u8::try_from(sender % 250).unwrap_or_default();
    tally.count(&TokenUse {
        at,
        denial: (uses % 11 == 0).then_some(Denial::ResourceDenied),
        address: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, host))),
        verifier: None,
    });
    tally.uses = uses;
    for sender in &mut tally.senders {
        sender.uses = uses;
    }
    tally
}
