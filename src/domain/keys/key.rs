//! An API key and the rules of each action on it. An action consumes the key and returns either the new key with its events, or a
//! typed refusal. The caller saves the result; this module stores nothing.

pub use crate::domain::keys::tokens::{Token, Tokens};
use crate::domain::{
    audit::event::Event,
    id::Id,
    keys::{
        choice::{Consent, DeleteOld},
        link::Link,
        refusal::KeyRefusal,
        restrictions::Restrictions,
    },
    names::AppKey,
    people::{permission::Permission, team::Role},
    text::Label,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Whether verification accepts the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    Active,
    Inactive,
}

impl Status {
    /// The value in query strings.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// An API key of its owner account. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub id: Id<Key>,
    pub app_key: AppKey,
    pub label: Label,
    /// Ids of its roles in the owner account.
    pub roles: Vec<Id<Role>>,
    pub status: Status,
    pub restrictions: Restrictions,
    pub created_at: Timestamp,
    /// Incremented by every change. An action on another version than the stored one is a conflict.
    pub version: i64,
    pub tokens: Tokens,
}

/// The new key and its events. No events if nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    pub key: Key,
    pub events: Vec<Event>,
}

/// The initial values of a key.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub id: Id<Key>,
    pub app_key: AppKey,
    pub label: Label,
    pub roles: Vec<Id<Role>>,
    pub restrictions: Restrictions,
    pub token: Token,
}

/// The values of a key that [`edit`] changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyValues {
    pub label: Label,
    /// Sorted and unique.
    pub roles: Vec<Id<Role>>,
    pub status: Status,
    pub restrictions: Restrictions,
}

/// Generates an active key with one token, whose link is pending.
pub fn generate(new: NewKey, now: Timestamp) -> Key {
    Key {
        id: new.id,
        app_key: new.app_key,
        label: new.label,
        roles: new.roles,
        status: Status::Active,
        restrictions: new.restrictions,
        created_at: now,
        version: 1,
        tokens: Tokens::Single { token: new.token },
    }
}

/// Gives the key a new token; the token in use becomes the old one. A token whose link ended unopened was never seen. It is
/// replaced and does not become an old token.
///
/// # Errors
/// As [`Key::can_renew`].
pub fn renew(key: Key, token: Token, consent: Consent, now: Timestamp) -> Result<KeyChange, KeyRefusal> {
    key.can_renew(consent, now)?;
    let unseen = key.new_token_unseen();
    let old_goes = !unseen && key.tokens.old().is_some();
    let tokens = match key.tokens {
        Tokens::Single { .. } if unseen => Tokens::Single { token },
        Tokens::Renewing { old, .. } if unseen => Tokens::Renewing {
            old,
            new: token,
            when_unused: None,
        },
        Tokens::Single { token: current } | Tokens::Renewing { new: current, .. } => Tokens::Renewing {
            old: current,
            new: token,
            when_unused: None,
        },
    };
    let mut change = with_event(Key { tokens, ..key }, Event::TokenRenewed);
    change.events.extend(old_goes.then_some(Event::OldTokenDeleted));
    Ok(change)
}

/// Replaces the key's only token while its link is pending. The token was never seen, and its link may be lost.
///
/// # Errors
/// As [`Key::can_replace_link`].
pub fn replace_link(key: Key, token: Token, now: Timestamp) -> Result<KeyChange, KeyRefusal> {
    key.can_replace_link(now)?;
    let tokens = Tokens::Single { token };
    Ok(with_event(Key { tokens, ..key }, Event::LinkReplaced))
}

