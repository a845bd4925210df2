//! The rules about an account's members and invitations. All are pure: they look at the team as it is and say what changes.

use crate::domain::{
    keys::link::LINK_LIFETIME,
    lookalike::Look,
    names::Id,
    people::{
        permission::Permission,
        team::{Invitation, MEMBERS_MAX, Member, Power, Team},
        team_change::{Change, Refusal},
    },
    text::Email,
    time::Timestamp,
};

/// What a user may do, who must be allowed this now.
///
/// # Errors
/// [`Refusal::NotAllowed`].
pub fn acting(team: &Team, user: &Id, permission: Permission) -> Result<Power, Refusal> {
    let own = team.power_of(user);
    if own.permissions.contains(&permission) {
        Ok(own)
    } else {
        Err(Refusal::NotAllowed)
    }
}

/// An invitation that somebody wants to send.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub id: Id,
    pub email: Email,
    pub roles: Vec<Id>,
    /// An address; empty for the operator.
    pub invited_by: String,
}

/// Invites an address.
///
/// # Errors
/// [`Refusal::MemberThere`], [`Refusal::InvitedAlready`], [`Refusal::EmailAlike`], [`Refusal::TooManyMembers`], and what [`chosen`] and [`may_give`] refuse.
pub fn invite(team: &Team, by: &Power, new: NewInvitation, now: Timestamp) -> Result<Change, Refusal> {
    // The operator may invite a member: that is how an account gets back an owner who can act.
    let is_operator = new.invited_by.is_empty();
    if !is_operator && team.members.iter().any(|member| member.email == new.email.as_str()) {
        return Err(Refusal::MemberThere);
    }
    if team.invitations.iter().any(|there| there.email == new.email.as_str()) {
        return Err(Refusal::InvitedAlready);
    }
    unlike_others(team, new.email.as_str())?;
    let roles = chosen(team, new.roles)?;
    may_give(team, by, roles.iter())?;
    if team.members.len() + team.invitations.len() >= MEMBERS_MAX {
        return Err(Refusal::TooManyMembers);
    }
    Ok(Change::Invite(Invitation {
        id: new.id,
        email: new.email.as_str().to_owned(),
        roles,
        invited_by: new.invited_by,
        expires_at: now.plus(LINK_LIFETIME),
    }))
}

/// An address must not look like another one of the account: whoever reads a list could take one for the other.
fn unlike_others(team: &Team, email: &str) -> Result<(), Refusal> {
    let own = Look::of(email);
    let members = team.members.iter().map(|member| &member.email);
    let mut there = members.chain(team.invitations.iter().map(|invitation| &invitation.email));
    match there.find(|other| *other != email && own.is_like(&Look::of(other))) {
        Some(other) => Err(Refusal::EmailAlike(other.clone())),
        None => Ok(()),
    }
}

/// Gives a pending invitation a new link; the old one opens no more.
///
/// # Errors
/// [`Refusal::Gone`] when it is pending no more; what [`may_give`] refuses.
pub fn renew_invitation(
    team: &Team,
    by: &Power,
    (old, id): (&Id, Id),
    invited_by: &str,
    now: Timestamp,
) -> Result<Change, Refusal> {
    let there = team.invitation(old).ok_or(Refusal::Gone)?;
    may_give(team, by, there.roles.iter())?;
    Ok(Change::RenewInvitation {
        old: old.clone(),
        new: Invitation {
            id,
            invited_by: invited_by.to_owned(),
            expires_at: now.plus(LINK_LIFETIME),
            ..there.clone()
        },
    })
}

/// Withdraws a pending invitation.
///
/// # Errors
/// [`Refusal::Gone`] when it is pending no more; what [`may_give`] refuses.
pub fn cancel_invitation(team: &Team, by: &Power, id: &Id) -> Result<Change, Refusal> {
    let there = team.invitation(id).ok_or(Refusal::Gone)?;
    may_give(team, by, there.roles.iter())?;
    Ok(Change::CancelInvitation {
        id: id.clone(),
        email: there.email.clone(),
    })
}

