//! The rules for changing an account's members and invitations. Pure functions: each takes the current team and returns a change or
//! a refusal.

use crate::domain::{
    id::{Id, User},
    keys::link::LINK_LIFETIME,
    lookalike::Skeletons,
    people::{
        permission::Permission,
        team::{EffectivePermissions, Invitation, MEMBERS_MAX, Member, Role, Team},
        team_change::{TeamChange, TeamRefusal},
    },
    text::Email,
    time::Timestamp,
};

/// The user's permissions, if they include this one.
///
/// # Errors
/// [`TeamRefusal::NotAllowed`].
pub fn require_permission(
    team: &Team,
    user: &Id<User>,
    permission: Permission,
) -> Result<EffectivePermissions, TeamRefusal> {
    let caller = team.effective_permissions_of(user);
    if caller.permissions.contains(&permission) {
        Ok(caller)
    } else {
        Err(TeamRefusal::NotAllowed)
    }
}

/// The input for an invitation.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub id: Id<Invitation>,
    pub email: Email,
    pub roles: Vec<Id<Role>>,
    /// An e-mail address. Empty for the operator.
    pub invited_by: String,
}

/// Invites an address.
///
/// # Errors
/// [`TeamRefusal::MemberExists`], [`TeamRefusal::InvitedAlready`], [`TeamRefusal::EmailConfusable`],
/// [`TeamRefusal::TooManyMembers`], and those of [`existing_roles`] and [`require_grantable`].
pub fn invite(
    team: &Team,
    caller: &EffectivePermissions,
    new: NewInvitation,
    now: Timestamp,
) -> Result<TeamChange, TeamRefusal> {
    // The operator may invite a member, to restore access to an account without an owner who can act.
    let is_operator = new.invited_by.is_empty();
    if !is_operator && team.members.iter().any(|member| member.email == new.email.as_str()) {
        return Err(TeamRefusal::MemberExists);
    }
    if team
        .invitations
        .iter()
        .any(|invitation| invitation.email == new.email.as_str())
    {
        return Err(TeamRefusal::InvitedAlready);
    }
    require_distinct_email(team, new.email.as_str())?;
    let roles = existing_roles(team, new.roles)?;
    require_grantable(team, caller, roles.iter())?;
    if team.members.len() + team.invitations.len() >= MEMBERS_MAX {
        return Err(TeamRefusal::TooManyMembers);
    }
    Ok(TeamChange::Invite(Invitation {
        id: new.id,
        email: new.email.as_str().to_owned(),
        roles,
        invited_by: new.invited_by,
        expires_at: now.plus(LINK_LIFETIME),
    }))
}

/// Refuses an address that looks like another address of the account, because readers of a list could confuse them.
fn require_distinct_email(team: &Team, email: &str) -> Result<(), TeamRefusal> {
    let own = Skeletons::of(email);
    let members = team.members.iter().map(|member| &member.email);
    let mut emails = members.chain(team.invitations.iter().map(|invitation| &invitation.email));
    match emails.find(|other| *other != email && own.is_confusable_with(&Skeletons::of(other))) {
        Some(other) => Err(TeamRefusal::EmailConfusable(other.clone())),
        None => Ok(()),
    }
}

/// Gives a pending invitation a new link. The old link is cancelled.
///
/// # Errors
/// [`TeamRefusal::Gone`] if the invitation is no longer pending; those of [`require_grantable`].
pub fn renew_invitation(
    team: &Team,
    caller: &EffectivePermissions,
    (old, id): (&Id<Invitation>, Id<Invitation>),
    invited_by: &str,
    now: Timestamp,
) -> Result<TeamChange, TeamRefusal> {
    let invitation = team.invitation(old).ok_or(TeamRefusal::Gone)?;
    require_grantable(team, caller, invitation.roles.iter())?;
    Ok(TeamChange::RenewInvitation {
        old: old.clone(),
        new: Invitation {
            id,
            invited_by: invited_by.to_owned(),
            expires_at: now.plus(LINK_LIFETIME),
            ..invitation.clone()
        },
    })
}

/// Cancels a pending invitation.
///
/// # Errors
/// [`TeamRefusal::Gone`] if the invitation is no longer pending; those of [`require_grantable`].
pub fn cancel_invitation(
    team: &Team,
    caller: &EffectivePermissions,
    id: &Id<Invitation>,
) -> Result<TeamChange, TeamRefusal> {
    let invitation = team.invitation(id).ok_or(TeamRefusal::Gone)?;
    require_grantable(team, caller, invitation.roles.iter())?;
    Ok(TeamChange::CancelInvitation {
        id: id.clone(),
        email: invitation.email.clone(),
    })
}

