//! Receipts of single-access links: when and by whom a link was issued, how it ended, and every recorded visit. Builds the timeline
//! of a link from stored values; it records nothing.

use crate::domain::{
    id::Id,
    keys::{
        key::{Key, Token},
        link::Link,
    },
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Number of visits stored individually, per link and counter. Further visits are only counted.
pub const VISITS_LISTED: i64 = 20;

/// Maximum of each visit counter. Counters stop here, so repeated visits cost no writes. Dismissed visits do not count.
pub const VISITS_COUNTED: i64 = 1_000;

/// Maximum length of a browser name, in characters.
pub const BROWSER_MAX: usize = 40;

/// Undismissed visits to the opened links of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisit {
    pub key: Id<Key>,
    pub times: i64,
    pub last_at: Timestamp,
}

/// The action of a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum VisitKind {
    /// Viewed the page while the link was pending.
    Looked,
    /// Opened the link and saw the token.
    Opened,
    /// Viewed the page after the link had ended.
    LookedAgain,
    /// Pressed *View token* after the link had ended. No token was shown.
    TriedAgain,
}

impl VisitKind {
    /// The stable name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Parses the stable name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// The kind of visitor, as far as the request shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum VisitedBy {
    /// Probably a person.
    #[default]
    Somebody,
    /// A program that sent a `HEAD` request.
    Headers,
    /// A browser that prefetched the page (`Sec-Purpose`).
    Prefetch,
    /// A link preview bot, recognised by its `User-Agent`.
    Preview,
    /// The browser that opened the link.
    Opener,
}

impl VisitedBy {
    /// The stable name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Parses the stable name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// A visit to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkVisit {
    pub kind: VisitKind,
    pub by: VisitedBy,
    /// Sequence number of the visit in its counter.
    pub number: i64,
    pub at: Timestamp,
    pub ip: String,
    /// Browser name, at most [`BROWSER_MAX`] characters.
    pub browser: String,
}

/// The current state of the token that a link delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// The key's newest token.
    Newest,
    /// The old token of a key in renewal.
    Old,
    /// Deleted or revoked. Verification refuses it.
    Gone,
}

/// The history of one link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The token that the link delivers.
    pub token: Id<Token>,
    pub delivered: TokenState,
    pub issued_at: Timestamp,
    /// Actor name, as in the audit log. Empty if not recorded.
    pub issued_by: String,
    /// Whether the link was issued with the key, and not with a later token.
    pub with_key: bool,
    /// The current state.
    pub link: Link,
    /// Number of views while the link was pending.
    pub looks: i64,
    /// Number of views and attempts after the end by [`VisitedBy::Somebody`].
    pub visits_after_end: i64,
    /// Number of visits after the end by all other visitors. They raise no notice.
    pub quiet_visits: i64,
    /// How many of `visits_after_end` were dismissed. Named after its column.
    pub visits_seen: i64,
    /// Time of the last visit in `visits_after_end`.
    pub last_visit_at: Option<Timestamp>,
    /// The stored visits, oldest first.
    pub visits: Vec<LinkVisit>,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// `None` for a line that summarises several visits.
    pub at: Option<Timestamp>,
    pub event: TimelineEvent,
    /// IP address and browser, for a visit.
    pub visitor: Option<(String, String)>,
}

/// The event of a timeline line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimelineEvent {
    Issued {
        /// Actor name, as in the audit log. Empty if not recorded.
        by: String,
        /// Whether the link was issued with the key, and not with a later token.
        with_key: bool,
    },
    /// Expired, cancelled, or opened before Keydesk recorded visits.
    Ended(Link),
    /// A visit, with the current state of the link.
    Visited(VisitKind, VisitedBy, Link),
    /// Visits that are not listed.
    MoreVisits {
        times: i64,
        /// Whether the counter stopped at [`VISITS_COUNTED`].
        at_least: bool,
        /// Time of the last visit after the end. `None` for visits before it.
        last: Option<Timestamp>,
    },
    /// Visits that are not listed and raised no notice.
    MoreQuietVisits(i64),
}

