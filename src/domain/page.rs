//! What part of a list is looked at: search, filters, order and page number, as they stand in the address, so that a view
//! can be bookmarked and shared.

use crate::domain::{
    keys::{alert::RenewalAlert, key::Status},
    names::Id,
    percent::NOT_IN_VALUE,
};
use percent_encoding::utf8_percent_encode;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// How many keys a page of a list shows.
pub const PAGE_SIZE: i64 = 50;

/// How many characters a search may have; labels are shorter.
pub const SEARCH_LENGTH: usize = 200;

/// Which part of an account's keys is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyQuery {
    /// Page, counted from 1. Zero and less mean the first.
    pub page: i64,
    /// Words that must all be in the label or the app key; at most [`SEARCH_LENGTH`] characters.
    pub search: String,
    pub status: Option<Status>,
    /// Only keys that have this role in the account.
    pub role: Option<Id>,
    /// Of generated keys only.
    pub alert: Option<AlertFilter>,
    pub sort: Sort,
    /// What stood in the address and was not understood. It is left out of other addresses.
    pub ignored: Vec<Part>,
}

/// Which alert a key must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertFilter {
    Renewal(RenewalAlert),
    /// An old token waits to be deleted.
    PendingDeletion,
    /// A link was visited again after it was opened, and nobody has dismissed that.
    VisitedAgain,
}

/// The order of a list.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Sort {
    /// Generated or added last, first.
    #[default]
    Newest,
    Oldest,
    /// By label, whatever its case and accents.
    Name,
    NameDescending,
    /// The key whose newest token is the oldest, first. Of generated keys only.
    TokenAge,
    /// Active keys before inactive ones, the newest first.
    ActiveFirst,
    /// The other way round.
    InactiveFirst,
}

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Part {
    Page,
    #[strum(serialize = "q")]
    Search,
    Status,
    Role,
    Alert,
    Sort,
    /// What no list knows. It has no name of its own, and is not among [`Part::ALL`].
    #[strum(serialize = "")]
    Unknown,
}

/// What else may stand in an address: what was just done, and another language.
pub const ELSEWHERE: [&str; 2] = ["done", "lang"];

impl AlertFilter {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Renewal(RenewalAlert::Recommended),
        Self::Renewal(RenewalAlert::HighlyRecommended),
        Self::PendingDeletion,
        Self::VisitedAgain,
    ];

    /// How addresses call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Renewal(RenewalAlert::Recommended) => "recommended",
            Self::Renewal(RenewalAlert::HighlyRecommended) => "highly-recommended",
            Self::PendingDeletion => "pending-deletion",
            Self::VisitedAgain => "visited-again",
        }
    }
}

impl Sort {
    /// How addresses call it.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Part {
    /// All of them, in the order in which addresses have them.
    pub const ALL: [Self; 6] = [
        Self::Search,
        Self::Status,
        Self::Role,
        Self::Alert,
        Self::Sort,
        Self::Page,
    ];

    /// Its name in an address, which is that of the form's control.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether it decides which keys are shown, and not only in which order and how many at once.
    pub fn narrows(self) -> bool {
        match self {
            Self::Search | Self::Status | Self::Role | Self::Alert | Self::Unknown => true,
            Self::Page | Self::Sort => false,
        }
    }
}

impl KeyQuery {
    /// Reads the parameters of an address: their values by name, and all of them as they stand there. What cannot be understood is
    /// noted. An unknown page or order is ignored; an unknown filter finds no key ([`KeyQuery::is_misread`]).
    pub fn read(get: impl Fn(&str) -> Option<String>, written: &str) -> Self {
        let mut query = Self {
            page: 1,
            ..Self::default()
        };
        for part in Part::ALL {
            let value = get(part.name()).unwrap_or_default();
            let value = value.trim();
            if !value.is_empty() && !query.set(part, value) {
                query.ignored.push(part);
            }
        }
        let known = |pair: &str| {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            name.is_empty() || ELSEWHERE.contains(&name) || Part::ALL.iter().any(|part| part.name() == name)
        };
        if !written.trim_start_matches('?').split('&').all(known) {
            query.ignored.push(Part::Unknown);
        }
        query
    }

    /// Whether the search is one that can find something; one that is longer than any label is forgotten. What does not come
    /// from an address has to be asked for this too, since a search takes as long as it has words.
    pub fn forget_long_search(&mut self) -> bool {
        let short = self.search.chars().nth(SEARCH_LENGTH).is_none();
        if !short {
            self.search.clear();
        }
        short
    }

    /// Takes a part over; `false` where it means nothing.
    fn set(&mut self, part: Part, value: &str) -> bool {
        match part {
            Part::Page => {
                let page = value.parse().ok().filter(|page| *page > 0);
                self.page = page.unwrap_or(1);
                page.is_some()
            }
            Part::Search => {
                value.clone_into(&mut self.search);
                self.forget_long_search()
            }
            Part::Status => {
                self.status = value.parse().ok();
                self.status.is_some()
            }
            Part::Role => {
                self.role = Some(Id(value.to_owned())).filter(Id::is_well_formed);
                self.role.is_some()
            }
            Part::Alert => {
                self.alert = AlertFilter::ALL.into_iter().find(|alert| alert.word() == value);
                self.alert.is_some()
            }
            Part::Sort => {
                let sort = value.parse();
                self.sort = sort.unwrap_or_default();
                sort.is_ok()
            }
            Part::Unknown => false,
        }
    }

    /// Whether a filter was not understood. Then no key is shown: all of them would be taken for what the filter finds.
    pub fn is_misread(&self) -> bool {
        self.ignored.iter().any(|part| part.narrows())
    }

    /// Whether it shows only some of the keys.
    pub fn is_filtered(&self) -> bool {
        self.is_misread()
            || !self.search.is_empty()
            || self.status.is_some()
            || self.role.is_some()
            || self.alert.is_some()
    }

    /// The same view at another page.
    pub fn at_page(&self, page: i64) -> Self {
        Self {
            page,
            ignored: Vec::new(),
            ..self.clone()
        }
    }

    /// The parts that are not as they are by default, in order: what an address or a form needs to show this view.
    pub fn parts(&self) -> Vec<(Part, String)> {
        let word = |word: &str| Some(word.to_owned());
        Part::ALL
            .into_iter()
            .filter_map(|part| {
                let value = match part {
                    Part::Search => (!self.search.is_empty()).then(|| self.search.clone()),
                    Part::Status => self.status.map(Status::word).and_then(word),
                    Part::Role => self.role.as_ref().map(|role| role.as_str().to_owned()),
                    Part::Alert => self.alert.map(AlertFilter::word).and_then(word),
                    Part::Sort => (self.sort != Sort::default()).then(|| self.sort.word().to_owned()),
                    Part::Page => (self.page > 1).then(|| self.page.to_string()),
                    Part::Unknown => None,
                }?;
                Some((part, value))
            })
            .collect()
    }

    /// The part of an address after the path: empty, or `?…`.
    pub fn search(&self) -> String {
        let mut search = String::new();
        for (part, value) in self.parts() {
            search.push(if search.is_empty() { '?' } else { '&' });
            search.push_str(part.name());
            search.push('=');
            search.extend(utf8_percent_encode(&value, NOT_IN_VALUE));
        }
        search
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
