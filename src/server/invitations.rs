//! The invitee's side of an invitation, which is a single-access link: it opens once and lives as long as the others. Unlike
//! those it hands out no token but makes a member, so whoever opens it proves to be a user or becomes one, by a password.

use crate::{
    domain::{
        event::Event,
        link,
        text::{Email, TextError},
        time::Timestamp,
    },
    error::{AppError, Field},
    i18n::t,
    server::{
        config::Config,
        context::Caller,
        crypto::{
            Hash, Secret,
            password::{self, Checked},
            random,
        },
        limits::Limited,
        sessions::{self, normalise},
        store::{Actor, Entry, Invitee, StoreError, UserRecord},
    },
};

/// A new link: the address to show once, and what the store keeps of it.
pub struct Link {
    pub address: Secret,
    pub hash: Hash,
}

/// Draws a new link.
pub fn new_link(config: &Config) -> Link {
    let id = random::secret();
    Link {
        address: Secret::new(prefix(config) + id.expose()),
        hash: id.hash(),
    }
}

/// What the addresses of invitations start with. They are pages of the admin's origin, since they let somebody in there.
pub fn prefix(config: &Config) -> String {
    format!("{}/invitations/", config.origin.as_str())
}

/// What the page says about an invitation.
#[derive(Clone, Debug)]
pub struct Looked {
    pub account: String,
    pub email: Email,
    /// An address; empty for the operator.
    pub invited_by: String,
    /// Whether the address has a user, who has a password.
    pub known: bool,
    /// As it is now.
    pub link: link::Link,
    pub now: Timestamp,
}

/// How accepting ended.
pub enum Accepted {
    /// The address's user is a member of the account now. Signed in, too, unless a second factor is asked for first.
    Joined { account: String, session: Option<Secret> },
    /// The invitation had ended before.
    Ended(Looked),
}

/// Looks at an invitation, which never opens it; that an accepted one was visited again is recorded. A malformed id is looked up
/// like any other, so that the answer and the time it takes are the same as for an unknown one.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`].
pub async fn look(caller: &Caller, id: &Secret) -> Result<Looked, AppError> {
    caller.state.limits.check(Limited::LinkPage, &caller.ip)?;
    let looked = read(caller, id).await?;
    if matches!(looked.link, link::Link::Opened { .. }) {
        visited(caller, id, looked.now).await;
    }
    Ok(looked)
}

/// Accepts an invitation, exactly once over every node and every racing request. Whatever is refused leaves it pending.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] for a password that is wrong, or not good for a new user; [`AppError::TooMany`]
/// after too many wrong ones, counted with those of signing in; [`AppError::Said`] when the address has got a user in the same moment.
pub async fn accept(caller: &Caller, id: &Secret, password: &str) -> Result<Accepted, AppError> {
    let state = &caller.state;
    state.limits.check(Limited::SignIn, &caller.ip)?;
    let looked = read(caller, id).await?;
    if looked.link.pending_until(looked.now).is_none() {
        visited(caller, id, looked.now).await;
        return Ok(Accepted::Ended(looked));
    }
    let password = normalise(password);
    let there = state.store.user_by_email(&looked.email).await?;
    let (user, is_new) = match there {
        Some(user) => (known(caller, user, &password).await?, false),
        None => (new(caller, &looked, &password).await?, true),
    };
    let invitee = if is_new {
        Invitee::New(&user)
    } else {
        Invitee::Known(&user)
    };
    let now = state.clock.now();
    match state
        .store
        .accept_invitation(&id.hash(), invitee, &caller.ip, now)
        .await
    {
        Ok(Some(account)) if is_new => Ok(Accepted::Joined {
            account,
            session: Some(sessions::begin(caller, &user).await?),
        }),
        Ok(Some(account)) => Ok(Accepted::Joined {
            account,
            session: sessions::begin_by_password(caller, &user).await?,
        }),
        Ok(None) => {
            visited(caller, id, now).await;
            Ok(Accepted::Ended(read(caller, id).await?))
        }
        Err(StoreError::Duplicate) => Err(AppError::Said(t::invitation_refused_raced().to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// A user of the address, who proves it as when signing in.
async fn known(caller: &Caller, user: UserRecord, password: &str) -> Result<UserRecord, AppError> {
    let state = &caller.state;
    if password.is_empty() {
        return Err(AppError::field(Field::Password, TextError::PasswordMissing));
    }
    sessions::attempt(state, user.email.as_str()).await?;
    match state.passwords.check(password, Some(&user.password_hash)).await? {
        // The attempts are forgotten when a session begins, which may take a code.
        Checked::Right | Checked::RightButWeak => Ok(user),
        Checked::Wrong => {
            let refused = Entry {
                account: None,
                actor: Actor::Nobody,
                event: Event::SignInRefused,
                key: None,
                subject: String::new(),
                ip: caller.ip.clone(),
                at: state.clock.now(),
            };
            state.store.record(refused).await?;
            Err(AppError::field(Field::Password, TextError::PasswordWrong))
        }
    }
}

/// A user to be made.
async fn new(caller: &Caller, looked: &Looked, password: &str) -> Result<UserRecord, AppError> {
    let known = [looked.account.as_str(), looked.email.as_str()];
    password::check_new(password, &known).map_err(|reason| AppError::field(Field::Password, reason))?;
    Ok(UserRecord {
        id: random::id(),
        email: looked.email.clone(),
        password_hash: caller.state.passwords.hash(password).await?,
    })
}

async fn read(caller: &Caller, id: &Secret) -> Result<Looked, AppError> {
    let store = &caller.state.store;
    let record = store.look_at_invitation(&id.hash()).await?.ok_or(AppError::NotFound)?;
    let now = caller.state.clock.now();
    Ok(Looked {
        known: store.user_by_email(&record.email).await?.is_some(),
        account: record.account_slug,
        email: record.email,
        invited_by: record.invited_by,
        link: record.link.at(now),
        now,
    })
}

/// A visit to an invitation that was accepted before is worth knowing: somebody has the address who should not. The visitor must
/// learn that it was used, whether or not there is room to write the visit down.
async fn visited(caller: &Caller, id: &Secret, now: Timestamp) {
    let store = &caller.state.store;
    if let Err(error) = store.record_visit_to_invitation(&id.hash(), &caller.ip, now).await {
        tracing::error!(%error, "a visit to an accepted invitation could not be recorded");
    }
}