/// Gives a member these roles instead of theirs. `seen` is [`Member::seen`] of when the person looked.
///
/// # Errors
/// What [`subject`], [`chosen`] and [`may_give`] refuse; [`Refusal::MemberChanged`]; [`Refusal::LastOwner`].
pub fn set_roles(team: &Team, by: &Power, user: &Id, seen: &str, roles: Vec<Id>) -> Result<Change, Refusal> {
    let member = subject(team, by, user)?;
    let roles = chosen(team, roles)?;
    may_give(team, by, roles.iter().filter(|role| !member.roles.contains(role)))?;
    if roles == member.roles {
        return Ok(Change::Nothing);
    }
    if seen != member.seen() {
        let roles = team.names(&member.roles).into_iter().map(str::to_owned).collect();
        return Err(Refusal::MemberChanged { roles });
    }
    if !team.power(&roles).owner {
        keep_an_owner(team, member)?;
    }
    let more = roles.iter().any(|role| !member.roles.contains(role));
    Ok(Change::SetRoles {
        user: user.clone(),
        email: member.email.clone(),
        roles,
        more,
    })
}

/// Keeps a member from doing anything in this account, until they are enabled again.
///
/// # Errors
/// What [`subject`] refuses; [`Refusal::LastOwner`].
pub fn disable(team: &Team, by: &Power, user: &Id) -> Result<Change, Refusal> {
    let member = subject(team, by, user)?;
    if !member.is_enabled() {
        return Ok(Change::Nothing);
    }
    keep_an_owner(team, member)?;
    Ok(Change::Disable {
        user: user.clone(),
        email: member.email.clone(),
    })
}

/// Lets a disabled member use their roles again.
///
/// # Errors
/// What [`subject`] refuses.
pub fn enable(team: &Team, by: &Power, user: &Id) -> Result<Change, Refusal> {
    let member = subject(team, by, user)?;
    if member.is_enabled() {
        return Ok(Change::Nothing);
    }
    Ok(Change::Enable {
        user: user.clone(),
        email: member.email.clone(),
    })
}

/// Removes a member from the account. The user stays what they are elsewhere.
///
/// # Errors
/// What [`subject`] refuses; [`Refusal::LastOwner`].
pub fn remove(team: &Team, by: &Power, user: &Id) -> Result<Change, Refusal> {
    let member = subject(team, by, user)?;
    keep_an_owner(team, member)?;
    Ok(Change::Remove {
        user: user.clone(),
        email: member.email.clone(),
    })
}

/// The member to act on, who must not be above the one who acts.
///
/// # Errors
/// [`Refusal::Gone`], [`Refusal::Outranked`].
pub fn subject<'a>(team: &'a Team, by: &Power, user: &Id) -> Result<&'a Member, Refusal> {
    let member = team.member(user).ok_or(Refusal::Gone)?;
    if by.covers(&team.power(&member.roles)) {
        Ok(member)
    } else {
        Err(Refusal::Outranked)
    }
}

/// The chosen roles, sorted: at least one, all of this account.
///
/// # Errors
/// [`Refusal::NoRole`], [`Refusal::RoleUnknown`].
pub fn chosen(team: &Team, mut roles: Vec<Id>) -> Result<Vec<Id>, Refusal> {
    roles.sort();
    roles.dedup();
    if roles.is_empty() {
        Err(Refusal::NoRole)
    } else if roles.iter().any(|role| team.role(role).is_none()) {
        Err(Refusal::RoleUnknown)
    } else {
        Ok(roles)
    }
}

/// Nobody gives what they have not themselves.
///
/// # Errors
/// [`Refusal::BeyondOwn`].
pub fn may_give<'a>(team: &Team, by: &Power, roles: impl Iterator<Item = &'a Id>) -> Result<(), Refusal> {
    let mut given = roles.filter_map(|id| team.role(id));
    match given.find(|role| !by.covers(&role.power())) {
        Some(role) => Err(Refusal::BeyondOwn(role.name.clone())),
        None => Ok(()),
    }
}

/// An account always has an owner who can sign in.
fn keep_an_owner(team: &Team, without: &Member) -> Result<(), Refusal> {
    let is_one = without.is_enabled() && team.power(&without.roles).owner;
    if is_one && !team.has_other_owner(&without.user) {
        Err(Refusal::LastOwner)
    } else {
        Ok(())
    }
}
