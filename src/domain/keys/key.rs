//! An API key and what can be done with it: each action with what it refuses.
//!
//! Every action takes the key as it is, and returns either the key as it becomes together with what happened, or a typed
//! refusal. The caller saves the one, or shows the other; nothing is ever half done.

use crate::domain::{
    audit::event::Event,
    keys::{
        choice::{Consent, DeleteOld},
        link::Link,
        refusal::Refusal,
    },
    names::{AppKey, Id},
    people::permission::Permission,
    text::Label,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// An API token without its secret: when it was created, and the life of the link that delivers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: Id,
    pub created_at: Timestamp,
    pub link: Link,
}

impl Token {
    /// A token made now, with its link pending.
    pub fn issue(id: Id, now: Timestamp) -> Self {
        Self {
            id,
            created_at: now,
            link: Link::issue(now),
        }
    }
}

/// A key's valid tokens: one, or two while it is being renewed. There are never three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tokens {
    Single { token: Token },
    Renewing { old: Token, new: Token },
}

impl Tokens {
    /// The token that was made last.
    pub fn newest(&self) -> &Token {
        match self {
            Self::Single { token } => token,
            Self::Renewing { new, .. } => new,
        }
    }

    /// The old token of a renewing key.
    pub fn old(&self) -> Option<&Token> {
        match self {
            Self::Single { .. } => None,
            Self::Renewing { old, .. } => Some(old),
        }
    }

    /// All valid tokens, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        std::iter::once(self.newest()).chain(self.old())
    }
}

/// Whether verification accepts a key at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    Active,
    Inactive,
}

impl Status {
    /// How addresses call it.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// An API key as its owner account has it. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub id: Id,
    pub app_key: AppKey,
    pub label: Label,
    /// Ids of the roles in the owner account.
    pub roles: Vec<Id>,
    pub status: Status,
    pub created_at: Timestamp,
    /// Counts the changes; an action on an older version than the stored one is a conflict.
    pub version: i64,
    pub tokens: Tokens,
}

/// An action that is allowed: the key as it becomes, and what to record: nothing where all is so already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: Key,
    pub events: Vec<Event>,
}

/// What a new key starts with.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub id: Id,
    pub app_key: AppKey,
    pub label: Label,
    pub roles: Vec<Id>,
    pub token: Token,
}

/// Generates a key: one token, its link pending, active at once.
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

/// Gives the key a new token; the one in use becomes the old one. A token whose link expired unopened was never seen by
/// anyone: it is replaced and never becomes an old token.
///
/// # Errors
/// [`Refusal::LinkPending`] or [`Refusal::FirstLinkPending`] while a link can still be opened;
/// [`Refusal::OldTokenWouldGo`] when there is an old token that somebody may use and no consent that it goes.
pub fn renew(key: Key, token: Token, consent: Consent, now: Timestamp) -> Result<Change, Refusal> {
    let old_goes =
        matches!(&key.tokens, Tokens::Renewing { new, .. } if matches!(new.link.at(now), Link::Opened { .. }));
    let tokens = match key.tokens {
        Tokens::Single { token: current } => match current.link.at(now) {
            Link::Pending { expires_at } => return Err(Refusal::FirstLinkPending { expires_at }),
            Link::Expired { .. } | Link::Cancelled { .. } => Tokens::Single { token },
            Link::Opened { .. } => Tokens::Renewing {
                old: current,
                new: token,
            },
        },
        Tokens::Renewing { old, new } => match (new.link.at(now), consent) {
            (Link::Pending { expires_at }, _) => return Err(Refusal::LinkPending { expires_at }),
            (Link::Expired { .. } | Link::Cancelled { .. }, _) => Tokens::Renewing { old, new: token },
            (Link::Opened { .. }, Consent::NotGiven) => return Err(Refusal::OldTokenWouldGo),
            (Link::Opened { .. }, Consent::OldTokenMayGo) => Tokens::Renewing { old: new, new: token },
        },
    };
    let mut change = changed(Key { tokens, ..key }, Event::TokenRenewed);
    change.events.extend(old_goes.then_some(Event::OldTokenDeleted));
    Ok(change)
}

/// Replaces the key's only token while its link is pending: nobody has seen it, and its link may be lost.
///
/// # Errors
/// [`Refusal::LinkPending`] during a renewal, which can be undone instead; [`Refusal::NoLinkPending`].
pub fn replace_link(key: Key, token: Token, now: Timestamp) -> Result<Change, Refusal> {
    match (&key.tokens, key.tokens.newest().link.at(now)) {
        (Tokens::Single { .. }, Link::Pending { .. }) => {
            let tokens = Tokens::Single { token };
            Ok(changed(Key { tokens, ..key }, Event::LinkReplaced))
        }
        (Tokens::Renewing { .. }, Link::Pending { expires_at }) => Err(Refusal::LinkPending { expires_at }),
        (_, Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. }) => Err(Refusal::NoLinkPending),
    }
}

