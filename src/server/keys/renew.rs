//! Renewing a token.

use super::{load, mint, now, save};
use crate::{
    domain::{
        key::{self, Token},
        link::LINK_LIFETIME,
        permission::Permission,
        views::{KeyRef, NewLink, RenewInput},
    },
    error::AppError,
    server::{context::Caller, crypto::random, limits::Limited},
};

/// Gives a key a new token and the link that delivers it.
///
/// # Errors
/// What [`Caller::require`] and [`Caller::confirm`] refuse; [`AppError::NotFound`]; [`AppError::Conflict`];
/// [`AppError::Refused`].
pub async fn renew(caller: &Caller, at: &KeyRef, input: RenewInput) -> Result<NewLink, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysRenew).await?;
    caller.state.limits.check(Limited::Create, &caller.ip)?;
    let now = now(caller);
    let token = Token::issue(random::id(), now);
    let token_id = token.id.clone();
    // The rules first: whoever cannot renew anyway is not asked for a password.
    let change = key::renew(before.clone(), token, input.consent, now)?;
    caller.confirm(&input.password).await?;
    let (minted, address) = mint(caller, &token_id)?;
    let key = change.key.clone();
    save(caller, &membership, &before, change, Some(&minted)).await?;
    Ok(NewLink {
        url: address.expose().to_owned(),
        expires_at: now.plus(LINK_LIFETIME),
        key,
        now,
    })
}
