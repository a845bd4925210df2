//! The invitee's side of an invitation, which is a single-access link: it opens once and lives as long as the others. Unlike
//! those it hands out no token but makes a member, so whoever opens it proves to be a user or becomes one, by a password.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        keys::link,
        text::{Email, TextError},
        time::Timestamp,
    },
    error::{AppError, Field},
    i18n::t,
    server::{
        attempts::Counted,
        browsers,
        config::Config,
        context::Caller,
        crypto::{Hash, Secret, password::Checked, random},
        limits::Limited,
        normalise::normalise,
        second_factor,
        sessions::{self, Entered},
        sign_in,
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
    /// Whether the visitor is signed in as the user with this address. Whether there is such a user nobody else is told.
    pub own: bool,
    /// As it is now.
    pub link: link::Link,
    pub now: Timestamp,
}

/// How accepting ended.
pub enum Accepted {
    /// The address's user is a member of the account now.
    Joined { account: String, next: Next },
    /// The invitation had ended before.
    Ended(Looked),
}

/// What comes after joining.
pub enum Next {
    /// Signed in.
    Session(Entered),
    /// A second factor is on: the secret of the pending sign-in, whose code is asked for now.
    Code(Secret),
    /// Signing in anew: the password or the second factor was changed in this moment. Whoever was signed in here is no more.
    SignIn,
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
/// The password is the user's own, or a new user's. Until one comes that a new user could have, the answer, what is counted and the
/// work are the same for both, so that nobody learns in silence whether the address has a user: who asks with a good one joins if not.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] for a password that is neither the user's nor good for a new one;
/// [`AppError::TooMany`] after too many, counted with those of signing in; [`AppError::Said`] when the address has got a user in the
/// same moment.
pub async fn accept(caller: &Caller, id: &Secret, password: &str) -> Result<Accepted, AppError> {
    let state = &caller.state;
    state.limits.check(Limited::SignIn, &caller.ip)?;
    let looked = read(caller, id).await?;
    if looked.link.pending_until(looked.now).is_none() {
        visited(caller, id, looked.now).await;
        return Ok(Accepted::Ended(looked));
    }
    if password.is_empty() {
        return Err(AppError::field(Field::Password, TextError::PasswordMissing));
    }
    let password = normalise(password);
    let proven = prove(caller, &looked, &password).await?;
    let now = state.clock.now();
    match state
        .store
        .accept_invitation(&id.hash(), proven.invitee(), &caller.ip, now)
        .await
    {
        Ok(Some(account)) => {
            let next = proven.enter(caller, &password).await;
            Ok(Accepted::Joined { account, next })
        }
        Ok(None) => {
            visited(caller, id, now).await;
            Ok(Accepted::Ended(read(caller, id).await?))
        }
        Err(StoreError::Duplicate) => Err(AppError::Said(t::invitation_refused_raced().to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// Somebody whose password was right, or is good.
enum Proven {
    New(UserRecord),
    Known(UserRecord),
}

impl Proven {
    fn invitee(&self) -> Invitee<'_> {
        match self {
            Self::New(user) => Invitee::New(user),
            Self::Known(user) => Invitee::Known(user),
        }
    }

    /// Signs whoever has joined in, as far as the password goes.
    async fn enter(self, caller: &Caller, password: &str) -> Next {
        let entered = match &self {
            Self::New(user) => {
                caller.state.attempts.forget(Counted::Address(&user.email)).await;
                sessions::begin(caller, user).await.map(Next::Session)
            }
            Self::Known(user) => match sign_in::begin_by_password(caller, user).await {
                Ok(Some(session)) => Ok(Next::Session(session)),
                Ok(None) => second_factor::sign_in::ask(caller, user, password)
                    .await
                    .map(Next::Code),
                Err(error) => Err(error),
            },
        };
        match entered {
            Ok(next) => next,
            Err(error) => {
                // They have joined, whatever became of the session, so nothing must say that they have not.
                tracing::warn!(%error, "no session began for somebody who joined");
                sessions::leave(caller).await;
                Next::SignIn
            }
        }
    }
}

/// Finds out whether the address's user entered their password, or somebody new a good one.
async fn prove(caller: &Caller, looked: &Looked, password: &str) -> Result<Proven, AppError> {
    let state = &caller.state;
    // The attempts of a user who is there are forgotten when a session begins, which may take a code.
    let known = browsers::known(caller, &looked.email).await?;
    state
        .attempts
        .count(browsers::counted(known.as_ref(), &looked.email))
        .await?;
    let there = state.store.user_by_email(&looked.email).await?;
    let stored = there.as_ref().map(|user| user.password_hash.as_str());
    let checked = state.passwords.check(password, stored).await?;
    let there = match (there, checked) {
        (Some(user), Checked::Right | Checked::RightButWeak) => return Ok(Proven::Known(user)),
        (there, Checked::Right | Checked::RightButWeak | Checked::Wrong) => there,
    };
    let known = [looked.account.as_str(), looked.email.as_str()];
    let good = state.passwords.check_new(password, &known).await?;
    good.map_err(|reason| AppError::field(Field::Password, reason))?;
    if there.is_some() {
        return Err(wrong(caller).await?);
    }
    let user = UserRecord {
        id: random::id(),
        email: looked.email.clone(),
        password_hash: state.passwords.hash(password).await?,
    };
    Ok(Proven::New(user))
}

/// Records that somebody did not know a user's password, and says so.
async fn wrong(caller: &Caller) -> Result<AppError, AppError> {
    let refused = Entry {
        account: None,
        actor: Actor::Nobody,
        event: Event::SignInRefused,
        key: None,
        subject: String::new(),
        detail: Detail::default(),
        ip: caller.ip.clone(),
        at: caller.state.clock.now(),
    };
    caller.state.store.record(refused).await?;
    let said = t::invitation_refused_wrong().to_owned();
    Ok(AppError::field(Field::Password, TextError::Said(said)))
}

async fn read(caller: &Caller, id: &Secret) -> Result<Looked, AppError> {
    let store = &caller.state.store;
    let record = store.look_at_invitation(&id.hash()).await?.ok_or(AppError::NotFound)?;
    let now = caller.state.clock.now();
    Ok(Looked {
        own: caller
            .session
            .as_ref()
            .is_some_and(|session| session.email == record.email),
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
