//! Tests of link timelines, line by line.

use crate::{
    domain::{
        audit::receipt::{LinkVisit, Receipt, TimelineEvent, TokenState, VISITS_COUNTED, VisitKind, VisitedBy},
        id::Id,
        keys::link::Link,
        time::Timestamp,
    },
    i18n::SLOT,
    words::{dates, receipts::sentence},
};
use strum::VariantArray;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn receipt(link: Link, visits: &[(VisitKind, i64)]) -> Receipt {
    let visits = visits.iter().map(|(kind, at)| LinkVisit {
        kind: *kind,
        by: VisitedBy::Somebody,
        number: *at,
        at: Timestamp::from_millis(*at),
        ip: "192.0.2.1".to_owned(),
        browser: "Firefox on Linux".to_owned(),
    });
    Receipt {
        token: Id::new("t".to_owned()),
        delivered: TokenState::Newest,
        issued_at: Timestamp::from_millis(1),
        issued_by: "user:owner@acme.example".to_owned(),
        with_key: true,
        link,
        looks: 0,
        visits_after_end: 0,
        quiet_visits: 0,
        visits_seen: 0,
        last_visit_at: None,
        visits: visits.collect(),
    }
}

fn lines(receipt: &Receipt) -> Vec<String> {
    let last = |what: &TimelineEvent| {
        if let TimelineEvent::MoreVisits { last: Some(at), .. } = what {
            dates::date_and_time(*at)
        } else {
            String::new()
        }
    };
    let lines = receipt.timeline().into_iter();
    lines
        .map(|line| sentence(&line.event).replace(SLOT, &last(&line.event)))
        .collect()
}

#[test]
fn kinds_read_back_and_nothing_else_does() {
    for kind in VisitKind::VARIANTS {
        assert_eq!(VisitKind::from_name(kind.name()), Some(*kind));
    }
    assert_eq!(VisitKind::from_name("Looked"), None);
    for by in VisitedBy::VARIANTS {
        assert_eq!(VisitedBy::from_name(by.name()), Some(*by));
    }
}

#[test]
fn visits_that_raise_no_notice_are_told_as_what_they_are_and_counted_apart() {
    use VisitKind::{Looked, LookedAgain, Opened, TriedAgain};
    let mut life = receipt(
        Link::Opened {
            at: Timestamp::from_millis(3),
        },
        &[
            (Looked, 2),
            (Opened, 3),
            (LookedAgain, 4),
            (LookedAgain, 5),
            (TriedAgain, 6),
            (LookedAgain, 7),
            (LookedAgain, 8),
        ],
    );
    let by = [
        VisitedBy::Preview,
        VisitedBy::Somebody,
        VisitedBy::Headers,
        VisitedBy::Opener,
        VisitedBy::Opener,
        VisitedBy::Prefetch,
        VisitedBy::Somebody,
    ];
    for (visit, by) in life.visits.iter_mut().zip(by) {
        visit.by = by;
    }
    (life.looks, life.visits_after_end, life.quiet_visits) = (1, 1, 6);
    assert_eq!(
        lines(&life)[1..],
        [
            "Viewed by a link preview",
            "Opened; the token was shown",
            "Only the page's headers were requested",
            "Viewed again by the browser that opened it",
            "Sent again by the browser that opened it; no token was shown",
            "Prefetched by a browser",
            "Visited again; the page said that the link had been opened",
            "2 more visits that raised no notice",
        ]
    );
    assert_eq!((life.undismissed_visits(), life.undismissed_entries().len()), (1, 1));
    assert_eq!(life.undismissed_entries()[0].at, Some(Timestamp::from_millis(8)));
    life.visits_seen = 8;
    assert!(life.undismissed_entries().is_empty());
}

#[test]
fn an_opened_link_tells_its_life_in_order() {
    use VisitKind::{Looked, LookedAgain, Opened, TriedAgain};
    let visits = [(Looked, 2), (Opened, 3), (LookedAgain, 4), (TriedAgain, 5)];
    let mut life = receipt(
        Link::Opened {
            at: Timestamp::from_millis(3),
        },
        &visits,
    );
    (life.looks, life.visits_after_end, life.last_visit_at) = (3, 7, Some(Timestamp::from_millis(60_000)));
    assert_eq!(
        lines(&life),
        [
            "Issued with the key, by owner@acme.example",
            "Page viewed",
            "Visited 2 more times",
            "Opened; the token was shown",
            "Visited again; the page said that the link had been opened",
            "Tried to open; no token was shown",
            "Visited 5 more times, the last on 1 Jan 1970, 00:01 UTC",
        ]
    );
    assert_eq!(life.undismissed_visits(), 7);
    life.visits_seen = 7;
    assert_eq!(life.undismissed_visits(), 0);
}

#[test]
fn links_that_nobody_opened_say_so_and_raise_no_notice() {
    let at = Timestamp::from_millis(9);
    for (link, words) in [
        (Link::Expired { at }, "Expired; nobody opened it"),
        (Link::Cancelled { at }, "Cancelled; nobody opened it"),
    ] {
        let mut life = receipt(link, &[(VisitKind::TriedAgain, 10)]);
        (life.with_key, life.issued_by, life.visits_after_end) = (false, String::new(), 1);
        assert_eq!(
            lines(&life),
            ["Issued with a new token", words, "Tried to open; no token was shown"]
        );
        assert_eq!(life.undismissed_visits(), 0);
    }
}

#[test]
fn links_from_before_visits_were_kept_say_when_they_were_opened() {
    let life = receipt(
        Link::Opened {
            at: Timestamp::from_millis(3),
        },
        &[],
    )
    .timeline();
    assert_eq!(life[1].at, Some(Timestamp::from_millis(3)));
    assert_eq!(life[1].visitor, None);
    assert_eq!(life.len(), 2);
}

#[test]
fn what_is_no_longer_counted_is_not_given_as_a_number_of_its_own() {
    let mut life = receipt(
        Link::Pending {
            expires_at: Timestamp::from_millis(9),
        },
        &[],
    );
    life.looks = VISITS_COUNTED;
    assert_eq!(lines(&life)[1], "Visited at least 1,000 more times");
}
