//! What can be changed about who may do what in an account, and why it is refused.

use crate::domain::{
    event::Event,
    names::Id,
    team::{Invitation, MEMBERS_MAX, RESOURCES_MAX, ROLES_MAX, Resource, Role, Team},
};
use thiserror::Error;

/// The longest name of a role, in Unicode scalar values.
pub const ROLE_NAME_MAX: usize = 60;
/// The longest description of a resource, in Unicode scalar values.
pub const DESCRIPTION_MAX: usize = 200;
/// How many names a refusal lists before it counts the rest.
pub const NAMED_MAX: usize = 5;

/// A change that the rules allow, with all that is needed to carry it out and record it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Everything is so already.
    Nothing,
    Invite(Invitation),
    /// The old link is cancelled.
    RenewInvitation {
        old: Id,
        new: Invitation,
    },
    CancelInvitation {
        id: Id,
        email: String,
    },
    SetRoles {
        user: Id,
        email: String,
        roles: Vec<Id>,
        /// Whether there is a role among them that the member had not.
        more: bool,
    },
    Disable {
        user: Id,
        email: String,
    },
    Enable {
        user: Id,
        email: String,
    },
    Remove {
        user: Id,
        email: String,
    },
    CreateRole(Role),
    EditRole(Role),
    DeleteRole {
        id: Id,
        name: String,
    },
    AddResource(Resource),
    DeleteResource {
        name: String,
    },
}

impl Change {
    /// The pending invitations that end with it: nobody keeps a way back in that they made for themselves while they could. Whoever
    /// is disabled or removed loses those that they gave and those to their own address; whoever loses a role, those they gave.
    pub fn withdraws<'a>(&self, team: &'a Team) -> Vec<&'a Invitation> {
        let given_by = |by: &'a str| team.invitations.iter().filter(move |it| it.invited_by == by);
        let member = |user: &Id| team.members.iter().find(|member| member.user == *user);
        match self {
            Self::Disable { user, .. } | Self::Remove { user, .. } => {
                let Some(member) = member(user) else { return Vec::new() };
                let theirs = |it: &&Invitation| it.invited_by == member.email || it.email == member.email;
                team.invitations.iter().filter(theirs).collect()
            }
            Self::SetRoles { user, roles, .. } => match member(user) {
                Some(member) if member.roles.iter().any(|role| !roles.contains(role)) => {
                    given_by(&member.email).collect()
                }
                Some(_) | None => Vec::new(),
            },
            Self::Nothing
            | Self::Invite(_)
            | Self::RenewInvitation { .. }
            | Self::CancelInvitation { .. }
            | Self::Enable { .. }
            | Self::CreateRole(_)
            | Self::EditRole(_)
            | Self::DeleteRole { .. }
            | Self::AddResource(_)
            | Self::DeleteResource { .. } => Vec::new(),
        }
    }

    /// What is recorded about it.
    pub fn events(&self) -> &'static [Event] {
        match self {
            Self::Nothing => &[],
            Self::Invite(_) => &[Event::UserInvited],
            Self::RenewInvitation { .. } => &[Event::InvitationCancelled, Event::UserInvited],
            Self::CancelInvitation { .. } => &[Event::InvitationCancelled],
            Self::SetRoles { .. } => &[Event::UserRolesEdited],
            Self::Disable { .. } => &[Event::UserDisabled],
            Self::Enable { .. } => &[Event::UserEnabled],
            Self::Remove { .. } => &[Event::UserRemoved],
            Self::CreateRole(_) => &[Event::RoleCreated],
            Self::EditRole(_) => &[Event::RoleEdited],
            Self::DeleteRole { .. } => &[Event::RoleDeleted],
            Self::AddResource(_) => &[Event::ResourceAdded],
            Self::DeleteResource { .. } => &[Event::ResourceDeleted],
        }
    }

    /// The thing that it is about, in words that outlive it.
    pub fn subject(&self) -> &str {
        match self {
            Self::Nothing => "",
            Self::Invite(invitation) | Self::RenewInvitation { new: invitation, .. } => &invitation.email,
            Self::CancelInvitation { email, .. }
            | Self::SetRoles { email, .. }
            | Self::Disable { email, .. }
            | Self::Enable { email, .. }
            | Self::Remove { email, .. } => email,
            Self::CreateRole(role) | Self::EditRole(role) => &role.name,
            Self::DeleteRole { name, .. } | Self::DeleteResource { name } => name,
            Self::AddResource(resource) => &resource.name,
        }
    }

    /// Whether the password must have been entered lately: for what lets people or keys do more, or destroys something. A member
    /// can be disabled at once.
    pub fn needs_password(&self) -> bool {
        match self {
            Self::Invite(_)
            | Self::RenewInvitation { .. }
            | Self::Enable { .. }
            | Self::Remove { .. }
            | Self::CreateRole(_)
            | Self::EditRole(_)
            | Self::DeleteRole { .. } => true,
            Self::SetRoles { more, .. } => *more,
            Self::Nothing
            | Self::CancelInvitation { .. }
            | Self::Disable { .. }
            | Self::AddResource(_)
            | Self::DeleteResource { .. } => false,
        }
    }
}

