//! An entry to record in the audit log. Its constructors say who acted and on which chain the entry goes.

use crate::domain::{
    audit::{detail::Detail, event::Event},
    id::{Account, Id},
    keys::key::Key,
    text::Email,
    time::Timestamp,
};

/// The name of an actor who runs commands on the server.
const OPERATOR: &str = "operator";

/// An entry to record.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// The account; `None` for the chain of the whole installation.
    pub(super) account: Option<Id<Account>>,
    pub(super) actor: String,
    pub(super) event: Event,
    /// The key, if the entry is about one.
    pub(super) key: Option<Id<Key>>,
    pub(super) subject: String,
    pub(super) detail: Detail,
    /// The client's IP address; empty if there is no client.
    pub(super) ip: String,
    pub(super) at: Timestamp,
}

impl AuditEntry {
    fn new(account: Option<&Id<Account>>, actor: &str, event: Event, ip: &str, at: Timestamp) -> Self {
        Self {
            account: account.cloned(),
            actor: actor.to_owned(),
            event,
            key: None,
            subject: String::new(),
            detail: Detail::default(),
            ip: ip.to_owned(),
            at,
        }
    }

    /// By a user, on the chain of an account.
    pub fn by_user(user: &Email, account: &Id<Account>, event: Event, ip: &str, at: Timestamp) -> Self {
        Self::new(Some(account), &user_name(user), event, ip, at)
    }

    /// By a user about themselves, on the chain of the installation.
    pub fn by_user_about_self(user: &Email, event: Event, ip: &str, at: Timestamp) -> Self {
        Self::new(None, &user_name(user), event, ip, at).about(user.as_str())
    }

    /// By the holder of a single-access link, an invitation or the set-up link, on the chain of its account.
    pub fn by_link_holder(account: &Id<Account>, event: Event, ip: &str, at: Timestamp) -> Self {
        Self::new(Some(account), "link-holder", event, ip, at)
    }

    /// By a client that is not signed in, on the chain of the installation.
    pub fn by_nobody(event: Event, ip: &str, at: Timestamp) -> Self {
        Self::new(None, "nobody", event, ip, at)
    }

    /// By a scheduled task of Keydesk, on the chain of an account.
    pub fn by_clock(account: &Id<Account>, event: Event, at: Timestamp) -> Self {
        Self::new(Some(account), "clock", event, "", at)
    }

    /// By a person who can run commands on the server, on the chain of an account.
    pub fn by_operator(account: &Id<Account>, event: Event, at: Timestamp) -> Self {
        Self::new(Some(account), OPERATOR, event, "", at)
    }

    /// By a person who can run commands on the server, on the chain of the installation.
    pub fn by_operator_on_installation(event: Event, at: Timestamp) -> Self {
        Self::new(None, OPERATOR, event, "", at)
    }

    /// Names the subject with a readable name that stays after deletion, such as an email address. Never a secret.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            ..self
        }
    }

    /// Makes a key the subject, named by its app key.
    #[must_use]
    pub fn about_key(self, key: &Id<Key>, app_key: &str) -> Self {
        Self {
            key: Some(key.clone()),
            ..self.about(app_key)
        }
    }

    /// Adds details of the change. Never a secret.
    #[must_use]
    pub fn with_detail(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// A further event of the same action, about another subject.
    pub(in crate::server::store) fn followed_by(&self, event: Event, subject: &str) -> Self {
        Self {
            event,
            detail: Detail::default(),
            ..self.clone().about(subject)
        }
    }

    /// The actor's name, as recorded.
    pub(in crate::server::store) fn actor(&self) -> &str {
        &self.actor
    }

    /// The time of the action.
    pub(in crate::server::store) fn at(&self) -> Timestamp {
        self.at
    }
}

fn user_name(user: &Email) -> String {
    format!("user:{}", user.as_str())
}
