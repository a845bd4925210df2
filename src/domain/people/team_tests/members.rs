//! Rules about members: giving and taking roles, disabling and removing.

use super::{NOW, give, id, ids, member, new, power, role, team};
use crate::domain::{
    people::{
        members::{disable, enable, invite, remove, require_permission, set_roles},
        permission::{OWNER_ROLE, Permission},
        roles::{RoleInput, edit},
        team::MemberOrder,
        team_change::{TeamChange, TeamRefusal},
    },
    time::Timestamp,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

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
        require_permission(&team, &id("manager"), Permission::UsersManage),
        Err(TeamRefusal::NotAllowed)
    );
    assert_eq!(
        require_permission(&team, &id("viewer"), Permission::UsersManage),
        Err(TeamRefusal::NotAllowed)
    );
    assert_eq!(
        require_permission(&team, &id("stranger"), Permission::KeysView),
        Err(TeamRefusal::NotAllowed)
    );
    assert!(require_permission(&team, &id("owner"), Permission::UsersManage).is_ok());
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
    assert_ne!(a.fingerprint(), b.fingerprint());
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
        member.since = Timestamp::from_millis(since);
        member.last_seen_at = seen.map(Timestamp::from_millis);
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
