//! Generates a key with its first token and the single-access link.

use super::{
    new_token, now, parse, render_new_link,
    restrictions::{parse_restrictions, together},
    role_names,
};
use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        keys::{
            key::{self, NewKey, Token},
            restrictions::Restrictions,
        },
        names::AppKey,
        people::permission::Permission,
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::random,
        idempotency::{SubmittedForm, once, try_render},
        limits::RateLimited,
        reauthentication,
        store::{Membership, StoreError},
    },
    views::wire::{GenerateInput, NewLink},
};

/// Maximum attempts to find a free app key. In an account with one key, one attempt in a trillion collides.
const APP_KEY_ATTEMPTS: usize = 8;

/// Generates a key, its token and the link that delivers the token. `render` makes the page with the link before anything is saved.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::Invalid`]; [`AppError::SentTwice`]; [`AppError::Malformed`] if the
/// form has no valid nonce; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn generate<P: Send>(
    caller: &Caller,
    account: &str,
    input: GenerateInput,
    render: impl Fn(NewLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    caller.state.limits.check(RateLimited::Create, &caller.ip)?;
    let submitted = SubmittedForm::in_session(caller, "generate key", &input.form_id, &(account, &input))?;
    let submitted = submitted.ok_or(AppError::Malformed)?;
    let show = |link: NewLink| try_render(|| render(link.at(now(caller))));
    let work = generate_once(caller, &membership, input, &submitted, &render);
    once(&caller.state, Some(&submitted), show, work).await
}

async fn generate_once<P: Send>(
    caller: &Caller,
    membership: &Membership,
    input: GenerateInput,
    submitted: &SubmittedForm,
    render: &(impl Fn(NewLink) -> P + Send + Sync),
) -> Result<P, AppError> {
    let store = &caller.state.store;
    let account_roles = store.roles(&membership.account).await?;
    let now = now(caller);
    let (lifetimes, none) = (membership.lifetimes, Restrictions::default());
    let restrictions = parse_restrictions(&input.restrictions, &none, |end| lifetimes.end_of_new(end, now));
    let label_and_roles = parse(&input.label, &input.roles, &account_roles);
    let ((label, roles), restrictions) = together(label_and_roles, restrictions)?;
    let detail = Detail::given(role_names(&roles, &account_roles));
    let detail = detail.with_restrictions(&none, &restrictions);
    reauthentication::confirm(caller, &input.password).await?;
    for _ in 0..APP_KEY_ATTEMPTS {
        let token = Token::issue(random::id(), now);
        let (mut stored_token, url) = new_token(caller, &token.id)?;
        let new = NewKey {
            id: random::id(),
            app_key: AppKey::new(&membership.slug, random::app_key_digits()),
            label: label.clone(),
            roles: roles.clone(),
            restrictions: restrictions.clone(),
            token,
        };
        let key = key::generate(new, now);
        let entry = caller.entry(&membership.account, Event::KeyGenerated)?;
        let entry = entry
            .about_key(&key.id, key.app_key.as_str())
            .with_detail(detail.clone());
        let page = render_new_link(
            &mut stored_token,
            &url,
            (&key, Vec::new(), now),
            Some(submitted),
            render,
        )?;
        match store
            .insert_key(&membership.account, &key, &stored_token, Some(submitted.id()), entry)
            .await
        {
            Ok(()) => return Ok(page),
            Err(StoreError::Duplicate) if store.form_was_sent(submitted.id()).await? => {
                return Err(AppError::SentTwice);
            }
            Err(StoreError::Duplicate) => {}
            Err(error) => return Err(error.into()),
        }
    }
    tracing::error!("no free app key was found in {APP_KEY_ATTEMPTS} attempts; nothing was changed");
    Err(AppError::Unavailable)
}
