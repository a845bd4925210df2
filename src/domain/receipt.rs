//! Receipts of single-access links: who issued one, who looked at it, who opened it or how else it ended, and who came back.

use crate::{
    domain::{
        audit::who,
        link::Link,
        names::{AppKey, Id},
        time::Timestamp,
        views::Viewer,
    },
    i18n::{number, t},
};
use serde::{Deserialize, Serialize};

/// How many looks at a link, and how many visits after its end, are kept one by one. Further ones are counted.
pub const VISITS_LISTED: i64 = 20;

/// Up to where looks, and visits that nobody has dismissed, are counted. Whoever holds an address and goes on costs nothing more.
pub const VISITS_COUNTED: i64 = 1_000;

/// The longest name of a browser, in characters.
pub const BROWSER_MAX: usize = 40;

/// A browser as it was written down, in the language of the request. Names stay as they are.
pub fn browser(written: &str) -> String {
    match written.split_once(" on ") {
        Some((browser, system)) => t::links_browser_on(browser, system),
        None if written == "Unknown browser" => t::links_browser_unknown().to_owned(),
        None => written.to_owned(),
    }
}

/// That opened links of a key were visited again, and nobody has dismissed that yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisit {
    pub key: Id,
    pub times: i64,
    pub last_at: Timestamp,
}

/// What a visitor of a link did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitKind {
    /// Looked at its page while it could be opened.
    Looked,
    /// Opened it and was shown the token.
    Opened,
    /// Looked at its page when it had ended.
    LookedAgain,
    /// Pressed *View token* when it had ended, and was shown none.
    TriedAgain,
}

impl VisitKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Looked, Self::Opened, Self::LookedAgain, Self::TriedAgain];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Looked => "looked",
            Self::Opened => "opened",
            Self::LookedAgain => "looked_again",
            Self::TriedAgain => "tried_again",
        }
    }

    /// Reads the name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A visit to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub kind: VisitKind,
    pub at: Timestamp,
    pub ip: String,
    /// The browser in a few words.
    pub browser: String,
}

/// What has become of the token that a link delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// The key's newest token.
    Newest,
    /// The old token of a key that is being renewed.
    Old,
    /// Deleted or revoked: it lets nobody in any more.
    Gone,
}

/// The life of one link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The token that it delivers.
    pub token: Id,
    pub delivered: Delivered,
    pub issued_at: Timestamp,
    /// As the audit log names actors; empty where it was not written down.
    pub issued_by: String,
    /// Whether it came with the key, and not with a renewal.
    pub with_key: bool,
    /// As it is now.
    pub link: Link,
    /// How often it was looked at while it could be opened.
    pub looks: i64,
    /// How often it was looked at, or tried, after its end.
    pub visits_after_end: i64,
    /// How many of those were dismissed.
    pub visits_seen: i64,
    /// When the last of those was.
    pub last_visit_at: Option<Timestamp>,
    /// Those visits that were kept, in the order of their times.
    pub visits: Vec<Visit>,
}

/// All links of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHistory {
    pub viewer: Viewer,
    pub key: Id,
    pub app_key: AppKey,
    pub label: String,
    /// The newest first; before them those with visits that nobody has seen.
    pub receipts: Vec<Receipt>,
    /// Whether there are older ones that are not listed.
    pub more: bool,
}

/// One line of a link's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When it was; none for what sums up several visits.
    pub at: Option<Timestamp>,
    pub what: String,
    /// The address and the browser, where there was a visitor.
    pub visitor: Option<(String, String)>,
}

impl Receipt {
    /// How many visits to the opened link nobody has dismissed.
    pub fn unseen(&self) -> i64 {
        match self.link {
            Link::Opened { .. } => (self.visits_after_end - self.visits_seen).max(0),
            Link::Pending { .. } | Link::Expired { .. } | Link::Cancelled { .. } => 0,
        }
    }

    /// The link's life in words, in the order in which it happened.
    pub fn timeline(&self) -> Vec<Moment> {
        let mut lines = vec![self.issued()];
        lines.extend(self.visited(&[VisitKind::Looked]));
        let listed = self.count(&[VisitKind::Looked]);
        lines.extend(further(self.looks, listed, None));
        lines.extend(self.end());
        let after = [VisitKind::LookedAgain, VisitKind::TriedAgain];
        lines.extend(self.visited(&after));
        lines.extend(further(self.visits_after_end, self.count(&after), self.last_visit_at));
        lines
    }

    fn issued(&self) -> Moment {
        Moment {
            at: Some(self.issued_at),
            what: match (who(&self.issued_by), self.with_key) {
                (Some(who), true) => t::links_issued_with_key_by(&who),
                (Some(who), false) => t::links_issued_by_renewing_by(&who),
                (None, true) => t::links_issued_with_key().to_owned(),
                (None, false) => t::links_issued_by_renewing().to_owned(),
            },
            visitor: None,
        }
    }

    fn visited(&self, kinds: &[VisitKind]) -> impl Iterator<Item = Moment> {
        let visits = self.visits.iter().filter(|visit| kinds.contains(&visit.kind));
        visits.map(|visit| Moment {
            at: Some(visit.at),
            what: self.words(visit.kind).to_owned(),
            visitor: Some((visit.ip.clone(), browser(&visit.browser))),
        })
    }

    fn count(&self, kinds: &[VisitKind]) -> i64 {
        self.visited(kinds).count() as i64
    }

