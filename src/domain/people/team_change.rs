//! What can be changed about who may do what in an account, and why it is refused.

use crate::domain::{
    audit::{detail::Detail, event::Event},
    names::Id,
    people::team::{Invitation, Resource, Role, Team},
};

/// The longest name of a role, in Unicode scalar values.
pub const ROLE_NAME_MAX: usize = 60;
/// The longest description of a resource, in Unicode scalar values.
pub const DESCRIPTION_MAX: usize = 200;
/// How many keys with a role are named; the rest is counted.
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

    /// What an event of it changed in the team as it was: roles given and taken, another name, resources. Empty where the event
    /// says all.
    pub fn detail(&self, event: Event, team: &Team) -> Detail {
        let names = |ids: &[Id]| -> Vec<String> {
            let named = team.roles.iter().filter(|role| ids.contains(&role.id));
            named.map(|role| role.name.clone()).collect()
        };
        match self {
            Self::Invite(new) | Self::RenewInvitation { new, .. } if event == Event::UserInvited => {
                Detail::given(names(&new.roles))
            }
            Self::SetRoles { user, roles, .. } => {
                let member = team.members.iter().find(|member| member.user == *user);
                let before = member.map(|member| names(&member.roles)).unwrap_or_default();
                Detail::between(("", &before), ("", &names(roles)))
            }
            Self::CreateRole(role) => Detail::given(role.resources.clone()),
            Self::EditRole(role) => match team.roles.iter().find(|before| before.id == role.id) {
                Some(before) => Detail::between((&before.name, &before.resources), (&role.name, &role.resources)),
                None => Detail::default(),
            },
            Self::Nothing
            | Self::Invite(_)
            | Self::RenewInvitation { .. }
            | Self::CancelInvitation { .. }
            | Self::Disable { .. }
            | Self::Enable { .. }
            | Self::Remove { .. }
            | Self::DeleteRole { .. }
            | Self::AddResource(_)
            | Self::DeleteResource { .. } => Detail::default(),
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

/// Who has a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleUses {
    pub keys: RoleKeys,
    /// The addresses of members.
    pub users: Vec<String>,
    /// The addresses that are invited with it.
    pub invitations: Vec<String>,
}

/// The keys with a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleKeys {
    /// The first few, as people know them.
    pub named: Vec<String>,
    pub total: usize,
}

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The member, role, invitation or resource is not there.
    Gone,
    /// The one who acts may not, or no longer.
    NotAllowed,
    /// The form about a member is out of date; the names of their roles now.
    MemberChanged {
        roles: Vec<String>,
    },
    /// The form about a role is out of date; what it is now.
    RoleChanged {
        name: String,
        resources: Vec<String>,
    },
    /// A change at the same moment, of which nothing more is known.
    Raced,
    LastOwner,
    Outranked,
    BeyondOwn(String),
    NoRole,
    RoleUnknown,
    MemberThere,
    InvitedAlready,
    /// An address that looks like this one of the account.
    EmailAlike(String),
    TooManyMembers,
    Predefined,
    RoleOutranked,
    RoleNameBlank,
    RoleNameTooLong(usize),
    Control,
    RoleNameThere(String),
    /// A role or resource that looks like this one.
    NameAlike(String),
    TooManyRoles,
    PermissionBeyondOwn(&'static str),
    ResourceUnknown(String),
    /// A role that cannot be deleted.
    RoleInUse(RoleUses),
    ResourceName,
    ResourceReserved(String),
    ResourceThere,
    DescriptionTooLong(usize),
    TooManyResources,
    /// A resource that cannot be deleted; the names of the roles that it is in.
    ResourceInUse(Vec<String>),
}
