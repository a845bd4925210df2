//! The audit log as it is read: its rows, and the part of it that is asked for.

use crate::domain::{
    audit::{detail::Detail, event::Event},
    names::{AppKey, Id},
    page::{ELSEWHERE, SEARCH_LENGTH},
    percent::NOT_IN_VALUE,
    text::EMAIL_MAX,
    time::{DAY, Timestamp},
};
use percent_encoding::{AsciiSet, utf8_percent_encode};

/// E-mail addresses stay readable.
const VALUE: &AsciiSet = &NOT_IN_VALUE.remove(b'@');

/// A row of the log, as it was written, and what is known now of what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// The account's id, which begins every hash of its rows.
    pub chain: String,
    /// Its number in the chain, from 1.
    pub seq: i64,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    /// Empty where it is about no key.
    pub key_id: String,
    pub subject: String,
    pub ip: String,
    /// What was changed, as it was written; empty where nothing was.
    pub detail: String,
    /// The same, read.
    pub changed: Detail,
    pub hash: String,
    /// What the key is called, or was when it was deleted.
    pub label: Option<String>,
    /// The browser of whoever opened or visited a link, while its receipt is kept.
    pub browser: Option<String>,
}

/// What the log says of an export of itself without filters.
pub const ALL_OF_IT: &str = "all of it";

/// What the log says of an export of keys.
pub fn exported_keys(generated: usize, external: usize) -> String {
    format!("{generated} generated, {external} external")
}

/// The two numbers in [`exported_keys`]; `None` for any other text.
pub fn exported_counts(subject: &str) -> Option<(i64, i64)> {
    let (generated, external) = subject.split_once(" generated, ")?;
    let external = external.strip_suffix(" external")?;
    Some((generated.parse().ok()?, external.parse().ok()?))
}

/// A key as a filter names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFilter {
    AppKey(AppKey),
    Id(Id),
    /// Words of its name or app key.
    Words(String),
}

/// What part of the log is asked for. Empty is all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub key: Option<KeyFilter>,
    /// A user's address or its beginning, in lower case.
    pub user: Option<String>,
    pub action: Option<Event>,
    /// The beginning of the first day, UTC.
    pub from: Option<Timestamp>,
    /// The beginning of the last day, UTC, which is included.
    pub to: Option<Timestamp>,
}

/// Where in the log a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// At its newest row.
    #[default]
    Newest,
    /// Below the row of this number: older ones.
    Before(i64),
    /// Above it: newer ones.
    After(i64),
}

/// What an address of the page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    pub filter: AuditFilter,
    pub turn: Turn,
    /// The fields whose values were not understood.
    pub misread: Vec<Misread>,
    /// Whether there were names that no field has.
    pub unknown: bool,
}

/// A value that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    pub field: AuditField,
    /// As it was typed.
    pub value: String,
}

/// A field of the filter, or the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditField {
    Key,
    User,
    Action,
    From,
    To,
    /// It has two names in an address, by its direction, and is not among [`AuditField::FILTERS`].
    Page,
}

impl AuditField {
    /// The fields of the filter, in the order of the form.
    pub const FILTERS: [Self; 5] = [Self::Key, Self::User, Self::Action, Self::From, Self::To];

    /// The field's name in an address, which is that of the form's control.
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
    /// Whether part of it was not understood. Then nothing is shown: the whole log would be taken for what the filter finds.
    pub fn is_misread(&self) -> bool {
        self.unknown || !self.misread.is_empty()
    }

    /// Reads the parameters of an address. What cannot be understood is noted. Of a field that comes more than once, the first value that is not empty counts.
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
                query.misread.push(Misread { field, value });
            }
        }
        let known = |name: &str| {
            AuditField::FILTERS.iter().any(|field| field.name() == name) || ["", "before", "after"].contains(&name)
        };
        query.unknown = pairs
            .iter()
            .any(|(name, _)| !known(name) && !ELSEWHERE.contains(&name.as_str()));
        let number = |name: &str| value(name).map(|value| value.parse::<i64>().ok().filter(|n| *n >= 0));
        query.turn = match (number("before"), number("after")) {
            (None, None) => Turn::Newest,
            (Some(Some(seq)), _) => Turn::Before(seq),
            (None, Some(Some(seq))) => Turn::After(seq),
            (Some(None), _) | (None, Some(None)) => {
                query.misread.push(Misread {
                    field: AuditField::Page,
                    value: String::new(),
                });
                Turn::Newest
            }
        };
        query
    }
}

impl AuditFilter {
    /// Sets a field from its text; `None` where that was not understood.
    fn set(&mut self, field: AuditField, value: &str) -> Option<()> {
        match field {
            AuditField::Key => self.key = Some(key(value)?),
            AuditField::User => self.user = Some(user(value)?),
            AuditField::Action => self.action = Some(Event::from_name(value)?),
            AuditField::From => self.from = Some(Timestamp::from_date(value)?),
            AuditField::To => self.to = Some(Timestamp::from_date(value)?),
            AuditField::Page => return None,
        }
        Some(())
    }

    /// The text of a field, as the form shows it; empty where it is not set.
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

    /// Whether it is all of the log.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filter as parameters of an address: `key=…&from=…`, empty for all of the log.
    pub fn search(&self) -> String {
        let set = AuditField::FILTERS
            .into_iter()
            .map(|field| (field.name(), self.text(field)));
        let parts: Vec<_> = set
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}={}", utf8_percent_encode(&text, VALUE)))
            .collect();
        parts.join("&")
    }

    /// The instants between which it lies: from the first, up to but without the second.
    pub fn span(&self) -> (Option<i64>, Option<i64>) {
        (self.from.map(|day| day.0), self.to.map(|day| day.plus(DAY).0))
    }
}

fn key(text: &str) -> Option<KeyFilter> {
    let id = Id(text.to_ascii_lowercase());
    let words = || {
        let clean = text.chars().nth(SEARCH_LENGTH).is_none() && !text.chars().any(char::is_control);
        clean.then(|| KeyFilter::Words(text.to_owned()))
    };
    AppKey::parse(text)
        .map(KeyFilter::AppKey)
        .or_else(|| id.is_well_formed().then_some(KeyFilter::Id(id)))
        .or_else(words)
}

fn user(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let clean = text.len() <= EMAIL_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    clean.then_some(text)
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