impl Receipt {
    /// Number of visits to the opened link that are not dismissed. Zero for a link that was not opened.
    pub fn undismissed_visits(&self) -> i64 {
        match self.link {
            Link::Opened { .. } => (self.visits_after_end - self.visits_seen).max(0),
            Link::Pending { .. } | Link::Expired { .. } | Link::Cancelled { .. } => 0,
        }
    }

    /// The timeline, oldest line first.
    pub fn timeline(&self) -> Vec<TimelineEntry> {
        let mut entries = vec![self.issue_entry()];
        entries.extend(self.visit_entries(&[VisitKind::Looked]));
        let listed = self.listed(&[VisitKind::Looked]);
        entries.extend(more_visits(self.looks, listed, None));
        entries.extend(self.end_entry());
        entries.extend(self.visit_entries(&AFTER_END));
        let listed_quiet = self.visits.iter().filter(|visit| visit.is_quiet()).count() as i64;
        let listed = self.listed(&AFTER_END) - listed_quiet;
        entries.extend(more_visits(self.visits_after_end, listed, self.last_visit_at));
        entries.extend(more_quiet_visits(self.quiet_visits - listed_quiet));
        entries
    }

    /// The stored, undismissed visits that raised the notice, newest first.
    pub fn undismissed_entries(&self) -> Vec<TimelineEntry> {
        let raised_notice = |visit: &&LinkVisit| AFTER_END.contains(&visit.kind) && !visit.is_quiet();
        let undismissed = self
            .visits
            .iter()
            .filter(raised_notice)
            .filter(|visit| visit.number > self.visits_seen);
        undismissed.rev().map(|visit| self.visit_entry(visit)).collect()
    }

    fn issue_entry(&self) -> TimelineEntry {
        TimelineEntry {
            at: Some(self.issued_at),
            event: TimelineEvent::Issued {
                by: self.issued_by.clone(),
                with_key: self.with_key,
            },
            visitor: None,
        }
    }

    fn visit_entries(&self, kinds: &[VisitKind]) -> impl Iterator<Item = TimelineEntry> {
        let visits = self.visits.iter().filter(|visit| kinds.contains(&visit.kind));
        visits.map(|visit| self.visit_entry(visit))
    }

    fn visit_entry(&self, visit: &LinkVisit) -> TimelineEntry {
        TimelineEntry {
            at: Some(visit.at),
            event: TimelineEvent::Visited(visit.kind, visit.by, self.link),
            visitor: Some((visit.ip.clone(), visit.browser.clone())),
        }
    }

    /// Number of stored visits of these kinds.
    fn listed(&self, kinds: &[VisitKind]) -> i64 {
        self.visits.iter().filter(|visit| kinds.contains(&visit.kind)).count() as i64
    }

    /// The end of the link, if it has ended. The visitor is unknown for links opened before Keydesk recorded visits.
    fn end_entry(&self) -> Option<TimelineEntry> {
        let at = match self.link {
            Link::Pending { .. } => return None,
            Link::Opened { at } | Link::Expired { at } | Link::Cancelled { at } => at,
        };
        let opened = self.visit_entries(&[VisitKind::Opened]).next();
        Some(opened.unwrap_or(TimelineEntry {
            at: Some(at),
            event: TimelineEvent::Ended(self.link),
            visitor: None,
        }))
    }
}

/// Kinds of visits after the end of a link.
const AFTER_END: [VisitKind; 2] = [VisitKind::LookedAgain, VisitKind::TriedAgain];

impl LinkVisit {
    /// Whether the visit came after the end and raised no notice.
    fn is_quiet(&self) -> bool {
        AFTER_END.contains(&self.kind) && self.by != VisitedBy::Somebody
    }
}

/// Summary of the quiet visits that are not listed.
fn more_quiet_visits(times: i64) -> Option<TimelineEntry> {
    (times > 0).then_some(TimelineEntry {
        at: None,
        event: TimelineEvent::MoreQuietVisits(times),
        visitor: None,
    })
}

/// Summary of the other visits that are not listed.
fn more_visits(all: i64, listed: i64, last: Option<Timestamp>) -> Option<TimelineEntry> {
    let times = all - listed;
    (times > 0).then_some(TimelineEntry {
        at: None,
        event: TimelineEvent::MoreVisits {
            times,
            at_least: all >= VISITS_COUNTED && times > 1,
            last,
        },
        visitor: None,
    })
}
