//! Signing in and out, and what a session cookie is worth.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        names::Id,
        time::{HOUR, MINUTE},
    },
    error::AppError,
    server::{
        browsers,
        context::{Caller, Session},
        crypto::{Secret, hash, random},
        state::AppState,
        store::{Actor, Entry, NewSession, UserRecord},
    },
};

/// A session ends this long after it was last used.
pub const IDLE: i64 = 2 * HOUR;
/// A session ends this long after it began, however much it is used.
pub const ABSOLUTE: i64 = 12 * HOUR;
/// How often the last use is written down.
const TOUCH_EVERY: i64 = MINUTE;
/// The longest browser name that is kept, in characters.
const USER_AGENT_MAX: usize = 200;

/// What the cookie that opens pages holds, from a session's secret: derived one way, so it does not give the secret away.
pub fn for_pages(secret: &Secret) -> Secret {
    let derived = hash(&format!(
        "keydesk: the cookie that opens pages, version 1: {}",
        secret.expose()
    ));
    Secret::new(derived.as_str())
}

/// The good session of the cookie that opens pages, if there is one.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn find(state: &AppState, cookie: &str) -> Result<Option<Session>, AppError> {
    let id = hash(cookie);
    let Some(found) = state.store.session(&id).await? else {
        return Ok(None);
    };
    let now = state.clock.now();
    if !now.is_within(ABSOLUTE, found.created_at) || !now.is_within(IDLE, found.last_seen_at) {
        return Ok(None);
    }
    if now.since(found.last_seen_at) >= TOUCH_EVERY {
        state.store.touch_session(&id, now).await?;
    }
    Ok(Some(Session {
        id,
        user: found.user,
        email: found.email,
        authenticated_at: found.authenticated_at,
        password_hash: found.password_hash,
    }))
}

/// The secrets that a browser is given when a session begins, for its cookies.
pub struct Entered {
    pub session: Secret,
    /// By which the browser is known when its user signs in again.
    pub browser: Secret,
}

/// A session to be made for this caller, and what the browser is given for it.
pub fn new_session(caller: &Caller, user: &Id) -> (Entered, NewSession) {
    let secret = random::secret();
    let (known_by, browser) = browsers::issue(caller);
    let session = NewSession {
        id: for_pages(&secret).hash(),
        user: user.clone(),
        ip: caller.ip.clone(),
        user_agent: caller
            .user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(USER_AGENT_MAX)
            .collect(),
        browser,
        now: caller.state.clock.now(),
    };
    let entered = Entered {
        session: secret,
        browser: known_by,
    };
    (entered, session)
}

/// Begins a session for a user who is in already, or was just made: whose password was just chosen.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn begin(caller: &Caller, user: &UserRecord) -> Result<Entered, AppError> {
    let (entered, session) = new_session(caller, &user.id);
    caller
        .state
        .store
        .begin_session(&session, entry(caller, Event::SignedIn, user.email.as_str()))
        .await?;
    leave(caller).await;
    Ok(entered)
}

/// Ends the session that a browser had before it got another: whoever signs in anew leaves no good one behind. The new one is
/// there already, so that this one could not be ended is no reason to say that nothing was done.
pub async fn leave(caller: &Caller) {
    if let Err(error) = sign_out(caller).await {
        tracing::error!(%error, "a session that was replaced could not be ended");
    }
}

/// Signs out: the session counts no more from the next request on, on every node.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn sign_out(caller: &Caller) -> Result<(), AppError> {
    if let Some(session) = &caller.session {
        let entry = entry(caller, Event::SignedOut, session.email.as_str());
        caller.state.store.end_session(&session.id, entry).await?;
    }
    Ok(())
}

/// An audit entry about signing in or out; without an address, about somebody unknown.
pub fn entry(caller: &Caller, event: Event, email: &str) -> Entry {
    let actor = if email.is_empty() {
        Actor::Nobody
    } else {
        Actor::User(email.to_owned())
    };
    Entry {
        account: None,
        actor,
        event,
        key: None,
        subject: email.to_owned(),
        detail: Detail::default(),
        ip: caller.ip.clone(),
        at: caller.state.clock.now(),
    }
}
