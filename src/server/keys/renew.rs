//! Giving a key another token: renewing it, and replacing a token whose link was lost before anybody opened it.

use super::{load, mint, now, save};
use crate::{
    domain::{
        key::{self, Change, Key, Refusal, Token},
        link::LINK_LIFETIME,
        permission::Permission,
        time::Timestamp,
        views::{KeyRef, NewLink, NewLinkInput, Password, RenewInput},
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
    let consent = input.consent;
    give_token(caller, at, &input.password, |key, token, now| {
        key::renew(key, token, consent, now)
    })
    .await
}

/// Replaces a token that nobody has seen and its pending link. It hands out a token of a key that exists, so it takes the same
/// permission as a renewal.
///
/// # Errors
/// As [`renew`]; also [`AppError::Conflict`] if the link is opened in the same moment.
pub async fn replace_link(caller: &Caller, at: &KeyRef, input: NewLinkInput) -> Result<NewLink, AppError> {
    give_token(caller, at, &input.password, key::replace_link).await
}

async fn give_token(
    caller: &Caller,
    at: &KeyRef,
    password: &Password,
    decide: impl FnOnce(Key, Token, Timestamp) -> Result<Change, Refusal>,
) -> Result<NewLink, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysRenew).await?;
    caller.state.limits.check(Limited::Create, &caller.ip)?;
    let now = now(caller);
    let token = Token::issue(random::id(), now);
    let token_id = token.id.clone();
    // The rules first: whoever cannot renew anyway is not asked for a password.
    let change = decide(before.clone(), token, now)?;
    caller.confirm(password).await?;
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
