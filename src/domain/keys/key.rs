//! An API key and the rules of each action on it. An action consumes the key and returns either the new key with its events, or a
//! typed refusal. The caller saves the result; this module stores nothing.

use crate::domain::{
    audit::event::Event,
    id::Id,
    keys::{
        choice::{Consent, DeleteOld},
        link::Link,
        refusal::KeyRefusal,
    },
    names::AppKey,
    people::{permission::Permission, team::Role},
    text::Label,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// An API token without its secret, with the state of the link that delivers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: Id<Token>,
    pub created_at: Timestamp,
    pub link: Link,
}

impl Token {
    /// A token created at `now`, with a pending link.
    pub fn issue(id: Id<Token>, now: Timestamp) -> Self {
        Self {
            id,
            created_at: now,
            link: Link::issue(now),
        }
    }
}

/// A key's valid tokens: one, or two during a renewal. Never three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tokens {
    Single { token: Token },
    Renewing { old: Token, new: Token },
}

impl Tokens {
    /// The token created last.
    pub fn newest(&self) -> &Token {
        match self {
            Self::Single { token } => token,
            Self::Renewing { new, .. } => new,
        }
    }

    /// The old token of a key in renewal.
    pub fn old(&self) -> Option<&Token> {
        match self {
            Self::Single { .. } => None,
            Self::Renewing { old, .. } => Some(old),
        }
    }

    /// All valid tokens, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        std::iter::once(self.newest()).chain(self.old())
    }
}

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
    pub token: Token,
}

/// Generates an active key with one token, whose link is pending.
pub fn generate(new: NewKey, now: Timestamp) -> Key {
    let NewKey {
        id,
        app_key,
        label,
        roles,
        token,
    } = new;
    Key {
        id,
        app_key,
        label,
        roles,
        status: Status::Active,
        created_at: now,
        version: 1,
        tokens: Tokens::Single { token },
    }
}

/// Gives the key a new token; the token in use becomes the old one. A token whose link ended unopened was never seen. It is
/// replaced and does not become an old token.
///
/// # Errors
/// [`KeyRefusal::LinkPending`] or [`KeyRefusal::FirstLinkPending`] while a link can still be opened;
/// [`KeyRefusal::OldTokenWouldGo`] if the key has an old token, the newer one was opened, and consent was not given.
pub fn renew(key: Key, token: Token, consent: Consent, now: Timestamp) -> Result<KeyChange, KeyRefusal> {
    let old_goes =
        matches!(&key.tokens, Tokens::Renewing { new, .. } if matches!(new.link.at(now), Link::Opened { .. }));
    let tokens = match key.tokens {
        Tokens::Single { token: current } => match current.link.at(now) {
            Link::Pending { expires_at } => return Err(KeyRefusal::FirstLinkPending { expires_at }),
            Link::Expired { .. } | Link::Cancelled { .. } => Tokens::Single { token },
            Link::Opened { .. } => Tokens::Renewing {
                old: current,
                new: token,
            },
        },
        Tokens::Renewing { old, new } => match (new.link.at(now), consent) {
            (Link::Pending { expires_at }, _) => return Err(KeyRefusal::LinkPending { expires_at }),
            (Link::Expired { .. } | Link::Cancelled { .. }, _) => Tokens::Renewing { old, new: token },
            (Link::Opened { .. }, Consent::NotGiven) => return Err(KeyRefusal::OldTokenWouldGo),
            (Link::Opened { .. }, Consent::OldTokenMayGo) => Tokens::Renewing { old: new, new: token },
        },
    };
    let mut change = changed(Key { tokens, ..key }, Event::TokenRenewed);
    change.events.extend(old_goes.then_some(Event::OldTokenDeleted));
    Ok(change)
}

/// Replaces the key's only token while its link is pending. The token was never seen, and its link may be lost.
///
/// # Errors
/// [`KeyRefusal::LinkPending`] during a renewal, which can be undone instead; [`KeyRefusal::NoLinkPending`].
pub fn replace_link(key: Key, token: Token, now: Timestamp) -> Result<KeyChange, KeyRefusal> {
    match (&key.tokens, key.tokens.newest().link.at(now)) {
        (Tokens::Single { .. }, Link::Pending { .. }) => {
            let tokens = Tokens::Single { token };
            Ok(changed(Key { tokens, ..key }, Event::LinkReplaced))
        }
        (Tokens::Renewing { .. }, Link::Pending { expires_at }) => Err(KeyRefusal::LinkPending { expires_at }),
        (_, Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. }) => Err(KeyRefusal::NoLinkPending),
    }
}

