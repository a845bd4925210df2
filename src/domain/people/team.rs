//! The members, roles, resources and pending invitations of an account, and the permissions that follow from them. The rules for
//! changing them are in [`super::members`] and [`super::roles`].

use crate::domain::{
    fingerprint::fingerprint,
    id::{Id, User},
    people::permission::{OWNER_ROLE, Permission},
    time::Timestamp,
};
use std::cmp::Reverse;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Maximum number of members and pending invitations of an account.
pub const MEMBERS_MAX: usize = 1_000;
/// Maximum number of roles of an account.
pub const ROLES_MAX: usize = 100;
/// Maximum number of resources that an account defines.
pub const RESOURCES_MAX: usize = 300;

/// All data that decides permissions in an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// Sorted by e-mail address.
    pub members: Vec<Member>,
    /// Predefined roles first, then sorted by name.
    pub roles: Vec<Role>,
    /// The resources that the account defines, sorted by name.
    pub resources: Vec<Resource>,
    /// Pending invitations, sorted by e-mail address.
    pub invitations: Vec<Invitation>,
}

/// A user's membership of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: Id<User>,
    pub email: String,
    /// Sorted.
    pub roles: Vec<Id<Role>>,
    pub since: Timestamp,
    /// Disabled members keep their roles but have no permissions.
    pub disabled_at: Option<Timestamp>,
    /// An e-mail address. Empty for the account's first user and for invitations by the operator.
    pub invited_by: String,
    /// Last activity in this account, to the minute.
    pub last_seen_at: Option<Timestamp>,
}

/// The order of the member list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum MemberOrder {
    #[default]
    Address,
    AddressDescending,
    Newest,
    Oldest,
    LastActive,
    /// Members without any activity come first.
    LongestInactive,
}

impl MemberOrder {
    /// The value in query strings.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Parses the query string value; an unknown value gives the default order.
    pub fn from_word(word: &str) -> Self {
        word.parse().unwrap_or_default()
    }

    /// Sorts members. They must be sorted by address already.
    pub fn sort(self, members: &mut [Member]) {
        match self {
            Self::Address => {}
            Self::AddressDescending => members.reverse(),
            Self::Newest => members.sort_by_key(|member| Reverse(member.since)),
            Self::Oldest => members.sort_by_key(|member| member.since),
            Self::LastActive => members.sort_by_key(|member| Reverse(member.last_seen_at)),
            Self::LongestInactive => members.sort_by_key(|member| member.last_seen_at),
        }
    }
}

/// A named set of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub id: Id<Role>,
    pub name: String,
    /// Whether the role is built in and cannot be changed.
    pub predefined: bool,
    /// Sorted.
    pub resources: Vec<String>,
    /// Number of keys with this role, external keys included.
    pub keys: i64,
}

/// A permission for the account's own APIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub name: String,
    /// A description by the account. May be empty.
    pub description: String,
}

/// A pending invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Identifies the invitation in forms. Not a secret: it does not open the invitation.
    pub id: Id<Invitation>,
    pub email: String,
    /// Sorted.
    pub roles: Vec<Id<Role>>,
    /// An e-mail address. Empty for the operator.
    pub invited_by: String,
    pub expires_at: Timestamp,
}

/// What a user may do in Keydesk itself. A user can act only on users whose permissions theirs cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectivePermissions {
    pub permissions: Vec<Permission>,
    /// Owners rank above users who merely have every permission.
    pub owner: bool,
}

impl EffectivePermissions {
    /// All permissions, for the operator who runs commands on the server.
    pub fn all() -> Self {
        Self {
            permissions: Permission::VARIANTS.to_vec(),
            owner: true,
        }
    }

    /// Whether these include the other permissions, and rank as high.
    pub fn covers(&self, other: &Self) -> bool {
        (self.owner || !other.owner) && other.permissions.iter().all(|p| self.permissions.contains(p))
    }
}

impl Role {
    /// Whether this is the predefined owner role.
    pub fn is_owner(&self) -> bool {
        self.predefined && self.name == OWNER_ROLE
    }

    /// The permissions that the role gives in Keydesk.
    pub fn effective_permissions(&self) -> EffectivePermissions {
        EffectivePermissions {
            permissions: keydesk_permissions(&self.resources),
            owner: self.is_owner(),
        }
    }

    /// Fingerprint of the values that the edit form shows. Detects a stale form.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.resources, &self.name)
    }
}

impl Member {
    /// Whether the member may use their roles.
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Fingerprint of the values that the edit form shows. Detects a stale form.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.roles, &self.email)
    }
}

impl Team {
    /// The member with this user id.
    pub fn member(&self, user: &Id<User>) -> Option<&Member> {
        self.members.iter().find(|member| member.user == *user)
    }

    /// The role with this id.
    pub fn role(&self, id: &Id<Role>) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// The pending invitation with this id.
    pub fn invitation(&self, id: &Id<Invitation>) -> Option<&Invitation> {
        self.invitations.iter().find(|invitation| invitation.id == *id)
    }

    /// The names of these roles, in the team's order.
    pub fn names(&self, roles: &[Id<Role>]) -> Vec<&str> {
        let named = self.roles.iter().filter(|role| roles.contains(&role.id));
        named.map(|role| role.name.as_str()).collect()
    }

    /// The permissions of these roles together.
    pub fn effective_permissions(&self, roles: &[Id<Role>]) -> EffectivePermissions {
        let each = roles
            .iter()
            .filter_map(|id| self.role(id))
            .map(Role::effective_permissions);
        each.fold(EffectivePermissions::default(), |mut all, one| {
            all.owner |= one.owner;
            all.permissions.extend(one.permissions);
            all
        })
    }

    /// A user's permissions; none for a disabled member or a non-member.
    pub fn effective_permissions_of(&self, user: &Id<User>) -> EffectivePermissions {
        match self.member(user).filter(|member| member.is_enabled()) {
            Some(member) => self.effective_permissions(&member.roles),
            None => EffectivePermissions::default(),
        }
    }

    /// Whether an enabled owner other than this user exists.
    pub fn has_other_owner(&self, user: &Id<User>) -> bool {
        let mut others = self.members.iter().filter(|m| m.user != *user && m.is_enabled());
        others.any(|member| self.effective_permissions(&member.roles).owner)
    }

    /// The addresses of the members with this role.
    pub fn members_with(&self, role: &Id<Role>) -> Vec<String> {
        let with = self.members.iter().filter(|member| member.roles.contains(role));
        with.map(|member| member.email.clone()).collect()
    }

    /// The addresses of the pending invitations with this role.
    pub fn invitations_with(&self, role: &Id<Role>) -> Vec<String> {
        let with = self.invitations.iter().filter(|i| i.roles.contains(role));
        with.map(|invitation| invitation.email.clone()).collect()
    }
}

/// The permissions for Keydesk itself among these resources.
pub fn keydesk_permissions(resources: &[String]) -> Vec<Permission> {
    let own = Permission::VARIANTS.iter().copied();
    own.filter(|p| resources.iter().any(|r| r == p.resource())).collect()
}
