//! Gives a key a new token: by a renewal, or by replacing an unseen token whose link was lost.

use super::{
    activities,
    activity::{is_gone, refuse_in_use},
    load, new_token, now, render_new_link, save,
};
use crate::{
    domain::{
        keys::{
            activity::QUIET_DAYS,
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
        idempotency::{SubmittedForm, once, try_render},
        limits::RateLimited,
        reauthentication,
    },
    views::wire::{KeyRef, NewLink, NewLinkInput, Password, RenewInput},
};

/// Renews a key: gives it a new token and the link that delivers the token. `render` makes the page with the link before anything is saved.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Refused`];
/// [`AppError::Invalid`] if a token in use would end unconfirmed; [`AppError::SentTwice`]; [`AppError::Unavailable`] if the page could not
/// be rendered.
pub async fn renew<P: Send>(
    caller: &Caller,
    key_ref: &KeyRef,
    input: RenewInput,
    render: impl Fn(NewLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let submitted = SubmittedForm::about_key(caller, "renew key", key_ref, &input.form_id, &(key_ref, &input))?;
    let (consent, in_use) = (input.consent, input.in_use);
    let rule = |key, token, now| key::renew(key, token, consent, now);
    issue_token(caller, (key_ref, &input.password), submitted, render, (rule, in_use)).await
}

/// Replaces an unseen token and its pending link. Needs the permission for renewals, because it hands out a token of an existing key.
///
/// # Errors
/// As [`renew`]; also [`AppError::Conflict`] if the link is opened concurrently.
pub async fn replace_link<P: Send>(
    caller: &Caller,
    key_ref: &KeyRef,
    input: NewLinkInput,
    render: impl Fn(NewLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let submitted = SubmittedForm::about_key(caller, "replace link", key_ref, &input.form_id, &(key_ref, &input))?;
    // Nobody has the token that ends.
    issue_token(
        caller,
        (key_ref, &input.password),
        submitted,
        render,
        (key::replace_link, false),
    )
    .await
}

async fn issue_token<P: Send>(
    caller: &Caller,
    (key_ref, password): (&KeyRef, &Password),
    submitted: Option<SubmittedForm>,
    render: impl Fn(NewLink) -> P + Send + Sync,
    (rule, in_use): (
        impl FnOnce(Key, Token, Timestamp) -> Result<KeyChange, KeyRefusal> + Send,
        bool,
    ),
) -> Result<P, AppError> {
    caller.require(&key_ref.account, Permission::KeysRenew).await?;
    let show = |link: NewLink| try_render(|| render(link.at(now(caller))));
    let work = async {
        let (membership, before) = load(caller, key_ref, Permission::KeysRenew).await?;
        caller.state.limits.check(RateLimited::Create, &caller.ip)?;
        let now = now(caller);
        let token = Token::issue(random::id(), now);
        let token_id = token.id.clone();
        // The domain's rule comes first, so that a refused renewal does not ask for the password.
        let change = rule(before.clone(), token, now)?;
        let told = activities(&caller.state, &before, QUIET_DAYS).await?;
        if !in_use {
            refuse_in_use(&told, is_gone(&change.key))?;
        }
        reauthentication::confirm(caller, password).await?;
        let (mut stored_token, url) = new_token(caller, &token_id)?;
        let told = (&change.key, told, now);
        let page = render_new_link(&mut stored_token, &url, told, submitted.as_ref(), &render)?;
        save(caller, &membership, &before, change, Some(&stored_token)).await?;
        Ok(page)
    };
    once(&caller.state, submitted.as_ref(), show, work).await
}
