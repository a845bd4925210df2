//! Generates a key with its first token and the single-access link.

use super::{mint, new_link, now, parse, role_names};
use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        keys::key::{self, NewKey, Token},
        names::AppKey,
        people::permission::Permission,
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::random,
        idempotency::{SubmittedForm, drawn, once},
        limits::RateLimited,
        reauthentication,
        store::{Membership, StoreError},
    },
    views::wire::{GenerateInput, NewLink},
};

/// Maximum attempts to find a free app key. In an account with one key, one attempt in a trillion collides.
const DRAWS: usize = 8;

/// Generates a key, its token and the link that delivers the token. `draw` renders the page with the link before anything is saved.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::Invalid`]; [`AppError::SentTwice`]; [`AppError::Malformed`] if the
/// form has no valid nonce; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn generate<P: Send>(
    caller: &Caller,
    account: &str,
    input: GenerateInput,
    draw: impl Fn(NewLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    caller.state.limits.check(RateLimited::Create, &caller.ip)?;
    let sent = SubmittedForm::in_session(caller, "generate key", &input.form_id, &(account, &input))?;
    let sent = sent.ok_or(AppError::Malformed)?;
    let show = |link: NewLink| drawn(|| draw(link.at(now(caller))));
    let work = make(caller, &membership, input, &sent, &draw);
    once(&caller.state, Some(&sent), show, work).await
}

async fn make<P: Send>(
    caller: &Caller,
    membership: &Membership,
    input: GenerateInput,
    sent: &SubmittedForm,
    draw: &(impl Fn(NewLink) -> P + Send + Sync),
) -> Result<P, AppError> {
    let store = &caller.state.store;
    let known = store.roles(&membership.account).await?;
    let (label, roles) = parse(&input.label, &input.roles, &known)?;
    let given = Detail::given(role_names(&roles, &known));
    reauthentication::confirm(caller, &input.password).await?;
    let now = now(caller);
    for _ in 0..DRAWS {
        let token = Token::issue(random::id(), now);
        let (mut minted, address) = mint(caller, &token.id)?;
        let new = NewKey {
            id: random::id(),
            app_key: AppKey::new(&membership.slug, random::app_key_digits()),
            label: label.clone(),
            roles: roles.clone(),
            token,
        };
        let key = key::generate(new, now);
        let entry = caller.entry(&membership.account, Event::KeyGenerated)?;
        let entry = entry
            .about_key(&key.id, key.app_key.as_str())
            .with_detail(given.clone());
        let page = new_link(&mut minted, &address, (&key, now), Some(sent), draw)?;
        match store
            .insert_key(&membership.account, &key, &minted, Some(sent.id()), entry)
            .await
        {
            Ok(()) => return Ok(page),
            Err(StoreError::Duplicate) if store.form_was_sent(sent.id()).await? => {
                return Err(AppError::SentTwice);
            }
            Err(StoreError::Duplicate) => {}
            Err(error) => return Err(error.into()),
        }
    }
    tracing::error!("{DRAWS} app keys in a row were taken");
    Err(AppError::Unavailable)
}