/// Completes a renewal: *Later* keeps both tokens, *When unused* lets Keydesk delete the old one, *Now* deletes it. `accept_unseen` confirms *Now* although nobody has seen
/// the new token yet.
///
/// # Errors
/// [`KeyRefusal::NotRenewing`]; [`KeyRefusal::NewTokenUnseen`] for *Now* if the link was not opened and `accept_unseen` is false.
pub fn complete_renewal(key: Key, delete_old: DeleteOld, accept_unseen: bool) -> Result<KeyChange, KeyRefusal> {
    key.can_delete_old_token()?;
    let tokens = match delete_old {
        DeleteOld::Later => key.tokens.planned(None),
        DeleteOld::WhenUnused(days) => key.tokens.planned(Some(days)),
        DeleteOld::Now if key.new_token_unseen() && !accept_unseen => return Err(KeyRefusal::NewTokenUnseen),
        DeleteOld::Now => key.tokens.without_old(),
    };
    Ok(with_event(Key { tokens, ..key }, Event::renewal_completed(delete_old)))
}

/// Undoes a renewal while its link is pending. The new token is deleted, and the old one is the only token again.
///
/// # Errors
/// As [`Key::can_undo_renewal`].
pub fn undo_renewal(key: Key, now: Timestamp) -> Result<KeyChange, KeyRefusal> {
    key.can_undo_renewal(now)?;
    let tokens = key.tokens.without_new();
    Ok(with_event(Key { tokens, ..key }, Event::RenewalUndone))
}

/// Deletes the old token of a key in renewal.
///
/// # Errors
/// As [`Key::can_delete_old_token`].
pub fn delete_old_token(key: Key) -> Result<KeyChange, KeyRefusal> {
    key.can_delete_old_token()?;
    let tokens = key.tokens.without_old();
    Ok(with_event(Key { tokens, ..key }, Event::OldTokenDeleted))
}

/// Makes verification accept the key again.
pub fn activate(key: Key) -> KeyChange {
    set_status(key, Status::Active)
}

/// Makes verification refuse the key. Its tokens are kept.
pub fn deactivate(key: Key) -> KeyChange {
    set_status(key, Status::Inactive)
}

fn set_status(key: Key, status: Status) -> KeyChange {
    let values = KeyValues { status, ..key.values() };
    edit(key, values)
}

/// Changes a key's values. A status change gets the same event as [`activate`] or [`deactivate`].
pub fn edit(key: Key, values: KeyValues) -> KeyChange {
    let switched = (values.status != key.status).then_some(match values.status {
        Status::Active => Event::KeyActivated,
        Status::Inactive => Event::KeyDeactivated,
    });
    let before = KeyValues {
        status: values.status,
        ..key.values()
    };
    let edited = (values != before).then_some(Event::KeyEdited);
    let events: Vec<_> = edited.into_iter().chain(switched).collect();
    if events.is_empty() {
        return KeyChange { key, events };
    }
    let key = Key {
        label: values.label,
        roles: values.roles,
        status: values.status,
        restrictions: values.restrictions,
        version: key.version + 1,
        ..key
    };
    KeyChange { key, events }
}

/// The changed key at its next version, with the event of the change.
fn with_event(key: Key, event: Event) -> KeyChange {
    KeyChange {
        key: Key {
            version: key.version + 1,
            ..key
        },
        events: vec![event],
    }
}

/// An action in the menu of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    Edit,
    Renew,
    NewLink,
    UndoRenewal,
    DeleteOldToken,
    Deactivate,
    Activate,
    Delete,
}

impl Action {
    /// The permission that the action requires.
    pub fn permission(self) -> Permission {
        match self {
            Self::Renew | Self::NewLink | Self::UndoRenewal | Self::DeleteOldToken => Permission::KeysRenew,
            Self::Edit | Self::Deactivate | Self::Activate | Self::Delete => Permission::KeysEdit,
        }
    }
}

impl Key {
    /// The values that [`edit`] changes.
    pub fn values(&self) -> KeyValues {
        KeyValues {
            label: self.label.clone(),
            roles: self.roles.clone(),
            status: self.status,
            restrictions: self.restrictions.clone(),
        }
    }

