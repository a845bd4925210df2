//! The rules for changing an account's roles and resources. Names must be normalised to Unicode NFC before the call.

use crate::domain::{
    lookalike::Look,
    names::Id,
    people::{
        permission::{Permission, is_resource_name},
        team::{Power, RESOURCES_MAX, ROLES_MAX, Resource, Role, Team},
        team_change::{Change, DESCRIPTION_MAX, ROLE_NAME_MAX, Refusal, RoleKeys, RoleUses},
    },
    text::{Label, TextError, collapse, is_unreadable},
};

/// Prefix of the names of Keydesk's own resources.
const OWN_PREFIX: &str = "keydesk.";

/// The input of the role form.
#[derive(Clone, Debug)]
pub struct RoleInput {
    /// *Role name*, as entered.
    pub name: String,
    pub resources: Vec<String>,
}

/// Creates a role.
///
/// # Errors
/// Refusals of an invalid or taken name; [`Refusal::TooManyRoles`]; those of [`contents`].
pub fn create(team: &Team, by: &Power, id: Id, input: &RoleInput) -> Result<Change, Refusal> {
    let name = free_name(team, None, &input.name)?;
    let resources = contents(team, by, &input.resources)?;
    if team.roles.len() >= ROLES_MAX {
        return Err(Refusal::TooManyRoles);
    }
    Ok(Change::CreateRole(Role {
        id,
        name,
        predefined: false,
        resources,
        keys: 0,
    }))
}

/// Edits a role. `seen` is [`Role::seen`] at the time the form was shown.
///
/// # Errors
/// Those of [`editable`] and [`contents`]; refusals of an invalid or taken name; [`Refusal::RoleChanged`].
pub fn edit(team: &Team, by: &Power, id: &Id, seen: &str, input: &RoleInput) -> Result<Change, Refusal> {
    let role = editable(team, by, id)?;
    let name = free_name(team, Some(id), &input.name)?;
    let resources = contents(team, by, &input.resources)?;
    if (&name, &resources) == (&role.name, &role.resources) {
        return Ok(Change::Nothing);
    }
    if seen != role.seen() {
        return Err(Refusal::RoleChanged {
            name: role.name.clone(),
            resources: role.resources.clone(),
        });
    }
    Ok(Change::EditRole(Role {
        name,
        resources,
        ..role.clone()
    }))
}

/// Deletes an unused role.
///
/// # Errors
/// Those of [`editable`]; [`Refusal::RoleInUse`].
pub fn delete(team: &Team, by: &Power, id: &Id, keys: &RoleKeys) -> Result<Change, Refusal> {
    let role = editable(team, by, id)?;
    match uses(team, id, keys) {
        Some(uses) => Err(Refusal::RoleInUse(uses)),
        None => Ok(Change::DeleteRole {
            id: id.clone(),
            name: role.name.clone(),
        }),
    }
}

/// The users, keys and invitations with a role; `None` if there are none.
pub fn uses(team: &Team, id: &Id, keys: &RoleKeys) -> Option<RoleUses> {
    let (users, invitations) = (team.members_with(id), team.invitations_with(id));
    let nobody = keys.total == 0 && users.is_empty() && invitations.is_empty();
    (!nobody).then(|| RoleUses {
        keys: keys.clone(),
        users,
        invitations,
    })
}

/// The role to change. It must not be predefined, and the caller's power must cover it.
///
/// # Errors
/// [`Refusal::Gone`], [`Refusal::Predefined`], [`Refusal::RoleOutranked`].
pub fn editable<'a>(team: &'a Team, by: &Power, id: &Id) -> Result<&'a Role, Refusal> {
    let role = team.role(id).ok_or(Refusal::Gone)?;
    if role.predefined {
        Err(Refusal::Predefined)
    } else if by.covers(&role.power()) {
        Ok(role)
    } else {
        Err(Refusal::RoleOutranked)
    }
}

