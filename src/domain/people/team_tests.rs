//! Tests of the team rules as tables: each rule has a refused and an allowed case.

use crate::domain::{
    id::Id,
    people::{
        members::{
            NewInvitation, acting, cancel_invitation, disable, enable, invite, remove, renew_invitation, set_roles,
        },
        permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_PERMISSIONS, USER_ADMINISTRATOR_ROLE},
        roles::{RoleInput, add_resource, create, delete, delete_resource, edit},
        team::{
            EffectivePermissions, Invitation, MEMBERS_MAX, Member, MemberOrder, RESOURCES_MAX, ROLES_MAX, Resource,
            Role, Team,
        },
        team_change::{RoleKeys, TeamChange, TeamRefusal},
    },
    text::Email,
    time::{DAY, Timestamp},
};
use strum::VariantArray;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Timestamp = Timestamp(1_000);

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
        since: Timestamp(0),
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
        expires_at: NOW.plus(DAY),
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
    team.power_of(&id(name))
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
    let seen = team.member(&id(to)).map(Member::seen).unwrap_or_default();
    set_roles(team, &power(team, by), &id(to), &seen, ids(roles))
}

#[test]
fn nobody_gives_or_takes_beyond_what_they_may_do_themselves() {
    let team = team();
    let beyond = |role: &str| Some(TeamRefusal::BeyondOwn(role.to_owned()));
    for (by, to, roles, refused) in [
        ("manager", "viewer", &["Viewers", "Managers"][..], None),
        ("manager", "viewer", &["Orders"], None),
        ("manager", "viewer", &[OWNER_ROLE], beyond(OWNER_ROLE)),
        ("manager", "viewer", &["Viewers", "Architects"], beyond("Architects")),
        ("manager", "viewer", &["Everything"], beyond("Everything")),
        ("manager", "manager", &[OWNER_ROLE], beyond(OWNER_ROLE)),
        ("manager", "manager", &["Viewers"], None),
        ("manager", "owner", &["Viewers"], Some(TeamRefusal::Outranked)),
        ("manager", "editor", &["Viewers"], Some(TeamRefusal::Outranked)),
        (
            "manager",
            "almost",
            &["Everything", "Free"],
            Some(TeamRefusal::Outranked),
        ),
        // A user with every permission ranks below an owner, but above all others.
        ("almost", "almost", &[OWNER_ROLE], beyond(OWNER_ROLE)),
        ("almost", "owner", &["Viewers"], Some(TeamRefusal::Outranked)),
        ("almost", "manager", &["Everything"], None),
        ("owner", "viewer", &[OWNER_ROLE], None),
        ("owner", "nobody", &["Viewers"], Some(TeamRefusal::Gone)),
        ("owner", "viewer", &[], Some(TeamRefusal::NoRole)),
        ("owner", "viewer", &["nonsense"], Some(TeamRefusal::RoleUnknown)),
    ] {
        assert_eq!(give(&team, by, to, roles).err(), refused, "{by} gives {to} {roles:?}");
    }
    for (by, of, refused) in [
        ("manager", "viewer", None),
        ("manager", "owner", Some(TeamRefusal::Outranked)),
        ("manager", "architect", Some(TeamRefusal::Outranked)),
        ("almost", "owner", Some(TeamRefusal::Outranked)),
        ("almost", "manager", None),
        ("owner", "almost", None),
    ] {
        let by_power = power(&team, by);
        for (what, change) in [
            ("disable", disable(&team, &by_power, &id(of))),
            ("enable", enable(&team, &by_power, &id(of))),
            ("remove", remove(&team, &by_power, &id(of))),
        ] {
            assert_eq!(change.err(), refused, "{by} wants to {what} {of}");
        }
    }
}

#[test]
fn there_is_always_an_owner_who_can_sign_in() {
    let one = team();
    let owner = power(&one, "owner");
    assert_eq!(give(&one, "owner", "owner", &["Viewers"]), Err(TeamRefusal::LastOwner));
    assert_eq!(disable(&one, &owner, &id("owner")), Err(TeamRefusal::LastOwner));
    assert_eq!(remove(&one, &owner, &id("owner")), Err(TeamRefusal::LastOwner));
    // Keeping the owner role and adding another is allowed.
    assert!(give(&one, "owner", "owner", &[OWNER_ROLE, "Viewers"]).is_ok());

    let mut two = team();
    two.members.push(member("second", &[OWNER_ROLE]));
    for of in ["owner", "second"] {
        assert!(give(&two, "owner", of, &["Viewers"]).is_ok());
        assert!(disable(&two, &owner, &id(of)).is_ok());
        assert!(remove(&two, &owner, &id(of)).is_ok());
    }
    // A disabled owner does not count, so removing one is allowed.
    two.members.last_mut().unwrap().disabled_at = Some(NOW);
    assert_eq!(remove(&two, &owner, &id("owner")), Err(TeamRefusal::LastOwner));
    assert!(remove(&two, &owner, &id("second")).is_ok());
    assert!(give(&two, "owner", "second", &["Viewers"]).is_ok());
}

