//! The use cases of the *External* tab: keys of other accounts that may act on this account.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::Id,
        key_query::KeyQuery,
        keys::{external::ExternalKey, key::Key},
        names::AppKey,
        people::{permission::Permission, team::Role},
        text::TextError,
    },
    error::{AppError, Field, FieldError},
    i18n::t,
    server::{
        context::Caller,
        keys::{role_names, sorted_unique, unknown_role},
        limits::RateLimited,
        lists, reauthentication,
        store::{Candidate, ListKind, Membership, StoreError},
    },
    views::{
        external::{ExternalForm, ExternalInput, ExternalPage},
        wire::Password,
    },
};

/// One page of the account's external keys.
///
/// # Errors
/// As [`Caller::require`].
pub async fn list(caller: &Caller, account: &str, query: KeyQuery) -> Result<ExternalPage, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let store = &caller.state.store;
    let roles = store.roles(&membership.account).await?;
    let page = lists::page(caller, &membership, ListKind::External, query, &roles).await?;
    Ok(ExternalPage {
        viewer: caller.viewer(&membership)?,
        keys: store.external_keys(&membership.account, &page.keys).await?,
        roles,
        query: page.query,
        total: page.total,
        matching: page.matching,
        generated: lists::total(caller, &membership, ListKind::Generated).await?,
        now: caller.state.clock.now(),
    })
}

/// The data for the *Add key* form.
///
/// # Errors
/// As [`Caller::require`].
pub async fn form(caller: &Caller, account: &str) -> Result<ExternalForm, AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    Ok(ExternalForm {
        viewer: caller.viewer(&membership)?,
        roles: caller.state.store.roles(&membership.account).await?,
        key: None,
    })
}

/// The data for the *Edit* and *Remove* forms.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`].
pub async fn show(caller: &Caller, account: &str, key: &Id<Key>) -> Result<ExternalForm, AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    Ok(ExternalForm {
        viewer: caller.viewer(&membership)?,
        roles: caller.state.store.roles(&membership.account).await?,
        key: Some(find(caller, &membership, key).await?),
    })
}

/// Adds a key of another account.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::TooMany`]; [`AppError::Invalid`] if the key does not exist,
/// belongs to this account or was added before, and for unknown roles.
pub async fn add(caller: &Caller, account: &str, input: ExternalInput) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    // The answer reveals whether a key exists, so the rate limit prevents enumeration.
    caller.state.limits.check(RateLimited::Create, &caller.ip)?;
    let store = &caller.state.store;
    let candidate = addable(caller, &membership, &input.app_key).await?;
    let roles = store.roles(&membership.account).await?;
    let key = match (candidate, unknown_role(&input.roles, &roles)) {
        (Ok(key), None) => key,
        (candidate, roles_error) => {
            let key_error = candidate.err().map(|reason| FieldError {
                field: Field::ExternalKey,
                reason,
            });
            return Err(AppError::Invalid(key_error.into_iter().chain(roles_error).collect()));
        }
    };
    reauthentication::confirm(caller, &input.password).await?;
    let detail = Detail::given(role_names(&input.roles, &roles));
    let entry = caller.entry(&membership.account, Event::ExternalKeyAdded)?;
    let entry = entry.about_key(&key, input.app_key.trim()).with_detail(detail);
    match store
        .add_external(&membership.account, &key, &sorted_unique(input.roles), entry)
        .await
    {
        Err(StoreError::Duplicate) => Err(AppError::field(Field::ExternalKey, TextError::ExternalExists)),
        other => Ok(other?),
    }
}

/// Changes the roles of an external key.
///
/// # Errors
/// As [`Caller::require`] and, if a role is added, [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Invalid`];
/// [`AppError::ServerMessage`] if the roles changed after the form was loaded; [`AppError::Conflict`].
pub async fn edit(caller: &Caller, account: &str, key: &Id<Key>, input: ExternalInput) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    let store = &caller.state.store;
    let before = find(caller, &membership, key).await?;
    let roles = store.roles(&membership.account).await?;
    if let Some(error) = unknown_role(&input.roles, &roles) {
        return Err(AppError::Invalid(vec![error]));
    }
    if input.seen != before.fingerprint() {
        return Err(roles_changed(&role_names(&before.roles, &roles)));
    }
    let chosen = sorted_unique(input.roles);
    if chosen == before.roles {
        return Ok(());
    }
    if chosen.iter().any(|role| !before.roles.contains(role)) {
        reauthentication::confirm(caller, &input.password).await?;
    }
    let names = |ids: &[Id<Role>]| role_names(ids, &roles);
    let detail = Detail::between(("", &names(&before.roles)), ("", &names(&chosen)));
    let entry = caller.entry(&membership.account, Event::ExternalKeyEdited)?;
    let entry = entry.about_key(key, before.app_key.as_str()).with_detail(detail);
    Ok(store
        .set_external_roles(&membership.account, key, (&before.roles, &chosen), entry)
        .await?)
}

/// Removes an external key.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`] if a concurrent change of its
/// roles won.
pub async fn remove(caller: &Caller, account: &str, key: &Id<Key>, password: &Password) -> Result<(), AppError> {
    let membership = caller.require(account, Permission::KeysEdit).await?;
    let found = find(caller, &membership, key).await?;
    reauthentication::confirm(caller, password).await?;
    let store = &caller.state.store;
    let before = role_names(&found.roles, &store.roles(&membership.account).await?);
    let detail = Detail::between(("", &before), ("", &[]));
    let entry = caller.entry(&membership.account, Event::ExternalKeyRemoved)?;
    let entry = entry.about_key(key, found.app_key.as_str()).with_detail(detail);
    Ok(store
        .remove_external(&membership.account, key, &found.roles, entry)
        .await?)
}

/// The key with this app key, or the reason why it cannot be added.
async fn addable(
    caller: &Caller,
    membership: &Membership,
    app_key: &str,
) -> Result<Result<Id<Key>, TextError>, AppError> {
    let store = &caller.state.store;
    let Some(app_key) = AppKey::parse(app_key.trim()) else {
        return Ok(Err(TextError::ExternalUnknown));
    };
    Ok(match store.candidate(&app_key).await? {
        None => Err(TextError::ExternalUnknown),
        Some(Candidate { owner, .. }) if owner == membership.account => Err(TextError::ExternalOwn),
        Some(Candidate { key, .. }) if store.external_key(&membership.account, &key).await?.is_some() => {
            Err(TextError::ExternalExists)
        }
        Some(Candidate { key, .. }) => Ok(key),
    })
}

/// The error if the roles changed after the form was loaded. Names the current roles.
fn roles_changed(current: &[String]) -> AppError {
    let current = if current.is_empty() {
        t::no_roles().to_owned()
    } else {
        current.join(", ")
    };
    AppError::ServerMessage(t::users_refused_changed(&current))
}

async fn find(caller: &Caller, membership: &Membership, key: &Id<Key>) -> Result<ExternalKey, AppError> {
    if !key.is_well_formed() {
        return Err(AppError::NotFound);
    }
    let found = caller.state.store.external_key(&membership.account, key).await?;
    found.ok_or(AppError::NotFound)
}
