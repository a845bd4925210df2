//! The use cases of *Link history*: what became of a key's links, and dismissing the notice that one was visited again.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event, receipt::Receipt},
        keys::key::Key,
        names::Id,
        people::permission::Permission,
    },
    error::AppError,
    server::{context::Caller, store::Membership},
    views::links::LinkHistory,
};

/// How many links of a key are shown, the newest ones.
pub const LINKS_LISTED: i64 = 50;

/// The life of a key's links.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::NotFound`].
pub async fn history(caller: &Caller, account: &str, key: &Id) -> Result<LinkHistory, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let key = find(caller, &membership, key).await?;
    let mut receipts = load(caller, &key).await?;
    let more = receipts.len() as i64 > LINKS_LISTED;
    receipts.truncate(LINKS_LISTED as usize);
    Ok(LinkHistory {
        viewer: caller.viewer(&membership)?,
        key: key.id,
        app_key: key.app_key,
        label: key.label.as_str().to_owned(),
        receipts,
        more,
    })
}

/// Dismisses the notice about the visits to an opened link, up to the one that the person saw: whoever comes after that raises
/// it again. Dismissing twice is no error.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::NotFound`]; [`AppError::Conflict`] when somebody else does the same in this
/// moment.
pub async fn dismiss(caller: &Caller, account: &str, key: &Id, token: &Id, visits: i64) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::KeysRenew).await?;
    let key = find(caller, &membership, key).await?;
    let receipts = load(caller, &key).await?;
    let receipt = receipts.into_iter().find(|receipt| receipt.token == *token);
    let receipt = receipt
        .filter(|receipt| (1..=receipt.visits_after_end).contains(&visits))
        .ok_or(AppError::NotFound)?;
    if receipt.unseen() == 0 || receipt.visits_seen >= visits {
        return Ok(());
    }
    let entry = caller.entry(&membership.account, Event::LinkNoticeDismissed, &key, Detail::default())?;
    let store = &caller.state.store;
    Ok(store.dismiss_visits(&key.id, token, visits, entry).await?)
}

async fn find(caller: &Caller, membership: &Membership, key: &Id) -> Result<Key, AppError> {
    if !key.is_well_formed() {
        return Err(AppError::NotFound);
    }
    let found = caller.state.store.key(&membership.account, key).await?;
    found.ok_or(AppError::NotFound)
}

/// The links as they are now, and one more than is shown.
async fn load(caller: &Caller, key: &Key) -> Result<Vec<Receipt>, AppError> {
    let now = caller.state.clock.now();
    let mut receipts = caller.state.store.receipts(key, LINKS_LISTED + 1).await?;
    for receipt in &mut receipts {
        receipt.link = receipt.link.at(now);
    }
    Ok(receipts)
}