    /// How it ended, if it has. Who opened it is known since visits are kept.
    fn end(&self) -> Option<Moment> {
        let (at, kind) = match self.link {
            Link::Pending { .. } => return None,
            Link::Opened { at } => (at, self.words(VisitKind::Opened)),
            Link::Expired { at } => (at, t::links_has_expired()),
            Link::Cancelled { at } => (at, t::links_was_cancelled()),
        };
        let opened = self.visited(&[VisitKind::Opened]).next();
        Some(opened.unwrap_or_else(|| Moment {
            at: Some(at),
            what: kind.to_owned(),
            visitor: None,
        }))
    }

    fn words(&self, kind: VisitKind) -> &'static str {
        match (kind, self.link) {
            (VisitKind::Looked, _) => t::links_looked(),
            (VisitKind::Opened, _) => t::links_was_opened(),
            (VisitKind::LookedAgain, Link::Expired { .. }) => t::links_looked_when_expired(),
            (VisitKind::LookedAgain, Link::Cancelled { .. }) => t::links_looked_when_cancelled(),
            (VisitKind::LookedAgain, Link::Pending { .. } | Link::Opened { .. }) => t::links_looked_when_opened(),
            (VisitKind::TriedAgain, _) => t::links_tried(),
        }
    }
}

/// What sums up the visits that are not listed.
fn further(all: i64, listed: i64, last: Option<Timestamp>) -> Option<Moment> {
    let more = all - listed;
    if more <= 0 {
        return None;
    }
    let (times, last) = (number(more), last.map(Timestamp::date_and_time));
    let at_least = all >= VISITS_COUNTED && more > 1;
    let what = match (at_least, last) {
        (false, None) => t::links_more_visits(more, &times),
        (false, Some(date)) => t::links_more_visits_last(more, &date, &times),
        (true, None) => t::links_many_visits(&times),
        (true, Some(date)) => t::links_many_visits_last(&times, &date),
    };
    Some(Moment {
        at: None,
        what,
        visitor: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn receipt(link: Link, visits: &[(VisitKind, i64)]) -> Receipt {
        let visits = visits.iter().map(|(kind, at)| Visit {
            kind: *kind,
            at: Timestamp(*at),
            ip: "192.0.2.1".to_owned(),
            browser: "Firefox on Linux".to_owned(),
        });
        Receipt {
            token: Id("t".to_owned()),
            delivered: Delivered::Newest,
            issued_at: Timestamp(1),
            issued_by: "user:owner@acme.example".to_owned(),
            with_key: true,
            link,
            looks: 0,
            visits_after_end: 0,
            visits_seen: 0,
            last_visit_at: None,
            visits: visits.collect(),
        }
    }

    fn lines(receipt: &Receipt) -> Vec<String> {
        receipt.timeline().into_iter().map(|line| line.what).collect()
    }

    #[test]
    fn kinds_read_back_and_nothing_else_does() {
        for kind in VisitKind::ALL {
            assert_eq!(VisitKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(VisitKind::from_name("Looked"), None);
    }

    #[test]
    fn an_opened_link_tells_its_life_in_order() {
        use VisitKind::{Looked, LookedAgain, Opened, TriedAgain};
        let visits = [(Looked, 2), (Opened, 3), (LookedAgain, 4), (TriedAgain, 5)];
        let mut life = receipt(Link::Opened { at: Timestamp(3) }, &visits);
        (life.looks, life.visits_after_end, life.last_visit_at) = (3, 7, Some(Timestamp(60_000)));
        assert_eq!(
            lines(&life),
            [
                "Issued with the key, by owner@acme.example",
                "Page looked at",
                "Visited 2 more times",
                "Opened; the token was shown",
                "Visited again; the page said that the link was opened",
                "Tried to open; no token was shown",
                "Visited 5 more times, the last on 1 Jan 1970, 00:01 UTC",
            ]
        );
        assert_eq!(life.unseen(), 7);
        life.visits_seen = 7;
        assert_eq!(life.unseen(), 0);
    }

    #[test]
    fn links_that_nobody_opened_say_so_and_raise_no_notice() {
        let at = Timestamp(9);
        for (link, words) in [
            (Link::Expired { at }, "Expired; nobody has opened it"),
            (Link::Cancelled { at }, "Cancelled; nobody has opened it"),
        ] {
            let mut life = receipt(link, &[(VisitKind::TriedAgain, 10)]);
            (life.with_key, life.issued_by, life.visits_after_end) = (false, String::new(), 1);
            assert_eq!(
                lines(&life),
                [
                    "Issued by renewing the token",
                    words,
                    "Tried to open; no token was shown"
                ]
            );
            assert_eq!(life.unseen(), 0);
        }
    }

    #[test]
    fn links_from_before_visits_were_kept_say_when_they_were_opened() {
        let life = receipt(Link::Opened { at: Timestamp(3) }, &[]).timeline();
        assert_eq!(life[1].at, Some(Timestamp(3)));
        assert_eq!(life[1].visitor, None);
        assert_eq!(life.len(), 2);
    }

    #[test]
    fn what_is_no_longer_counted_is_not_given_as_a_number_of_its_own() {
        let mut life = receipt(
            Link::Pending {
                expires_at: Timestamp(9),
            },
            &[],
        );
        life.looks = VISITS_COUNTED;
        assert_eq!(lines(&life)[1], "Visited at least 1,000 more times");
    }
}
