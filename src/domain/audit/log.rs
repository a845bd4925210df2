//! The audit log as readers see it: its rows and its filter. Parses a filter from a query string and writes it back. Storing rows
//! and hashing the chain are not part of this module.

use crate::domain::{
    audit::{detail::Detail, event::Event},
    id::Id,
    key_query::{COMMON_PARAMETERS, SEARCH_LENGTH},
    keys::key::Key,
    names::AppKey,
    percent::NOT_IN_VALUE,
    text::EMAIL_MAX,
    time::{Timestamp, days},
};
use percent_encoding::{AsciiSet, utf8_percent_encode};

/// Keeps `@` unencoded, so that e-mail addresses stay readable.
const VALUE: &AsciiSet = &NOT_IN_VALUE.remove(b'@');

/// One row of the audit log, as stored, with the current label and browser where known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// The account's id. Every row hash covers it.
    pub chain: String,
    /// Sequence number in the chain, from 1.
    pub seq: i64,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    /// Empty if the row concerns no key.
    pub key_id: String,
    pub subject: String,
    pub ip: String,
    /// What changed, as stored. Empty if the action alone describes the change.
    pub detail: String,
    /// `detail`, parsed.
    pub changed: Detail,
    pub hash: String,
    /// The key's current label, or its last label if it was deleted.
    pub label: Option<String>,
    /// The browser of the visitor who opened or visited a link. Available while the link's receipt is stored.
    pub browser: Option<String>,
}

/// Subject of an unfiltered audit export.
pub const WHOLE_LOG: &str = "all of it";

/// Subject of a key export.
pub fn exported_keys(generated: usize, external: usize) -> String {
    format!("{generated} generated, {external} external")
}

/// Parses the two counts of [`exported_keys`]; `None` for any other text.
pub fn exported_counts(subject: &str) -> Option<(i64, i64)> {
    let (generated, external) = subject.split_once(" generated, ")?;
    let external = external.strip_suffix(" external")?;
    Some((generated.parse().ok()?, external.parse().ok()?))
}

/// A key in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFilter {
    AppKey(AppKey),
    Id(Id<Key>),
    /// Words of its label or app key.
    Words(String),
}

/// The audit filter. The empty filter matches all rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub key: Option<KeyFilter>,
    /// The user's e-mail address or a prefix of it, in lower case.
    pub user: Option<String>,
    pub action: Option<Event>,
    /// Start of the first day, UTC.
    pub from: Option<Timestamp>,
    /// Start of the last day, UTC. The last day is included.
    pub to: Option<Timestamp>,
}

/// Start of a page of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageStart {
    /// The newest row.
    #[default]
    Newest,
    /// Older rows than this sequence number.
    Before(i64),
    /// Newer rows than this sequence number.
    After(i64),
}

/// The parsed query string of the audit page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    pub filter: AuditFilter,
    pub start: PageStart,
    /// Fields with an invalid value.
    pub invalid: Vec<InvalidValue>,
    /// Whether the query string has unknown parameters.
    pub unknown: bool,
}

/// An invalid value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    pub field: AuditField,
    /// The value as entered.
    pub value: String,
}

/// A filter field, or the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditField {
    Key,
    User,
    Action,
    From,
    To,
    /// Not in [`AuditField::FILTERS`]: its parameter is `before` or `after`, by direction.
    Page,
}

impl AuditField {
    /// The filter fields, in form order.
    pub const FILTERS: [Self; 5] = [Self::Key, Self::User, Self::Action, Self::From, Self::To];

    /// The query parameter, which is also the name of the form control.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::User => "user",
            Self::Action => "action",
            Self::From => "from",
            Self::To => "to",
            Self::Page => "",
        }
    }
}

impl AuditQuery {
    /// Whether part of the query is invalid. The page then shows no rows, because the reader would mistake the whole log for the
    /// filter's result.
    pub fn is_invalid(&self) -> bool {
        self.unknown || !self.invalid.is_empty()
    }

