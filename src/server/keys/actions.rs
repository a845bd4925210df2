//! Changes of a generated key that do not hand out a token.

use super::{
    activity::{confirm_use, is_old},
    load, now, parse,
    restrictions::{parse_restrictions, together},
    save,
};
use crate::{
    domain::{
        audit::event::Event,
        keys::{
            choice::DeleteOld,
            key::{self, KeyValues, Status},
        },
        people::permission::Permission,
        text::TextError,
    },
    error::{AppError, Field},
    server::{context::Caller, reauthentication},
    views::wire::{CompleteInput, DeleteInput, DeleteOldInput, EditInput, KeyRef},
};

/// Completes a renewal: deletes the old token later, now or when it is unused.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Refused`].
pub async fn complete_renewal(caller: &Caller, key_ref: &KeyRef, input: CompleteInput) -> Result<(), AppError> {
    let (membership, before) = load(caller, key_ref, Permission::KeysRenew).await?;
    let change = key::complete_renewal(before.clone(), input.delete_old, input.unseen)?;
    match input.delete_old {
        DeleteOld::Later => {}
        DeleteOld::Now => {
            confirm_use(caller, &before, is_old(&before), input.in_use).await?;
            reauthentication::confirm(caller, &input.password).await?;
        }
        // Nobody is asked again when the token is deleted.
        DeleteOld::WhenUnused(_) => reauthentication::confirm(caller, &input.password).await?,
    }
    save(caller, &membership, &before, change, None).await
}

/// Undoes a renewal.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Refused`].
pub async fn undo_renewal(caller: &Caller, key_ref: &KeyRef) -> Result<(), AppError> {
    let (membership, before) = load(caller, key_ref, Permission::KeysRenew).await?;
    let change = key::undo_renewal(before.clone(), now(caller))?;
    save(caller, &membership, &before, change, None).await
}

/// Deletes the old token.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Refused`].
pub async fn delete_old_token(caller: &Caller, key_ref: &KeyRef, input: DeleteOldInput) -> Result<(), AppError> {
    let (membership, before) = load(caller, key_ref, Permission::KeysRenew).await?;
    let change = key::delete_old_token(before.clone())?;
    confirm_use(caller, &before, is_old(&before), input.in_use).await?;
    reauthentication::confirm(caller, &input.password).await?;
    save(caller, &membership, &before, change, None).await
}

/// Deactivates a key.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Invalid`].
pub async fn deactivate(caller: &Caller, key_ref: &KeyRef, in_use: bool) -> Result<(), AppError> {
    let (membership, before) = load(caller, key_ref, Permission::KeysEdit).await?;
    confirm_use(caller, &before, |_| before.status == Status::Active, in_use).await?;
    save(caller, &membership, &before, key::deactivate(before.clone()), None).await
}

/// Activates an inactive key.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`]; [`AppError::Conflict`].
pub async fn activate(caller: &Caller, key_ref: &KeyRef) -> Result<(), AppError> {
    let (membership, before) = load(caller, key_ref, Permission::KeysEdit).await?;
    save(caller, &membership, &before, key::activate(before.clone()), None).await
}

/// Changes a key's label, roles, restrictions and status.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Invalid`].
pub async fn edit(caller: &Caller, key_ref: &KeyRef, input: EditInput) -> Result<(), AppError> {
    let (membership, before) = load(caller, key_ref, Permission::KeysEdit).await?;
    let roles = caller.state.store.roles(&membership.account).await?;
    let lifetimes = membership.lifetimes;
    let restrictions = parse_restrictions(&input.restrictions, &before.restrictions, |end| {
        lifetimes.end_of_edited(end, before.restrictions.expires_at, now(caller))
    });
    let label_and_roles = parse(&input.label, &input.roles, &roles);
    let ((label, chosen), restrictions) = together(label_and_roles, restrictions)?;
    // What gives the token more rights needs the password.
    let allows_more = restrictions.allow_more_than(&before.restrictions);
    if allows_more || chosen.iter().any(|role| !before.roles.contains(role)) {
        reauthentication::confirm(caller, &input.password).await?;
    }
    let status = if input.active { Status::Active } else { Status::Inactive };
    let ends = before.status == Status::Active && status == Status::Inactive;
    confirm_use(caller, &before, |_| ends, input.in_use).await?;
    let values = KeyValues {
        label,
        roles: chosen,
        status,
        restrictions,
    };
    let change = key::edit(before.clone(), values);
    save(caller, &membership, &before, change, None).await
}

/// Deletes a key with its tokens and links.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::NotFound`]; [`AppError::Conflict`]; [`AppError::Invalid`].
pub async fn delete(caller: &Caller, key_ref: &KeyRef, input: DeleteInput) -> Result<(), AppError> {
    let (membership, key) = load(caller, key_ref, Permission::KeysEdit).await?;
    if !input.understood {
        return Err(AppError::field(Field::Understood, TextError::NotUnderstood));
    }
    confirm_use(caller, &key, |_| true, input.in_use).await?;
    reauthentication::confirm(caller, &input.password).await?;
    let entry = caller.entry(&membership.account, Event::KeyDeleted)?;
    let entry = entry.about_key(&key.id, key.app_key.as_str());
    Ok(caller.state.store.delete_key(&membership.account, &key, entry).await?)
}
