//! Receipts of single-access links: who issued one, who looked at it, who opened it or how else it ended, and who came back.

use crate::{
    domain::{
        audit::who,
        link::Link,
        names::{AppKey, Id},
        time::Timestamp,
        views::Viewer,
    },
    i18n::{self, number, t},
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

/// Who or what visited a link, as far as it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Somebody,
        Self::Headers,
        Self::Prefetch,
        Self::Preview,
        Self::Opener,
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Somebody => "somebody",
            Self::Headers => "headers",
            Self::Prefetch => "prefetch",
            Self::Preview => "preview",
            Self::Opener => "opener",
        }
    }

    /// Reads the name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
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
    /// When the last of several visits was, for the [`SLOT`](i18n::SLOT) in `what`.
    pub last: Option<Timestamp>,
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
            what: match (who(&self.issued_by), self.with_key) {
                (Some(who), true) => t::links_issued_with_key_by(&who),
                (Some(who), false) => t::links_issued_with_token_by(&who),
                (None, true) => t::links_issued_with_key().to_owned(),
                (None, false) => t::links_issued_with_token().to_owned(),
            },
            last: None,
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
            what: self.words(visit.kind, visit.by).to_owned(),
            last: None,
            visitor: Some((visit.ip.clone(), browser(&visit.browser))),
        }
    }

    fn count(&self, kinds: &[VisitKind]) -> i64 {
        self.visited(kinds).count() as i64
    }

    /// How it ended, if it has. Who opened it is known since visits are kept.
    fn end(&self) -> Option<Moment> {
        let (at, kind) = match self.link {
            Link::Pending { .. } => return None,
            Link::Opened { at } => (at, t::links_was_opened()),
            Link::Expired { at } => (at, t::links_has_expired()),
            Link::Cancelled { at } => (at, t::links_was_cancelled()),
        };
        let opened = self.visited(&[VisitKind::Opened]).next();
        Some(opened.unwrap_or_else(|| Moment {
            at: Some(at),
            what: kind.to_owned(),
            last: None,
            visitor: None,
        }))
    }

    fn words(&self, kind: VisitKind, by: VisitedBy) -> &'static str {
        match (kind, by, self.link) {
            (VisitKind::Opened, _, _) => t::links_was_opened(),
            (VisitKind::Looked | VisitKind::LookedAgain, VisitedBy::Headers, _) => t::links_by_headers(),
            (VisitKind::Looked | VisitKind::LookedAgain, VisitedBy::Prefetch, _) => t::links_by_prefetch(),
            (VisitKind::Looked | VisitKind::LookedAgain, VisitedBy::Preview, _) => t::links_by_preview(),
            (VisitKind::LookedAgain, VisitedBy::Opener, _) => t::links_by_opener(),
            (VisitKind::TriedAgain, VisitedBy::Opener, _) => t::links_tried_by_opener(),
            (VisitKind::Looked, VisitedBy::Somebody | VisitedBy::Opener, _) => t::links_looked(),
            (VisitKind::LookedAgain, VisitedBy::Somebody, Link::Expired { .. }) => t::links_looked_when_expired(),
            (VisitKind::LookedAgain, VisitedBy::Somebody, Link::Cancelled { .. }) => t::links_looked_when_cancelled(),
            (VisitKind::LookedAgain, VisitedBy::Somebody, Link::Pending { .. } | Link::Opened { .. }) => {
                t::links_looked_when_opened()
            }
            (VisitKind::TriedAgain, _, _) => t::links_tried(),
        }
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
    (more > 0).then(|| Moment {
        at: None,
        what: t::links_more_quiet(more, &number(more)),
        last: None,
        visitor: None,
    })
}

/// What sums up the visits that are not listed.
fn further(all: i64, listed: i64, last: Option<Timestamp>) -> Option<Moment> {
    let more = all - listed;
    if more <= 0 {
        return None;
    }
    let times = number(more);
    let at_least = all >= VISITS_COUNTED && more > 1;
    let what = match (at_least, last) {
        (false, None) => t::links_more_visits(more, &times),
        (false, Some(_)) => t::links_more_visits_last(more, i18n::SLOT, &times),
        (true, None) => t::links_many_visits(&times),
        (true, Some(_)) => t::links_many_visits_last(&times, i18n::SLOT),
    };
    Some(Moment {
        at: None,
        what,
        last,
        visitor: None,
    })
}
