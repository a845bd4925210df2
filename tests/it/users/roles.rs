//! The roles of users, and what their holders may do to each other.

use super::{MEMBER, Scene, at, give};
use crate::support::{
    Scratch,
    app::{ACCOUNT, EMAIL, PASSWORD, TestApp},
    stored_account::tamper,
    team::{all_but, recorded, single_value, user},
};
use axum::http::StatusCode;
use keydesk::{
    domain::people::permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_ROLE},
    error::AppError,
};

both! {
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

    async fn changes_to_ones_own_membership_need_a_tick_and_lead_to_a_page_that_is_left(scratch) {
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

    async fn nobody_extends_their_own_permissions_or_acts_on_owners(scratch) {
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
        let id = single_value(scratch, "select id from invitations").await;
        for step in ["new-link", "cancel"] {
            let path = format!("/acme/users/invitations/{id}/{step}");
            assert_eq!(manager.get(&path).await.status, StatusCode::FORBIDDEN);
            let answer = manager.post_form(&path, &[]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
        }
        assert_eq!(single_value(scratch, "select state from invitations").await, "pending");
        let rows = tamper(scratch, "select 1 from member_roles where user_id <> 'none'").await;
        assert_eq!(rows.len(), 4, "nobody got or lost anything");
    }

    async fn the_home_page_leads_to_the_first_page_that_a_member_may_see(scratch) {
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

    async fn the_migration_keeps_memberships(scratch) {
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
        assert_eq!(single_value(scratch, "select name from resources").await, "orders.view");
    }
}