    /// Parses query parameters and records the invalid ones. If a parameter is repeated, the first value that is not empty counts.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        let mut query = Self::default();
        let value = |name: &str| {
            let values = pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.trim());
            values.into_iter().find(|value| !value.is_empty())
        };
        for field in AuditField::FILTERS {
            if let Some(value) = value(field.name())
                && query.filter.set(field, value).is_none()
            {
                let value = value.to_owned();
                query.invalid.push(InvalidValue { field, value });
            }
        }
        let is_known = |name: &str| {
            AuditField::FILTERS.iter().any(|field| field.name() == name) || ["", "before", "after"].contains(&name)
        };
        query.unknown = pairs
            .iter()
            .any(|(name, _)| !is_known(name) && !COMMON_PARAMETERS.contains(&name.as_str()));
        let number = |name: &str| value(name).map(|value| value.parse::<i64>().ok().filter(|n| *n >= 0));
        query.start = match (number("before"), number("after")) {
            (None, None) => PageStart::Newest,
            (Some(Some(seq)), _) => PageStart::Before(seq),
            (None, Some(Some(seq))) => PageStart::After(seq),
            (Some(None), _) | (None, Some(None)) => {
                query.invalid.push(InvalidValue {
                    field: AuditField::Page,
                    value: String::new(),
                });
                PageStart::Newest
            }
        };
        query
    }
}

impl AuditFilter {
    /// Sets a field from its text; `None` if the text is invalid.
    fn set(&mut self, field: AuditField, value: &str) -> Option<()> {
        match field {
            AuditField::Key => self.key = Some(parse_key(value)?),
            AuditField::User => self.user = Some(parse_user(value)?),
            AuditField::Action => self.action = Some(Event::from_name(value)?),
            AuditField::From => self.from = Some(Timestamp::from_date(value)?),
            AuditField::To => self.to = Some(Timestamp::from_date(value)?),
            AuditField::Page => return None,
        }
        Some(())
    }

    /// The text of a field, as the form shows it. Empty if the field is not set.
    pub fn text(&self, field: AuditField) -> String {
        let date = |at: Option<Timestamp>| at.map(Timestamp::iso_date);
        let text = match field {
            AuditField::Key => self.key.as_ref().map(|key| match key {
                KeyFilter::AppKey(app_key) => app_key.to_string(),
                KeyFilter::Id(id) => id.to_string(),
                KeyFilter::Words(words) => words.clone(),
            }),
            AuditField::User => self.user.clone(),
            AuditField::Action => self.action.map(|event| event.name().to_owned()),
            AuditField::From => date(self.from),
            AuditField::To => date(self.to),
            AuditField::Page => None,
        };
        text.unwrap_or_default()
    }

    /// Whether the filter matches all rows.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filter as a query string without `?`: `key=…&from=…`. Empty if the filter matches all rows.
    pub fn query_string(&self) -> String {
        let fields = AuditField::FILTERS
            .into_iter()
            .map(|field| (field.name(), self.text(field)));
        let parameters: Vec<_> = fields
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}={}", utf8_percent_encode(&text, VALUE)))
            .collect();
        parameters.join("&")
    }

    /// The half-open time range: start included, end excluded.
    pub fn time_range(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        (self.from, self.to.map(|day| day.plus(days(1))))
    }
}

/// An app key, an id, or else words of a label.
fn parse_key(text: &str) -> Option<KeyFilter> {
    let id = Id::new(text.to_ascii_lowercase());
    let words = || {
        let clean = text.chars().nth(SEARCH_LENGTH).is_none() && !text.chars().any(char::is_control);
        clean.then(|| KeyFilter::Words(text.to_owned()))
    };
    AppKey::parse(text)
        .map(KeyFilter::AppKey)
        .or_else(|| id.is_well_formed().then_some(KeyFilter::Id(id)))
        .or_else(words)
}

/// An e-mail address or a prefix of it.
fn parse_user(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let clean = text.len() <= EMAIL_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    clean.then_some(text)
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
