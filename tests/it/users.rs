//! The users of an account: their roles, disabling, removing, and the limits on each.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, EMAIL, PASSWORD, Person, TestApp},
    stored_account::tamper,
    team::{all_but, one, recorded, role, user},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        people::permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_ROLE},
        time::MINUTE,
    },
    error::AppError,
};
use std::sync::Arc;
use tokio::sync::Barrier;

/// The owner of `acme`, and a second member who may view keys.
struct Scene {
    app: TestApp,
    owner: Person,
    owner_id: String,
    member: Person,
    member_id: String,
    owner_role: String,
    restricted: String,
}

const MEMBER: &str = "viewer@people.example";

impl Scene {
    async fn set(scratch: &Scratch) -> Self {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let member = app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        Self {
            owner_id: user(scratch, EMAIL).await,
            member_id: user(scratch, MEMBER).await,
            owner_role: role(scratch, OWNER_ROLE).await,
            restricted: role(scratch, USER_ADMINISTRATOR_ROLE).await,
            app,
            owner,
            member,
        }
    }
}

fn at(user: &str, step: &str) -> String {
    format!("/acme/users/{user}/{step}")
}

async fn give(by: &Person, to: &str, roles: &[&str]) -> Answer {
    let page = by.get(&at(to, "edit")).await;
    if page.status != StatusCode::OK {
        return page;
    }
    let seen = page.seen();
    let mut fields = vec![("seen", seen.as_str()), ("understood", "on")];
    fields.extend(roles.iter().map(|role| ("roles", *role)));
    by.post_form(&at(to, "edit"), &fields).await
}