/// Completes a renewal: *Later* keeps both tokens, *Now* deletes the old one. `unseen` confirms that the new token may not have
/// been delivered yet.
///
/// # Errors
/// [`KeyRefusal::NotRenewing`]; [`KeyRefusal::NewTokenUnseen`] for *Now* if the link was not opened and `unseen` is false.
pub fn complete_renewal(key: Key, delete_old: DeleteOld, unseen: bool) -> Result<KeyChange, KeyRefusal> {
    let lost = key.new_token_unseen() && !unseen;
    match (key.tokens, delete_old) {
        (Tokens::Renewing { .. }, DeleteOld::Now) if lost => Err(KeyRefusal::NewTokenUnseen),
        (Tokens::Single { .. }, _) => Err(KeyRefusal::NotRenewing),
        (tokens @ Tokens::Renewing { .. }, DeleteOld::Later) => {
            Ok(changed(Key { tokens, ..key }, Event::renewal_completed(delete_old)))
        }
        (Tokens::Renewing { new, .. }, DeleteOld::Now) => Ok(changed(
            Key {
                tokens: Tokens::Single { token: new },
                ..key
            },
            Event::renewal_completed(delete_old),
        )),
    }
}

/// Undoes a renewal while its link is pending. The new token is deleted, and the old one is the only token again.
///
/// # Errors
/// [`KeyRefusal::NotRenewing`], [`KeyRefusal::NewTokenViewed`] or [`KeyRefusal::LinkExpired`].
pub fn undo_renewal(key: Key, now: Timestamp) -> Result<KeyChange, KeyRefusal> {
    let Tokens::Renewing { old, new } = key.tokens else {
        return Err(KeyRefusal::NotRenewing);
    };
    match new.link.at(now) {
        Link::Pending { .. } => Ok(changed(
            Key {
                tokens: Tokens::Single { token: old },
                ..key
            },
            Event::RenewalUndone,
        )),
        Link::Opened { at } => Err(KeyRefusal::NewTokenViewed { at }),
        Link::Expired { at } | Link::Cancelled { at } => Err(KeyRefusal::LinkExpired { at }),
    }
}

/// Deletes the old token of a key in renewal.
///
/// # Errors
/// [`KeyRefusal::NotRenewing`].
pub fn delete_old_token(key: Key) -> Result<KeyChange, KeyRefusal> {
    match key.tokens {
        Tokens::Single { .. } => Err(KeyRefusal::NotRenewing),
        Tokens::Renewing { new, .. } => Ok(changed(
            Key {
                tokens: Tokens::Single { token: new },
                ..key
            },
            Event::OldTokenDeleted,
        )),
    }
}

/// Makes verification accept the key again.
pub fn activate(key: Key) -> KeyChange {
    switch(key, Status::Active)
}

/// Makes verification refuse the key. Its tokens are kept.
pub fn deactivate(key: Key) -> KeyChange {
    switch(key, Status::Inactive)
}

fn switch(key: Key, status: Status) -> KeyChange {
    let (label, roles) = (key.label.clone(), key.roles.clone());
    edit(key, label, roles, status)
}

/// Changes label, roles and status. A status change gets the same event as [`activate`] or [`deactivate`].
pub fn edit(key: Key, label: Label, roles: Vec<Id<Role>>, status: Status) -> KeyChange {
    let edited = (label != key.label || roles != key.roles).then_some(Event::KeyEdited);
    let switched = (status != key.status).then_some(match status {
        Status::Active => Event::KeyActivated,
        Status::Inactive => Event::KeyDeactivated,
    });
    let events: Vec<_> = edited.into_iter().chain(switched).collect();
    if events.is_empty() {
        return KeyChange { key, events };
    }
    let key = Key {
        label,
        roles,
        status,
        version: key.version + 1,
        ..key
    };
    KeyChange { key, events }
}

fn changed(key: Key, event: Event) -> KeyChange {
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
        let token = Token::issue(Id::new(String::new()), now);
        match action {
            Action::Renew => renew(self.clone(), token, Consent::OldTokenMayGo, now).err(),
            Action::NewLink => replace_link(self.clone(), token, now).err(),
            Action::UndoRenewal => undo_renewal(self.clone(), now).err(),
            Action::DeleteOldToken => delete_old_token(self.clone()).err(),
            Action::Edit | Action::Deactivate | Action::Activate | Action::Delete => None,
        }
    }

    /// Whether the newest token was never delivered. Without the old token, no client would have a valid token.
    pub fn new_token_unseen(&self) -> bool {
        !matches!(self.tokens.newest().link, Link::Opened { .. })
    }
}