/// The chosen resources, sorted: resources of the account, and permissions for Keydesk that the caller has.
///
/// # Errors
/// [`Refusal::ResourceUnknown`], [`Refusal::PermissionBeyondOwn`].
pub fn contents(team: &Team, by: &Power, chosen: &[String]) -> Result<Vec<String>, Refusal> {
    let mut resources = chosen.to_vec();
    resources.sort();
    resources.dedup();
    for name in &resources {
        match name.parse::<Permission>() {
            Ok(own) if by.permissions.contains(&own) => {}
            Ok(own) => return Err(Refusal::PermissionBeyondOwn(own.resource())),
            Err(_) if team.resources.iter().any(|there| there.name == *name) => {}
            Err(_) => return Err(Refusal::ResourceUnknown(name.chars().take(64).collect())),
        }
    }
    Ok(resources)
}

/// Adds a resource to the account.
///
/// # Errors
/// Refusals of the name and description; [`Refusal::TooManyResources`].
pub fn add_resource(team: &Team, name: &str, description: &str) -> Result<Change, Refusal> {
    let (name, description) = (name.trim(), description.trim());
    if !is_resource_name(name) {
        return Err(Refusal::ResourceName);
    }
    if name == "keydesk" || name.starts_with(OWN_PREFIX) {
        return Err(Refusal::ResourceReserved(name.replacen("keydesk", "my-api", 1)));
    }
    if team.resources.iter().any(|there| there.name == name) {
        return Err(Refusal::ResourceThere);
    }
    let own = Look::of(name);
    if let Some(there) = team.resources.iter().find(|there| own.is_like(&Look::of(&there.name))) {
        return Err(Refusal::NameAlike(there.name.clone()));
    }
    let description = match Label::parse(description) {
        Err(TextError::LabelControl) => return Err(Refusal::Control),
        // A description may be blank, and longer than a label.
        Ok(_) | Err(_) => description.to_owned(),
    };
    match description.chars().count() {
        length if length > DESCRIPTION_MAX => Err(Refusal::DescriptionTooLong(length)),
        _ if team.resources.len() >= RESOURCES_MAX => Err(Refusal::TooManyResources),
        _ => Ok(Change::AddResource(Resource {
            name: name.to_owned(),
            description,
        })),
    }
}

/// Deletes a resource that no role contains.
///
/// # Errors
/// [`Refusal::Gone`], [`Refusal::ResourceInUse`].
pub fn delete_resource(team: &Team, name: &str) -> Result<Change, Refusal> {
    if !team.resources.iter().any(|there| there.name == name) {
        return Err(Refusal::Gone);
    }
    let roles = roles_with(team, name);
    if roles.is_empty() {
        Ok(Change::DeleteResource { name: name.to_owned() })
    } else {
        Err(Refusal::ResourceInUse(roles))
    }
}

/// The names of the roles that contain a resource.
pub fn roles_with(team: &Team, resource: &str) -> Vec<String> {
    let with = team.roles.iter().filter(|r| r.resources.iter().any(|x| x == resource));
    with.map(|role| role.name.clone()).collect()
}

/// The entered name, with single spaces. Refuses the name of another role, compared without case, and a name that looks like one.
fn free_name(team: &Team, except: Option<&Id>, typed: &str) -> Result<String, Refusal> {
    let name = match Label::parse(typed) {
        Ok(label) => collapse(label.as_str()),
        Err(TextError::LabelControl) => return Err(Refusal::Control),
        Err(TextError::LabelTooLong(length)) => return Err(Refusal::RoleNameTooLong(length)),
        Err(_) => return Err(Refusal::RoleNameBlank),
    };
    if name.chars().any(is_unreadable) {
        return Err(Refusal::Control);
    }
    match name.chars().count() {
        length if length > ROLE_NAME_MAX => return Err(Refusal::RoleNameTooLong(length)),
        _ => {}
    }
    let (folded, own) = (name.to_lowercase(), Look::of(&name));
    let mut others = team.roles.iter().filter(|role| Some(&role.id) != except);
    match others.find(|role| own.is_like(&Look::of(&role.name))) {
        Some(there) if there.name.to_lowercase() == folded => Err(Refusal::RoleNameThere(there.name.clone())),
        Some(there) => Err(Refusal::NameAlike(there.name.clone())),
        None => Ok(name),
    }
}
