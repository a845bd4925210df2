//! External keys: the roles that an account gives to keys of another account.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, FORM_ID, Person, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::domain::{id::Id, keys::key::Key, people::team::Role};
use serde_json::json;
use std::time::Duration;

const EXTERNAL: &str = "/bravo/api-keys/external";
const ALL: [&str; 3] = ["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"];

/// A key of `acme` with its token, and a member of `bravo`. `bravo` has a role with `orders.view`.
struct Scene {
    app: TestApp,
    owner: Person,
    member: Person,
    key: Key,
    token: String,
    role: Id<Role>,
    verifier: String,
}

impl Scene {
    async fn set(scratch: &Scratch) -> Self {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let member = app.member(scratch, "bravos", "bravo", &ALL).await;
        tamper(scratch, "insert into roles (id, account_id, name, predefined, created_at) values ('role-orders', 'account-bravo', 'Orders', 0, 0)").await;
        tamper(
            scratch,
            "insert into role_resources (role_id, resource) values ('role-orders', 'orders.view')",
        )
        .await;
        let verifier = app.verifier().await;
        Self {
            app,
            owner,
            member,
            key,
            token,
            role: Id::new("role-orders".to_owned()),
            verifier,
        }
    }

    async fn add(&self, app_key: &str, roles: &[&str]) -> Answer {
        let mut fields = vec![("app_key", app_key)];
        fields.extend(roles.iter().map(|role| ("roles", *role)));
        self.member.post_form(&format!("{EXTERNAL}/new"), &fields).await
    }

    async fn verdict(&self, account: &str, resource: &str) -> String {
        let question =
            json!({ "appKey": self.key.app_key, "appToken": self.token, "account": account, "resource": resource });
        let answer = self.app.post_verification(&self.verifier, question).await.json();
        if answer["allowed"] == true {
            "yes".to_owned()
        } else {
            answer["reason"].as_str().unwrap().to_owned()
        }
    }

    fn at(&self, step: &str) -> String {
        format!("{EXTERNAL}/{}/{step}", self.key.id)
    }

    /// The `seen` field of the *Edit* form.
    async fn seen(&self) -> String {
        self.member.get(&self.at("edit")).await.seen()
    }

    /// Gives the key these roles, with a form that was just opened.
    async fn edit(&self, roles: &[&str]) -> Answer {
        let seen = self.seen().await;
        self.edit_seen(&seen, roles).await
    }

    async fn edit_seen(&self, seen: &str, roles: &[&str]) -> Answer {
        let roles = roles.iter().map(|role| ("roles", *role));
        let fields: Vec<_> = [("seen", seen)].into_iter().chain(roles).collect();
        self.member.post_form(&self.at("edit"), &fields).await
    }
}

