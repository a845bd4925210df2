//! What the audit log keeps of what was changed, beside what was done.

mod support;

use keydesk::domain::{
    key::Consent,
    names::Id,
    views::{EditInput, KeyChange, Password},
};
use serde_json::{Value, json};
use sqlx::Row;
use support::{
    Scratch,
    app::{ACCOUNT, FORM_ID, TestApp},
    stored_account::tamper,
    team::{one, role, user},
};

/// Every action recorded about a subject in the chain of `acme`, the oldest first, each with its detail.
async fn recorded(scratch: &Scratch, subject: &str) -> Vec<(String, Value)> {
    let statement = format!(
        "select e.action, e.detail from audit_events e join accounts a on a.id = e.chain \
         where a.slug = '{ACCOUNT}' and e.subject = '{subject}' order by e.seq"
    );
    let rows = tamper(scratch, &statement).await;
    let read = |detail: String| match detail.as_str() {
        "" => Value::Null,
        written => serde_json::from_str(written).unwrap(),
    };
    rows.iter()
        .map(|row| (row.try_get(0).unwrap(), read(row.try_get(1).unwrap())))
        .collect()
}

fn edit(label: &str, roles: &[&str], active: bool) -> KeyChange {
    KeyChange::Edit(EditInput {
        label: label.to_owned(),
        roles: roles.iter().map(|role| Id((*role).to_owned())).collect(),
        active,
        password: Password::default(),
    })
}

async fn account(scratch: &Scratch) -> Id {
    Id(one(scratch, &format!("select id from accounts where slug = '{ACCOUNT}'")).await)
}

async fn make_role(owner: &support::app::Person, name: &str, resources: &[&str]) {
    for resource in resources {
        let fields = [("name", *resource), ("description", "")];
        owner.post_form("/acme/roles/resources/new", &fields).await;
    }
    let resources = resources.iter().map(|resource| ("resources", *resource));
    let fields: Vec<_> = [("name", name)].into_iter().chain(resources).collect();
    let answer = owner.post_form("/acme/roles/new", &fields).await;
    assert_eq!(
        answer.header("location"),
        "/acme/roles?done=role-created",
        "{}",
        answer.body
    );
}

