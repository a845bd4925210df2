//! Known browsers: those in which a user has signed in with every factor that they have. Each counts wrong passwords for itself, so
//! that whoever guesses from elsewhere, and locks the address, does not keep the user out.
//!
//! The browser holds a secret in a cookie, and another one after each sign-in, so that neither a cookie that was planted before nor
//! one that was copied is good for long.

use crate::{
    domain::{audit::event::Event, names::Id, text::Email, time::DAY},
    error::AppError,
    server::{
        attempts::Counted,
        context::Caller,
        crypto::{Secret, random},
        devices,
        store::{BrowserRecord, Forgotten, NewBrowser},
    },
    views::profile::BrowserView,
};

/// How long a browser is known after the last sign-in there, in milliseconds.
pub const KNOWN_FOR: i64 = 180 * DAY;

/// Whether the caller's browser is known to the user of an address: the id under which it is.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn known(caller: &Caller, email: &Email) -> Result<Option<Id>, AppError> {
    let Some(secret) = &caller.browser else {
        return Ok(None);
    };
    let now = caller.state.clock.now();
    let store = &caller.state.store;
    Ok(store
        .known_browser(&secret.hash(), email, now.plus(-KNOWN_FOR), now.latest_believed())
        .await?)
}

/// What a sign-in with an address is counted under.
pub fn counted<'a>(known: Option<&'a Id>, email: &'a Email) -> Counted<'a> {
    known.map_or(Counted::Address(email), Counted::Browser)
}

/// The caller's browser as it will be known with a new session, and its new secret.
pub fn issue(caller: &Caller) -> (Secret, NewBrowser) {
    let secret = random::secret();
    let browser = NewBrowser {
        id: random::id(),
        secret: secret.hash(),
        before: caller.browser.as_ref().map(Secret::hash),
    };
    (secret, browser)
}

/// The caller's known browsers, the one that asks first, then the one used last.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn own(caller: &Caller) -> Result<Vec<BrowserView>, AppError> {
    let now = caller.state.clock.now();
    let user = &caller.session()?.user;
    let store = &caller.state.store;
    let found = store
        .browsers_of(user, now.plus(-KNOWN_FOR), now.latest_believed())
        .await?;
    let current = caller.browser.as_ref().map(Secret::hash);
    let view = |found: BrowserRecord| BrowserView {
        current: current.as_ref().is_some_and(|current| found.secret.matches(current)),
        id: found.id,
        device: devices::device(&found.user_agent),
        ip: found.ip,
        last_at: found.last_at,
    };
    let mut browsers: Vec<_> = found.into_iter().map(view).collect();
    browsers.sort_by_key(|browser| !browser.current);
    Ok(browsers)
}

/// Forgets one of the caller's known browsers.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::NotFound`] when the user has no such browser.
pub async fn forget(caller: &Caller, id: &Id) -> Result<(), AppError> {
    match forget_some(caller, Forgotten::One(id)).await? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// Forgets all of the caller's known browsers.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn forget_all(caller: &Caller) -> Result<(), AppError> {
    forget_some(caller, Forgotten::All).await.map(drop)
}

async fn forget_some(caller: &Caller, which: Forgotten<'_>) -> Result<u64, AppError> {
    let entry = caller.own_entry(Event::BrowsersForgotten)?;
    let user = &caller.session()?.user;
    Ok(caller.state.store.forget_browsers(user, which, entry).await?)
}
