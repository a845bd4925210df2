//! The rules for changing an account's roles and resources. Names must be normalised to Unicode NFC before the call.

use crate::domain::{
    id::Id,
    lookalike::Skeletons,
    people::{
        permission::{Permission, is_resource_name},
        team::{EffectivePermissions, RESOURCES_MAX, ROLES_MAX, Resource, Role, Team},
        team_change::{DESCRIPTION_MAX, ROLE_NAME_MAX, RoleKeys, RoleUses, TeamChange, TeamRefusal},
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
/// Refusals of an invalid or taken name; [`TeamRefusal::TooManyRoles`]; those of [`allowed_resources`].
pub fn create(
    team: &Team,
    caller: &EffectivePermissions,
    id: Id<Role>,
    input: &RoleInput,
) -> Result<TeamChange, TeamRefusal> {
    let name = free_name(team, None, &input.name)?;
    let resources = allowed_resources(team, caller, &input.resources)?;
    if team.roles.len() >= ROLES_MAX {
        return Err(TeamRefusal::TooManyRoles);
    }
    Ok(TeamChange::CreateRole(Role {
        id,
        name,
        predefined: false,
        resources,
        keys: 0,
    }))
}

/// Edits a role. `seen` is [`Role::fingerprint`] at the time the form was shown.
///
/// # Errors
/// Those of [`editable`] and [`allowed_resources`]; refusals of an invalid or taken name; [`TeamRefusal::RoleChanged`].
pub fn edit(
    team: &Team,
    caller: &EffectivePermissions,
    id: &Id<Role>,
    seen: &str,
    input: &RoleInput,
) -> Result<TeamChange, TeamRefusal> {
    let role = editable(team, caller, id)?;
    let name = free_name(team, Some(id), &input.name)?;
    let resources = allowed_resources(team, caller, &input.resources)?;
    if (&name, &resources) == (&role.name, &role.resources) {
        return Ok(TeamChange::Nothing);
    }
    if seen != role.fingerprint() {
        return Err(TeamRefusal::RoleChanged {
            name: role.name.clone(),
            resources: role.resources.clone(),
        });
    }
    Ok(TeamChange::EditRole(Role {
        name,
        resources,
        ..role.clone()
    }))
}

/// Deletes an unused role.
///
/// # Errors
/// Those of [`editable`]; [`TeamRefusal::RoleInUse`].
pub fn delete(
    team: &Team,
    caller: &EffectivePermissions,
    id: &Id<Role>,
    keys: &RoleKeys,
) -> Result<TeamChange, TeamRefusal> {
    let role = editable(team, caller, id)?;
    match uses(team, id, keys) {
        Some(uses) => Err(TeamRefusal::RoleInUse(uses)),
        None => Ok(TeamChange::DeleteRole {
            id: id.clone(),
            name: role.name.clone(),
        }),
    }
}

/// The users, keys and invitations with a role; `None` if there are none.
pub fn uses(team: &Team, id: &Id<Role>, keys: &RoleKeys) -> Option<RoleUses> {
    let (users, invitations) = (team.members_with(id), team.invitations_with(id));
    let unused = keys.total == 0 && users.is_empty() && invitations.is_empty();
    (!unused).then(|| RoleUses {
        keys: keys.clone(),
        users,
        invitations,
    })
}

/// The role to change. It must not be predefined, and the caller's permissions must cover its own.
///
/// # Errors
/// [`TeamRefusal::Gone`], [`TeamRefusal::Predefined`], [`TeamRefusal::RoleOutranked`].
pub fn editable<'a>(team: &'a Team, caller: &EffectivePermissions, id: &Id<Role>) -> Result<&'a Role, TeamRefusal> {
    let role = team.role(id).ok_or(TeamRefusal::Gone)?;
    if role.predefined {
        Err(TeamRefusal::Predefined)
    } else if caller.covers(&role.effective_permissions()) {
        Ok(role)
    } else {
        Err(TeamRefusal::RoleOutranked)
    }
}