both! {
    async fn an_external_key_is_allowed_only_what_its_roles_include(scratch) {
        let scene = Scene::set(scratch).await;
        assert_eq!(scene.verdict("bravo", "orders.view").await, "account_denied");
        let answer = scene.add(scene.key.app_key.as_str(), &[scene.role.as_str()]).await;
        assert_eq!(answer.header("location"), "/bravo/api-keys/external?done=external-added", "{}", answer.body);
        for (account, resource, expected) in [
            ("bravo", "orders.view", "yes"),
            ("bravo", "orders.edit", "resource_denied"),
            ("bravo", "keydesk.keys.edit", "resource_denied"),
            ("acme", "orders.view", "resource_denied"),
            ("charlie", "orders.view", "account_denied"),
        ] {
            assert_eq!(scene.verdict(account, resource).await, expected, "{resource} of {account}");
        }
        let page = scene.member.get(EXTERNAL).await;
        for part in ["ERP", scene.key.app_key.as_str(), "Owner: ", "Orders", "Added on", "Active"] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(!page.body.contains("wasm") && !page.body.contains("kdt_"), "a plain page without a secret");

        let row = scene.owner.get("/acme/api-keys/generated").await;
        assert!(row.body.contains("Also has access to: bravo"), "the owner sees who gave the key something to do");
        let none = scene.edit(&[]).await;
        assert_eq!(none.status, StatusCode::SEE_OTHER, "{}", none.body);
        assert_eq!(scene.verdict("bravo", "orders.view").await, "resource_denied", "a key without a role");
        scene.edit(&[scene.role.as_str()]).await;
        assert_eq!(scene.verdict("bravo", "orders.view").await, "yes");

        let removed = scene.member.post_form(&scene.at("remove"), &[]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
        assert_eq!(scene.verdict("bravo", "orders.view").await, "account_denied");
        assert_eq!(scene.verdict("acme", "").await, "resource_denied");
        let actions = tamper(scratch, "select 1 from audit_events where action like 'external_key_%' and chain = 'account-bravo'").await;
        assert_eq!(actions.len(), 4);
    }

    async fn the_owner_decides_on_status_and_deletion(scratch) {
        let scene = Scene::set(scratch).await;
        scene.add(scene.key.app_key.as_str(), &[scene.role.as_str()]).await;
        let off = scene.owner.deactivate(&scene.key).await.unwrap();
        assert_eq!(scene.verdict("bravo", "orders.view").await, "key_inactive");
        assert!(scene.member.get(EXTERNAL).await.body.contains("Inactive"));
        scene.owner.delete(&off).await.unwrap();
        assert_eq!(scene.verdict("bravo", "orders.view").await, "key_deleted");
        assert!(scene.member.get(EXTERNAL).await.body.contains("No external keys"));
        assert_eq!(scene.edit_seen("", &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn an_external_key_that_cannot_be_added_says_why_and_keeps_the_form(scratch) {
        let scene = Scene::set(scratch).await;
        tamper(scratch, "insert into memberships (account_id, user_id, since, invited_by) select a.id, u.id, 0, '' from accounts a, users u \
                         where a.slug = 'acme' and u.email = 'bravos@people.example'").await;
        tamper(scratch, "insert into member_roles (account_id, user_id, role_id) select a.id, u.id, r.id from accounts a, users u, roles r \
                         where a.slug = 'acme' and u.email = 'bravos@people.example' and r.account_id = a.id").await;
        let own = scene.member.post_form(&format!("/{ACCOUNT}/api-keys/external/new"), &[("app_key", scene.key.app_key.as_str())]).await;
        assert!(own.body.contains("belongs to this account"), "{}", own.body);
        for unknown in ["", "x", "appkey-acme-00000000", "<b>", "appkey-acme-7KQ2MX9P\u{0}"] {
            let answer = scene.add(unknown, &[scene.role.as_str()]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{unknown}");
            assert!(answer.body.contains("This key does not exist."), "{unknown}");
            assert!(answer.body.contains("checked"), "the role stays ticked");
        }
        let role = scene.add(scene.key.app_key.as_str(), &["nonsense"]).await;
        assert!(role.body.contains("This role no longer exists."));
        assert_eq!(scene.verdict("bravo", "").await, "account_denied", "none of them added anything");
        scene.add(scene.key.app_key.as_str(), &[]).await;
        let again = scene.add(&format!(" {} ", scene.key.app_key), &[]).await;
        assert!(again.body.contains("already in the list"), "{}", again.body);
    }

    async fn only_members_who_may_edit_keys_change_external_keys(scratch) {
        let scene = Scene::set(scratch).await;
        scene.add(scene.key.app_key.as_str(), &[]).await;
        let viewer = scene.app.member(scratch, "viewer", "bravo", &["keydesk.keys.view"]).await;
        let new = format!("{EXTERNAL}/new");
        for (person, see, get, post) in [
            (&scene.app.stranger(), StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED),
            (&scene.owner, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            (&viewer, StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
        ] {
            let list = person.get(EXTERNAL).await;
            assert_eq!(list.status, see);
            assert!(!list.body.contains("Add key"));
            for path in [&new, &scene.at("edit"), &scene.at("remove")] {
                assert_eq!(person.get(path).await.status, get, "{path}");
                let fields = [("app_key", scene.key.app_key.as_str()), ("form_id", FORM_ID)];
                assert_eq!(person.post_form(path, &fields).await.status, post, "{path}");
            }
        }
        assert_eq!(scene.member.get(&scene.at("explode")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(scene.verdict("bravo", "orders.view").await, "resource_denied", "nothing was changed");
    }

    async fn an_old_form_gives_back_no_role_that_was_taken_away(scratch) {
        let scene = Scene::set(scratch).await;
        let role = scene.role.as_str();
        scene.add(scene.key.app_key.as_str(), &[role]).await;
        let old = scene.seen().await;
        assert_eq!(scene.edit(&[]).await.status, StatusCode::SEE_OTHER);
        let refused = scene.edit_seen(&old, &[role]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains("Someone changed this in the meantime") && refused.body.contains("(No roles)"), "{}", refused.body);
        assert_eq!(scene.verdict("bravo", "orders.view").await, "resource_denied");
        for never in ["", "00000000"] {
            assert_eq!(scene.edit_seen(never, &[role]).await.status, StatusCode::CONFLICT);
        }
        // A form opened after the refusal succeeds.
        assert_eq!(scene.edit(&[role]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.verdict("bravo", "orders.view").await, "yes");
    }

    async fn changing_external_keys_asks_for_the_password_after_a_while(scratch) {
        let scene = Scene::set(scratch).await;
        scene.add(scene.key.app_key.as_str(), &[]).await;
        scene.app.state.clock.advance(Duration::from_mins(31));
        let seen = scene.seen().await;
        for (path, fields) in [
            (scene.at("edit"), vec![("seen", seen.as_str()), ("roles", scene.role.as_str())]),
            (scene.at("remove"), vec![]),
        ] {
            let answer = scene.member.post_form(&path, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.body.contains("Your password"), "the form asks for it: {path}");
            let user_name = answer.body.split("<input").find(|input| input.contains("autocomplete=\"username\"")).unwrap();
            assert!(user_name.contains("hidden") && user_name.contains("@people.example"), "for password managers: {user_name}");
        }
        assert_eq!(scene.verdict("bravo", "orders.view").await, "resource_denied");
        let fields = [("seen", seen.as_str()), ("roles", scene.role.as_str()), ("password", crate::support::app::PASSWORD)];
        assert_eq!(scene.member.post_form(&scene.at("edit"), &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(scene.verdict("bravo", "orders.view").await, "yes");
    }
}
