//! Who may call each server function.

use crate::support::{
    Scratch,
    app::{Person, TestApp, app},
    functions::functions,
};
use axum::http::StatusCode;
use keydesk::{
    domain::{keys::choice::Consent, people::permission::Permission},
    error::AppError,
    views::wire::NewLink,
};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;

/// The callers: an anonymous one, a member of another account, and members of this account by role.
struct People {
    owner: Person,
    anonymous: Person,
    /// A member of another account only.
    outsider: Person,
    /// A member whose only role has no resources.
    powerless: Person,
    /// A member who may only view keys.
    viewer: Person,
    /// A member who may view and edit keys.
    editor: Person,
    /// A member who may view keys and renew their tokens.
    renewer: Person,
}

async fn people(scratch: &Scratch, app: &TestApp) -> People {
    let owner = app.owner().await;
    let mut members = Vec::new();
    for (name, account, resources) in [
        (
            "outsider",
            "bravo",
            &["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"][..],
        ),
        ("powerless", "acme", &[][..]),
        ("viewer", "acme", &["keydesk.keys.view"][..]),
        ("editor", "acme", &["keydesk.keys.view", "keydesk.keys.edit"][..]),
        ("renewer", "acme", &["keydesk.keys.view", "keydesk.keys.renew"][..]),
    ] {
        let person = app.member(scratch, name, account, resources).await;
        members.push(person);
    }
    let [outsider, powerless, viewer, editor, renewer] = members.try_into().ok().unwrap();
    People {
        owner,
        anonymous: app.stranger(),
        outsider,
        powerless,
        viewer,
        editor,
        renewer,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_refuses_whoever_may_not_call_it() {
    let (scratch, app) = app(&[]).await;
    let people = people(&scratch, &app).await;
    let key = people.owner.generate("ERP").await.unwrap().key;
    let all = functions(&key);
    let called = all.iter().map(|(name, ..)| format!("/api/5/{name}"));
    // Exports are links. account_routes.rs and export.rs test them.
    let known: BTreeSet<String> = called.chain(["/api/export_keys".to_owned()]).collect();
    let actual: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(known, actual, "every server function is tried here");
    for (name, permission, arguments) in &all {
        let refusals = [
            (&people.anonymous, AppError::SessionEnded, 401),
            (&people.outsider, AppError::NotFound, 404),
            (&people.powerless, AppError::Forbidden, 403),
        ];
        for (person, expected, status) in refusals {
            let answer = person.call_with(name, arguments.clone()).await;
            assert_eq!((answer.error(), answer.status.as_u16()), (expected, status), "{name}");
        }
        let views = [
            (&people.viewer, None),
            (&people.editor, Some(Permission::KeysEdit)),
            (&people.renewer, Some(Permission::KeysRenew)),
        ];
        for (person, also) in views {
            if *permission == Permission::KeysView || also == Some(*permission) {
                // Permitted calls are tested below. Here they would change the key for the calls that follow.
                continue;
            }
            let answer = person.call_with(name, arguments.clone()).await;
            assert_eq!(
                (answer.error(), answer.status),
                (AppError::Forbidden, StatusCode::FORBIDDEN),
                "{name} for somebody with {also:?}"
            );
        }
    }
    assert_eq!(
        people.owner.show(&key.id).await.unwrap().key,
        key,
        "none of them changed anything"
    );
    let key = people.owner.generate("CRM").await.unwrap().key.id;
    for (index, (name, permission, _)) in all.iter().enumerate() {
        let mut now = people.owner.show(&key).await.unwrap().key;
        if *name == "delete_old_token" {
            now = people.owner.renew(&now, Consent::NotGiven).await.unwrap().key;
        }
        let (_, _, arguments) = functions(&now).swap_remove(index);
        let person = match permission {
            Permission::KeysEdit => &people.editor,
            Permission::KeysRenew => &people.renewer,
            _ => &people.viewer,
        };
        let answer = person.call_with(name, arguments).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "somebody with just {permission:?} may: {name} {answer:?}"
        );
        if *name == "replace_link" {
            // Only a key in use can be renewed.
            let link: NewLink = postcard::from_bytes(&answer.bytes).unwrap();
            app.stranger().open(&link.url).await.unwrap();
        }
        if *name == "show_key" {
            assert_eq!(answer.header("cache-control"), "no-store, no-transform");
        }
    }
}