/// The chosen resources, sorted: resources of the account, and permissions for Keydesk that the caller has.
///
/// # Errors
/// [`TeamRefusal::ResourceUnknown`], [`TeamRefusal::PermissionBeyondOwn`].
pub fn allowed_resources(
    team: &Team,
    caller: &EffectivePermissions,
    chosen: &[String],
) -> Result<Vec<String>, TeamRefusal> {
    let mut resources = chosen.to_vec();
    resources.sort();
    resources.dedup();
    for name in &resources {
        match name.parse::<Permission>() {
            Ok(own) if caller.permissions.contains(&own) => {}
            Ok(own) => return Err(TeamRefusal::PermissionBeyondOwn(own.resource())),
            Err(_) if team.resources.iter().any(|resource| resource.name == *name) => {}
            Err(_) => return Err(TeamRefusal::ResourceUnknown(name.chars().take(64).collect())),
        }
    }
    Ok(resources)
}

/// Adds a resource to the account.
///
/// # Errors
/// Refusals of the name and description; [`TeamRefusal::TooManyResources`].
pub fn add_resource(team: &Team, name: &str, description: &str) -> Result<TeamChange, TeamRefusal> {
    let (name, description) = (name.trim(), description.trim());
    if !is_resource_name(name) {
        return Err(TeamRefusal::ResourceName);
    }
    if name == "keydesk" || name.starts_with(OWN_PREFIX) {
        return Err(TeamRefusal::ResourceReserved(name.replacen("keydesk", "my-api", 1)));
    }
    if team.resources.iter().any(|resource| resource.name == name) {
        return Err(TeamRefusal::ResourceExists);
    }
    let own = Skeletons::of(name);
    if let Some(other) = team
        .resources
        .iter()
        .find(|other| own.is_confusable_with(&Skeletons::of(&other.name)))
    {
        return Err(TeamRefusal::NameConfusable(other.name.clone()));
    }
    let description = match Label::parse(description) {
        Err(TextError::LabelControl) => return Err(TeamRefusal::Control),
        // A description may be blank, and longer than a label.
        Ok(_) | Err(_) => description.to_owned(),
    };
    match description.chars().count() {
        length if length > DESCRIPTION_MAX => Err(TeamRefusal::DescriptionTooLong(length)),
        _ if team.resources.len() >= RESOURCES_MAX => Err(TeamRefusal::TooManyResources),
        _ => Ok(TeamChange::AddResource(Resource {
            name: name.to_owned(),
            description,
        })),
    }
}

/// Deletes a resource that no role contains.
///
/// # Errors
/// [`TeamRefusal::Gone`], [`TeamRefusal::ResourceInUse`].
pub fn delete_resource(team: &Team, name: &str) -> Result<TeamChange, TeamRefusal> {
    if !team.resources.iter().any(|resource| resource.name == name) {
        return Err(TeamRefusal::Gone);
    }
    let roles = roles_with(team, name);
    if roles.is_empty() {
        Ok(TeamChange::DeleteResource { name: name.to_owned() })
    } else {
        Err(TeamRefusal::ResourceInUse(roles))
    }
}

/// The names of the roles that contain a resource.
pub fn roles_with(team: &Team, resource: &str) -> Vec<String> {
    let with = team.roles.iter().filter(|r| r.resources.iter().any(|x| x == resource));
    with.map(|role| role.name.clone()).collect()
}

/// The entered name, with single spaces. Refuses the name of another role, compared without case, and a name that looks like one.
fn free_name(team: &Team, except: Option<&Id<Role>>, typed: &str) -> Result<String, TeamRefusal> {
    let name = match Label::parse(typed) {
        Ok(label) => collapse(label.as_str()),
        Err(TextError::LabelControl) => return Err(TeamRefusal::Control),
        Err(TextError::LabelTooLong(length)) => return Err(TeamRefusal::RoleNameTooLong(length)),
        Err(_) => return Err(TeamRefusal::RoleNameBlank),
    };
    if name.chars().any(is_unreadable) {
        return Err(TeamRefusal::Control);
    }
    let length = name.chars().count();
    if length > ROLE_NAME_MAX {
        return Err(TeamRefusal::RoleNameTooLong(length));
    }
    let (folded, own) = (name.to_lowercase(), Skeletons::of(&name));
    let mut others = team.roles.iter().filter(|role| Some(&role.id) != except);
    match others.find(|role| own.is_confusable_with(&Skeletons::of(&role.name))) {
        Some(other) if other.name.to_lowercase() == folded => Err(TeamRefusal::RoleNameTaken(other.name.clone())),
        Some(other) => Err(TeamRefusal::NameConfusable(other.name.clone())),
        None => Ok(name),
    }
}
