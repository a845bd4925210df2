//! The users of an account: their roles, disabling, removing, and the limits on each.

mod invite;
mod leaving;
mod roles;

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, EMAIL, Person, TestApp},
    team::{role, user},
};
use axum::http::StatusCode;
use keydesk::domain::people::permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE};

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
