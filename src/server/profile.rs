//! A user's own page: the password, and where they are signed in.

use crate::{
    domain::{
        event::Event,
        text::TextError,
        views::{ProfileView, SessionView},
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::{
            Hash, Secret,
            password::{self, Checked},
        },
        sessions::{self, ABSOLUTE, IDLE, normalise},
        store::{Actor, Entry, Revoked, SessionRecord, UserRecord},
    },
};

/// How many digits of a session's hash name it in a form.
const HANDLE_DIGITS: usize = 20;

/// The page.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn show(caller: &Caller) -> Result<ProfileView, AppError> {
    let session = caller.session()?;
    let store = &caller.state.store;
    let membership = match store.accounts_of(&session.user).await?.first() {
        Some(slug) => store.membership(&session.user, slug).await?,
        None => None,
    };
    let mut sessions: Vec<_> = own(caller)
        .await?
        .into_iter()
        .map(|found| view(found, &session.id))
        .collect();
    sessions.sort_by_key(|session| !session.current);
    Ok(ProfileView {
        viewer: membership.map(|membership| caller.viewer(&membership)).transpose()?,
        email: session.email.as_str().to_owned(),
        sessions,
        now: caller.state.clock.now(),
    })
}

/// Changes the password. All sessions end, and the one that changed it is replaced: returns the new one's secret.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::Invalid`]; [`AppError::TooMany`] after too many wrong current passwords;
/// [`AppError::Conflict`].
pub async fn change_password(caller: &Caller, current: &str, new: &str) -> Result<Secret, AppError> {
    let session = caller.session()?;
    let state = &caller.state;
    let new = normalise(new);
    password::check_new(&new, &[session.email.as_str()]).map_err(|e| AppError::field(Field::NewPassword, e))?;
    if current.is_empty() {
        return Err(AppError::field(Field::Password, TextError::PasswordMissing));
    }
    let subject = sessions::attempt(state, &sessions::confirming(&session.user)).await?;
    match state
        .passwords
        .check(&normalise(current), Some(&session.password_hash))
        .await?
    {
        Checked::Right | Checked::RightButWeak => state.store.clear_attempts(&subject).await?,
        Checked::Wrong => return Err(AppError::field(Field::Password, TextError::PasswordWrong)),
    }
    let user = UserRecord {
        id: session.user.clone(),
        email: session.email.clone(),
        password_hash: session.password_hash.clone(),
    };
    let hash = state.passwords.hash(&new).await?;
    let entry = entry(caller, Event::PasswordChanged)?;
    state.store.change_password(&user, &hash, entry).await?;
    sessions::begin(caller, &user).await
}

/// Ends the session of a handle, wherever it is.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::NotFound`] when the user has no such session.
pub async fn revoke(caller: &Caller, handle: &str) -> Result<(), AppError> {
    let session = caller.session()?;
    let found = own(caller)
        .await?
        .into_iter()
        .find(|found| self::handle(&found.id) == handle);
    let found = found.ok_or(AppError::NotFound)?;
    let entry = entry(caller, Event::SessionsRevoked)?;
    let store = &caller.state.store;
    Ok(store
        .revoke_sessions(&session.user, Revoked::One(&found.id), entry)
        .await?)
}

/// Ends all sessions but the caller's.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn revoke_others(caller: &Caller) -> Result<(), AppError> {
    let session = caller.session()?;
    let entry = entry(caller, Event::SessionsRevoked)?;
    let store = &caller.state.store;
    Ok(store
        .revoke_sessions(&session.user, Revoked::AllBut(&session.id), entry)
        .await?)
}

async fn own(caller: &Caller) -> Result<Vec<SessionRecord>, AppError> {
    let now = caller.state.clock.now();
    let user = &caller.session()?.user;
    Ok(caller
        .state
        .store
        .sessions_of(user, now.plus(-ABSOLUTE), now.plus(-IDLE))
        .await?)
}

fn view(found: SessionRecord, current: &Hash) -> SessionView {
    SessionView {
        handle: handle(&found.id),
        device: device(&found.user_agent),
        ip: found.ip,
        created_at: found.created_at,
        last_seen_at: found.last_seen_at,
        current: found.id.matches(current),
    }
}

/// The beginning of the session's hash: enough to tell a user's sessions apart, and no way back to the secret.
fn handle(id: &Hash) -> String {
    id.as_str().chars().take(HANDLE_DIGITS).collect()
}

/// The browser and the system that a `User-Agent` claims. The first that fits, since browsers name each other: Edge says
/// Chrome and Safari too, Chrome says Safari.
fn device(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

fn entry(caller: &Caller, event: Event) -> Result<Entry, AppError> {
    let email = caller.session()?.email.as_str().to_owned();
    Ok(Entry {
        account: None,
        actor: Actor::User(email.clone()),
        event,
        key: None,
        subject: email,
        ip: caller.ip.clone(),
        at: caller.state.clock.now(),
    })
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_are_named_by_what_they_claim() {
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on macOS",
            ),
            ("curl/8.9", "Unknown device"),
            ("", "Unknown device"),
        ] {
            assert_eq!(device(user_agent), expected);
        }
    }
}