    /// The menu at `now`: each action in order, with a refusal if the key's state does not allow it. Permissions are not checked
    /// here.
    pub fn menu(&self, now: Timestamp) -> Vec<(Action, Option<KeyRefusal>)> {
        let hidden = match self.status {
            Status::Active => Action::Activate,
            Status::Inactive => Action::Deactivate,
        };
        let shown = Action::VARIANTS.iter().copied().filter(|action| *action != hidden);
        shown.map(|action| (action, self.obstacle(action, now))).collect()
    }

    /// Why the action is not possible at `now`: the refusal that the action would return if every consent was given.
    pub fn obstacle(&self, action: Action, now: Timestamp) -> Option<KeyRefusal> {
        let possible = match action {
            Action::Renew => self.can_renew(Consent::Given, now),
            Action::NewLink => self.can_replace_link(now),
            Action::UndoRenewal => self.can_undo_renewal(now),
            Action::DeleteOldToken => self.can_delete_old_token(),
            Action::Edit | Action::Deactivate | Action::Activate | Action::Delete => Ok(()),
        };
        possible.err()
    }

    /// Whether the key can get a new token.
    ///
    /// # Errors
    /// [`KeyRefusal::LinkPending`] or [`KeyRefusal::FirstLinkPending`] while a link can still be opened;
    /// [`KeyRefusal::ConsentNeeded`] if the key has an old token, the newer one was opened, and consent was not given.
    pub fn can_renew(&self, consent: Consent, now: Timestamp) -> Result<(), KeyRefusal> {
        match (&self.tokens, self.tokens.newest().link.at(now), consent) {
            (Tokens::Single { .. }, Link::Pending { expires_at }, _) => {
                Err(KeyRefusal::FirstLinkPending { expires_at })
            }
            (Tokens::Renewing { .. }, Link::Pending { expires_at }, _) => Err(KeyRefusal::LinkPending { expires_at }),
            (Tokens::Renewing { .. }, Link::Opened { .. }, Consent::NotGiven) => Err(KeyRefusal::ConsentNeeded),
            (_, Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. }, _) => Ok(()),
        }
    }

    /// Whether the key's only token can be replaced, with its link.
    ///
    /// # Errors
    /// [`KeyRefusal::LinkPending`] during a renewal, which can be undone instead; [`KeyRefusal::NoLinkPending`].
    pub fn can_replace_link(&self, now: Timestamp) -> Result<(), KeyRefusal> {
        match (&self.tokens, self.tokens.newest().link.pending_until(now)) {
            (Tokens::Single { .. }, Some(_)) => Ok(()),
            (Tokens::Renewing { .. }, Some(expires_at)) => Err(KeyRefusal::LinkPending { expires_at }),
            (_, None) => Err(KeyRefusal::NoLinkPending),
        }
    }

    /// Whether the key's renewal can be undone.
    ///
    /// # Errors
    /// [`KeyRefusal::NotRenewing`], [`KeyRefusal::NewTokenViewed`] or [`KeyRefusal::LinkExpired`].
    pub fn can_undo_renewal(&self, now: Timestamp) -> Result<(), KeyRefusal> {
        let Tokens::Renewing { new, .. } = &self.tokens else {
            return Err(KeyRefusal::NotRenewing);
        };
        match new.link.at(now) {
            Link::Pending { .. } => Ok(()),
            Link::Opened { at } => Err(KeyRefusal::NewTokenViewed { at }),
            Link::Expired { at } | Link::Cancelled { at } => Err(KeyRefusal::LinkExpired { at }),
        }
    }

    /// Whether the key has an old token.
    ///
    /// # Errors
    /// [`KeyRefusal::NotRenewing`].
    pub fn can_delete_old_token(&self) -> Result<(), KeyRefusal> {
        match self.tokens {
            Tokens::Single { .. } => Err(KeyRefusal::NotRenewing),
            Tokens::Renewing { .. } => Ok(()),
        }
    }

    /// Whether the newest token was never delivered. Without the old token, no client would have a valid token.
    pub fn new_token_unseen(&self) -> bool {
        !matches!(self.tokens.newest().link, Link::Opened { .. })
    }
}
