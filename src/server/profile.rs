//! The profile page: the password, the sessions, the known browsers and the state of the second factor.

use crate::{
    domain::audit::event::Event,
    error::{AppError, Field},
    server::{
        browsers,
        context::Caller,
        crypto::{Hash, password_seal::PasswordSealError, random},
        devices,
        normalise::normalise_password,
        reauthentication,
        sessions::{self, ABSOLUTE, IDLE, SessionSecrets},
        store::{Resealed, SessionRecord, SessionSelection, UserRecord},
    },
    views::{
        profile::{ProfileView, SessionView},
        wire::Viewer,
    },
};

/// Length of a session's handle: the number of leading digits of its hash.
const HANDLE_DIGITS: usize = 20;

/// The data of the profile page.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn show(caller: &Caller) -> Result<ProfileView, AppError> {
    let session = caller.session()?;
    let mut sessions: Vec<_> = own_sessions(caller)
        .await?
        .into_iter()
        .map(|record| session_view(record, &session.id))
        .collect();
    sessions.sort_by_key(|session| !session.current);
    Ok(ProfileView {
        viewer: viewer(caller).await?,
        email: session.email.as_str().to_owned(),
        sessions,
        browsers: browsers::list(caller).await?,
        now: caller.state.clock.now(),
        second_factor: caller.state.store.second_factor_view(&session.user).await?,
    })
}

/// The viewer for the user's first account; `None` if the user has no account.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn viewer(caller: &Caller) -> Result<Option<Viewer>, AppError> {
    let user = &caller.session()?.user;
    let store = &caller.state.store;
    let membership = match store.accounts_of(user).await?.first() {
        Some(slug) => store.membership(user, slug).await?,
        None => None,
    };
    membership.map(|membership| caller.viewer(&membership)).transpose()
}

/// Changes the password. All sessions end and all known browsers are forgotten; the caller's own are replaced and their new secrets
/// returned. A second factor is sealed again under the new password.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::Invalid`]; [`AppError::TooMany`] after too many wrong current passwords; [`AppError::Conflict`].
pub async fn change_password(caller: &Caller, current: &str, new: &str) -> Result<SessionSecrets, AppError> {
    let session = caller.session()?;
    let state = &caller.state;
    let new = normalise_password(new);
    let current = reauthentication::verify_password(caller, current).await?;
    let checked = state.passwords.check_new(&new, &[session.email.as_str()]).await?;
    checked.map_err(|reason| AppError::field(Field::NewPassword, reason))?;
    let user = UserRecord {
        id: session.user.clone(),
        email: session.email.clone(),
        password_hash: session.password_hash.clone(),
    };
    let hash = state.passwords.hash(&new).await?;
    let resealed = reseal(caller, &current, &new).await?;
    let entries = [
        caller.own_entry(Event::PasswordChanged)?,
        caller.own_entry(Event::SignedIn)?,
    ];
    let (secrets, session) = sessions::new_session(caller, &user.id);
    state
        .store
        .change_password(&user, &hash, resealed.as_ref(), &session, entries)
        .await?;
    Ok(secrets)
}

/// The caller's second factor, if any, sealed under the new password. The store replaces it only if the version is still the same.
async fn reseal(caller: &Caller, current: &str, new: &str) -> Result<Option<Resealed>, AppError> {
    let user = &caller.session()?.user;
    let (store, passwords) = (&caller.state.store, &caller.state.passwords);
    let Some(factor) = store.second_factor(user).await? else {
        return Ok(None);
    };
    let sealed = match passwords.open(current, user.as_str(), &factor.sealed).await {
        Ok(secret) => passwords.seal(new, user.as_str(), &secret).await,
        Err(error) => Err(error),
    };
    match sealed {
        Ok(sealed) => Ok(Some(Resealed {
            before: factor.version,
            version: random::id(),
            sealed,
        })),
        Err(PasswordSealError::Hashing(error)) => Err(error.into()),
        Err(PasswordSealError::Sealed(error)) => {
            tracing::error!(%error, %user, "a second factor could not be sealed under a new password");
            Err(AppError::Unavailable)
        }
    }
}

/// Ends the session with this handle, in whichever browser it is.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::NotFound`] if the user has no such session.
pub async fn revoke(caller: &Caller, handle: &str) -> Result<(), AppError> {
    let session = caller.session()?;
    let found = own_sessions(caller)
        .await?
        .into_iter()
        .find(|found| self::handle(&found.id) == handle);
    let found = found.ok_or(AppError::NotFound)?;
    let entry = caller.own_entry(Event::SessionsRevoked)?;
    let store = &caller.state.store;
    Ok(store
        .revoke_sessions(&session.user, SessionSelection::One(&found.id), entry)
        .await?)
}

/// Whether the handle belongs to the caller's current session.
pub fn is_current(caller: &Caller, handle: &str) -> bool {
    let session = caller.session.as_ref();
    session.is_some_and(|session| self::handle(&session.id) == handle)
}

/// Ends all sessions except the caller's.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn revoke_others(caller: &Caller) -> Result<(), AppError> {
    let session = caller.session()?;
    let entry = caller.own_entry(Event::SessionsRevoked)?;
    let store = &caller.state.store;
    Ok(store
        .revoke_sessions(&session.user, SessionSelection::AllBut(&session.id), entry)
        .await?)
}

async fn own_sessions(caller: &Caller) -> Result<Vec<SessionRecord>, AppError> {
    let now = caller.state.clock.now();
    let user = &caller.session()?.user;
    Ok(caller
        .state
        .store
        .sessions_of(user, now.minus(ABSOLUTE), now.minus(IDLE), now.latest_accepted())
        .await?)
}

fn session_view(record: SessionRecord, current: &Hash) -> SessionView {
    SessionView {
        handle: handle(&record.id),
        device: devices::device(&record.user_agent),
        ip: record.ip,
        created_at: record.created_at,
        last_seen_at: record.last_seen_at,
        current: record.id.matches(current),
    }
}

/// A prefix of the session's hash. It identifies a session among the user's sessions and does not reveal the secret.
fn handle(id: &Hash) -> String {
    id.as_str().chars().take(HANDLE_DIGITS).collect()
}
