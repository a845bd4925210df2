//! Rules about roles and resources.

use super::{id, member, power, role, team};
use crate::domain::people::{
    permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE},
    roles::{RoleInput, add_resource, create, delete, delete_resource, edit},
    team::{RESOURCES_MAX, ROLES_MAX, Role, Team},
    team_change::{RoleKeys, TeamRefusal},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

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
        let seen = team.role(&id(which)).map(Role::fingerprint).unwrap_or_default();
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
            Some(TeamRefusal::NameConfusable(OWNER_ROLE.to_owned())),
        ),
        ("0rders", Some(TeamRefusal::NameConfusable("Orders".to_owned()))),
        ("Fresh \u{2800}", Some(TeamRefusal::Control)),
        ("\u{FFF9}Fresh", Some(TeamRefusal::Control)),
        ("Fresh\u{1D159}", Some(TeamRefusal::Control)),
        ("Fresh\u{13440}", Some(TeamRefusal::Control)),
        ("Fresh\u{378}", Some(TeamRefusal::Control)),
        ("Fresh\u{E000}", Some(TeamRefusal::Control)),
        ("ORDERS", Some(TeamRefusal::RoleNameTaken("Orders".to_owned()))),
        (
            "Owner\u{3000} (Admin Super)",
            Some(TeamRefusal::RoleNameTaken(OWNER_ROLE.to_owned())),
        ),
        (
            "owner (admin super)",
            Some(TeamRefusal::RoleNameTaken(OWNER_ROLE.to_owned())),
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
    let seen = team.role(&id("Orders")).unwrap().fingerprint();
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
        ("orders.view", "", Some(TeamRefusal::ResourceExists)),
        (
            "orders.al1",
            "",
            Some(TeamRefusal::NameConfusable("orders.all".to_owned())),
        ),
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
