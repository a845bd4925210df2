//! The invitee's side of an invitation. An invitation's link opens once and has the lifetime of a single-access link. It creates a
//! membership instead of handing out a token, so the invitee must enter the password of their user or choose one for a new user.

use crate::{
    domain::{
        audit::event::Event,
        keys::link,
        text::{Email, TextError},
        time::Timestamp,
    },
    error::{AppError, Field},
    i18n::t,
    server::{
        attempts::AttemptCounter,
        browsers,
        config::Config,
        context::Caller,
        crypto::{Hash, Secret, password::PasswordCheck, random},
        limits::RateLimited,
        normalise::normalise_password,
        second_factor,
        sessions::{self, SessionSecrets},
        sign_in,
        store::{Invitee, StoreError, UserRecord},
    },
};

/// A new link: the URL to show once, and the hash for the store.
pub struct NewInvitationLink {
    pub url: Secret,
    pub hash: Hash,
}

/// Makes a new link.
pub fn new_link(config: &Config) -> NewInvitationLink {
    let id = random::secret();
    NewInvitationLink {
        url: Secret::new(url_prefix(config) + id.expose()),
        hash: id.hash(),
    }
}

/// The prefix of invitation URLs. They use the admin origin, because accepting signs in there.
pub fn url_prefix(config: &Config) -> String {
    format!("{}/invitations/", config.origin.as_str())
}

/// The data of an invitation's page.
#[derive(Clone, Debug)]
pub struct InvitationDetails {
    pub account: String,
    pub email: Email,
    /// The inviter's email address; empty for the operator.
    pub invited_by: String,
    /// Whether the visitor is signed in as the user with this email address. No other visitor learns whether such a user exists.
    pub own: bool,
    /// The link's current state.
    pub link: link::Link,
    pub now: Timestamp,
}

/// The result of accepting an invitation.
pub enum Accepted {
    /// The user is now a member of the account.
    Joined { account: String, next: AfterJoining },
    /// The invitation had been accepted, expired or cancelled before.
    Ended(InvitationDetails),
}

/// The step after joining.
pub enum AfterJoining {
    /// Signed in.
    Session(SessionSecrets),
    /// The user has a second factor: the secret of the pending sign-in. The code is asked for next.
    Code(Secret),
    /// The user must sign in: the password or the second factor was changed concurrently. The browser's previous session has ended.
    SignIn,
}

/// Reads an invitation without accepting it. A visit to an accepted invitation is recorded. A malformed id is looked up like any other, so
/// that the answer and its timing are the same as for an unknown id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`].
pub async fn view(caller: &Caller, id: &Secret) -> Result<InvitationDetails, AppError> {
    caller.state.limits.check(RateLimited::LinkPage, &caller.ip)?;
    let details = load(caller, id).await?;
    if matches!(details.link, link::Link::Opened { .. }) {
        record_late_visit(caller, id, details.now).await;
    }
    Ok(details)
}

