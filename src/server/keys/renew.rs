//! Gives a key a new token: by a renewal, or by replacing an unseen token whose link was lost.

use super::{load, mint, new_link, now, save};
use crate::{
    domain::{
        keys::{
            key::{self, Key, KeyChange, Token},
            refusal::KeyRefusal,
        },
        people::permission::Permission,
        time::Timestamp,
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::random,
        idempotency::{SubmittedForm, drawn, once},
        limits::RateLimited,
        reauthentication,
    },
    views::wire::{KeyRef, NewLink, NewLinkInput, Password, RenewInput},
};

/// Renews a key: gives it a new token and the link that delivers the token. `draw` renders the page with the link before anything is saved.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Refused`];
/// [`AppError::SentTwice`]; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn renew<P: Send>(
    caller: &Caller,
    at: &KeyRef,
    input: RenewInput,
    draw: impl Fn(NewLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let sent = SubmittedForm::about_key(caller, "renew key", at, &input.form_id, &(at, &input))?;
    let consent = input.consent;
    give_token(caller, (at, &input.password), sent, draw, |key, token, now| {
        key::renew(key, token, consent, now)
    })
    .await
}

/// Replaces an unseen token and its pending link. Needs the permission for renewals, because it hands out a token of an existing key.
///
/// # Errors
/// As [`renew`]; also [`AppError::Conflict`] if the link is opened concurrently.
pub async fn replace_link<P: Send>(
    caller: &Caller,
    at: &KeyRef,
    input: NewLinkInput,
    draw: impl Fn(NewLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let sent = SubmittedForm::about_key(caller, "replace link", at, &input.form_id, &(at, &input))?;
    give_token(caller, (at, &input.password), sent, draw, key::replace_link).await
}

async fn give_token<P: Send>(
    caller: &Caller,
    (at, password): (&KeyRef, &Password),
    sent: Option<SubmittedForm>,
    draw: impl Fn(NewLink) -> P + Send + Sync,
    decide: impl FnOnce(Key, Token, Timestamp) -> Result<KeyChange, KeyRefusal> + Send,
) -> Result<P, AppError> {
    caller.require(&at.account, Permission::KeysRenew).await?;
    let show = |link: NewLink| drawn(|| draw(link.at(now(caller))));
    let work = async {
        let (membership, before) = load(caller, at, Permission::KeysRenew).await?;
        caller.state.limits.check(RateLimited::Create, &caller.ip)?;
        let now = now(caller);
        let token = Token::issue(random::id(), now);
        let token_id = token.id.clone();
        // The domain's rule comes first, so that a refused renewal does not ask for the password.
        let change = decide(before.clone(), token, now)?;
        reauthentication::confirm(caller, password).await?;
        let (mut minted, address) = mint(caller, &token_id)?;
        let page = new_link(&mut minted, &address, (&change.key, now), sent.as_ref(), &draw)?;
        save(caller, &membership, &before, change, Some(&minted)).await?;
        Ok(page)
    };
    once(&caller.state, sent.as_ref(), show, work).await
}
