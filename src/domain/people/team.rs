//! Who may do what in an account: its members, roles, resources and pending invitations. Rules about them look at all of it at
//! once; they are in [`super::members`] and [`super::roles`].

use crate::domain::{
    fingerprint::fingerprint,
    names::Id,
    people::permission::{OWNER_ROLE, Permission},
    time::Timestamp,
};
use std::cmp::Reverse;
use strum::VariantArray;

/// The most members and pending invitations of an account.
pub const MEMBERS_MAX: usize = 1_000;
/// The most roles of an account.
pub const ROLES_MAX: usize = 100;
/// The most resources of an account's own.
pub const RESOURCES_MAX: usize = 300;

/// Everything of an account about who may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// By address.
    pub members: Vec<Member>,
    /// The predefined ones first, then by name.
    pub roles: Vec<Role>,
    /// The account's own, by name.
    pub resources: Vec<Resource>,
    /// Those that can still be opened, by address.
    pub invitations: Vec<Invitation>,
}

/// A user's place in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: Id,
    pub email: String,
    /// Sorted.
    pub roles: Vec<Id>,
    pub since: Timestamp,
    /// Disabled members keep their roles and may do nothing.
    pub disabled_at: Option<Timestamp>,
    /// Empty for who came with the account, or by the operator's invitation.
    pub invited_by: String,
    /// In this account, to the minute.
    pub last_seen_at: Option<Timestamp>,
}

/// The order of the list of members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberOrder {
    #[default]
    Address,
    AddressDescending,
    Newest,
    Oldest,
    LastActive,
    /// Who was never active comes first.
    LongestInactive,
}

impl MemberOrder {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Address,
        Self::AddressDescending,
        Self::Newest,
        Self::Oldest,
        Self::LastActive,
        Self::LongestInactive,
    ];

    /// Its name in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::AddressDescending => "address-descending",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::LastActive => "last-active",
            Self::LongestInactive => "longest-inactive",
        }
    }

    /// Reads that name; an unknown one means the default order.
    pub fn from_word(word: &str) -> Self {
        let named = Self::ALL.into_iter().find(|order| order.word() == word);
        named.unwrap_or_default()
    }

    /// Sorts members that are sorted by address.
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
    pub id: Id,
    pub name: String,
    /// Fixed.
    pub predefined: bool,
    /// Sorted.
    pub resources: Vec<String>,
    /// How many keys have it, external ones included.
    pub keys: i64,
}

/// A permission for the account's own APIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub name: String,
    /// What it allows, in the account's own words. May be empty.
    pub description: String,
}

/// An invitation that can still be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Names it in a form. It is no secret and opens nothing.
    pub id: Id,
    pub email: String,
    /// Sorted.
    pub roles: Vec<Id>,
    /// An address; empty for the operator.
    pub invited_by: String,
    pub expires_at: Timestamp,
}

/// What somebody may do in Keydesk itself. Whoever acts on others must have at least theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Power {
    pub permissions: Vec<Permission>,
    /// Owners are above whoever merely has every permission.
    pub owner: bool,
}

impl Power {
    /// All of it: whoever can run commands on the server.
    pub fn whole() -> Self {
        Self {
            permissions: Permission::VARIANTS.to_vec(),
            owner: true,
        }
    }

    /// Whether this is at least as much as the other.
    pub fn covers(&self, other: &Self) -> bool {
        (self.owner || !other.owner) && other.permissions.iter().all(|p| self.permissions.contains(p))
    }
}

impl Role {
    /// Whether it is the owner's.
    pub fn is_owner(&self) -> bool {
        self.predefined && self.name == OWNER_ROLE
    }

    /// What the role lets people do in Keydesk.
    pub fn power(&self) -> Power {
        Power {
            permissions: permissions(&self.resources),
            owner: self.is_owner(),
        }
    }

    /// Changes with everything that the form about it shows, so that a form that is out of date is known.
    pub fn seen(&self) -> String {
        fingerprint(&self.resources, &self.name)
    }
}

impl Member {
    /// Whether they may use their roles.
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Changes with everything that the form about them shows, so that a form that is out of date is known.
    pub fn seen(&self) -> String {
        fingerprint(&self.roles, &self.email)
    }
}

impl Team {
    /// A member.
    pub fn member(&self, user: &Id) -> Option<&Member> {
        self.members.iter().find(|member| member.user == *user)
    }

    /// A role.
    pub fn role(&self, id: &Id) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// A pending invitation.
    pub fn invitation(&self, id: &Id) -> Option<&Invitation> {
        self.invitations.iter().find(|invitation| invitation.id == *id)
    }

    /// The names of these roles, in the team's order.
    pub fn names(&self, roles: &[Id]) -> Vec<&str> {
        let named = self.roles.iter().filter(|role| roles.contains(&role.id));
        named.map(|role| role.name.as_str()).collect()
    }

    /// What these roles together let people do.
    pub fn power(&self, roles: &[Id]) -> Power {
        let powers = roles.iter().filter_map(|id| self.role(id)).map(Role::power);
        powers.fold(Power::default(), |mut all, one| {
            all.owner |= one.owner;
            all.permissions.extend(one.permissions);
            all
        })
    }

    /// What a user may do; nothing for a disabled member and for a stranger.
    pub fn power_of(&self, user: &Id) -> Power {
        match self.member(user).filter(|member| member.is_enabled()) {
            Some(member) => self.power(&member.roles),
            None => Power::default(),
        }
    }

    /// Whether somebody other than this user is an owner who can act.
    pub fn has_other_owner(&self, user: &Id) -> bool {
        let mut others = self.members.iter().filter(|m| m.user != *user && m.is_enabled());
        others.any(|member| self.power(&member.roles).owner)
    }

    /// The addresses of the members with a role.
    pub fn members_with(&self, role: &Id) -> Vec<String> {
        let with = self.members.iter().filter(|member| member.roles.contains(role));
        with.map(|member| member.email.clone()).collect()
    }

    /// The addresses of the invitations with a role.
    pub fn invitations_with(&self, role: &Id) -> Vec<String> {
        let with = self.invitations.iter().filter(|i| i.roles.contains(role));
        with.map(|invitation| invitation.email.clone()).collect()
    }
}

/// Keydesk's own among resources.
pub fn permissions(resources: &[String]) -> Vec<Permission> {
    let own = Permission::VARIANTS.iter().copied();
    own.filter(|p| resources.iter().any(|r| r == p.resource())).collect()
}