/// Completes a renewal: *Later* leaves both tokens, *Now* deletes the old one. `unseen` says whether the caller accepts that
/// nobody may have the new token yet.
///
/// # Errors
/// [`Refusal::NotRenewing`]; [`Refusal::NewTokenUnseen`] for *Now* with a link that was not opened, unless `unseen`.
pub fn complete_renewal(key: Key, delete_old: DeleteOld, unseen: bool) -> Result<Change, Refusal> {
    let lost = key.new_token_unseen() && !unseen;
    match (key.tokens, delete_old) {
        (Tokens::Renewing { .. }, DeleteOld::Now) if lost => Err(Refusal::NewTokenUnseen),
        (Tokens::Single { .. }, _) => Err(Refusal::NotRenewing),
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

/// Takes a renewal back while its link is still pending: the new token goes, the old one is the only one again.
///
/// # Errors
/// [`Refusal::NotRenewing`], [`Refusal::NewTokenViewed`] or [`Refusal::LinkExpired`].
pub fn undo_renewal(key: Key, now: Timestamp) -> Result<Change, Refusal> {
    let Tokens::Renewing { old, new } = key.tokens else {
        return Err(Refusal::NotRenewing);
    };
    match new.link.at(now) {
        Link::Pending { .. } => Ok(changed(
            Key {
                tokens: Tokens::Single { token: old },
                ..key
            },
            Event::RenewalUndone,
        )),
        Link::Opened { at } => Err(Refusal::NewTokenViewed { at }),
        Link::Expired { at } | Link::Cancelled { at } => Err(Refusal::LinkExpired { at }),
    }
}

/// Deletes the old token of a renewing key.
///
/// # Errors
/// [`Refusal::NotRenewing`].
pub fn delete_old_token(key: Key) -> Result<Change, Refusal> {
    match key.tokens {
        Tokens::Single { .. } => Err(Refusal::NotRenewing),
        Tokens::Renewing { new, .. } => Ok(changed(
            Key {
                tokens: Tokens::Single { token: new },
                ..key
            },
            Event::OldTokenDeleted,
        )),
    }
}

/// Makes an inactive key good again.
pub fn activate(key: Key) -> Change {
    switch(key, Status::Active)
}

/// Makes verification refuse the key. Its tokens stay.
pub fn deactivate(key: Key) -> Change {
    switch(key, Status::Inactive)
}

fn switch(key: Key, status: Status) -> Change {
    let (label, roles) = (key.label.clone(), key.roles.clone());
    edit(key, label, roles, status)
}

/// Changes the label, the roles and the status. Another status is recorded as it is when it alone is changed.
pub fn edit(key: Key, label: Label, roles: Vec<Id>, status: Status) -> Change {
    let edited = (label != key.label || roles != key.roles).then_some(Event::KeyEdited);
    let switched = (status != key.status).then_some(match status {
        Status::Active => Event::KeyActivated,
        Status::Inactive => Event::KeyDeactivated,
    });
    let events: Vec<_> = edited.into_iter().chain(switched).collect();
    if events.is_empty() {
        return Change { key, events };
    }
    let key = Key {
        label,
        roles,
        status,
        version: key.version + 1,
        ..key
    };
    Change { key, events }
}

fn changed(key: Key, event: Event) -> Change {
    Change {
        key: Key {
            version: key.version + 1,
            ..key
        },
        events: vec![event],
    }
}

/// What the menu of a row can offer.
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
    /// What a user must be allowed to do it.
    pub fn permission(self) -> Permission {
        match self {
            Self::Renew | Self::NewLink | Self::UndoRenewal | Self::DeleteOldToken => Permission::KeysRenew,
            Self::Edit | Self::Deactivate | Self::Activate | Self::Delete => Permission::KeysEdit,
        }
    }
}

impl Key {
    /// The menu at `now`: each action in order, with the reason if it is not possible. Permissions come on top of this.
    pub fn menu(&self, now: Timestamp) -> Vec<(Action, Option<Refusal>)> {
        let hidden = match self.status {
            Status::Active => Action::Activate,
            Status::Inactive => Action::Deactivate,
        };
        let shown = Action::VARIANTS.iter().copied().filter(|action| *action != hidden);
        shown.map(|action| (action, self.obstacle(action, now))).collect()
    }

    /// Why an action is not possible at `now`: what the action itself would answer, given every consent.
    pub fn obstacle(&self, action: Action, now: Timestamp) -> Option<Refusal> {
        let token = Token::issue(Id(String::new()), now);
        match action {
            Action::Renew => renew(self.clone(), token, Consent::OldTokenMayGo, now).err(),
            Action::NewLink => replace_link(self.clone(), token, now).err(),
            Action::UndoRenewal => undo_renewal(self.clone(), now).err(),
            Action::DeleteOldToken => delete_old_token(self.clone()).err(),
            Action::Edit | Action::Deactivate | Action::Activate | Action::Delete => None,
        }
    }

    /// Whether the newest token was never given out: deleting the old one would leave nobody with a token that works.
    pub fn new_token_unseen(&self) -> bool {
        !matches!(self.tokens.newest().link, Link::Opened { .. })
    }
}
