//! Roles and the account's own resources.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, FORM_ID, PASSWORD, Person, TestApp},
    stored_account::tamper,
    team::{recorded, role, single_value},
};
use axum::http::StatusCode;
use keydesk::domain::people::permission::{OWNER_ROLE, USER_ADMINISTRATOR_ROLE};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::Barrier;

const NEW: &str = "/acme/roles/new";
const NEW_RESOURCE: &str = "/acme/roles/resources/new";

fn at(role: &str, step: &str) -> String {
    format!("/acme/roles/{role}/{step}")
}

async fn resource(owner: &Person, name: &str) {
    let answer = owner
        .post_form(NEW_RESOURCE, &[("name", name), ("description", "")])
        .await;
    assert_eq!(
        answer.header("location"),
        "/acme/roles?done=resource-added",
        "{}",
        answer.body
    );
}

fn fields<'a>(name: &'a str, resources: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let resources = resources.iter().map(|resource| ("resources", *resource));
    std::iter::once(("name", name)).chain(resources).collect()
}

async fn create(owner: &Person, name: &str, resources: &[&str]) -> Answer {
    owner.post_form(NEW, &fields(name, resources)).await
}

async fn edit(owner: &Person, role: &str, name: &str, resources: &[&str]) -> Answer {
    let page = owner.get(&at(role, "edit")).await;
    let seen = page.seen();
    let mut fields = fields(name, resources);
    fields.push(("seen", &seen));
    owner.post_form(&at(role, "edit"), &fields).await
}

/// Generates a key with this role. Returns the answer.
async fn key_with(owner: &Person, role: &str, label: &str, form_id: &str) -> Answer {
    let fields = [("label", label), ("form_id", form_id), ("roles", role)];
    owner
        .post_form(&format!("/{ACCOUNT}/api-keys/generated/new"), &fields)
        .await
}

