//! Changes of roles and resources.

use super::change;
use crate::{
    domain::{
        id::Id,
        lookalike::Skeletons,
        people::{
            permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_ROLE},
            roles::{self, RoleInput},
            team::Role,
            team_change::{RoleUses, TeamRefusal},
        },
    },
    error::AppError,
    i18n::{Language, with_language_sync},
    server::{context::Caller, crypto::random, normalise::normalise},
    views::wire::Password,
    words::roles::role_name,
};

const PERMISSION: Permission = Permission::RolesManage;

/// Creates a role.
///
/// # Errors
/// As [`Caller::require`] and [`confirm`](crate::server::reauthentication::confirm); [`AppError::Invalid`]; [`AppError::ServerMessage`].
pub async fn create_role(
    caller: &Caller,
    account: &str,
    input: RoleInput,
    password: &Password,
) -> Result<(), AppError> {
    let (id, input) = (random::id(), normalised(input));
    let rule = |team: &_, by: &_| {
        not_predefined(&input.name)?;
        roles::create(team, by, id.clone(), &input)
    };
    change(caller, (account, PERMISSION), password, rule).await
}

/// Changes a role. `seen` is the state that the form showed.
///
/// # Errors
/// As [`create_role`]; [`AppError::NotFound`].
pub async fn edit_role(
    caller: &Caller,
    account: &str,
    role: &Id<Role>,
    seen: &str,
    input: RoleInput,
    password: &Password,
) -> Result<(), AppError> {
    let input = normalised(input);
    let rule = |team: &_, by: &_| {
        not_predefined(&input.name)?;
        roles::edit(team, by, role, seen, &input)
    };
    change(caller, (account, PERMISSION), password, rule).await
}

/// Deletes an unused role. Its keys are read before the transaction. If a key gets the role in between, the role is not deleted.
///
/// # Errors
/// As [`create_role`]; [`AppError::NotFound`].
pub async fn delete_role(caller: &Caller, account: &str, role: &Id<Role>, password: &Password) -> Result<(), AppError> {
    let membership = caller.require(account, PERMISSION).await?;
    let keys = caller.state.store.keys_with_role(&membership.account, role).await?;
    let rule = |team: &_, by: &_| roles::delete(team, by, role, &keys);
    change(caller, (account, PERMISSION), password, rule).await
}

/// The members, invitations and keys that have a role; `None` if it is unused.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`].
pub async fn role_uses(caller: &Caller, account: &str, role: &Id<Role>) -> Result<Option<RoleUses>, AppError> {
    let membership = caller.require(account, PERMISSION).await?;
    let store = &caller.state.store;
    let team = store.team(&membership.account, caller.state.clock.now()).await?;
    team.role(role).ok_or(AppError::NotFound)?;
    let keys = store.keys_with_role(&membership.account, role).await?;
    Ok(roles::uses(&team, role, &keys))
}

/// Adds a custom resource to the account.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::Invalid`]; [`AppError::ServerMessage`].
pub async fn add_resource(caller: &Caller, account: &str, name: &str, description: &str) -> Result<(), AppError> {
    let description = normalise(description);
    let rule = |team: &_, _: &_| roles::add_resource(team, name, &description);
    change(caller, (account, PERMISSION), &Password::default(), rule).await
}

/// Deletes a resource that no role contains.
///
/// # Errors
/// As [`add_resource`]; [`AppError::NotFound`].
pub async fn delete_resource(caller: &Caller, account: &str, name: &str) -> Result<(), AppError> {
    let rule = |team: &_, _: &_| roles::delete_resource(team, name);
    change(caller, (account, PERMISSION), &Password::default(), rule).await
}

/// Refuses names that look like the translated name of a predefined role, in any language. The domain's rules check only the stored names.
fn not_predefined(name: &str) -> Result<(), TeamRefusal> {
    let skeletons = Skeletons::of(name);
    let is_confusable_with =
        |stored: &str| stored != role_name(stored) && skeletons.is_confusable_with(&Skeletons::of(role_name(stored)));
    let taken = |language| {
        with_language_sync(language, || {
            [OWNER_ROLE, USER_ADMINISTRATOR_ROLE]
                .into_iter()
                .any(is_confusable_with)
        })
    };
    if Language::ALL.into_iter().any(taken) {
        return Err(TeamRefusal::RoleNameTaken(name.to_owned()));
    }
    Ok(())
}

fn normalised(input: RoleInput) -> RoleInput {
    RoleInput {
        name: normalise(&input.name),
        ..input
    }
}