/// Why a change was refused. Each reads as the sentence that the person gets.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The member, role, invitation or resource is not there.
    #[error("This does not exist any more.")]
    Gone,
    /// The one who acts may not, or no longer.
    #[error("Your roles in this account do not allow this. Ask an owner of the account.")]
    NotAllowed,
    #[error(
        "Somebody changed this in the meantime, so nothing was done. What you entered is still here; look at what it is now ({now}), then save again if you still want to."
    )]
    Changed { now: String },
    /// A change at the same moment, of which nothing more is known.
    #[error("Somebody changed something here in the same moment, so nothing was done. Try again.")]
    Raced,
    #[error(
        "This is the last owner of the account who can sign in, and an account always has one. Make somebody else an owner first."
    )]
    LastOwner,
    #[error("This user may do more in this account than you, so you cannot change them. Ask an owner of the account.")]
    Outranked,
    #[error("You cannot give the role \"{0}\": it allows more than your own roles do. Ask an owner of the account.")]
    BeyondOwn(String),
    #[error("Choose at least one role.")]
    NoRole,
    #[error("This role does not exist any more. Choose from the list.")]
    RoleUnknown,
    #[error("A user of this account has this address already. Edit their roles in the list of users.")]
    MemberThere,
    #[error("This address is invited already. Cancel that invitation, or make a new link for it in the list of users.")]
    InvitedAlready,
    #[error(
        "This account has {MEMBERS_MAX} users and invitations, which is the most there can be. Remove one that is no longer needed."
    )]
    TooManyMembers,
    #[error("This role is predefined and stays as it is. Make a role of your own instead.")]
    Predefined,
    #[error("This role allows more than your own roles do, so you cannot change it. Ask an owner of the account.")]
    RoleOutranked,
    #[error("Enter a name for the role.")]
    RoleNameBlank,
    #[error("Use at most {ROLE_NAME_MAX} characters; this name has {0}.")]
    RoleNameTooLong(usize),
    #[error("Remove the invisible control character; only characters that can be seen are possible here.")]
    Control,
    #[error("There is a role named \"{0}\" already. Choose another name.")]
    RoleNameThere(String),
    #[error("This account has {ROLES_MAX} roles, which is the most there can be. Delete one that is no longer needed.")]
    TooManyRoles,
    #[error("You cannot put {0} into a role, since your own roles do not allow it. Ask an owner of the account.")]
    PermissionBeyondOwn(&'static str),
    #[error("The resource {0} does not exist any more. Choose from the list.")]
    ResourceUnknown(String),
    /// A role that cannot be deleted; by whom it is used, as a part of a sentence.
    #[error("This role is in use, so it cannot be deleted. Take it from {0} first.")]
    RoleInUse(String),
    #[error(
        "Use 1 to 64 lower-case letters, digits, hyphens and underscores, in words joined by single dots, such as orders.view."
    )]
    ResourceName,
    #[error("Names that begin with keydesk. are Keydesk's own. Choose another name, such as {0}.")]
    ResourceReserved(String),
    #[error("This resource is there already.")]
    ResourceThere,
    #[error("Use at most {DESCRIPTION_MAX} characters; this description has {0}.")]
    DescriptionTooLong(usize),
    #[error(
        "This account has {RESOURCES_MAX} resources, which is the most there can be. Delete one that is no longer needed."
    )]
    TooManyResources,
    /// A resource that cannot be deleted; in which roles it is, as a part of a sentence.
    #[error("This resource is in use, so it cannot be deleted. Take it out of {0} first.")]
    ResourceInUse(String),
}

/// `the role A`, `the roles A, B and 3 more`: the first few of `total` names.
pub fn listed(one: &str, several: &str, names: &[String], total: usize) -> Option<String> {
    let shown = names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    let rest = total.saturating_sub(names.len().min(NAMED_MAX));
    match (total, rest) {
        (0, _) => None,
        (1, _) => Some(format!("the {one} {shown}")),
        (_, 0) => Some(format!("the {several} {shown}")),
        (_, rest) => Some(format!("the {several} {shown} and {rest} more")),
    }
}
