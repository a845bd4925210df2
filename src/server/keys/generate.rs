//! Generating a key.

use super::{mint, now, parse, role_names};
use crate::{
    domain::{
        audit_detail::Detail,
        event::Event,
        key::{self, NewKey, Token},
        names::AppKey,
        permission::Permission,
        views::{GenerateInput, NewLink},
    },
    error::AppError,
    server::{context::Caller, crypto::random, limits::Limited, store::StoreError},
};

/// How often an app key that is taken is drawn again. One in a trillion is, in an account with one key.
const DRAWS: usize = 8;

/// Generates a key, its token and the link that delivers it.
///
/// # Errors
/// What [`Caller::require`] and [`Caller::confirm`] refuse; [`AppError::Invalid`]; [`AppError::SentTwice`];
/// [`AppError::Malformed`] for a form that this server did not make.
pub async fn generate(caller: &Caller, account: &str, input: GenerateInput) -> Result<NewLink, AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    caller.state.limits.check(Limited::Create, &caller.ip)?;
    let store = &caller.state.store;
    if !input.form_id.is_well_formed() {
        return Err(AppError::Malformed);
    }
    let known = store.roles(&membership.account).await?;
    let (label, roles) = parse(&input.label, &input.roles, &known)?;
    let given = Detail::given(role_names(&roles, &known));
    caller.confirm(&input.password).await?;
    let now = now(caller);
    for _ in 0..DRAWS {
        let token = Token::issue(random::id(), now);
        let (minted, address) = mint(caller, &token.id)?;
        let new = NewKey {
            id: random::id(),
            app_key: AppKey::new(&membership.slug, random::app_key_digits()),
            label: label.clone(),
            roles: roles.clone(),
            token,
        };
        let key = key::generate(new, now);
        let entry = caller.entry(&membership.account, Event::KeyGenerated, &key, given.clone())?;
        match store
            .insert_key(&membership.account, &key, &minted, Some(&input.form_id), entry)
            .await
        {
            Ok(()) => {
                let expires_at = now.plus(crate::domain::link::LINK_LIFETIME);
                return Ok(NewLink {
                    url: address.expose().to_owned(),
                    expires_at,
                    key,
                    now,
                });
            }
            Err(StoreError::Duplicate) if store.form_was_sent(&input.form_id).await? => {
                return Err(AppError::SentTwice);
            }
            Err(StoreError::Duplicate) => {}
            Err(error) => return Err(error.into()),
        }
    }
    tracing::error!("{DRAWS} app keys in a row were taken");
    Err(AppError::Unavailable)
}
