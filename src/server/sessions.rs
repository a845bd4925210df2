//! Sessions: creating, finding and ending them. Checking passwords and codes is not done here.

use crate::{
    domain::{
        audit::event::Event,
        id::{Id, User},
    },
    error::AppError,
    server::{
        browsers,
        context::{Caller, Session},
        crypto::{Secret, hash, random},
        state::AppState,
        store::{NewSession, UserRecord},
    },
};
use std::time::Duration;

/// Idle timeout of a session.
pub const IDLE: Duration = Duration::from_hours(2);
/// Maximum lifetime of a session, regardless of use.
pub const ABSOLUTE: Duration = Duration::from_hours(12);
/// Minimum time between two updates of a session's last use.
const TOUCH_EVERY: Duration = Duration::from_mins(1);
/// Maximum length of a stored `User-Agent`, in characters.
const USER_AGENT_MAX: usize = 200;

/// The value of the cookie that opens pages. A one-way derivation, so it does not reveal the session's secret.
pub fn page_cookie(secret: &Secret) -> Secret {
    let derived = Secret::new(format!(
        "keydesk: the cookie that opens pages, version 1: {}",
        secret.expose()
    ));
    Secret::new(derived.hash().as_str())
}

/// The valid session of the cookie that opens pages, if there is one.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn find(state: &AppState, cookie: &str) -> Result<Option<Session>, AppError> {
    let id = hash(cookie);
    let Some(record) = state.store.session(&id).await? else {
        return Ok(None);
    };
    let now = state.clock.now();
    if !now.is_within(ABSOLUTE, record.created_at) || !now.is_within(IDLE, record.last_seen_at) {
        return Ok(None);
    }
    if now.since(record.last_seen_at) >= TOUCH_EVERY {
        state.store.touch_session(&id, now).await?;
    }
    Ok(Some(Session {
        id,
        user: record.user,
        email: record.email,
        authenticated_at: record.authenticated_at,
        password_hash: record.password_hash,
    }))
}

/// The secrets for the browser's cookies when a session begins.
pub struct SessionSecrets {
    pub session: Secret,
    /// Makes the browser known for the user's next sign-in.
    pub browser: Secret,
}

/// A new session for this caller, and the secrets for its cookies.
pub fn new_session(caller: &Caller, user: &Id<User>) -> (SessionSecrets, NewSession) {
    let secret = random::secret();
    let (browser_secret, browser) = browsers::new_browser(caller);
    let session = NewSession {
        id: page_cookie(&secret).hash(),
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
    let secrets = SessionSecrets {
        session: secret,
        browser: browser_secret,
    };
    (secrets, session)
}

/// Begins a session for a user who has just chosen a password, such as a new user.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn begin(caller: &Caller, user: &UserRecord) -> Result<SessionSecrets, AppError> {
    let (secrets, session) = new_session(caller, &user.id);
    caller
        .state
        .store
        .begin_session(&session, caller.entry_of(&user.email, Event::SignedIn))
        .await?;
    end_previous(caller).await;
    Ok(secrets)
}

/// Ends the browser's previous session after a new one began, so that no valid session is left behind. A failure is only logged, because
/// the new session exists already.
pub async fn end_previous(caller: &Caller) {
    if let Err(error) = sign_out(caller).await {
        tracing::error!(%error, "the previous session of a browser could not be ended");
    }
}

/// Signs out. From the next request on, the session is invalid on every node.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn sign_out(caller: &Caller) -> Result<(), AppError> {
    if let Some(session) = &caller.session {
        let entry = caller.entry_of(&session.email, Event::SignedOut);
        caller.state.store.end_session(&session.id, entry).await?;
    }
    Ok(())
}
