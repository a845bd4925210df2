//! Rules about invitations.

use super::{NOW, id, invitation, member, new, power, team};
use crate::domain::{
    people::{
        members::{NewInvitation, cancel_invitation, invite, renew_invitation},
        permission::OWNER_ROLE,
        team::{EffectivePermissions, Invitation, MEMBERS_MAX},
        team_change::{TeamChange, TeamRefusal},
    },
    time::days,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn invitations_end_with_the_power_of_whoever_gave_them() {
    let mut team = team();
    let by = |name: &str, by: &str| Invitation {
        invited_by: format!("{by}@acme.example"),
        ..invitation(name, "Viewers")
    };
    team.invitations = vec![by("a", "manager"), by("b", "owner"), by("manager", "owner")];
    let user = id("manager");
    let email = "manager@acme.example".to_owned();
    let ends = |change: TeamChange| -> Vec<String> {
        let ended = change.cancelled_invitations(&team);
        ended
            .iter()
            .map(|invitation| invitation.id.as_str().to_owned())
            .collect()
    };
    let (to, gone) = (user.clone(), email.clone());
    assert_eq!(ends(TeamChange::Disable { user: to, email: gone }), ["a", "manager"]);
    let (to, gone) = (user.clone(), email.clone());
    assert_eq!(ends(TeamChange::Remove { user: to, email: gone }), ["a", "manager"]);
    let roles = |roles: &[&str]| TeamChange::SetRoles {
        user: user.clone(),
        email: email.clone(),
        roles: roles.iter().map(|role| id(role)).collect(),
        adds_role: true,
    };
    assert_eq!(ends(roles(&["Viewers"])), ["a"], "a role is taken away");
    assert_eq!(ends(roles(&["Managers", "Viewers"])), [""; 0], "more is none less");
    assert_eq!(ends(TeamChange::Nothing), [""; 0]);
}

#[test]
fn invitations_give_no_more_than_the_one_who_invites_has() {
    let mut team = team();
    for (by, email, roles, refused) in [
        ("manager", "new@acme.example", &["Viewers"][..], None),
        (
            "manager",
            "new@acme.example",
            &[OWNER_ROLE],
            Some(TeamRefusal::BeyondOwn(OWNER_ROLE.to_owned())),
        ),
        (
            "almost",
            "new@acme.example",
            &[OWNER_ROLE],
            Some(TeamRefusal::BeyondOwn(OWNER_ROLE.to_owned())),
        ),
        ("owner", "new@acme.example", &[OWNER_ROLE], None),
        ("owner", "new@acme.example", &[], Some(TeamRefusal::NoRole)),
        ("owner", "new@acme.example", &["gone"], Some(TeamRefusal::RoleUnknown)),
        (
            "owner",
            "VIEWER@acme.example",
            &["Viewers"],
            Some(TeamRefusal::MemberExists),
        ),
        (
            "owner",
            "invited@acme.example",
            &["Viewers"],
            Some(TeamRefusal::InvitedAlready),
        ),
        (
            "owner",
            "\u{43E}wner@acme.example",
            &["Viewers"],
            Some(TeamRefusal::EmailConfusable("owner@acme.example".to_owned())),
        ),
        (
            "owner",
            "\u{456}nvited@acme.example",
            &["Viewers"],
            Some(TeamRefusal::EmailConfusable("invited@acme.example".to_owned())),
        ),
    ] {
        let change = invite(&team, &power(&team, by), new(email, roles), NOW);
        assert_eq!(change.clone().err(), refused, "{by} invites {email} {roles:?}");
        if let Ok(TeamChange::Invite(invitation)) = change {
            assert_eq!(invitation.expires_at, NOW.plus(days(1)));
        }
    }
    let operator = NewInvitation {
        invited_by: String::new(),
        ..new("viewer@acme.example", &[OWNER_ROLE])
    };
    assert!(
        invite(&team, &EffectivePermissions::all(), operator, NOW).is_ok(),
        "the operator may"
    );

    let (manager, owner) = (power(&team, "manager"), power(&team, "owner"));
    for (by, which, refused) in [
        (&manager, "invited", None),
        (
            &manager,
            "invited-owner",
            Some(TeamRefusal::BeyondOwn(OWNER_ROLE.to_owned())),
        ),
        (&owner, "invited-owner", None),
        (&owner, "nobody", Some(TeamRefusal::Gone)),
    ] {
        assert_eq!(cancel_invitation(&team, by, &id(which)).err(), refused, "{which}");
        let renewed = renew_invitation(&team, by, (&id(which), id("new")), "x@acme.example", NOW);
        assert_eq!(renewed.err(), refused, "{which}");
    }
    team.members = (0..MEMBERS_MAX).map(|n| member(&n.to_string(), &["Free"])).collect();
    let refused = invite(&team, &owner, new("new@acme.example", &["Free"]), NOW);
    assert_eq!(refused, Err(TeamRefusal::TooManyMembers));
}
