//! Users who are disabled or removed, and the owner who has to stay.

use super::{MEMBER, Scene, at, give};
use crate::support::{
    Scratch,
    app::{EMAIL, PASSWORD, Person, TestApp},
    stored_account::tamper,
    team::{recorded, single_value},
};
use axum::http::StatusCode;
use keydesk::error::AppError;
use std::sync::Arc;
use tokio::sync::Barrier;

both! {
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
            assert_eq!(single_value(scratch, &owners).await, "1", "{first} and {second}");
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
}