both! {
    async fn the_list_shows_who_is_there(scratch) {
        let scene = Scene::set(scratch).await;
        scene.owner.invite("new@acme.example", &[&scene.restricted]).await;
        let page = scene.owner.get("/acme/users").await;
        for part in [EMAIL, MEMBER, "Active", "You", "role of viewer", "Pending invitations", "new@acme.example", "Invite user", "Cancel invitation", "New link", "Last active", "just now"] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(!page.body.contains("wasm"), "a plain page");
    }

    async fn roles_are_given_and_count_from_the_next_request(scratch) {
        let scene = Scene::set(scratch).await;
        assert_eq!(scene.member.generate("x").await.err(), Some(AppError::Forbidden));
        let answer = give(&scene.owner, &scene.member_id, &[&scene.restricted]).await;
        assert_eq!(answer.header("location"), "/acme/users?done=user-roles-saved", "{}", answer.body);
        assert!(scene.member.generate("x").await.is_ok());
        assert!(scene.owner.get("/acme/users?done=user-roles-saved").await.body.contains("Roles saved."));
        let none = give(&scene.owner, &scene.member_id, &[]).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("Choose at least one role."), "{}", none.body);
        let unknown = give(&scene.owner, &scene.member_id, &["nonsense"]).await;
        assert!(unknown.body.contains("This role no longer exists."), "{}", unknown.body);
        // Giving the same roles again is no change and leaves no audit row.
        give(&scene.owner, &scene.member_id, &[&scene.restricted]).await;
        assert_eq!(recorded(scratch, MEMBER).await, ["user_roles_edited"]);
    }

    async fn a_form_that_is_out_of_date_is_refused_and_keeps_what_was_ticked(scratch) {
        let scene = Scene::set(scratch).await;
        let old = scene.owner.get(&at(&scene.member_id, "edit")).await.seen();
        give(&scene.owner, &scene.member_id, &[&scene.restricted]).await;
        let fields = [("seen", old.as_str()), ("roles", scene.owner_role.as_str())];
        let refused = scene.owner.post_form(&at(&scene.member_id, "edit"), &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains(&format!("the current state ({USER_ADMINISTRATOR_ROLE})")), "{}", refused.body);
        let ticked = refused.body.split("<input").find(|input| input.contains(&scene.owner_role)).unwrap();
        assert!(ticked.contains("checked"), "{ticked}");
        let again = [("seen", &*refused.seen()), ("roles", scene.owner_role.as_str())];
        assert_eq!(scene.owner.post_form(&at(&scene.member_id, "edit"), &again).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_disabled_member_is_out_at_once_and_comes_back_with_their_roles(scratch) {
        let scene = Scene::set(scratch).await;
        assert!(scene.member.list().await.is_ok());
        let answer = scene.owner.post_form(&at(&scene.member_id, "disable"), &[]).await;
        assert_eq!(answer.header("location"), "/acme/users?done=user-disabled", "{}", answer.body);
        assert_eq!(scene.member.list().await.err(), Some(AppError::NotFound));
        assert!(scene.owner.get("/acme/users").await.body.contains("Disabled"));
        // Signing in still works, and the home page gives the reason.
        let sign_in = scene.app.stranger().post_form("/login", &[("email", MEMBER), ("password", PASSWORD)]).await;
        assert_eq!(sign_in.header("location"), "/");
        let home = scene.member.get("/").await;
        assert!(home.status == StatusCode::OK && home.body.contains("you have access to no account"), "{}", home.body);
        assert!(home.body.contains("Sign out"));
        assert_eq!(scene.member.get("/profile").await.status, StatusCode::OK);
        let answer = scene.owner.post_form(&at(&scene.member_id, "enable"), &[]).await;
        assert_eq!(answer.header("location"), "/acme/users?done=user-enabled", "{}", answer.body);
        assert!(scene.member.list().await.is_ok());
        assert_eq!(recorded(scratch, MEMBER).await, ["user_disabled", "user_enabled"]);
    }

    async fn disabling_in_one_account_leaves_the_other(scratch) {
        let scene = Scene::set(scratch).await;
        tamper(scratch, "insert into accounts (id, slug, created_at) values ('b', 'bravo', 0)").await;
        tamper(scratch, "insert into roles (id, account_id, name, predefined, created_at) values ('b-role', 'b', 'R', 0, 0)").await;
        tamper(scratch, "insert into role_resources (role_id, resource) values ('b-role', 'keydesk.users.manage')").await;
        tamper(scratch, "insert into memberships (account_id, user_id, since, invited_by) values ('b', 'user-viewer', 0, '')").await;
        tamper(scratch, "insert into member_roles (account_id, user_id, role_id) values ('b', 'user-viewer', 'b-role')").await;
        let page = scene.member.get("/acme/api-keys/generated").await;
        assert!(page.body.contains("href=\"/bravo\""), "the switcher leads there");
        assert!(!scene.owner.get("/acme/api-keys/generated").await.body.contains("<details"), "nothing to switch to");
        scene.owner.post_form(&at(&scene.member_id, "disable"), &[]).await;
        assert_eq!(scene.member.get("/").await.header("location"), "/bravo/users");
        let other = scene.member.get("/bravo/users").await;
        assert!(other.status == StatusCode::OK && !other.body.contains("href=\"/acme\""), "disabled: not offered");
        scene.owner.post_form(&at(&scene.member_id, "remove"), &[]).await;
        assert_eq!(scene.member.get("/bravo/users").await.status, StatusCode::OK);
    }

    async fn a_removed_member_is_gone_and_can_be_invited_again(scratch) {
        let scene = Scene::set(scratch).await;
        assert!(scene.owner.get(&at(&scene.member_id, "remove")).await.body.contains("audit log"));
        let answer = scene.owner.post_form(&at(&scene.member_id, "remove"), &[]).await;
        assert_eq!(answer.header("location"), "/acme/users?done=user-removed", "{}", answer.body);
        assert_eq!(scene.member.list().await.err(), Some(AppError::NotFound));
        assert_eq!(scene.owner.post_form(&at(&scene.member_id, "remove"), &[]).await.status, StatusCode::NOT_FOUND);
        let link = scene.owner.invite(MEMBER, &[&scene.restricted]).await;
        assert!(scene.app.join(&link).await.list().await.is_ok());
        assert_eq!(recorded(scratch, MEMBER).await, ["user_removed", "user_invited", "invitation_opened"]);
    }

    async fn whoever_is_gone_has_no_way_back_in_that_they_made_before(scratch) {
        let scene = Scene::set(scratch).await;
        for (step, email) in [("edit", "one@acme.example"), ("disable", "two@acme.example"), ("remove", "three@acme.example")] {
            give(&scene.owner, &scene.member_id, &[&scene.owner_role]).await;
            let link = scene.member.invite(email, &[&scene.owner_role]).await;
            let kept = scene.owner.invite(&format!("kept-{email}"), &[&scene.restricted]).await;
            if step == "edit" {
                give(&scene.owner, &scene.member_id, &[&scene.restricted]).await;
            } else {
                let done = scene.owner.post_form(&at(&scene.member_id, step), &[]).await;
                assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            }
            assert_eq!(scene.app.stranger().get(&link).await.status, StatusCode::GONE, "{step}");
            assert_eq!(scene.app.stranger().get(&kept).await.status, StatusCode::OK, "{step}: what others gave stays");
            assert_eq!(recorded(scratch, email).await, ["user_invited", "invitation_cancelled"], "{step}");
            if step == "disable" {
                scene.owner.post_form(&at(&scene.member_id, "enable"), &[]).await;
            }
        }
    }

    async fn the_last_owner_stays_one(scratch) {
        let scene = Scene::set(scratch).await;
        let refusal = "the last owner of the account";
        for step in ["disable", "remove"] {
            let answer = scene.owner.post_form(&at(&scene.owner_id, step), &[("understood", "on")]).await;
            assert!(answer.status == StatusCode::CONFLICT && answer.body.contains(refusal), "{step}: {}", answer.body);
        }
        let answer = give(&scene.owner, &scene.owner_id, &[&scene.restricted]).await;
        assert!(answer.status == StatusCode::CONFLICT && answer.body.contains(refusal), "{}", answer.body);
        assert_eq!(scene.owner.get("/acme/users").await.status, StatusCode::OK);
        assert!(recorded(scratch, EMAIL).await.is_empty());
        give(&scene.owner, &scene.member_id, &[&scene.owner_role]).await;
        let answer = scene.owner.post_form(&at(&scene.owner_id, "remove"), &[("understood", "on")]).await;
        assert_eq!(answer.header("location"), "/profile?done=left-account", "whoever leaves is not sent to a page that is not theirs: {}", answer.body);
        assert_eq!(scene.member.get("/acme/users").await.status, StatusCode::OK);
    }

    async fn what_people_do_to_themselves_is_said_asks_for_a_tick_and_leads_to_what_is_left(scratch) {
        let scene = Scene::set(scratch).await;
        give(&scene.owner, &scene.member_id, &[&scene.owner_role]).await;
        for (step, said) in [("edit", "These are your own roles."), ("disable", "This is you."), ("remove", "This is you.")] {
            let form = scene.owner.get(&at(&scene.owner_id, step)).await;
            assert!(form.body.contains(said) && form.body.contains("name=\"understood\""), "{step}: {}", form.body);
            let of_another = scene.owner.get(&at(&scene.member_id, step)).await;
            assert!(!of_another.body.contains("name=\"understood\""), "{step}: nobody else is asked");
            let seen = (step == "edit").then(|| form.seen());
            let fields: Vec<_> = seen.iter().flat_map(|seen| [("seen", seen.as_str()), ("roles", scene.restricted.as_str())]).collect();
            let refused = scene.owner.post_form(&at(&scene.owner_id, step), &fields).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Tick the box to confirm."), "{step}: {}", refused.body);
        }
        assert!(recorded(scratch, EMAIL).await.is_empty());

        let less = give(&scene.owner, &scene.owner_id, &[&scene.restricted]).await;
        assert_eq!(less.header("location"), "/profile?done=own-roles-saved", "{}", less.body);
        let left = scene.owner.get(less.header("location")).await;
        assert!(left.body.contains("Your roles are saved.") && left.body.contains("href=\"/acme\""), "{}", left.body);
        give(&scene.member, &scene.owner_id, &[&scene.owner_role]).await;
        let same = give(&scene.owner, &scene.owner_id, &[&scene.owner_role, &scene.restricted]).await;
        assert_eq!(same.header("location"), "/acme/users?done=user-roles-saved", "{}", same.body);
        let out = scene.owner.post_form(&at(&scene.owner_id, "disable"), &[("understood", "on")]).await;
        assert_eq!(out.header("location"), "/profile?done=disabled-self", "{}", out.body);
        let left = scene.owner.get(out.header("location")).await;
        assert!(left.body.contains("You are disabled in that account.") && left.body.contains("You have access to no account"), "{}", left.body);
        assert!(left.body.contains("action=\"/logout\"") && !left.body.contains("href=\"/acme\""), "{}", left.body);
    }

    async fn two_owners_who_remove_each_other_leave_one(scratch) {
        let scene = Scene::set(scratch).await;
        give(&scene.owner, &scene.member_id, &[&scene.owner_role]).await;
        let nodes = [scene.app.clone(), TestApp::on(scratch).await];
        let steps = ["remove", "disable", "edit"];
        for round in 0..12 {
            let (first, second) = (steps[round % 3], steps[(round / 3) % 3]);
            let barrier = Arc::new(Barrier::new(2));
            let mut races = Vec::new();
            for (node, by, of, step) in [
                (&nodes[0], &scene.owner, &scene.member_id, first),
                (&nodes[1], &scene.member, &scene.owner_id, second),
            ] {
                let person = Person { app: node.clone(), cookie: by.cookie.clone() };
                // Loaded before the race, so that both forms are posted at the same time.
                let seen = person.get(&at(of, "edit")).await.seen();
                let (barrier, path, role) = (barrier.clone(), at(of, step), scene.restricted.clone());
                races.push(tokio::spawn(async move {
                    barrier.wait().await;
                    person.post_form(&path, &[("seen", &seen), ("roles", &role)]).await.status
                }));
            }
            let mut statuses = Vec::new();
            for race in races {
                statuses.push(race.await.unwrap());
            }
            let done = statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
            assert_eq!(done, 1, "{first} and {second}: {statuses:?}");
            let owners = format!("select cast(count(*) as text) from memberships m join member_roles r on r.user_id = m.user_id and r.account_id = m.account_id \
                                  where r.role_id = '{}' and m.disabled_at is null", scene.owner_role);
            assert_eq!(one(scratch, &owners).await, "1", "{first} and {second}");
            for id in [&scene.owner_id, &scene.member_id] {
                for statement in [
                    format!("insert into memberships (account_id, user_id, since, invited_by) select id, '{id}', 0, '' from accounts where slug = 'acme' on conflict (account_id, user_id) do update set disabled_at = null"),
                    format!("delete from member_roles where user_id = '{id}'"),
                    format!("insert into member_roles (account_id, user_id, role_id) select id, '{id}', '{}' from accounts where slug = 'acme'", scene.owner_role),
                ] {
                    tamper(scratch, &statement).await;
                }
            }
        }
    }

    async fn nobody_raises_themselves_or_acts_on_those_above(scratch) {
        let scene = Scene::set(scratch).await;
        let manager = scene.app.member(scratch, "manager", ACCOUNT, &["keydesk.users.manage", "keydesk.keys.view"]).await;
        let manager_id = user(scratch, "manager@people.example").await;
        let page = manager.get("/acme/users").await;
        assert!(page.body.contains(&format!("Disable {MEMBER}")) && !page.body.contains(&format!("Disable {EMAIL}")), "only what is possible is offered");
        let form = manager.get("/acme/users/new").await;
        assert!(!form.body.contains(OWNER_ROLE) && form.body.contains("role of viewer"), "{}", form.body);
        for (to, roles) in [(&manager_id, &scene.owner_role), (&scene.member_id, &scene.owner_role), (&scene.member_id, &scene.restricted)] {
            let refused = give(&manager, to, &["role-viewer", roles]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains("it allows more than your own roles"), "{}", refused.body);
        }
        let refused = manager.try_to_invite("new@acme.example", &[&scene.owner_role]).await;
        assert!(refused.body.contains("it allows more than your own roles"), "{}", refused.body);
        assert!(refused.body.contains("new@acme.example"), "what was typed is kept");
        for step in ["edit", "disable", "enable", "remove"] {
            assert_eq!(manager.get(&at(&scene.owner_id, step)).await.status, StatusCode::FORBIDDEN, "{step}");
            let answer = manager.post_form(&at(&scene.owner_id, step), &[("roles", "role-viewer")]).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{step}");
        }
        // All permissions together do not make a member an owner.
        let almost = scene.app.member(scratch, "almost", ACCOUNT, &all_but(&[])).await;
        let almost_id = user(scratch, "almost@people.example").await;
        assert_eq!(give(&almost, &almost_id, &["role-almost", &scene.owner_role]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(almost.get(&at(&scene.owner_id, "remove")).await.status, StatusCode::FORBIDDEN);
        // Only owners can renew or cancel the invitation of an owner.
        scene.owner.invite("second@acme.example", &[&scene.owner_role]).await;
        let id = one(scratch, "select id from invitations").await;
        for step in ["new-link", "cancel"] {
            let path = format!("/acme/users/invitations/{id}/{step}");
            assert_eq!(manager.get(&path).await.status, StatusCode::FORBIDDEN);
            let answer = manager.post_form(&path, &[]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
        }
        assert_eq!(one(scratch, "select state from invitations").await, "pending");
        let rows = tamper(scratch, "select 1 from member_roles where user_id <> 'none'").await;
        assert_eq!(rows.len(), 4, "nobody got or lost anything");
    }

    async fn what_cannot_be_invited_says_why(scratch) {
        let scene = Scene::set(scratch).await;
        for (email, roles, reason) in [
            ("nobody", vec![scene.restricted.as_str()], "Enter an email address such as"),
            ("new@acme.example", vec![], "Choose at least one role."),
            ("new@acme.example", vec!["nonsense"], "This role no longer exists."),
            (" VIEWER@people.example", vec![scene.restricted.as_str()], "A user of this account already has this address."),
        ] {
            let answer = scene.owner.try_to_invite(email, &roles).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(reason), "{email}: {}", answer.body);
        }
        scene.owner.invite("new@acme.example", &[&scene.restricted]).await;
        let twice = scene.owner.try_to_invite("New@acme.example", &[&scene.restricted]).await;
        assert!(twice.body.contains("This address is already invited."), "{}", twice.body);
    }

    async fn what_lets_people_in_asks_for_the_password_after_a_while(scratch) {
        let scene = Scene::set(scratch).await;
        scene.owner.invite("waiting@acme.example", &[&scene.restricted]).await;
        let waiting = one(scratch, "select id from invitations").await;
        scene.owner.post_form(&at(&scene.member_id, "disable"), &[]).await;
        scene.app.state.clock.advance(31 * MINUTE);
        let seen = scene.owner.get(&at(&scene.member_id, "edit")).await.seen();
        let new_link = format!("/acme/users/invitations/{waiting}/new-link");
        let roles = ("roles", scene.restricted.as_str());
        for (path, fields) in [
            ("/acme/users/new".to_owned(), vec![("email", "new@acme.example"), roles]),
            (new_link, vec![]),
            (at(&scene.member_id, "edit"), vec![("seen", seen.as_str()), roles]),
            (at(&scene.member_id, "enable"), vec![]),
            (at(&scene.member_id, "remove"), vec![]),
        ] {
            let answer = scene.owner.post_form(&path, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.body.contains("Your password") && !answer.body.contains("127.0.0.1:3000/invitations/"), "{path}");
        }
        let wrong = [("email", "new@acme.example"), roles, ("password", "some wrong password")];
        assert_eq!(scene.owner.post_form("/acme/users/new", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = [("email", "new@acme.example"), roles, ("password", PASSWORD)];
        assert_eq!(scene.owner.post_form("/acme/users/new", &right).await.status, StatusCode::OK);
    }

    async fn whoever_signs_in_lands_where_they_may_be(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        for (permission, path) in [
            (Permission::KeysView, "/acme/api-keys/generated"),
            (Permission::UsersManage, "/acme/users"),
            (Permission::RolesManage, "/acme/roles"),
            (Permission::AuditView, "/acme/audit"),
            (Permission::SettingsEdit, "/acme/api-keys/settings"),
        ] {
            let name = format!("only-{permission:?}").to_lowercase();
            let person = app.member(scratch, &name, ACCOUNT, &[permission.resource()]).await;
            for home in ["/", "/acme", "/acme/api-keys"] {
                assert_eq!(person.get(home).await.header("location"), path, "{permission:?}");
            }
        }
        let nothing = app.member(scratch, "nothing", ACCOUNT, &["orders.view"]).await;
        assert_eq!(nothing.get("/").await.status, StatusCode::FORBIDDEN);
        assert_eq!(nothing.get("/acme").await.status, StatusCode::FORBIDDEN);
    }

    async fn memberships_that_were_there_before_stay(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        // Restores the schema from before the migration: drops its tables, reverts its changes, and keeps the members' roles.
        app.state.store.close().await;
        for statement in [
            "create table before as select * from member_roles",
            "drop table member_roles",
            "drop table memberships",
            "drop table invitation_roles",
            "drop table invitations",
            "drop table resources",
            "create table member_roles (account_id text not null references accounts (id), user_id text not null references users (id) on delete cascade, role_id text not null references roles (id), primary key (account_id, user_id, role_id))",
            "create index member_roles_user on member_roles (user_id)",
            "insert into member_roles select * from before",
            "insert into roles (id, account_id, name, predefined, created_at) select 'r', id, 'Orders', 0, 5 from accounts",
            "insert into role_resources (role_id, resource) values ('r', 'orders.view'), ('r', 'keydesk.keys.view')",
            "delete from _sqlx_migrations where version in (4, 7)",
        ] {
            tamper(scratch, statement).await;
        }
        let after = TestApp::on(scratch).await;
        let mut owner = after.stranger();
        let answer = owner
            .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
            .await;
        owner.keep_cookie(&answer);
        let page = owner.get("/acme/users").await;
        assert!(
            page.body.contains(EMAIL) && page.body.contains("22 Nov 2026"),
            "{}",
            page.body
        );
        assert_eq!(one(scratch, "select name from resources").await, "orders.view");
    }
}