both! {
    async fn an_edited_key_has_its_names_before_and_after(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        make_role(&owner, "Orders", &["orders.view"]).await;
        make_role(&owner, "Catalog", &["catalog.view"]).await;
        let (orders, catalog) = (role(scratch, "Orders").await, role(scratch, "Catalog").await);
        let fields = [("label", "ERP"), ("form_id", FORM_ID), ("roles", orders.as_str())];
        owner.post_form("/acme/api-keys/generated/new", &fields).await;
        let key = owner.list().await.unwrap().keys.remove(0);

        let key = owner.act(edit("ERP", &[&orders], true), &key).await.unwrap();
        assert_eq!(key.version, 1, "nothing was changed");
        let key = owner.act(edit("CRM", &[&catalog], true), &key).await.unwrap();
        let key = owner.act(edit("CRM", &[&catalog], false), &key).await.unwrap();
        let key = owner.act(edit("CRM; =1", &[&catalog, &orders], true), &key).await.unwrap();
        let version = key.version;
        let key = owner.act(edit("CRM; =1", &[&orders, &catalog], true), &key).await.unwrap();
        assert_eq!(key.version, version, "roles have no order");
        assert_eq!(
            recorded(scratch, key.app_key.as_str()).await,
            [
                ("key_generated".to_owned(), json!({ "added": ["Orders"] })),
                ("key_edited".to_owned(), json!({ "renamed": ["ERP", "CRM"], "added": ["Catalog"], "removed": ["Orders"] })),
                ("key_deactivated".to_owned(), Value::Null),
                ("key_edited".to_owned(), json!({ "renamed": ["CRM", "CRM; =1"], "added": ["Orders"] })),
                ("key_activated".to_owned(), Value::Null),
            ]
        );
        let page = owner.get("/acme/audit").await.body;
        for part in ["Renamed from ERP to CRM", "Added: Catalog", "Removed: Orders", "Renamed from CRM to CRM; =1"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let id = account(scratch).await;
        assert_eq!(app.state.store.first_broken_audit_row(Some(&id)).await.unwrap(), None);
        let seq = one(scratch, "select cast(min(seq) as text) from audit_events where action = 'key_edited'").await;
        for changed in ["''", "replace(detail, 'Catalog', 'Finance')"] {
            tamper(scratch, &format!("update audit_events set detail = {changed} where seq = {seq} and chain = '{id}'")).await;
            let broken = app.state.store.first_broken_audit_row(Some(&id)).await.unwrap();
            assert_eq!(broken.map(|seq| seq.to_string()), Some(seq.clone()), "{changed}");
            let whole = r#"{"renamed":["ERP","CRM"],"added":["Catalog"],"removed":["Orders"]}"#;
            tamper(scratch, &format!("update audit_events set detail = '{whole}' where seq = {seq} and chain = '{id}'")).await;
            assert_eq!(app.state.store.first_broken_audit_row(Some(&id)).await.unwrap(), None);
        }
    }

    async fn an_old_token_that_goes_with_a_renewal_is_recorded_as_deleted(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        app.stranger().open(&link.url).await.unwrap();
        let key = owner.show(&key.id).await.unwrap().key;
        owner.renew(&key, Consent::OldTokenMayGo).await.unwrap();
        let actions: Vec<_> = recorded(scratch, key.app_key.as_str()).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(
            actions,
            ["key_generated", "link_opened", "token_renewed", "link_opened", "token_renewed", "old_token_deleted"]
        );
        let page = owner.get("/acme/audit?action=old_token_deleted").await.body;
        assert!(page.contains(key.app_key.as_str()), "{page}");
    }

    async fn roles_and_who_has_them_are_named(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        make_role(&owner, "Orders", &["orders.view", "orders.edit"]).await;
        let orders = role(scratch, "Orders").await;
        let edit = format!("/acme/roles/{orders}/edit");
        let seen = owner.get(&edit).await.seen();
        owner.post_form(&edit, &[("name", "Sales"), ("resources", "orders.view"), ("seen", &seen)]).await;
        assert_eq!(
            recorded(scratch, "Sales").await,
            [("role_edited".to_owned(), json!({ "renamed": ["Orders", "Sales"], "removed": ["orders.edit"] }))]
        );
        assert_eq!(
            recorded(scratch, "Orders").await,
            [("role_created".to_owned(), json!({ "added": ["orders.edit", "orders.view"] }))]
        );

        let restricted = role(scratch, "User administrator - RESTRICTED").await;
        let link = owner.invite("ann@acme.example", &[&orders]).await;
        app.join(&link).await;
        let ann = user(scratch, "ann@acme.example").await;
        let edit = format!("/acme/users/{ann}/edit");
        let seen = owner.get(&edit).await.seen();
        let answer = owner.post_form(&edit, &[("roles", &restricted), ("seen", &seen)]).await;
        assert!(answer.header("location").contains("done="), "{}", answer.body);
        let about_ann = recorded(scratch, "ann@acme.example").await;
        assert_eq!(about_ann.first(), Some(&("user_invited".to_owned(), json!({ "added": ["Sales"] }))));
        assert_eq!(
            about_ann.last(),
            Some(&(
                "user_roles_edited".to_owned(),
                json!({ "added": ["User administrator - RESTRICTED"], "removed": ["Sales"] })
            ))
        );
    }

    async fn what_an_external_key_is_given_is_named(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for (name, resource) in [("Orders", "orders.view"), ("Catalog", "catalog.view")] {
            make_role(&owner, name, &[resource]).await;
        }
        let (orders, catalog) = (role(scratch, "Orders").await, role(scratch, "Catalog").await);
        let all = ["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"];
        let bravo = app.member(scratch, "bravos", "bravo", &all).await;
        let fields = [("label", "Tickets"), ("form_id", FORM_ID)];
        bravo.post_form("/bravo/api-keys/generated/new", &fields).await;
        let app_key = one(scratch, "select app_key from api_keys where label = 'Tickets'").await;
        let id = one(scratch, "select id from api_keys where label = 'Tickets'").await;
        owner.post_form("/acme/api-keys/external/new", &[("app_key", &app_key), ("roles", &orders)]).await;
        for roles in [&catalog, &catalog] {
            let edit = format!("/acme/api-keys/external/{id}/edit");
            let seen = owner.get(&edit).await.seen();
            owner.post_form(&edit, &[("seen", &seen), ("roles", roles)]).await;
        }
        owner.post_form(&format!("/acme/api-keys/external/{id}/remove"), &[]).await;
        assert_eq!(
            recorded(scratch, &app_key).await,
            [
                ("external_key_added".to_owned(), json!({ "added": ["Orders"] })),
                ("external_key_edited".to_owned(), json!({ "added": ["Catalog"], "removed": ["Orders"] })),
                ("external_key_removed".to_owned(), json!({ "removed": ["Catalog"] })),
            ]
        );
    }
}
