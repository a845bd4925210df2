//! Known browsers: browsers in which a user has signed in with all of their factors. Each known browser has its own counter of wrong
//! passwords. So an attacker elsewhere can lock the email address but not the user.
//!
//! The cookie holds a secret that each sign-in replaces. This limits how long a planted or copied cookie is valid.

use crate::{
    domain::{
        audit::event::Event,
        id::{Browser, Id},
        text::Email,
        time::days,
    },
    error::AppError,
    server::{
        attempts::AttemptCounter,
        context::Caller,
        crypto::{Secret, random},
        devices,
        store::{BrowserRecord, BrowserSelection, NewBrowser},
    },
    views::profile::BrowserView,
};
use std::time::Duration;

/// How long a browser stays known after its last sign-in.
pub const KNOWN_FOR: Duration = days(180);

/// The id of the caller's browser, if it is known for the user with this email address.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn find_known(caller: &Caller, email: &Email) -> Result<Option<Id<Browser>>, AppError> {
    let Some(secret) = &caller.browser else {
        return Ok(None);
    };
    let now = caller.state.clock.now();
    let store = &caller.state.store;
    Ok(store
        .known_browser(&secret.hash(), email, now.minus(KNOWN_FOR), now.latest_accepted())
        .await?)
}

/// The counter for a sign-in: the known browser's, otherwise the email address's.
pub fn sign_in_counter<'a>(known: Option<&'a Id<Browser>>, email: &'a Email) -> AttemptCounter<'a> {
    known.map_or(AttemptCounter::Address(email), AttemptCounter::Browser)
}

/// The record of the caller's browser for a new session, and the browser's new secret.
pub fn new_browser(caller: &Caller) -> (Secret, NewBrowser) {
    let secret = random::secret();
    let browser = NewBrowser {
        id: random::id(),
        secret: secret.hash(),
        before: caller.browser.as_ref().map(Secret::hash),
    };
    (secret, browser)
}

/// The caller's known browsers: the current one first, the others by last use.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn list(caller: &Caller) -> Result<Vec<BrowserView>, AppError> {
    let now = caller.state.clock.now();
    let user = &caller.session()?.user;
    let store = &caller.state.store;
    let records = store
        .browsers_of(user, now.minus(KNOWN_FOR), now.latest_accepted())
        .await?;
    let current = caller.browser.as_ref().map(Secret::hash);
    let view = |record: BrowserRecord| BrowserView {
        current: current.as_ref().is_some_and(|current| record.secret.matches(current)),
        id: record.id,
        device: devices::device(&record.user_agent),
        ip: record.ip,
        last_at: record.last_at,
    };
    let mut browsers: Vec<_> = records.into_iter().map(view).collect();
    browsers.sort_by_key(|browser| !browser.current);
    Ok(browsers)
}

/// Forgets one of the caller's known browsers.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::NotFound`] if the user has no such browser.
pub async fn forget(caller: &Caller, id: &Id<Browser>) -> Result<(), AppError> {
    match forget_selected(caller, BrowserSelection::One(id)).await? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// Forgets all of the caller's known browsers.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn forget_all(caller: &Caller) -> Result<(), AppError> {
    forget_selected(caller, BrowserSelection::All).await.map(drop)
}

async fn forget_selected(caller: &Caller, selection: BrowserSelection<'_>) -> Result<u64, AppError> {
    let entry = caller.own_entry(Event::BrowsersForgotten)?;
    let user = &caller.session()?.user;
    Ok(caller.state.store.forget_browsers(user, selection, entry).await?)
}
