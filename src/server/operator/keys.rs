//! Keys of all accounts.

use super::{OperatorError, find_account};
use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            activity::{QUIET_DAYS, TokenActivity},
            key::{self, Key},
        },
        names::{AccountSlug, AppKey},
        time::Timestamp,
    },
    server::{
        keys::{activities, role_names},
        state::AppState,
        store::{AuditEntry, Candidate, GeneratedBatch, Snapshot, StoreError},
    },
};
use std::collections::VecDeque;

/// A key with what belongs to it.
pub struct ShownKey {
    pub key: Key,
    pub account: AccountSlug,
    /// The names of its roles, sorted.
    pub roles: Vec<String>,
    /// The other accounts that added it.
    pub external_accounts: Vec<AccountSlug>,
    /// One for each token, the newest first.
    pub activities: Vec<TokenActivity>,
    pub now: Timestamp,
}

/// The result of a deactivation.
pub struct Deactivated {
    pub key: Key,
    /// Whether the key was inactive before.
    pub was_inactive: bool,
}

/// Keys of some accounts, read in batches.
pub struct KeyList {
    state: AppState,
    accounts: VecDeque<(Id<Account>, AccountSlug)>,
    current: Option<(Snapshot, AccountSlug)>,
}

/// The keys of an account, or all keys: by account, newest first.
///
/// # Errors
/// [`OperatorError::NoAccount`]; [`OperatorError::Failed`].
pub async fn list(state: &AppState, account: Option<&str>) -> Result<KeyList, OperatorError> {
    let accounts = match account {
        Some(typed) => VecDeque::from([find_account(state, typed).await?]),
        None => {
            let all = state.store.all_accounts().await?;
            all.into_iter().map(|account| (account.id, account.slug)).collect()
        }
    };
    Ok(KeyList {
        state: state.clone(),
        accounts,
        current: None,
    })
}

impl KeyList {
    /// The next keys, with the account that owns them; `None` at the end.
    ///
    /// # Errors
    /// [`OperatorError::Failed`].
    pub async fn next(&mut self) -> Result<Option<(AccountSlug, GeneratedBatch)>, OperatorError> {
        loop {
            if let Some((snapshot, slug)) = &mut self.current {
                if let Some(batch) = snapshot.generated().await? {
                    return Ok(Some((slug.clone(), batch)));
                }
                if let Some((snapshot, _)) = self.current.take() {
                    snapshot.end().await?;
                }
            }
            let Some((id, slug)) = self.accounts.pop_front() else {
                return Ok(None);
            };
            self.current = Some((self.state.store.snapshot(&id).await?, slug));
        }
    }
}

/// A key of any account.
///
/// # Errors
/// [`OperatorError::NoKey`]; [`OperatorError::Failed`].
pub async fn show(state: &AppState, typed: &str) -> Result<ShownKey, OperatorError> {
    let (owner, key) = find(state, typed).await?;
    let store = &state.store;
    let accounts = store.all_accounts().await?;
    let account = accounts.into_iter().find(|account| account.id == owner);
    let account = account.ok_or_else(|| OperatorError::NoKey(typed.to_owned()))?.slug;
    let (_, grants) = store.keys(&owner, std::slice::from_ref(&key.id)).await?;
    let mut roles = role_names(&key.roles, &store.roles(&owner).await?);
    roles.sort();
    Ok(ShownKey {
        account,
        roles,
        external_accounts: grants.into_iter().map(|grant| grant.account).collect(),
        activities: activities(state, &key, QUIET_DAYS).await?,
        key,
        now: state.clock.now(),
    })
}

/// Deactivates a key. Returns when verification on all nodes refuses it.
///
/// # Errors
/// [`OperatorError::NoKey`]; [`OperatorError::Changed`]; [`OperatorError::Failed`].
pub async fn deactivate(state: &AppState, typed: &str) -> Result<Deactivated, OperatorError> {
    let (owner, before) = find(state, typed).await?;
    let change = key::deactivate(before.clone());
    let was_inactive = change.events.is_empty();
    if was_inactive {
        // Somebody else did the same a moment ago, and nodes may not know it yet.
        state.store.settled().await;
    } else {
        let entry = |event: &_| {
            AuditEntry::by_operator(&owner, *event, state.clock.now()).about_key(&before.id, before.app_key.as_str())
        };
        let entries: Vec<_> = change.events.iter().map(entry).collect();
        let saved = state.store.save_key(&owner, &before, &change.key, None, &entries).await;
        saved.map_err(|error| match error {
            StoreError::Conflict => OperatorError::Changed(before.app_key.as_str().to_owned()),
            other => other.into(),
        })?;
    }
    Ok(Deactivated {
        key: change.key,
        was_inactive,
    })
}

/// The key with this app key, and the account that owns it.
async fn find(state: &AppState, typed: &str) -> Result<(Id<Account>, Key), OperatorError> {
    let unknown = || OperatorError::NoKey(typed.to_owned());
    let app_key = AppKey::parse(typed.trim()).ok_or_else(unknown)?;
    let Candidate { key, owner } = state.store.candidate(&app_key).await?.ok_or_else(unknown)?;
    let key = state.store.key(&owner, &key).await?.ok_or_else(unknown)?;
    Ok((owner, key))
}