both! {
    async fn the_resources_of_a_role_decide_what_its_keys_may_do(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for name in ["orders.view", "orders.edit"] {
            resource(&owner, name).await;
        }
        let answer = create(&owner, "  Orders  ", &["orders.view"]).await;
        assert_eq!(answer.header("location"), "/acme/roles?done=role-created", "{}", answer.body);
        let page = owner.get("/acme/roles").await;
        for part in ["Orders", "orders.view", "Predefined", OWNER_ROLE, "1 user", "nobody", "New role", "Add resource"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert!(!page.body.contains("wasm"), "a plain page");
        let orders = role(scratch, "Orders").await;
        key_with(&owner, &orders, "ERP", FORM_ID).await;
        let link = owner.renew_of_first(scratch).await;
        let (app_key, token) = app.stranger().open(&link).await.unwrap();
        let verifier = app.verifier().await;
        let ask = async |resource: &str| {
            let question = json!({ "appKey": app_key, "appToken": token, "resource": resource });
            app.post_verification(&verifier, question).await.json()["allowed"] == true
        };
        assert!(ask("orders.view").await && !ask("orders.edit").await);
        let answer = edit(&owner, &orders, "Orders, all", &["orders.view", "orders.edit"]).await;
        assert_eq!(answer.header("location"), "/acme/roles?done=role-saved", "{}", answer.body);
        assert!(ask("orders.edit").await, "it takes effect with the next request");
        edit(&owner, &orders, "Orders, all", &[]).await;
        assert!(!ask("orders.view").await);
        assert_eq!(recorded(scratch, "Orders").await, ["role_created"]);
        assert_eq!(recorded(scratch, "Orders, all").await, ["role_edited", "role_edited"]);
    }

    async fn names_of_roles_are_refused_with_a_sentence_and_nothing_is_lost(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        resource(&owner, "orders.view").await;
        create(&owner, "Café", &[]).await;
        for (name, reason) in [
            ("", "Enter a name for the role."),
            ("\u{200B}", "Enter a name for the role."),
            ("a\u{202E}b", "invisible control character"),
            // The same name in upper case, with a combining accent.
            ("CAFE\u{301}", "A role named \"Café\" already exists."),
            ("owner (ADMIN super)", "A role named"),
        ] {
            let answer = create(&owner, name, &["orders.view"]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
            let body = answer.body.replace("&quot;", "\"");
            assert!(body.contains(reason), "{name:?}: {body}");
            assert!(body.split("<input").any(|i| i.contains("orders.view") && i.contains("checked")), "the tick stays");
        }
        let long = "x".repeat(61);
        assert!(create(&owner, &long, &[]).await.body.contains("this name has 61"));
        for bad in ["orders.fly", "keydesk.everything", "<b>"] {
            assert_eq!(create(&owner, "New", &[bad]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        }
        assert_eq!(tamper(scratch, "select 1 from roles where predefined = 0").await.len(), 1);
        let cafe = role(scratch, "Café").await;
        assert_eq!(edit(&owner, &cafe, "CAFÉ", &[]).await.status, StatusCode::SEE_OTHER, "its own name may be spelt otherwise");
    }

    async fn predefined_roles_are_fixed(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for name in [OWNER_ROLE, USER_ADMINISTRATOR_ROLE] {
            let id = role(scratch, name).await;
            for (step, status) in [("edit", StatusCode::FORBIDDEN), ("delete", StatusCode::CONFLICT)] {
                assert_eq!(owner.get(&at(&id, step)).await.status, StatusCode::FORBIDDEN, "{name}");
                let answer = owner.post_form(&at(&id, step), &[("name", "x"), ("seen", "")]).await;
                assert_eq!(answer.status, status, "{name}");
            }
        }
        let resources = tamper(scratch, "select 1 from role_resources").await;
        assert_eq!(resources.len(), 11);
    }

    async fn a_role_in_use_is_not_deleted_and_says_by_whom(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        create(&owner, "Orders", &[]).await;
        let orders = role(scratch, "Orders").await;
        for n in 0..7 {
            let form_id = format!("{n:043}");
            app.state.clock.advance(Duration::from_millis(1));
            assert_eq!(key_with(&owner, &orders, &format!("Key number {n}"), &form_id).await.status, StatusCode::OK);
        }
        owner.invite("invited@acme.example", &[&orders]).await;
        let joined = owner.invite("joined@acme.example", &[&orders]).await;
        app.join(&joined).await;
        let page = owner.get(&at(&orders, "delete")).await;
        assert!(page.body.contains("so it cannot be deleted") && !page.body.contains("btn danger"), "{}", page.body);
        let answer = owner.post_form(&at(&orders, "delete"), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        for part in ["Key number 0 (appkey-acme-", "Key number 4", "and 2 more", "the user joined@acme.example", "the invitation of invited@acme.example"] {
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
        }
        assert!(!answer.body.contains("Key number 5"), "the first few");
        tamper(scratch, "delete from key_roles").await;
        let invitation = single_value(scratch, "select id from invitations where state = 'pending'").await;
        owner.post_form(&format!("/acme/users/invitations/{invitation}/cancel"), &[]).await;
        assert_eq!(owner.post_form(&at(&orders, "delete"), &[]).await.status, StatusCode::CONFLICT, "a user has it");
        tamper(scratch, "delete from memberships where user_id = (select id from users where email = 'joined@acme.example')").await;
        let answer = owner.post_form(&at(&orders, "delete"), &[]).await;
        assert_eq!(answer.header("location"), "/acme/roles?done=role-deleted", "{}", answer.body);
        assert_eq!(owner.get(&at(&orders, "delete")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(recorded(scratch, "Orders").await, ["role_created", "role_deleted"]);
    }

    async fn a_role_given_during_its_deletion_is_either_given_or_deleted(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let nodes = [app.clone(), TestApp::on(scratch).await];
        for round in 0..10 {
            let name = format!("Race {round}");
            create(&owner, &name, &[]).await;
            let id = role(scratch, &name).await;
            let barrier = Arc::new(Barrier::new(3));
            let person = |node: usize| Person { app: nodes[node].clone(), cookie: owner.cookie.clone() };
            let (deleter, giver, inviter) = (person(0), person(1), person(1));
            let (a, b, c) = (barrier.clone(), barrier.clone(), barrier);
            let (delete, key, invited) = (at(&id, "delete"), id.clone(), id.clone());
            let form_id = format!("{round:043}");
            let email = format!("race{round}@acme.example");
            let deletion = tokio::spawn(async move { a.wait().await; deleter.post_form(&delete, &[]).await.status });
            let gift = tokio::spawn(async move { b.wait().await; key_with(&giver, &key, "raced", &form_id).await.status });
            let invitation = tokio::spawn(async move { c.wait().await; inviter.try_to_invite(&email, &[&invited]).await.status });
            let (deleted, given, invited) = (deletion.await.unwrap(), gift.await.unwrap(), invitation.await.unwrap());
            let (deleted, used) = (deleted == StatusCode::SEE_OTHER, given == StatusCode::OK || invited == StatusCode::OK);
            assert!(deleted != used, "deleted: {deleted}, key: {given}, invitation: {invited}");
            assert!(given != StatusCode::SERVICE_UNAVAILABLE && invited != StatusCode::SERVICE_UNAVAILABLE);
            let left = format!("select 1 from roles where id = '{id}'");
            assert_eq!(tamper(scratch, &left).await.len(), usize::from(used));
        }
    }

    async fn resources_are_added_and_deleted_while_no_role_has_them(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for (name, description, reason) in [
            ("", "", "in words separated by single dots"),
            ("Orders", "", "in words separated by single dots"),
            ("keydesk.keys.view", "", "such as my-api.keys.view"),
            ("orders.view", &*"x".repeat(201), "this description has 201"),
            ("orders.view", "a\u{7}b", "invisible control character"),
        ] {
            let answer = owner.post_form(NEW_RESOURCE, &[("name", name), ("description", description)]).await;
            assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(reason), "{name:?}: {}", answer.body);
        }
        let answer = owner.post_form(NEW_RESOURCE, &[("name", "orders.view"), ("description", "<b>See</b> orders")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(owner.get("/acme/roles").await.body.contains("&lt;b&gt;See&lt;/b&gt; orders"));
        let again = owner.post_form(NEW_RESOURCE, &[("name", "orders.view"), ("description", "")]).await;
        assert!(again.body.contains("This resource already exists."), "{}", again.body);
        create(&owner, "Orders", &["orders.view"]).await;
        let delete = "/acme/roles/resources/orders.view/delete";
        assert!(owner.get(delete).await.body.contains("Remove it from the role Orders first."));
        let refused = owner.post_form(delete, &[]).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.body.contains("the role Orders"), "{}", refused.body);
        edit(&owner, &role(scratch, "Orders").await, "Orders", &[]).await;
        let answer = owner.post_form(delete, &[]).await;
        assert_eq!(answer.header("location"), "/acme/roles?done=resource-deleted", "{}", answer.body);
        for unknown in [delete, "/acme/roles/resources/keydesk.keys.view/delete"] {
            assert_eq!(owner.get(unknown).await.status, StatusCode::NOT_FOUND);
            assert_eq!(owner.post_form(unknown, &[]).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(recorded(scratch, "orders.view").await, ["resource_added", "resource_deleted"]);
    }

    async fn nobody_puts_into_a_role_what_they_may_not_do(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        create(&owner, "Editors", &["keydesk.keys.edit"]).await;
        let editors = role(scratch, "Editors").await;
        let architect = app.member(scratch, "architect", ACCOUNT, &["keydesk.roles.manage", "keydesk.keys.view"]).await;
        let form = architect.get(NEW).await;
        assert!(form.body.contains("keydesk.keys.view") && !form.body.contains("keydesk.keys.edit"), "{}", form.body);
        let refused = create(&architect, "Mine", &["keydesk.keys.edit"]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("your own roles do not include it"), "{}", refused.body);
        assert!(!architect.get("/acme/roles").await.body.contains("Edit Editors"));
        for (step, status) in [("edit", StatusCode::FORBIDDEN), ("delete", StatusCode::CONFLICT)] {
            assert_eq!(architect.get(&at(&editors, step)).await.status, StatusCode::FORBIDDEN);
            let answer = architect.post_form(&at(&editors, step), &[("name", "Editors"), ("seen", "")]).await;
            assert_eq!(answer.status, status, "{step}");
        }
        // They cannot extend their own role either.
        let mut raised = fields("Mine", &["keydesk.roles.manage", "keydesk.users.manage"]);
        raised.push(("understood", "on"));
        let own = architect.post_form(&at("role-architect", "edit"), &raised).await;
        assert!(own.status == StatusCode::UNPROCESSABLE_ENTITY && own.body.contains("your own roles do not include it"), "{}", own.body);
        assert_eq!(create(&architect, "Mine", &["keydesk.keys.view"]).await.status, StatusCode::SEE_OTHER);
    }

    async fn changing_ones_own_role_needs_a_tick_and_leads_to_a_page_that_is_left(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        let architect = app.member(scratch, "architect", ACCOUNT, &["keydesk.roles.manage", "keydesk.keys.view"]).await;
        let page = architect.get(&at("role-architect", "edit")).await;
        assert!(page.body.contains("You have this role yourself.") && page.body.contains("name=\"understood\""), "{}", page.body);
        let seen = page.seen();
        let mut less = fields("Mine", &["keydesk.keys.view"]);
        less.push(("seen", &seen));
        let refused = architect.post_form(&at("role-architect", "edit"), &less).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Tick the box to confirm."), "{}", refused.body);
        less.push(("understood", "on"));
        let saved = architect.post_form(&at("role-architect", "edit"), &less).await;
        assert_eq!(saved.header("location"), "/profile?done=own-roles-saved", "{}", saved.body);
        assert!(architect.get(saved.header("location")).await.body.contains("href=\"/acme\""));
    }

    async fn a_role_that_somebody_else_changed_is_shown_anew(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        resource(&owner, "orders.view").await;
        create(&owner, "Orders", &[]).await;
        let orders = role(scratch, "Orders").await;
        edit(&owner, &orders, "Orders", &["orders.view"]).await;
        let late = owner.post_form(&at(&orders, "edit"), &[("name", "Sales"), ("seen", "0")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("the current state (Orders with orders.view)") && late.body.contains("value=\"Sales\""), "{}", late.body);
    }

    async fn changing_roles_asks_for_the_password_after_a_while(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        create(&owner, "Orders", &[]).await;
        let orders = role(scratch, "Orders").await;
        app.state.clock.advance(Duration::from_mins(31));
        let asked = [
            create(&owner, "More", &[]).await,
            edit(&owner, &orders, "Sales", &[]).await,
            owner.post_form(&at(&orders, "delete"), &[]).await,
        ];
        for answer in asked {
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(answer.body.contains("Your password"), "{}", answer.body);
        }
        let answer = owner.post_form(&at(&orders, "delete"), &[("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
}

trait FirstKey {
    /// Marks the only key's first link as opened in the database and renews the key. Returns the new link.
    async fn renew_of_first(&self, scratch: &Scratch) -> String;
}

impl FirstKey for Person {
    async fn renew_of_first(&self, scratch: &Scratch) -> String {
        tamper(scratch, "update links set state = 'opened', ended_at = 1").await;
        tamper(scratch, "delete from sealed_tokens").await;
        let key = self.list().await.unwrap().keys.remove(0);
        self.renew(&key, Default::default()).await.unwrap().url
    }
}
