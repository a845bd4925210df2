//! The view of a key list: search, filters, order and page number. The view is in the query string, so that it can be bookmarked
//! and shared.

use crate::domain::{
    id::Id,
    keys::{alert::RenewalAlert, standing::Standing},
    people::team::Role,
    percent::NOT_IN_VALUE,
};
use percent_encoding::utf8_percent_encode;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Page size, in keys.
pub const PAGE_SIZE: i64 = 50;

/// Maximum length of a search, in characters. Labels are shorter.
pub const SEARCH_LENGTH: usize = 200;

/// The query of a key list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyQuery {
    /// Page number, from 1. Zero and less mean the first page.
    pub page: i64,
    /// Words that must all occur in the label or the app key; at most [`SEARCH_LENGTH`] characters.
    pub search: String,
    /// Whether a key is active, expired or inactive now.
    pub status: Option<Standing>,
    /// Only keys with this role in the account.
    pub role: Option<Id<Role>>,
    /// For generated keys only.
    pub alert: Option<AlertFilter>,
    /// For generated keys only.
    pub unused: Option<UnusedFor>,
    pub sort: Sort,
    /// Invalid parameters of the query string. Links to other views omit them.
    pub ignored: Vec<QueryParameter>,
}

/// The alert that a key must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertFilter {
    Renewal(RenewalAlert),
    /// The key has an old token that is not deleted yet.
    PendingDeletion,
    /// An opened link was visited again, and the visit is not dismissed.
    VisitedAgain,
}

/// How long a key has not been used. Only days on which verifications were recorded count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
pub enum UnusedFor {
    #[strum(serialize = "30")]
    Days30,
    #[strum(serialize = "90")]
    Days90,
}

/// The order of a list.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Sort {
    /// The key generated or added last comes first.
    #[default]
    Newest,
    Oldest,
    /// By label, without regard to case and accents.
    Name,
    NameDescending,
    /// Keys whose newest token is oldest come first. For generated keys only.
    TokenAge,
    /// Keys that are active, expired or not, before inactive ones, newest first.
    ActiveFirst,
    /// Inactive keys before active ones.
    InactiveFirst,
    /// The key used last comes first. For generated keys only.
    LastUsed,
    /// Keys that were never used, then those that were used longest ago. For generated keys only.
    LongestUnused,
}

/// A query parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum QueryParameter {
    Page,
    #[strum(serialize = "q")]
    Search,
    Status,
    Role,
    Alert,
    Unused,
    Sort,
    /// Any unknown parameter. Has no name and is not in [`QueryParameter::ALL`].
    #[strum(serialize = "")]
    Unknown,
}

/// Query parameters that every page accepts: the action just completed, and the language.
pub const COMMON_PARAMETERS: [&str; 2] = ["done", "lang"];

impl AlertFilter {
    /// All alert filters.
    pub const ALL: [Self; 4] = [
        Self::Renewal(RenewalAlert::Recommended),
        Self::Renewal(RenewalAlert::HighlyRecommended),
        Self::PendingDeletion,
        Self::VisitedAgain,
    ];

    /// The value in query strings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Renewal(RenewalAlert::Recommended) => "recommended",
            Self::Renewal(RenewalAlert::HighlyRecommended) => "highly-recommended",
            Self::PendingDeletion => "pending-deletion",
            Self::VisitedAgain => "visited-again",
        }
    }
}

impl UnusedFor {
    /// The value in query strings.
    pub fn word(self) -> &'static str {
        self.into()
    }

    pub fn days(self) -> i64 {
        match self {
            Self::Days30 => 30,
            Self::Days90 => 90,
        }
    }
}

impl Sort {
    /// The value in query strings.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether the order depends on tokens, which only the owner of a key knows.
    pub fn is_by_token(self) -> bool {
        matches!(self, Self::TokenAge | Self::LastUsed | Self::LongestUnused)
    }
}

impl QueryParameter {
    /// All parameters, in query string order.
    pub const ALL: [Self; 7] = [
        Self::Search,
        Self::Status,
        Self::Role,
        Self::Alert,
        Self::Unused,
        Self::Sort,
        Self::Page,
    ];

    /// The parameter name, which is also the name of the form control.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the parameter filters keys, rather than only ordering or paging them.
    pub fn is_filter(self) -> bool {
        match self {
            Self::Search | Self::Status | Self::Role | Self::Alert | Self::Unused | Self::Unknown => true,
            Self::Page | Self::Sort => false,
        }
    }
}