/// Replaces a member's roles. `seen` is [`Member::fingerprint`] at the time the form was shown.
///
/// # Errors
/// Those of [`member_to_change`], [`existing_roles`] and [`require_grantable`]; [`TeamRefusal::MemberChanged`]; [`TeamRefusal::LastOwner`].
pub fn set_roles(
    team: &Team,
    caller: &EffectivePermissions,
    user: &Id<User>,
    seen: &str,
    roles: Vec<Id<Role>>,
) -> Result<TeamChange, TeamRefusal> {
    let member = member_to_change(team, caller, user)?;
    let roles = existing_roles(team, roles)?;
    require_grantable(team, caller, roles.iter().filter(|role| !member.roles.contains(role)))?;
    if roles == member.roles {
        return Ok(TeamChange::Nothing);
    }
    if seen != member.fingerprint() {
        let roles = team.names(&member.roles).into_iter().map(str::to_owned).collect();
        return Err(TeamRefusal::MemberChanged { roles });
    }
    if !team.effective_permissions(&roles).owner {
        require_other_owner(team, member)?;
    }
    let adds_role = roles.iter().any(|role| !member.roles.contains(role));
    Ok(TeamChange::SetRoles {
        user: user.clone(),
        email: member.email.clone(),
        roles,
        adds_role,
    })
}

/// Disables a member in this account until they are enabled again.
///
/// # Errors
/// Those of [`member_to_change`]; [`TeamRefusal::LastOwner`].
pub fn disable(team: &Team, caller: &EffectivePermissions, user: &Id<User>) -> Result<TeamChange, TeamRefusal> {
    let member = member_to_change(team, caller, user)?;
    if !member.is_enabled() {
        return Ok(TeamChange::Nothing);
    }
    require_other_owner(team, member)?;
    Ok(TeamChange::Disable {
        user: user.clone(),
        email: member.email.clone(),
    })
}

/// Enables a disabled member.
///
/// # Errors
/// Those of [`member_to_change`].
pub fn enable(team: &Team, caller: &EffectivePermissions, user: &Id<User>) -> Result<TeamChange, TeamRefusal> {
    let member = member_to_change(team, caller, user)?;
    if member.is_enabled() {
        return Ok(TeamChange::Nothing);
    }
    Ok(TeamChange::Enable {
        user: user.clone(),
        email: member.email.clone(),
    })
}

/// Removes a member from the account. The user keeps their other accounts.
///
/// # Errors
/// Those of [`member_to_change`]; [`TeamRefusal::LastOwner`].
pub fn remove(team: &Team, caller: &EffectivePermissions, user: &Id<User>) -> Result<TeamChange, TeamRefusal> {
    let member = member_to_change(team, caller, user)?;
    require_other_owner(team, member)?;
    Ok(TeamChange::Remove {
        user: user.clone(),
        email: member.email.clone(),
    })
}

/// The member to change. The caller's permissions must cover theirs.
///
/// # Errors
/// [`TeamRefusal::Gone`], [`TeamRefusal::Outranked`].
pub fn member_to_change<'a>(
    team: &'a Team,
    caller: &EffectivePermissions,
    user: &Id<User>,
) -> Result<&'a Member, TeamRefusal> {
    let member = team.member(user).ok_or(TeamRefusal::Gone)?;
    if caller.covers(&team.effective_permissions(&member.roles)) {
        Ok(member)
    } else {
        Err(TeamRefusal::Outranked)
    }
}

/// The roles, sorted and without duplicates. At least one is required, and all must exist in the account.
///
/// # Errors
/// [`TeamRefusal::NoRole`], [`TeamRefusal::RoleUnknown`].
pub fn existing_roles(team: &Team, mut roles: Vec<Id<Role>>) -> Result<Vec<Id<Role>>, TeamRefusal> {
    roles.sort();
    roles.dedup();
    if roles.is_empty() {
        Err(TeamRefusal::NoRole)
    } else if roles.iter().any(|role| team.role(role).is_none()) {
        Err(TeamRefusal::RoleUnknown)
    } else {
        Ok(roles)
    }
}

/// Refuses roles whose permissions exceed those of the caller.
///
/// # Errors
/// [`TeamRefusal::BeyondOwn`].
pub fn require_grantable<'a>(
    team: &Team,
    caller: &EffectivePermissions,
    roles: impl Iterator<Item = &'a Id<Role>>,
) -> Result<(), TeamRefusal> {
    let mut given = roles.filter_map(|id| team.role(id));
    match given.find(|role| !caller.covers(&role.effective_permissions())) {
        Some(role) => Err(TeamRefusal::BeyondOwn(role.name.clone())),
        None => Ok(()),
    }
}

/// Refuses the change if the member is the last enabled owner of the account.
fn require_other_owner(team: &Team, member: &Member) -> Result<(), TeamRefusal> {
    let is_owner = member.is_enabled() && team.effective_permissions(&member.roles).owner;
    if is_owner && !team.has_other_owner(&member.user) {
        Err(TeamRefusal::LastOwner)
    } else {
        Ok(())
    }
}
