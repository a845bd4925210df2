//! The caller of a use case, and the function that runs a use case for a server function. Failures of the store and of hashing become an
//! [`AppError`] here and are logged once.

use crate::{
    domain::{
        audit::event::Event,
        id::{Account, Id, User},
        names::AccountSlug,
        people::permission::Permission,
        text::Email,
        time::{Timestamp, whole_seconds},
    },
    error::{AppError, HttpError},
    i18n::{Language, with_language},
    server::{
        crypto::{Hash, HashingError, Secret},
        state::AppState,
        store::{AuditEntry, Membership, StoreError},
    },
    views::wire::Viewer,
};
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::time::Duration;

/// How long to wait when the password queue is full.
const BUSY_FOR: Duration = Duration::from_secs(2);
/// Minimum time between two updates of a member's last activity.
const SEEN_EVERY: Duration = Duration::from_mins(1);

/// The caller of a request. The middleware makes one for each request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub state: AppState,
    /// The valid session of the request, if it has one.
    pub session: Option<Session>,
    /// The secret from the known-browser cookie, if the request has one.
    pub browser: Option<Secret>,
    /// The client's IP address; from a proxy header only if the proxy is trusted.
    pub ip: String,
    /// The `User-Agent` header.
    pub user_agent: String,
}

/// A valid session.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Hash,
    pub user: Id<User>,
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

    /// The caller's membership in an account, if it grants this permission.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`]; [`AppError::NotFound`] for an account that does not exist or that the caller does not belong to;
    /// [`AppError::Forbidden`] if the caller's roles do not grant the permission.
    pub async fn require(&self, account: &str, permission: Permission) -> Result<Membership, AppError> {
        let membership = self.membership(account).await?;
        if membership.permissions.contains(&permission) {
            Ok(membership)
        } else {
            Err(AppError::Forbidden)
        }
    }

    /// The caller's membership in an account, without a check of permissions.
    ///
    /// # Errors
    /// As [`Self::require`], but never [`AppError::Forbidden`].
    pub async fn membership(&self, account: &str) -> Result<Membership, AppError> {
        let session = self.session()?;
        let slug = AccountSlug::parse_existing(account).map_err(|_| AppError::NotFound)?;
        let membership = self.state.store.membership(&session.user, &slug).await?;
        let membership = membership.ok_or(AppError::NotFound)?;
        self.note_activity(&session.user, &membership).await;
        Ok(membership)
    }

    /// Updates the user's last activity in the account. A failure is logged and does not fail the request.
    async fn note_activity(&self, user: &Id<User>, membership: &Membership) {
        let now = self.state.clock.now();
        if membership.last_seen_at.is_some_and(|at| now.is_within(SEEN_EVERY, at)) {
            return;
        }
        let (store, before) = (&self.state.store, now.minus(SEEN_EVERY));
        if let Err(error) = store.touch_membership(&membership.account, user, now, before).await {
            tracing::error!(%error, "a member's last activity could not be updated");
        }
    }

    /// The viewer for pages of this account.
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

    /// An audit entry by the caller about themselves.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn own_entry(&self, event: Event) -> Result<AuditEntry, AppError> {
        Ok(self.entry_of(&self.session()?.email, event))
    }

    /// An audit entry by a user about themselves, at a time when the request may have no session.
    pub fn entry_of(&self, user: &Email, event: Event) -> AuditEntry {
        AuditEntry::by_user_about_self(user, event, &self.ip, self.state.clock.now())
    }

    /// An audit entry by the client, who has not proved who they are.
    pub fn entry_of_nobody(&self, event: Event) -> AuditEntry {
        AuditEntry::by_nobody(event, &self.ip, self.state.clock.now())
    }

    /// An audit entry by the caller, on the chain of an account.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn entry(&self, account: &Id<Account>, event: Event) -> Result<AuditEntry, AppError> {
        let user = &self.session()?.email;
        Ok(AuditEntry::by_user(
            user,
            account,
            event,
            &self.ip,
            self.state.clock.now(),
        ))
    }
}

/// Runs a use case for the caller of the current server function. On an error, sets the status and `Retry-After` of the response.
///
/// # Errors
/// The errors of the use case.
pub async fn answer<T, E: HttpError>(work: impl AsyncFnOnce(Caller) -> Result<T, E>) -> Result<T, E> {
    // Read before the first await, because contexts belong to the reactive owner that is current here.
    let caller = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned());
    let language = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Language>().copied());
    let options = use_context::<ResponseOptions>();
    let answer = match caller {
        // During page rendering this runs in a separate task, which has no language yet.
        Some(caller) => with_language(language.unwrap_or(Language::English), work(caller)).await,
        None => Err(AppError::Unavailable.into()),
    };
    if let (Err(error), Some(options)) = (&answer, options) {
        options.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        if let Some(wait) = error.retry_after() {
            options.insert_header(RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
    }
    answer
}

impl From<StoreError> for AppError {
    /// Logs failures of the store; callers do not log them again.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::Duplicate => Self::Conflict,
            StoreError::Database(_) => {
                tracing::error!(%error, "the database failed; nothing was changed");
                Self::Unavailable
            }
        }
    }
}

impl From<HashingError> for AppError {
    fn from(error: HashingError) -> Self {
        match error {
            // Not logged: a flood of requests would flood the log.
            HashingError::Busy => Self::TooMany { retry_after: BUSY_FOR },
            HashingError::HungUp => Self::Unavailable,
            HashingError::Failed(_) => {
                tracing::error!(%error, "a password could not be checked");
                Self::Unavailable
            }
        }
    }
}
