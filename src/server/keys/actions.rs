//! What else can be done with a key.

use super::{load, now, parse, save};
use crate::{
    domain::{
        event::Event,
        key::{self, Change, DeleteOld, Key, Status},
        permission::Permission,
        text::TextError,
        views::{CompleteInput, DeleteInput, DeleteOldInput, EditInput, KeyChange, KeyRef},
    },
    error::{AppError, Field},
    server::context::Caller,
};

/// Does what a hydrated page asks for. Each authorises itself.
///
/// # Errors
/// Those of what is done.
pub async fn change(caller: &Caller, at: &KeyRef, change: KeyChange) -> Result<(), AppError> {
    match change {
        KeyChange::Edit(input) => edit(caller, at, input).await.map(drop),
        KeyChange::Deactivate => deactivate(caller, at).await.map(drop),
        KeyChange::Activate => activate(caller, at).await.map(drop),
        KeyChange::CompleteRenewal(input) => complete_renewal(caller, at, input).await.map(drop),
        KeyChange::UndoRenewal => undo_renewal(caller, at).await.map(drop),
        KeyChange::DeleteOldToken(input) => delete_old_token(caller, at, input).await.map(drop),
        KeyChange::Delete(input) => delete(caller, at, input).await,
    }
}

/// Completes a renewal with *Later* or *Now*.
///
/// # Errors
/// What [`Caller::require`] and, for *Now*, [`Caller::confirm`] refuse; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Refused`].
pub async fn complete_renewal(caller: &Caller, at: &KeyRef, input: CompleteInput) -> Result<Key, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysRenew).await?;
    let change = key::complete_renewal(before.clone(), input.delete_old)?;
    if input.delete_old == DeleteOld::Now {
        caller.confirm(&input.password).await?;
    }
    save(caller, &membership, &before, change, None).await
}

/// Takes a renewal back.
///
/// # Errors
/// As [`complete_renewal`].
pub async fn undo_renewal(caller: &Caller, at: &KeyRef) -> Result<Key, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysRenew).await?;
    let change = key::undo_renewal(before.clone(), now(caller))?;
    save(caller, &membership, &before, change, None).await
}

/// Deletes the old token.
///
/// # Errors
/// As [`complete_renewal`] with *Now*.
pub async fn delete_old_token(caller: &Caller, at: &KeyRef, input: DeleteOldInput) -> Result<Key, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysRenew).await?;
    let change = key::delete_old_token(before.clone())?;
    caller.confirm(&input.password).await?;
    save(caller, &membership, &before, change, None).await
}

/// Makes a key inactive.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::NotFound`]; [`AppError::Conflict`].
pub async fn deactivate(caller: &Caller, at: &KeyRef) -> Result<Key, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysEdit).await?;
    save(caller, &membership, &before, key::deactivate(before.clone()), None).await
}

/// Makes an inactive key good again.
///
/// # Errors
/// As [`deactivate`].
pub async fn activate(caller: &Caller, at: &KeyRef) -> Result<Key, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysEdit).await?;
    save(caller, &membership, &before, key::activate(before.clone()), None).await
}

/// Changes a key's label, roles and status.
///
/// # Errors
/// As [`deactivate`]; what [`Caller::confirm`] refuses when a role is added; [`AppError::Invalid`].
pub async fn edit(caller: &Caller, at: &KeyRef, input: EditInput) -> Result<Key, AppError> {
    let (membership, before) = load(caller, at, Permission::KeysEdit).await?;
    let roles = caller.state.store.roles(&membership.account).await?;
    let (label, chosen) = parse(&input.label, &input.roles, &roles)?;
    // Who holds the token would be able to do more.
    if chosen.iter().any(|role| !before.roles.contains(role)) {
        caller.confirm(&input.password).await?;
    }
    let status = if input.active { Status::Active } else { Status::Inactive };
    save(
        caller,
        &membership,
        &before,
        key::edit(before.clone(), label, chosen, status),
        None,
    )
    .await
}

/// Deletes a key with its tokens and links.
///
/// # Errors
/// What [`Caller::require`] and [`Caller::confirm`] refuse; [`AppError::NotFound`]; [`AppError::Conflict`];
/// [`AppError::Invalid`] when the box is not ticked.
pub async fn delete(caller: &Caller, at: &KeyRef, input: DeleteInput) -> Result<(), AppError> {
    let (membership, key) = load(caller, at, Permission::KeysEdit).await?;
    if !input.understood {
        return Err(AppError::field(Field::Understood, TextError::NotUnderstood));
    }
    caller.confirm(&input.password).await?;
    let entry = caller.entry(
        &membership.account,
        &Change {
            key: key.clone(),
            event: Event::KeyDeleted,
        },
    )?;
    Ok(caller.state.store.delete_key(&membership.account, &key, entry).await?)
}