/// Accepts an invitation, exactly once across all nodes and concurrent requests. A refusal leaves it pending.
///
/// The password is the existing user's, or a new user's. For a wrong password that a new user could not choose, the answer, the counters
/// and the work do not depend on whether the user exists. An acceptable password reveals this, but it also joins the account if there is no
/// user. So a silent test is impossible.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] for a password that is neither the user's nor acceptable for a new user;
/// [`AppError::TooMany`] after too many attempts, counted together with sign-ins; [`AppError::ServerMessage`] if a user with this email address was
/// created concurrently.
pub async fn accept(caller: &Caller, id: &Secret, password: &str) -> Result<Accepted, AppError> {
    let state = &caller.state;
    state.limits.check(RateLimited::SignIn, &caller.ip)?;
    let details = load(caller, id).await?;
    if details.link.pending_until(details.now).is_none() {
        record_late_visit(caller, id, details.now).await;
        return Ok(Accepted::Ended(details));
    }
    if password.is_empty() {
        return Err(AppError::field(Field::Password, TextError::PasswordMissing));
    }
    let password = normalise_password(password);
    let verified = verify_password(caller, &details, &password).await?;
    let now = state.clock.now();
    match state
        .store
        .accept_invitation(&id.hash(), verified.invitee(), &caller.ip, now)
        .await
    {
        Ok(Some(account)) => {
            let next = verified.sign_in(caller, &password).await;
            Ok(Accepted::Joined { account, next })
        }
        Ok(None) => {
            record_late_visit(caller, id, now).await;
            Ok(Accepted::Ended(load(caller, id).await?))
        }
        Err(StoreError::Duplicate) => Err(AppError::ServerMessage(t::invitation_refused_raced().to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// A user who entered the right password, or a new user with an acceptable one.
enum VerifiedUser {
    New(UserRecord),
    Known(UserRecord),
}

impl VerifiedUser {
    fn invitee(&self) -> Invitee<'_> {
        match self {
            Self::New(user) => Invitee::New(user),
            Self::Known(user) => Invitee::Known(user),
        }
    }

    /// Signs the new member in. A second factor leads to [`AfterJoining::Code`].
    async fn sign_in(self, caller: &Caller, password: &str) -> AfterJoining {
        let outcome = match &self {
            Self::New(user) => {
                caller.state.attempts.reset(AttemptCounter::Address(&user.email)).await;
                sessions::begin(caller, user).await.map(AfterJoining::Session)
            }
            Self::Known(user) => match sign_in::begin_by_password(caller, user).await {
                Ok(Some(session)) => Ok(AfterJoining::Session(session)),
                Ok(None) => second_factor::sign_in::ask(caller, user, password)
                    .await
                    .map(AfterJoining::Code),
                Err(error) => Err(error),
            },
        };
        match outcome {
            Ok(next) => next,
            Err(error) => {
                // The membership is already committed, so a failure here must not look like a failure to join.
                tracing::warn!(%error, "no session began for a new member, who must sign in");
                sessions::end_previous(caller).await;
                AfterJoining::SignIn
            }
        }
    }
}

/// Checks whether the password is the existing user's, or acceptable for a new user.
async fn verify_password(
    caller: &Caller,
    details: &InvitationDetails,
    password: &str,
) -> Result<VerifiedUser, AppError> {
    let state = &caller.state;
    // An existing user's counter is reset when the session begins, which may need a code first.
    let known = browsers::find_known(caller, &details.email).await?;
    state
        .attempts
        .count(browsers::sign_in_counter(known.as_ref(), &details.email))
        .await?;
    let user = state.store.user_by_email(&details.email).await?;
    let stored = user.as_ref().map(|user| user.password_hash.as_str());
    let checked = state.passwords.check(password, stored).await?;
    let user = match (user, checked) {
        (Some(user), PasswordCheck::Right | PasswordCheck::RightButWeak) => return Ok(VerifiedUser::Known(user)),
        (user, PasswordCheck::Right | PasswordCheck::RightButWeak | PasswordCheck::Wrong) => user,
    };
    let known = [details.account.as_str(), details.email.as_str()];
    let acceptable = state.passwords.check_new(password, &known).await?;
    acceptable.map_err(|reason| AppError::field(Field::Password, reason))?;
    if user.is_some() {
        return Err(record_wrong_password(caller).await?);
    }
    let new_user = UserRecord {
        id: random::id(),
        email: details.email.clone(),
        password_hash: state.passwords.hash(password).await?,
    };
    Ok(VerifiedUser::New(new_user))
}

/// Records a wrong password of an existing user, and returns the error.
async fn record_wrong_password(caller: &Caller) -> Result<AppError, AppError> {
    let refused = caller.entry_of_nobody(Event::SignInRefused);
    caller.state.store.record(refused).await?;
    let message = t::invitation_refused_wrong().to_owned();
    Ok(AppError::field(Field::Password, TextError::ServerMessage(message)))
}

async fn load(caller: &Caller, id: &Secret) -> Result<InvitationDetails, AppError> {
    let store = &caller.state.store;
    let record = store.read_invitation(&id.hash()).await?.ok_or(AppError::NotFound)?;
    let now = caller.state.clock.now();
    Ok(InvitationDetails {
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

/// Records a visit to an accepted invitation, because its URL may have leaked. A failed record does not fail the request: the visitor must
/// see that the invitation was used.
async fn record_late_visit(caller: &Caller, id: &Secret, now: Timestamp) {
    let store = &caller.state.store;
    if let Err(error) = store.record_visit_to_invitation(&id.hash(), &caller.ip, now).await {
        tracing::error!(%error, "a visit to an accepted invitation could not be recorded");
    }
}
