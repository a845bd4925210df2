//! What people with access to the server's command line see and do about users, sessions, accounts and keys. Verifiers are in
//! `verifier_settings::operator`, new accounts and invitations in `team`.

pub mod keys;
pub mod users;

use crate::{
    domain::{
        id::{Account, Id},
        names::AccountSlug,
    },
    error::AppError,
    server::{
        state::AppState,
        store::{AccountSummary, StoreError},
    },
};
use thiserror::Error;

/// Why a command failed. The messages are for the operator.
#[derive(Debug, Error)]
pub enum OperatorError {
    #[error("There is no user {0:?}. `keydesk user list` shows them all. Nothing was changed.")]
    NoUser(String),
    #[error("There is no account named {0:?}. `keydesk account list` shows them all.")]
    NoAccount(String),
    #[error("There is no API key {0:?}. `keydesk key list` shows them all. Nothing was changed.")]
    NoKey(String),
    #[error("The key {0} was changed at the same time. Look at it with `keydesk key show {0}` and try again.")]
    Changed(String),
    #[error("{0}")]
    Failed(AppError),
}

impl From<StoreError> for OperatorError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<AppError> for OperatorError {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

/// All accounts, by name.
///
/// # Errors
/// [`OperatorError::Failed`].
pub async fn accounts(state: &AppState) -> Result<Vec<AccountSummary>, OperatorError> {
    Ok(state.store.all_accounts().await?)
}

/// The account with this name, as typed.
async fn find_account(state: &AppState, typed: &str) -> Result<(Id<Account>, AccountSlug), OperatorError> {
    let unknown = || OperatorError::NoAccount(typed.to_owned());
    let slug = AccountSlug::parse_existing(&typed.trim().to_ascii_lowercase()).map_err(|_| unknown())?;
    let found = state.store.account(&slug).await?.ok_or_else(unknown)?;
    Ok((found.0, slug))
}