#[test]
fn a_disabled_member_acts_on_nobody() {
    let mut team = team();
    team.members[1].disabled_at = Some(NOW);
    assert_eq!(
        acting(&team, &id("manager"), Permission::UsersManage),
        Err(TeamRefusal::NotAllowed)
    );
    assert_eq!(
        acting(&team, &id("viewer"), Permission::UsersManage),
        Err(TeamRefusal::NotAllowed)
    );
    assert_eq!(
        acting(&team, &id("stranger"), Permission::KeysView),
        Err(TeamRefusal::NotAllowed)
    );
    assert!(acting(&team, &id("owner"), Permission::UsersManage).is_ok());
}

#[test]
fn what_is_so_already_is_no_change() {
    let mut team = team();
    assert_eq!(give(&team, "owner", "viewer", &["Viewers"]), Ok(TeamChange::Nothing));
    let owner = power(&team, "owner");
    assert_eq!(enable(&team, &owner, &id("viewer")), Ok(TeamChange::Nothing));
    team.members[5].disabled_at = Some(NOW);
    assert_eq!(disable(&team, &owner, &id("viewer")), Ok(TeamChange::Nothing));
}

#[test]
fn a_form_that_is_out_of_date_is_refused_and_says_what_is() {
    let team = team();
    let owner = power(&team, "owner");
    let now = vec!["Viewers".to_owned()];
    assert_eq!(
        set_roles(&team, &owner, &id("viewer"), "00000000", ids(&["Free"])),
        Err(TeamRefusal::MemberChanged { roles: now })
    );
    let input = RoleInput {
        name: "Orders".to_owned(),
        resources: vec![],
    };
    let refused = edit(&team, &owner, &id("Orders"), "00000000", &input);
    assert_eq!(
        refused,
        Err(TeamRefusal::RoleChanged {
            name: "Orders".to_owned(),
            resources: vec!["orders.view".to_owned()],
        })
    );
    let (a, b) = (role("a", false, &["x", "y"]), role("a", false, &["x|1:y"]));
    assert_ne!(a.seen(), b.seen());
}

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
        let ended = change.withdraws(&team);
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
        more: true,
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
            Some(TeamRefusal::MemberThere),
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
            Some(TeamRefusal::EmailAlike("owner@acme.example".to_owned())),
        ),
        (
            "owner",
            "\u{456}nvited@acme.example",
            &["Viewers"],
            Some(TeamRefusal::EmailAlike("invited@acme.example".to_owned())),
        ),
    ] {
        let change = invite(&team, &power(&team, by), new(email, roles), NOW);
        assert_eq!(change.clone().err(), refused, "{by} invites {email} {roles:?}");
        if let Ok(TeamChange::Invite(invitation)) = change {
            assert_eq!(invitation.expires_at, NOW.plus(DAY));
        }
    }
    let operator = NewInvitation {
        invited_by: String::new(),
        ..new("viewer@acme.example", &[OWNER_ROLE])
    };
    assert!(
        invite(&team, &EffectivePermissions::whole(), operator, NOW).is_ok(),
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

#[test]
fn a_role_holds_only_what_its_maker_may_do() {
    let team = team();
    for (by, resources, refused) in [
        ("architect", &["keydesk.keys.view", "orders.edit"][..], None),
        (
            "architect",
            &["keydesk.keys.edit"],
            Some(TeamRefusal::PermissionBeyondOwn("keydesk.keys.edit")),
        ),
        ("owner", &["keydesk.keys.edit", "keydesk.keys.edit"], None),
        (
            "owner",
            &["orders.fly"],
            Some(TeamRefusal::ResourceUnknown("orders.fly".to_owned())),
        ),
        (
            "owner",
            &["keydesk.everything"],
            Some(TeamRefusal::ResourceUnknown("keydesk.everything".to_owned())),
        ),
        ("owner", &[], None),
    ] {
        let resources = resources.iter().map(|r| (*r).to_owned()).collect();
        let name = "New".to_owned();
        let made = create(&team, &power(&team, by), id("r"), &RoleInput { name, resources });
        assert_eq!(made.err(), refused, "{by}");
    }
    for (by, which, refused) in [
        ("architect", "Viewers", None),
        ("architect", "Managers", Some(TeamRefusal::RoleOutranked)),
        ("architect", OWNER_ROLE, Some(TeamRefusal::Predefined)),
        ("owner", OWNER_ROLE, Some(TeamRefusal::Predefined)),
        ("owner", USER_ADMINISTRATOR_ROLE, Some(TeamRefusal::Predefined)),
        ("owner", "Managers", None),
        ("owner", "nothing", Some(TeamRefusal::Gone)),
    ] {
        let by_power = power(&team, by);
        let seen = team.role(&id(which)).map(Role::seen).unwrap_or_default();
        let input = RoleInput {
            name: "Renamed".to_owned(),
            resources: vec!["orders.view".to_owned()],
        };
        assert_eq!(
            edit(&team, &by_power, &id(which), &seen, &input).err(),
            refused,
            "{by} edits {which}"
        );
        let mut unused = team.clone();
        unused.members.retain(|m| m.roles != [id(which)]);
        unused.invitations.clear();
        let deleted = delete(&unused, &by_power, &id(which), &RoleKeys::default());
        assert_eq!(deleted.err(), refused, "{by} deletes {which}");
    }
}

#[test]
fn role_names_are_one_of_a_kind_and_can_be_read() {
    let mut team = team();
    let owner = power(&team, "owner");
    let named = |team: &Team, name: &str| {
        let input = RoleInput {
            name: name.to_owned(),
            resources: vec![],
        };
        create(team, &owner, id("r"), &input).err()
    };
    for (name, refused) in [
        (" Fresh ", None),
        ("", Some(TeamRefusal::RoleNameBlank)),
        ("\u{200B}", Some(TeamRefusal::RoleNameBlank)),
        ("a\u{202E}b", Some(TeamRefusal::Control)),
        ("Owner\u{200B} (Admin Super)", Some(TeamRefusal::Control)),
        ("می\u{200C}خواهم", Some(TeamRefusal::Control)),
        (
            "\u{41E}wner (Admin Super)",
            Some(TeamRefusal::NameAlike(OWNER_ROLE.to_owned())),
        ),
        ("0rders", Some(TeamRefusal::NameAlike("Orders".to_owned()))),
        ("Fresh \u{2800}", Some(TeamRefusal::Control)),
        ("\u{FFF9}Fresh", Some(TeamRefusal::Control)),
        ("Fresh\u{1D159}", Some(TeamRefusal::Control)),
        ("Fresh\u{13440}", Some(TeamRefusal::Control)),
        ("Fresh\u{378}", Some(TeamRefusal::Control)),
        ("Fresh\u{E000}", Some(TeamRefusal::Control)),
        ("ORDERS", Some(TeamRefusal::RoleNameThere("Orders".to_owned()))),
        (
            "Owner\u{3000} (Admin Super)",
            Some(TeamRefusal::RoleNameThere(OWNER_ROLE.to_owned())),
        ),
        (
            "owner (admin super)",
            Some(TeamRefusal::RoleNameThere(OWNER_ROLE.to_owned())),
        ),
    ] {
        assert_eq!(named(&team, name), refused, "{name:?}");
    }
    assert_eq!(named(&team, &"é".repeat(60)), None);
    for length in [61, 101] {
        assert_eq!(
            named(&team, &"é".repeat(length)),
            Some(TeamRefusal::RoleNameTooLong(length))
        );
    }
    let seen = team.role(&id("Orders")).unwrap().seen();
    let own = RoleInput {
        name: "orders".to_owned(),
        resources: vec![],
    };
    assert!(
        edit(&team, &owner, &id("Orders"), &seen, &own).is_ok(),
        "a role may be spelt otherwise"
    );
    team.roles.resize(ROLES_MAX, role("many", false, &[]));
    assert_eq!(named(&team, "one more"), Some(TeamRefusal::TooManyRoles));
}

#[test]
fn a_role_in_use_says_by_whom() {
    let mut team = team();
    let owner = power(&team, "owner");
    team.members.push(member("late", &["Orders"]));
    let keys = RoleKeys {
        named: ["A", "B", "C", "D", "E"].map(str::to_owned).to_vec(),
        total: 17,
    };
    let Err(TeamRefusal::RoleInUse(uses)) = delete(&team, &owner, &id("Orders"), &keys) else {
        panic!("it is in use")
    };
    assert_eq!(uses.keys, keys);
    assert_eq!(
        (uses.users, uses.invitations),
        (vec!["late@acme.example".to_owned()], vec![])
    );
    let Err(TeamRefusal::RoleInUse(uses)) = delete(&team, &owner, &id("Viewers"), &RoleKeys::default()) else {
        panic!("it is in use")
    };
    assert_eq!(uses.users, ["viewer@acme.example"]);
    assert_eq!(uses.invitations, ["invited@acme.example"]);
    assert!(delete(&team, &owner, &id("Free"), &RoleKeys::default()).is_ok());
}

#[test]
fn resources_are_named_like_resources_and_none_is_like_keydesks_own() {
    let mut team = team();
    for (name, description, refused) in [
        ("invoices.view", "", None),
        (" invoices.view ", "See invoices", None),
        ("", "", Some(TeamRefusal::ResourceName)),
        ("Invoices", "", Some(TeamRefusal::ResourceName)),
        ("a..b", "", Some(TeamRefusal::ResourceName)),
        (
            "keydesk.keys.view",
            "",
            Some(TeamRefusal::ResourceReserved("my-api.keys.view".to_owned())),
        ),
        ("keydesk", "", Some(TeamRefusal::ResourceReserved("my-api".to_owned()))),
        ("keydesks.view", "", None),
        ("orders.view", "", Some(TeamRefusal::ResourceThere)),
        ("orders.al1", "", Some(TeamRefusal::NameAlike("orders.all".to_owned()))),
        ("x", "a\u{0}b", Some(TeamRefusal::Control)),
    ] {
        assert_eq!(add_resource(&team, name, description).err(), refused, "{name:?}");
    }
    assert!(add_resource(&team, "x", &"é".repeat(200)).is_ok());
    assert_eq!(
        add_resource(&team, "x", &"é".repeat(201)),
        Err(TeamRefusal::DescriptionTooLong(201))
    );
    assert_eq!(
        delete_resource(&team, "orders.view"),
        Err(TeamRefusal::ResourceInUse(vec!["Orders".to_owned()]))
    );
    assert!(delete_resource(&team, "orders.edit").is_ok());
    assert_eq!(delete_resource(&team, "nothing"), Err(TeamRefusal::Gone));
    let one = team.resources[0].clone();
    team.resources.resize(RESOURCES_MAX, one);
    assert_eq!(add_resource(&team, "one.more", ""), Err(TeamRefusal::TooManyResources));
}

#[test]
fn what_lets_somebody_do_more_or_destroys_asks_for_the_password() {
    let team = team();
    let owner = power(&team, "owner");
    let less = give(&team, "owner", "manager", &["Free", "Managers"]).unwrap();
    assert!(less.needs_password(), "a role more");
    let mut with_two = team.clone();
    with_two.members[5].roles = ids(&["Free", "Viewers"]);
    assert!(!give(&with_two, "owner", "viewer", &["Free"]).unwrap().needs_password());
    assert!(remove(&team, &owner, &id("viewer")).unwrap().needs_password());
    assert!(!disable(&team, &owner, &id("viewer")).unwrap().needs_password());
    assert!(
        invite(&team, &owner, new("n@acme.example", &["Free"]), NOW)
            .unwrap()
            .needs_password()
    );
}

#[test]
fn members_are_sorted_by_address_date_and_activity() {
    let mut all = ["ann", "bob", "cid"].map(|name| member(name, &[]));
    for (member, (since, seen)) in all.iter_mut().zip([(3, Some(7)), (1, None), (2, Some(9))]) {
        member.since = Timestamp(since);
        member.last_seen_at = seen.map(Timestamp);
    }
    for (word, expected) in [
        ("address", ["ann", "bob", "cid"]),
        ("address-descending", ["cid", "bob", "ann"]),
        ("newest", ["ann", "cid", "bob"]),
        ("oldest", ["bob", "cid", "ann"]),
        ("last-active", ["cid", "ann", "bob"]),
        ("longest-inactive", ["bob", "ann", "cid"]),
        ("nonsense", ["ann", "bob", "cid"]),
    ] {
        let mut members = all.to_vec();
        MemberOrder::from_word(word).sort(&mut members);
        let sorted: Vec<_> = members.iter().map(|member| member.user.as_str()).collect();
        assert_eq!(sorted, expected, "{word}");
    }
}
