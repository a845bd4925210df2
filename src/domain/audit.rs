//! The audit log as people read it: its rows, the part of it that is asked for, and who acted, in words.

use crate::{
    domain::{
        audit_detail::Detail,
        event::Event,
        names::{AppKey, Id},
        page::{ELSEWHERE, SEARCH_LENGTH},
        text::EMAIL_MAX,
        time::{DAY, Timestamp},
        views::Viewer,
    },
    i18n::{number, t},
};

/// Who acted, from the name that the log has for it: an address, or whoever else it was. `None` where nobody is named.
pub fn who(actor: &str) -> Option<String> {
    if let Some(email) = actor.strip_prefix("user:") {
        return Some(email.to_owned());
    }
    let words = match actor {
        "" => return None,
        "link-holder" => t::who_link_holder(),
        "nobody" => t::who_nobody(),
        "clock" => t::who_clock(),
        "operator" => t::who_operator(),
        // Written by a later version: better as it stands than not at all.
        other => other,
    };
    Some(words.to_owned())
}

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

impl AuditRecord {
    /// What was done, in words of the language of the request. What a later version recorded stands as it was recorded.
    pub fn what(&self) -> &str {
        match Event::from_name(&self.action) {
            Some(event) => event.sentence(),
            None => &self.action,
        }
    }

    /// What it is about, in words where it was recorded in words: those of the log are English, whoever acted.
    pub fn about(&self) -> String {
        let words = match Event::from_name(&self.action) {
            Some(Event::KeysExported) => exported(&self.subject),
            Some(Event::AuditExported) if self.subject == ALL_OF_IT => Some(t::audit_exported_all().to_owned()),
            Some(_) | None => None,
        };
        words.unwrap_or_else(|| self.subject.clone())
    }
}

/// What the log says of an export of itself without filters.
pub const ALL_OF_IT: &str = "all of it";

/// What the log says of an export of keys.
pub fn exported_keys(generated: usize, external: usize) -> String {
    format!("{generated} generated, {external} external")
}

/// The same in the language of the request; `None` for any other text.
fn exported(subject: &str) -> Option<String> {
    let (generated, external) = subject.split_once(" generated, ")?;
    let count = |text: &str| text.parse().ok().map(number);
    Some(t::audit_exported_keys(
        &count(generated)?,
        &count(external.strip_suffix(" external")?)?,
    ))
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
    /// The field's name in the address.
    pub name: &'static str,
    /// What people read, in the language of the request.
    pub label: &'static str,
    /// As it was typed.
    pub value: String,
}

/// The fields of the filter: what each is called in the address and what people read.
pub fn fields() -> [(&'static str, &'static str); 5] {
    [
        ("key", t::audit_field_key()),
        ("user", t::audit_field_user()),
        ("action", t::audit_field_action()),
        ("from", t::audit_field_from()),
        ("to", t::audit_field_to()),
    ]
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
        for (name, label) in fields() {
            if let Some(value) = value(name)
                && query.filter.set(name, value).is_none()
            {
                let value = value.to_owned();
                query.misread.push(Misread { name, label, value });
            }
        }
        let known =
            |name: &str| fields().iter().any(|(field, _)| *field == name) || ["", "before", "after"].contains(&name);
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
                    name: "",
                    label: t::audit_field_page(),
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
    fn set(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "key" => self.key = Some(key(value)?),
            "user" => self.user = Some(user(value)?),
            "action" => self.action = Some(Event::from_name(value)?),
            "from" => self.from = Some(day(value)?),
            "to" => self.to = Some(day(value)?),
            _ => return None,
        }
        Some(())
    }

    /// The text of a field, as the form shows it; empty where it is not set.
    pub fn text(&self, name: &str) -> String {
        let date = |at: Option<Timestamp>| at.map(|at| at.iso().chars().take(10).collect());
        let text = match name {
            "key" => self.key.as_ref().map(|key| match key {
                KeyFilter::AppKey(app_key) => app_key.to_string(),
                KeyFilter::Id(id) => id.to_string(),
                KeyFilter::Words(words) => words.clone(),
            }),
            "user" => self.user.clone(),
            "action" => self.action.map(|event| event.name().to_owned()),
            "from" => date(self.from),
            "to" => date(self.to),
            _ => None,
        };
        text.unwrap_or_default()
    }

    /// Whether it is all of the log.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filter as parameters of an address: `key=…&from=…`, empty for all of the log.
    pub fn search(&self) -> String {
        let set = fields().into_iter().map(|(name, _)| (name, self.text(name)));
        let parts: Vec<_> = set
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}={}", escape(&text)))
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

/// A day as `2026-11-22`, and nothing else.
fn day(text: &str) -> Option<Timestamp> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if !shape {
        return None;
    }
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    Timestamp::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'@') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// One page of the log, with all that is around it.
#[derive(Clone, Debug)]
pub struct AuditPage {
    pub viewer: Viewer,
    pub query: AuditQuery,
    /// The newest first.
    pub records: Vec<AuditRecord>,
    /// Whether there are newer rows than these that match.
    pub newer: bool,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether more users than can be searched begin as the filter does, so that some are left out.
    pub too_many_users: bool,
    /// Whether more keys than can be searched are called as the filter says.
    pub too_many_keys: bool,
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
