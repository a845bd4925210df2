//! Receipts of single-access links: who issued one, who looked at it, who opened it or how else it ended, and who came back.

use crate::domain::{keys::link::Link, names::Id, time::Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// How many looks at a link, and how many visits after its end, are kept one by one. Further ones are counted.
pub const VISITS_LISTED: i64 = 20;

/// Up to where looks, and visits that nobody has dismissed, are counted. Whoever holds an address and goes on costs nothing more.
pub const VISITS_COUNTED: i64 = 1_000;

/// The longest name of a browser, in characters.
pub const BROWSER_MAX: usize = 40;

/// That opened links of a key were visited again, and nobody has dismissed that yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisit {
    pub key: Id,
    pub times: i64,
    pub last_at: Timestamp,
}

/// What a visitor of a link did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
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
    /// Its stable name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads the name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// Who or what visited a link, as far as it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum VisitedBy {
    /// A person, as far as anybody can tell.
    #[default]
    Somebody,
    /// A program that asked for the headers alone (`HEAD`).
    Headers,
    /// A browser that loaded the page ahead of time (`Sec-Purpose`).
    Prefetch,
    /// A program that says that it makes link previews.
    Preview,
    /// The browser that opened the link.
    Opener,
}

impl VisitedBy {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads the name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// A visit to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub kind: VisitKind,
    pub by: VisitedBy,
    /// Its number among the visits that are counted together.
    pub number: i64,
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
    /// Whether it came with the key, and not with a later token.
    pub with_key: bool,
    /// As it is now.
    pub link: Link,
    /// How often it was looked at while it could be opened.
    pub looks: i64,
    /// How often it was looked at, or tried, after its end by [`VisitedBy::Somebody`].
    pub visits_after_end: i64,
    /// How often by others, which raises no notice.
    pub quiet_visits: i64,
    /// How many of those were dismissed.
    pub visits_seen: i64,
    /// When the last of those was.
    pub last_visit_at: Option<Timestamp>,
    /// Those visits that were kept, in the order of their times.
    pub visits: Vec<Visit>,
}

/// One line of a link's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When it was; none for what sums up several visits.
    pub at: Option<Timestamp>,
    pub what: What,
    /// The address and the browser, where there was a visitor.
    pub visitor: Option<(String, String)>,
}

/// What happened to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Issued {
        /// As the audit log names actors; empty where it was not written down.
        by: String,
        /// Whether it came with the key, and not with a later token.
        with_key: bool,
    },
    /// Opened before visits were kept, expired or cancelled.
    Ended(Link),
    /// A visit, and what the link is now.
    Visited(VisitKind, VisitedBy, Link),
    /// Visits that are not listed.
    MoreVisits {
        times: i64,
        /// Whether counting stopped at [`VISITS_COUNTED`].
        at_least: bool,
        /// When the last of all visits was.
        last: Option<Timestamp>,
    },
    /// Visits that are not listed and raised no notice.
    MoreQuietVisits(i64),
}

impl Receipt {
    /// How many visits to the opened link nobody has dismissed.
    pub fn unseen(&self) -> i64 {
        match self.link {
            Link::Opened { .. } => (self.visits_after_end - self.visits_seen).max(0),
            Link::Pending { .. } | Link::Expired { .. } | Link::Cancelled { .. } => 0,
        }
    }

    /// The link's life, in the order in which it happened.
    pub fn timeline(&self) -> Vec<Moment> {
        let mut lines = vec![self.issued()];
        lines.extend(self.visited(&[VisitKind::Looked]));
        let listed = self.count(&[VisitKind::Looked]);
        lines.extend(further(self.looks, listed, None));
        lines.extend(self.end());
        lines.extend(self.visited(&AFTER_END));
        let quiet = self.visits.iter().filter(|visit| visit.is_quiet()).count() as i64;
        let listed = self.count(&AFTER_END) - quiet;
        lines.extend(further(self.visits_after_end, listed, self.last_visit_at));
        lines.extend(quiet_further(self.quiet_visits - quiet));
        lines
    }

    /// The visits that raised the notice, as far as they were kept: those that nobody has dismissed, the newest first.
    pub fn alarming(&self) -> Vec<Moment> {
        let alarms = |visit: &&Visit| AFTER_END.contains(&visit.kind) && !visit.is_quiet();
        let unseen = self
            .visits
            .iter()
            .filter(alarms)
            .filter(|visit| visit.number > self.visits_seen);
        unseen.rev().map(|visit| self.moment(visit)).collect()
    }

    fn issued(&self) -> Moment {
        Moment {
            at: Some(self.issued_at),
            what: What::Issued {
                by: self.issued_by.clone(),
                with_key: self.with_key,
            },
            visitor: None,
        }
    }

    fn visited(&self, kinds: &[VisitKind]) -> impl Iterator<Item = Moment> {
        let visits = self.visits.iter().filter(|visit| kinds.contains(&visit.kind));
        visits.map(|visit| self.moment(visit))
    }

    fn moment(&self, visit: &Visit) -> Moment {
        Moment {
            at: Some(visit.at),
            what: What::Visited(visit.kind, visit.by, self.link),
            visitor: Some((visit.ip.clone(), visit.browser.clone())),
        }
    }

    fn count(&self, kinds: &[VisitKind]) -> i64 {
        self.visited(kinds).count() as i64
    }

    /// How it ended, if it has. Who opened it is known since visits are kept.
    fn end(&self) -> Option<Moment> {
        let at = match self.link {
            Link::Pending { .. } => return None,
            Link::Opened { at } | Link::Expired { at } | Link::Cancelled { at } => at,
        };
        let opened = self.visited(&[VisitKind::Opened]).next();
        Some(opened.unwrap_or(Moment {
            at: Some(at),
            what: What::Ended(self.link),
            visitor: None,
        }))
    }
}

/// What visitors do after a link's end.
const AFTER_END: [VisitKind; 2] = [VisitKind::LookedAgain, VisitKind::TriedAgain];

impl Visit {
    /// Whether it came after the link's end and raised no notice.
    fn is_quiet(&self) -> bool {
        AFTER_END.contains(&self.kind) && self.by != VisitedBy::Somebody
    }
}

/// What sums up the quiet visits that are not listed.
fn quiet_further(more: i64) -> Option<Moment> {
    (more > 0).then_some(Moment {
        at: None,
        what: What::MoreQuietVisits(more),
        visitor: None,
    })
}

/// What sums up the visits that are not listed.
fn further(all: i64, listed: i64, last: Option<Timestamp>) -> Option<Moment> {
    let times = all - listed;
    (times > 0).then_some(Moment {
        at: None,
        what: What::MoreVisits {
            times,
            at_least: all >= VISITS_COUNTED && times > 1,
            last,
        },
        visitor: None,
    })
}
