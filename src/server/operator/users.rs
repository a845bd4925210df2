//! Users and their sessions.

use super::{OperatorError, find_account};
use crate::{
    domain::{audit::event::Event, text::Email, time::Timestamp},
    server::{
        normalise::normalise,
        sessions::{ABSOLUTE, IDLE},
        state::AppState,
        store::{AuditEntry, UserSummary},
    },
};

/// A user as listed.
pub struct ListedUser {
    pub summary: UserSummary,
    /// Until when the user is locked after wrong passwords or codes. Known browsers count for themselves.
    pub locked_until: Option<Timestamp>,
}

/// The result of unlocking a user.
pub struct Unlocked {
    pub email: Email,
    /// Whether attempts were counted.
    pub had_attempts: bool,
}

/// The users of an account, or all users, by address.
///
/// # Errors
/// [`OperatorError::NoAccount`]; [`OperatorError::Failed`].
pub async fn list(state: &AppState, account: Option<&str>) -> Result<Vec<ListedUser>, OperatorError> {
    let mut users = all(state).await?;
    if let Some(typed) = account {
        let (_, slug) = find_account(state, typed).await?;
        users.retain(|user| user.memberships.iter().any(|membership| membership.account == slug));
    }
    let locks = state.attempts.locks().await?;
    let mut listed = Vec::with_capacity(users.len());
    for summary in users {
        let locked_until = state.attempts.locked_until(&locks, &summary.id, &summary.email).await?;
        listed.push(ListedUser { summary, locked_until });
    }
    Ok(listed)
}

/// Resets all counters of wrong passwords and codes of a user.
///
/// # Errors
/// [`OperatorError::NoUser`]; [`OperatorError::Failed`].
pub async fn unlock(state: &AppState, typed: &str) -> Result<Unlocked, OperatorError> {
    let UserSummary { id, email, .. } = find(state, typed).await?;
    let counters = state.attempts.keys_of(&id, &email).await?;
    let entry = AuditEntry::by_operator_on_installation(Event::UserUnlocked, state.clock.now());
    let deleted = state
        .store
        .unlock_user(&id, &counters, entry.about(email.as_str()))
        .await?;
    Ok(Unlocked {
        email,
        had_attempts: deleted > 0,
    })
}

/// Ends all sessions of a user, or of all users. Returns the number of users who had one, and of sessions.
///
/// # Errors
/// [`OperatorError::NoUser`]; [`OperatorError::Failed`].
pub async fn end_sessions(state: &AppState, typed: Option<&str>) -> Result<(usize, u64), OperatorError> {
    let user = match typed {
        Some(typed) => Some(find(state, typed).await?.id),
        None => None,
    };
    let entry = AuditEntry::by_operator_on_installation(Event::SessionsRevoked, state.clock.now());
    let (users, sessions) = state.store.end_sessions(user.as_ref(), entry).await?;
    Ok((users.len(), sessions))
}

/// The user with this address, also a disabled one.
async fn find(state: &AppState, typed: &str) -> Result<UserSummary, OperatorError> {
    let unknown = || OperatorError::NoUser(typed.to_owned());
    let email = Email::parse_existing(&normalise(typed)).map_err(|_| unknown())?;
    let found = all(state).await?.into_iter().find(|user| user.email == email);
    found.ok_or_else(unknown)
}

async fn all(state: &AppState) -> Result<Vec<UserSummary>, OperatorError> {
    let now = state.clock.now();
    let sessions = (now.minus(ABSOLUTE), now.minus(IDLE), now.latest_accepted());
    Ok(state.store.all_users(sessions.0, sessions.1, sessions.2).await?)
}
