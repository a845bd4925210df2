//! The list of users, and the forms that let people in.

use super::{MEMBER, Scene, at};
use crate::support::{
    Scratch,
    app::{EMAIL, PASSWORD},
    team::single_value,
};
use axum::http::StatusCode;
use std::time::Duration;

both! {
    async fn the_list_shows_members_and_invitations(scratch) {
        let scene = Scene::set(scratch).await;
        scene.owner.invite("new@acme.example", &[&scene.restricted]).await;
        let page = scene.owner.get("/acme/users").await;
        for part in [EMAIL, MEMBER, "Active", "You", "role of viewer", "Pending invitations", "new@acme.example", "Invite user", "Cancel invitation", "New link", "Last active", "just now"] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(!page.body.contains("wasm"), "a plain page");
    }

    async fn an_invitation_that_is_refused_says_why(scratch) {
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

    async fn giving_access_asks_for_the_password_after_a_while(scratch) {
        let scene = Scene::set(scratch).await;
        scene.owner.invite("waiting@acme.example", &[&scene.restricted]).await;
        let waiting = single_value(scratch, "select id from invitations").await;
        scene.owner.post_form(&at(&scene.member_id, "disable"), &[]).await;
        scene.app.state.clock.advance(Duration::from_mins(31));
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
}
