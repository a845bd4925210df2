//! Who asks: the caller of a use case, and how a server function finds it.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        keys::key::Key,
        names::{AccountSlug, Id},
        people::permission::Permission,
        text::Email,
        time::{MINUTE, Timestamp},
    },
    error::{AppError, HttpError},
    i18n::{Language, with_language},
    server::{
        crypto::{Hash, HashingError, Secret},
        state::AppState,
        store::{Actor, Entry, Membership, StoreError},
    },
    views::wire::Viewer,
};
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// When to try again where too many passwords are being checked, in seconds.
const BUSY_FOR: i64 = 2;
/// How often it is written down that somebody is active in an account.
const SEEN_EVERY: i64 = MINUTE;

/// A request's caller. Made once per request, by the middleware.
#[derive(Clone, Debug)]
pub struct Caller {
    pub state: AppState,
    /// The session, if the request has a good one.
    pub session: Option<Session>,
    /// The secret by which the browser may be known to a user, if it has one.
    pub browser: Option<Secret>,
    /// The client's address, as far as it can be trusted.
    pub ip: String,
    /// The browser, as it names itself.
    pub user_agent: String,
}

/// A good session.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Hash,
    pub user: Id,
    pub email: Email,
    /// When the password was last entered.
    pub authenticated_at: Timestamp,
    /// The stored hash of the user's password.
    pub password_hash: String,
}

impl Caller {
    /// The session.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`] when there is none.
    pub fn session(&self) -> Result<&Session, AppError> {
        self.session.as_ref().ok_or(AppError::SessionEnded)
    }

    /// The caller's standing in an account, which must allow this.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`]; [`AppError::NotFound`] for an account that does not exist or is not the caller's;
    /// [`AppError::Forbidden`] for one where the caller's roles do not allow it.
    pub async fn require(&self, account: &str, permission: Permission) -> Result<Membership, AppError> {
        let membership = self.membership(account).await?;
        if membership.permissions.contains(&permission) {
            Ok(membership)
        } else {
            Err(AppError::Forbidden)
        }
    }

    /// The caller's standing in an account, whatever it allows.
    ///
    /// # Errors
    /// As [`Self::require`], but never [`AppError::Forbidden`].
    pub async fn membership(&self, account: &str) -> Result<Membership, AppError> {
        let session = self.session()?;
        let slug = AccountSlug::existing(account).map_err(|_| AppError::NotFound)?;
        let membership = self.state.store.membership(&session.user, &slug).await?;
        let membership = membership.ok_or(AppError::NotFound)?;
        self.note_activity(&session.user, &membership).await;
        Ok(membership)
    }

    /// Notes that the user is active in the account. Nobody is refused because that cannot be noted.
    async fn note_activity(&self, user: &Id, membership: &Membership) {
        let now = self.state.clock.now();
        if membership.last_seen_at.is_some_and(|at| now.is_within(SEEN_EVERY, at)) {
            return;
        }
        let (store, before) = (&self.state.store, now.plus(-SEEN_EVERY));
        if let Err(error) = store.touch_membership(&membership.account, user, now, before).await {
            tracing::error!(%error, "that somebody is active in an account could not be noted");
        }
    }

    /// The viewer that pages show.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn viewer(&self, membership: &Membership) -> Result<Viewer, AppError> {
        Ok(Viewer {
            account: membership.slug.clone(),
            email: self.session()?.email.as_str().to_owned(),
            permissions: membership.permissions.clone(),
            accounts: membership.accounts.clone(),
        })
    }

    /// An audit entry about the caller as a user, on the chain of the whole installation.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn own_entry(&self, event: Event) -> Result<Entry, AppError> {
        let email = self.session()?.email.as_str().to_owned();
        Ok(Entry {
            account: None,
            actor: Actor::User(email.clone()),
            event,
            key: None,
            subject: email,
            detail: Detail::default(),
            ip: self.ip.clone(),
            at: self.state.clock.now(),
        })
    }

    /// An audit entry about a key, by this caller, now.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn entry(&self, account: &Id, event: Event, key: &Key, detail: Detail) -> Result<Entry, AppError> {
        Ok(Entry {
            account: Some(account.clone()),
            actor: Actor::User(self.session()?.email.as_str().to_owned()),
            event,
            key: Some(key.id.clone()),
            subject: key.app_key.as_str().to_owned(),
            detail,
            ip: self.ip.clone(),
            at: self.state.clock.now(),
        })
    }
}

/// Runs a use case for the caller of the current server function, and gives the answer the status of its error.
///
/// # Errors
/// What the use case returns.
pub async fn answer<T, E: HttpError>(work: impl AsyncFnOnce(Caller) -> Result<T, E>) -> Result<T, E> {
    // Both before the first await: contexts belong to the reactive owner that is current here.
    let caller = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned());
    let language = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Language>().copied());
    let options = use_context::<ResponseOptions>();
    let answer = match caller {
        // While a page is rendered this runs in a task of its own, which has no language yet.
        Some(caller) => with_language(language.unwrap_or(Language::English), work(caller)).await,
        None => Err(AppError::Unavailable.into()),
    };
    if let (Err(error), Some(options)) = (&answer, options) {
        options.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        if let Some(seconds) = error.retry_after() {
            options.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    answer
}

impl From<StoreError> for AppError {
    /// The boundary where a failure of the store is logged, once.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::Duplicate => Self::Conflict,
            StoreError::Database(_) => {
                tracing::error!(%error, "nothing was changed");
                Self::Unavailable
            }
        }
    }
}

impl From<HashingError> for AppError {
    fn from(error: HashingError) -> Self {
        match error {
            // A flood of them is no reason to flood the log as well.
            HashingError::Busy => Self::TooMany { retry_after: BUSY_FOR },
            HashingError::HungUp => Self::Unavailable,
            HashingError::Failed(_) => {
                tracing::error!(%error, "a password could not be checked");
                Self::Unavailable
            }
        }
    }
}
