//! Tests of the team rules as tables: each rule has a refused and an allowed case. This file has the team that they are about.

mod invitations;
mod members;
mod roles;

use crate::domain::{
    id::Id,
    people::{
        members::{NewInvitation, set_roles},
        permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_PERMISSIONS, USER_ADMINISTRATOR_ROLE},
        team::{EffectivePermissions, Invitation, Member, Resource, Role, Team},
        team_change::{TeamChange, TeamRefusal},
    },
    text::Email,
    time::{Timestamp, days},
};
use strum::VariantArray;

const NOW: Timestamp = Timestamp::from_millis(1_000);

fn id<T>(text: &str) -> Id<T> {
    Id::new(text.to_owned())
}

fn role(name: &str, predefined: bool, resources: &[&str]) -> Role {
    let mut resources: Vec<_> = resources.iter().map(|r| (*r).to_owned()).collect();
    resources.sort();
    Role {
        id: id(name),
        name: name.to_owned(),
        predefined,
        resources,
        keys: 0,
    }
}

fn member(name: &str, roles: &[&str]) -> Member {
    Member {
        user: id(name),
        email: format!("{name}@acme.example"),
        roles: roles.iter().map(|r| id(r)).collect(),
        since: Timestamp::from_millis(0),
        disabled_at: None,
        invited_by: String::new(),
        last_seen_at: None,
    }
}

fn invitation(name: &str, role: &str) -> Invitation {
    Invitation {
        id: id(name),
        email: format!("{name}@acme.example"),
        roles: vec![id(role)],
        invited_by: "owner@acme.example".to_owned(),
        expires_at: NOW.plus(days(1)),
    }
}

/// One owner, one manager of users who can view keys, one manager of roles, one user with every permission who is not an owner, and
/// one who may edit keys.
fn team() -> Team {
    let all: Vec<_> = Permission::VARIANTS.iter().map(|p| p.resource()).collect();
    let administrator = USER_ADMINISTRATOR_PERMISSIONS.map(Permission::resource);
    Team {
        members: vec![
            member("owner", &[OWNER_ROLE]),
            member("manager", &["Managers"]),
            member("architect", &["Architects"]),
            member("almost", &["Everything"]),
            member("editor", &[USER_ADMINISTRATOR_ROLE]),
            member("viewer", &["Viewers"]),
        ],
        roles: vec![
            role(OWNER_ROLE, true, &all),
            role(USER_ADMINISTRATOR_ROLE, true, &administrator),
            role("Managers", false, &["keydesk.users.manage", "keydesk.keys.view"]),
            role("Architects", false, &["keydesk.roles.manage", "keydesk.keys.view"]),
            role("Everything", false, &all),
            role("Viewers", false, &["keydesk.keys.view"]),
            role("Orders", false, &["orders.view"]),
            role("Free", false, &[]),
        ],
        resources: ["orders.all", "orders.edit", "orders.view"]
            .map(|name| Resource {
                name: name.to_owned(),
                description: String::new(),
            })
            .to_vec(),
        invitations: vec![
            invitation("invited", "Viewers"),
            invitation("invited-owner", OWNER_ROLE),
        ],
    }
}

fn power(team: &Team, name: &str) -> EffectivePermissions {
    team.effective_permissions_of(&id(name))
}

fn ids<T>(names: &[&str]) -> Vec<Id<T>> {
    names.iter().map(|name| id(name)).collect()
}

fn new(email: &str, roles: &[&str]) -> NewInvitation {
    NewInvitation {
        id: id("new"),
        email: Email::parse(email).unwrap(),
        roles: ids(roles),
        invited_by: "somebody@acme.example".to_owned(),
    }
}

fn give(team: &Team, by: &str, to: &str, roles: &[&str]) -> Result<TeamChange, TeamRefusal> {
    let seen = team.member(&id(to)).map(Member::fingerprint).unwrap_or_default();
    set_roles(team, &power(team, by), &id(to), &seen, ids(roles))
}
