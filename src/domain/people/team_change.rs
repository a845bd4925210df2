//! Changes of an account's members, roles, resources and invitations, with their events, and the refusals of such changes.

use crate::domain::{
    audit::{detail::Detail, event::Event},
    id::{Id, User},
    people::team::{Invitation, Resource, Role, Team},
};

/// Maximum length of a role name, in Unicode scalar values.
pub const ROLE_NAME_MAX: usize = 60;
/// Maximum length of a resource description, in Unicode scalar values.
pub const DESCRIPTION_MAX: usize = 200;
/// Number of names that a refusal lists. The rest is only counted.
pub const NAMED_MAX: usize = 5;

/// An allowed change, with all data needed to apply and record it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamChange {
    /// The requested state is the current state.
    Nothing,
    Invite(Invitation),
    /// Cancels the old link.
    RenewInvitation {
        old: Id<Invitation>,
        new: Invitation,
    },
    CancelInvitation {
        id: Id<Invitation>,
        email: String,
    },
    SetRoles {
        user: Id<User>,
        email: String,
        roles: Vec<Id<Role>>,
        /// Whether the member gets an additional role.
        adds_role: bool,
    },
    Disable {
        user: Id<User>,
        email: String,
    },
    Enable {
        user: Id<User>,
        email: String,
    },
    Remove {
        user: Id<User>,
        email: String,
    },
    CreateRole(Role),
    EditRole(Role),
    DeleteRole {
        id: Id<Role>,
        name: String,
    },
    AddResource(Resource),
    DeleteResource {
        name: String,
    },
}

impl TeamChange {
    /// The pending invitations that the change cancels, so that users cannot keep access through invitations they made earlier. A
    /// disabled or removed user loses the invitations they sent and those to their own address. A user who loses a role loses the
    /// invitations they sent.
    pub fn cancelled_invitations<'a>(&self, team: &'a Team) -> Vec<&'a Invitation> {
        let invitations = team.invitations.iter();
        match self {
            Self::Disable { user, .. } | Self::Remove { user, .. } => {
                let Some(member) = team.member(user) else {
                    return Vec::new();
                };
                let theirs = |it: &&Invitation| it.invited_by == member.email || it.email == member.email;
                invitations.filter(theirs).collect()
            }
            Self::SetRoles { user, roles, .. } => match team.member(user) {
                Some(member) if member.roles.iter().any(|role| !roles.contains(role)) => {
                    invitations.filter(|it| it.invited_by == member.email).collect()
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

    /// The events to record.
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

    /// The subject in the audit log: a name or address, which stays readable after the object is deleted.
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

    /// The audit detail of an event, compared with `team` before the change: roles, resources and names that changed. Empty if the
    /// event alone describes the change.
    pub fn detail(&self, event: Event, team: &Team) -> Detail {
        let names = |ids: &[Id<Role>]| -> Vec<String> { team.names(ids).into_iter().map(str::to_owned).collect() };
        match self {
            Self::Invite(new) | Self::RenewInvitation { new, .. } if event == Event::UserInvited => {
                Detail::given(names(&new.roles))
            }
            Self::SetRoles { user, roles, .. } => {
                let before = team.member(user).map(|member| names(&member.roles)).unwrap_or_default();
                Detail::between(("", &before), ("", &names(roles)))
            }
            Self::CreateRole(role) => Detail::given(role.resources.clone()),
            Self::EditRole(role) => match team.role(&role.id) {
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

    /// Whether the password must have been entered recently. Required for changes that give users or keys more access or destroy
    /// something. Disabling a member is always possible at once.
    pub fn needs_password(&self) -> bool {
        match self {
            Self::Invite(_)
            | Self::RenewInvitation { .. }
            | Self::Enable { .. }
            | Self::Remove { .. }
            | Self::CreateRole(_)
            | Self::EditRole(_)
            | Self::DeleteRole { .. } => true,
            Self::SetRoles { adds_role, .. } => *adds_role,
            Self::Nothing
            | Self::CancelInvitation { .. }
            | Self::Disable { .. }
            | Self::AddResource(_)
            | Self::DeleteResource { .. } => false,
        }
    }
}

/// The keys, users and invitations with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleUses {
    pub keys: RoleKeys,
    /// E-mail addresses of members.
    pub users: Vec<String>,
    /// E-mail addresses of pending invitations.
    pub invitations: Vec<String>,
}

/// The keys with a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleKeys {
    /// The display names of the first [`NAMED_MAX`] keys.
    pub named: Vec<String>,
    pub total: usize,
}

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamRefusal {
    /// The member, role, invitation or resource does not exist.
    Gone,
    /// The caller does not have the permission, or no longer.
    NotAllowed,
    /// The form for a member is stale. Holds the current role names.
    MemberChanged {
        roles: Vec<String>,
    },
    /// The form for a role is stale. Holds the current values.
    RoleChanged {
        name: String,
        resources: Vec<String>,
    },
    /// A concurrent change conflicted. No details are known.
    Raced,
    /// The account would have no enabled owner.
    LastOwner,
    /// The caller lacks permissions of the member.
    Outranked,
    /// The caller lacks permissions of this role.
    BeyondOwn(String),
    NoRole,
    RoleUnknown,
    MemberExists,
    InvitedAlready,
    /// The address looks like this address of the account.
    EmailConfusable(String),
    TooManyMembers,
    /// The role is predefined and cannot be changed.
    Predefined,
    /// The caller lacks permissions of the role.
    RoleOutranked,
    RoleNameBlank,
    RoleNameTooLong(usize),
    /// The text has characters that cannot be seen or recognised.
    Control,
    RoleNameTaken(String),
    /// The name looks like this role or resource.
    NameConfusable(String),
    TooManyRoles,
    PermissionBeyondOwn(&'static str),
    ResourceUnknown(String),
    /// The role is in use and cannot be deleted.
    RoleInUse(RoleUses),
    /// The name of the resource has the wrong syntax.
    ResourceName,
    /// The name begins like those of Keydesk. Holds a name to use instead.
    ResourceReserved(String),
    ResourceExists,
    DescriptionTooLong(usize),
    TooManyResources,
    /// The resource is in use and cannot be deleted. Holds the names of the roles that contain it.
    ResourceInUse(Vec<String>),
}
