//! The history of a key's links: their receipts, and dismissing the notice about later visits.

use crate::{
    domain::{
        audit::{event::Event, receipt::Receipt},
        id::Id,
        keys::key::{Key, Token},
        people::permission::Permission,
    },
    error::AppError,
    server::{context::Caller, keys, store::Membership},
    views::links::LinkHistory,
};

/// Maximum number of links shown for a key, newest first.
pub const LINKS_LISTED: i64 = 50;

/// The history of a key's links, for a user who may view the key.
///
/// # Errors
/// [`AppError::Unavailable`].
pub(super) async fn history(caller: &Caller, membership: &Membership, key: &Key) -> Result<LinkHistory, AppError> {
    let mut receipts = load(caller, key).await?;
    let more = receipts.len() as i64 > LINKS_LISTED;
    receipts.truncate(LINKS_LISTED as usize);
    Ok(LinkHistory {
        viewer: caller.viewer(membership)?,
        key: key.id.clone(),
        receipts,
        more,
    })
}

/// Dismisses the notice about visits to an opened link, up to the number of visits that the user saw. A later visit raises the notice
/// again. Idempotent.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`]; [`AppError::Conflict`] if a concurrent dismissal won.
pub async fn dismiss(
    caller: &Caller,
    account: &str,
    key: &Id<Key>,
    token: &Id<Token>,
    visits: i64,
) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::KeysRenew).await?;
    let key = keys::find(caller, &membership, key).await?;
    let receipts = load(caller, &key).await?;
    let receipt = receipts.into_iter().find(|receipt| receipt.token == *token);
    let receipt = receipt
        .filter(|receipt| (1..=receipt.visits_after_end).contains(&visits))
        .ok_or(AppError::NotFound)?;
    if receipt.undismissed_visits() == 0 || receipt.visits_seen >= visits {
        return Ok(());
    }
    let entry = caller.entry(&membership.account, Event::LinkNoticeDismissed)?;
    let entry = entry.about_key(&key.id, key.app_key.as_str());
    let store = &caller.state.store;
    Ok(store.dismiss_visits(&key.id, token, visits, entry).await?)
}

/// The key's links in their current state, up to one more than [`LINKS_LISTED`].
async fn load(caller: &Caller, key: &Key) -> Result<Vec<Receipt>, AppError> {
    let now = caller.state.clock.now();
    let mut receipts = caller.state.store.receipts(key, LINKS_LISTED + 1).await?;
    for receipt in &mut receipts {
        receipt.link = receipt.link.at(now);
    }
    Ok(receipts)
}
