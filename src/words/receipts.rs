//! Texts of link timelines.

use crate::{
    domain::{
        audit::receipt::{TimelineEvent, VisitKind, VisitedBy},
        keys::link::Link,
    },
    i18n::{SLOT, number, t},
    words::events::actor_name,
};

/// The sentence for a timeline line. For [`TimelineEvent::MoreVisits`], [`SLOT`] stands for the time.
pub fn sentence(event: &TimelineEvent) -> String {
    match event {
        TimelineEvent::Issued { by, with_key } => issued(by, *with_key),
        TimelineEvent::Ended(link) => ended(*link).to_owned(),
        TimelineEvent::Visited(kind, by, link) => visited(*kind, *by, *link).to_owned(),
        TimelineEvent::MoreVisits { times, at_least, last } => more_visits(*times, *at_least, last.is_some()),
        TimelineEvent::MoreQuietVisits(times) => t::links_more_quiet(*times, &number(*times)),
    }
}

/// The browser of a stored visit, translated. Product names are kept.
pub fn browser(stored: &str) -> String {
    match stored.split_once(" on ") {
        Some((browser, system)) => t::links_browser_on(browser, system),
        None if stored == "Unknown browser" => t::links_browser_unknown().to_owned(),
        None => stored.to_owned(),
    }
}

fn issued(by: &str, with_key: bool) -> String {
    match (actor_name(by), with_key) {
        (Some(who), true) => t::links_issued_with_key_by(&who),
        (Some(who), false) => t::links_issued_with_token_by(&who),
        (None, true) => t::links_issued_with_key().to_owned(),
        (None, false) => t::links_issued_with_token().to_owned(),
    }
}

fn ended(link: Link) -> &'static str {
    match link {
        Link::Pending { .. } => "",
        Link::Opened { .. } => t::links_was_opened(),
        Link::Expired { .. } => t::links_has_expired(),
        Link::Cancelled { .. } => t::links_was_cancelled(),
    }
}

fn visited(kind: VisitKind, by: VisitedBy, link: Link) -> &'static str {
    match (kind, by, link) {
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

fn more_visits(times: i64, at_least: bool, has_last: bool) -> String {
    let number = number(times);
    match (at_least, has_last) {
        (false, false) => t::links_more_visits(times, &number),
        (false, true) => t::links_more_visits_last(times, SLOT, &number),
        (true, false) => t::links_many_visits(&number),
        (true, true) => t::links_many_visits_last(&number, SLOT),
    }
}