impl KeyQuery {
    /// Parses a query string. `get` returns a parameter by name; `query_string` is the whole text, to find unknown parameters.
    /// Invalid parameters are recorded: a page or order falls back to the default, a filter matches no key
    /// ([`KeyQuery::has_invalid_filter`]).
    pub fn parse(get: impl Fn(&str) -> Option<String>, query_string: &str) -> Self {
        let mut query = Self {
            page: 1,
            ..Self::default()
        };
        for parameter in QueryParameter::ALL {
            let value = get(parameter.name()).unwrap_or_default();
            let value = value.trim();
            if !value.is_empty() && !query.set(parameter, value) {
                query.ignored.push(parameter);
            }
        }
        let is_known = |pair: &str| {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            name.is_empty()
                || COMMON_PARAMETERS.contains(&name)
                || QueryParameter::ALL.iter().any(|parameter| parameter.name() == name)
        };
        if !query_string.trim_start_matches('?').split('&').all(is_known) {
            query.ignored.push(QueryParameter::Unknown);
        }
        query
    }

    /// Clears a search longer than [`SEARCH_LENGTH`], and returns whether the search was short enough. Queries from other sources
    /// than a query string must be checked too, since the cost of a search grows with its words.
    pub fn clear_long_search(&mut self) -> bool {
        let short = self.search.chars().nth(SEARCH_LENGTH).is_none();
        if !short {
            self.search.clear();
        }
        short
    }

    /// Sets a parameter; `false` if the value is invalid.
    fn set(&mut self, parameter: QueryParameter, value: &str) -> bool {
        match parameter {
            QueryParameter::Page => {
                let page = value.parse().ok().filter(|page| *page > 0);
                self.page = page.unwrap_or(1);
                page.is_some()
            }
            QueryParameter::Search => {
                value.clone_into(&mut self.search);
                self.clear_long_search()
            }
            QueryParameter::Status => {
                self.status = value.parse().ok();
                self.status.is_some()
            }
            QueryParameter::Role => {
                self.role = Some(Id::new(value.to_owned())).filter(Id::is_well_formed);
                self.role.is_some()
            }
            QueryParameter::Alert => {
                self.alert = AlertFilter::ALL.into_iter().find(|alert| alert.word() == value);
                self.alert.is_some()
            }
            QueryParameter::Unused => {
                self.unused = value.parse().ok();
                self.unused.is_some()
            }
            QueryParameter::Sort => {
                let sort = value.parse();
                self.sort = sort.unwrap_or_default();
                sort.is_ok()
            }
            QueryParameter::Unknown => false,
        }
    }

    /// Whether a filter is invalid. No key is shown then, because the reader would mistake all keys for the filter's result.
    pub fn has_invalid_filter(&self) -> bool {
        self.ignored.iter().any(|parameter| parameter.is_filter())
    }

    /// Whether the view shows only some of the keys.
    pub fn is_filtered(&self) -> bool {
        self.has_invalid_filter()
            || !self.search.is_empty()
            || self.status.is_some()
            || self.role.is_some()
            || self.alert.is_some()
            || self.unused.is_some()
    }

    /// The same view at another page.
    pub fn at_page(&self, page: i64) -> Self {
        Self {
            page,
            ignored: Vec::new(),
            ..self.clone()
        }
    }

    /// The parameters that differ from their defaults, in query string order.
    pub fn parameters(&self) -> Vec<(QueryParameter, String)> {
        QueryParameter::ALL
            .into_iter()
            .filter_map(|parameter| {
                let value = match parameter {
                    QueryParameter::Search => (!self.search.is_empty()).then(|| self.search.clone()),
                    QueryParameter::Status => self.status.map(|status| status.word().to_owned()),
                    QueryParameter::Role => self.role.as_ref().map(|role| role.as_str().to_owned()),
                    QueryParameter::Alert => self.alert.map(|alert| alert.word().to_owned()),
                    QueryParameter::Unused => self.unused.map(|unused| unused.word().to_owned()),
                    QueryParameter::Sort => (self.sort != Sort::default()).then(|| self.sort.word().to_owned()),
                    QueryParameter::Page => (self.page > 1).then(|| self.page.to_string()),
                    QueryParameter::Unknown => None,
                }?;
                Some((parameter, value))
            })
            .collect()
    }

    /// The query string: empty, or `?…`.
    pub fn query_string(&self) -> String {
        let mut query_string = String::new();
        for (parameter, value) in self.parameters() {
            query_string.push(if query_string.is_empty() { '?' } else { '&' });
            query_string.push_str(parameter.name());
            query_string.push('=');
            query_string.extend(utf8_percent_encode(&value, NOT_IN_VALUE));
        }
        query_string
    }
}

#[cfg(test)]
#[path = "key_query_tests.rs"]
mod tests;
