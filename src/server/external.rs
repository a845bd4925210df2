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
        keys::role_names,
        limits::RateLimited,
        lists, reauthentication,
        store::{Candidate, ListKind, Membership, StoreError},
    },
    views::{
        external::{ExternalForm, ExternalInput, ExternalPage},
        wire::{Password, RoleView},
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
    let view = lists::view(caller, &membership, ListKind::External, query, &roles).await?;
    Ok(ExternalPage {
        viewer: caller.viewer(&membership)?,
        keys: store.external_keys(&membership.account, &view.keys).await?,
        roles,
        query: view.query,
        total: view.total,
        matching: view.matching,
        generated: lists::total(caller, &membership, ListKind::Generated).await?,
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
    let found = match AppKey::parse(input.app_key.trim()) {
        Some(app_key) => store.candidate(&app_key).await?,
        None => None,
    };
    let refusal = match &found {
        None => Some(TextError::ExternalUnknown),
        Some(Candidate { owner, .. }) if *owner == membership.account => Some(TextError::ExternalOwn),
        Some(Candidate { key, .. }) if store.external(&membership.account, key).await?.is_some() => {
            Some(TextError::ExternalExists)
        }
        Some(_) => None,
    };
    let roles = store.roles(&membership.account).await?;
    let unknown = unknown_roles(&input.roles, &roles);
    let errors: Vec<_> = refusal
        .map(|reason| FieldError {
            field: Field::ExternalKey,
            reason,
        })
        .into_iter()
        .chain(unknown)
        .collect();
    let Some(Candidate { key, .. }) = found.filter(|_| errors.is_empty()) else {
        return Err(AppError::Invalid(errors));
    };
    reauthentication::confirm(caller, &input.password).await?;
    let detail = Detail::given(role_names(&input.roles, &roles));
    let entry = caller.entry(&membership.account, Event::ExternalKeyAdded)?;
    let entry = entry.about_key(&key, input.app_key.trim()).with_detail(detail);
    match store
        .add_external(&membership.account, &key, &unique(input.roles), entry)
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
    if let Some(error) = unknown_roles(&input.roles, &roles) {
        return Err(AppError::Invalid(vec![error]));
    }
    if input.seen != before.fingerprint() {
        let now = roles.iter().filter(|role| before.roles.contains(&role.id));
        let now: Vec<_> = now.map(|role| role.name.as_str()).collect();
        let now = if now.is_empty() {
            t::no_roles().to_owned()
        } else {
            now.join(", ")
        };
        return Err(AppError::ServerMessage(t::users_refused_changed(&now)));
    }
    let chosen = unique(input.roles);
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
    let had = role_names(&found.roles, &store.roles(&membership.account).await?);
    let detail = Detail::between(("", &had), ("", &[]));
    let entry = caller.entry(&membership.account, Event::ExternalKeyRemoved)?;
    let entry = entry.about_key(key, found.app_key.as_str()).with_detail(detail);
    Ok(store
        .remove_external(&membership.account, key, &found.roles, entry)
        .await?)
}

async fn find(caller: &Caller, membership: &Membership, key: &Id<Key>) -> Result<ExternalKey, AppError> {
    if !key.is_well_formed() {
        return Err(AppError::NotFound);
    }
    let found = caller.state.store.external(&membership.account, key).await?;
    found.ok_or(AppError::NotFound)
}

fn unknown_roles(chosen: &[Id<Role>], roles: &[RoleView]) -> Option<FieldError> {
    let unknown = chosen.iter().any(|id| roles.iter().all(|role| role.id != *id));
    unknown.then_some(FieldError {
        field: Field::Roles,
        reason: TextError::RoleUnknown,
    })
}

fn unique(mut roles: Vec<Id<Role>>) -> Vec<Id<Role>> {
    roles.sort();
    roles.dedup();
    roles
}
