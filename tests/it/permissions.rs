//! Members with all permissions but one: the server refuses what that permission allows, and pages do not offer it.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Person, TestApp, app, at},
    functions::functions,
    team::{all_but, one},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{keys::key::Key, people::permission::Permission},
    error::AppError,
};
use strum::VariantArray;

use Permission::{AuditView, KeysEdit, KeysRenew, KeysView, RolesManage, SettingsEdit, UsersManage};

/// A route as the router has it, the permissions that its GET needs, and the permission that its POST needs.
type Way = (&'static str, &'static [Permission], Option<Permission>);

/// The account's routes. [`paths`] expands `{action}`. The dialogs of a key are in [`DIALOGS`].
const WAYS: [Way; 20] = [
    ("/{account}/api-keys/generated", &[KeysView], None),
    ("/{account}/audit", &[AuditView], None),
    ("/{account}/audit/export", &[AuditView], None),
    ("/{account}/audit/export.xlsx", &[AuditView], None),
    ("/api/export_keys?account={account}", &[KeysView], None),
    ("{GENERATED}/{{key}}/links", &[KeysView], Some(KeysRenew)),
    ("/{account}/api-keys/external", &[KeysView], None),
    ("/{account}/api-keys/external/new", &[KeysEdit], Some(KeysEdit)),
    (
        "/{account}/api-keys/external/{key}/{action}",
        &[KeysEdit],
        Some(KeysEdit),
    ),
    ("/{account}/api-keys/settings", &[SettingsEdit], Some(SettingsEdit)),
    ("/{account}/users", &[UsersManage], None),
    ("/{account}/users/new", &[UsersManage], Some(UsersManage)),
    ("/{account}/users/{user}/{action}", &[UsersManage], Some(UsersManage)),
    (
        "/{account}/users/invitations/{invitation}/{action}",
        &[UsersManage],
        Some(UsersManage),
    ),
    ("/{account}/roles", &[RolesManage], None),
    ("/{account}/roles/new", &[RolesManage], Some(RolesManage)),
    ("/{account}/roles/{role}/{action}", &[RolesManage], Some(RolesManage)),
    ("/{account}/roles/resources/new", &[RolesManage], Some(RolesManage)),
    (
        "/{account}/roles/resources/{resource}/delete",
        &[RolesManage],
        Some(RolesManage),
    ),
    ("{GENERATED}/new", &[KeysView, KeysEdit], Some(KeysEdit)),
];

/// The dialogs of a key and the permission of each action. All members who view keys can open them; each says if its action is not allowed.
const DIALOGS: [(&str, Permission); 8] = [
    ("edit", KeysEdit),
    ("deactivate", KeysEdit),
    ("activate", KeysEdit),
    ("delete", KeysEdit),
    ("renew", KeysRenew),
    ("complete-renewal", KeysRenew),
    ("undo-renewal", KeysRenew),
    ("delete-old-token", KeysRenew),
];

/// The paths of a route, with ids that exist.
fn paths(way: &str, key: &Key, invitation: &str) -> Vec<String> {
    let path = way
        .replace("{GENERATED}", "/{account}/api-keys/generated")
        .replace("{account}", ACCOUNT)
        .replace("{{key}}", "{key}")
        .replace("{key}", key.id.as_str())
        .replace("{user}", "user-powerless")
        .replace("{invitation}", invitation)
        .replace("{role}", "role-spare")
        .replace("{resource}", "orders.view");
    let actions: &[&str] = match way {
        _ if way.contains("/external/{key}/") => &["edit", "remove"],
        _ if way.contains("{user}") => &["edit", "disable", "enable", "remove"],
        _ if way.contains("{invitation}") => &["cancel", "new-link"],
        _ if way.contains("{role}") => &["edit", "delete"],
        _ => &[""],
    };
    actions.iter().map(|action| path.replace("{action}", action)).collect()
}

/// One member for each permission, with all permissions but this one, and the objects that they act on.
struct Scene {
    app: TestApp,
    owner: Person,
    key: Key,
    invitation: String,
    without: Vec<(Permission, Person)>,
}

async fn scene(scratch: &Scratch, app: TestApp) -> Scene {
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    app.member(scratch, "powerless", ACCOUNT, &[]).await;
    app.member(scratch, "spare", ACCOUNT, &[]).await;
    owner
        .post_form("/acme/roles/resources/new", &[("name", "orders.view")])
        .await;
    owner.invite("invited@acme.example", &["role-powerless"]).await;
    let invitation = one(scratch, "select id from invitations").await;
    let mut without = Vec::new();
    for &permission in Permission::VARIANTS {
        let name = format!("without-{permission:?}").to_lowercase();
        without.push((
            permission,
            app.member(scratch, &name, ACCOUNT, &all_but(&[permission])).await,
        ));
    }
    Scene {
        app,
        owner,
        key: link.key,
        invitation,
        without,
    }
}

impl Scene {
    fn way(&self, way: &str) -> Vec<String> {
        paths(way, &self.key, &self.invitation)
    }

    fn dialogs(&self) -> impl Iterator<Item = (String, Permission)> + '_ {
        let path = |step| format!("/{ACCOUNT}/api-keys/generated/{}/{step}", self.key.id);
        DIALOGS.iter().map(move |(step, permission)| (path(step), *permission))
    }
}

const FIELDS: [(&str, &str); 7] = [
    ("label", "x"),
    ("version", "1"),
    ("form_id", crate::support::app::FORM_ID),
    ("understood", "on"),
    ("period", "6"),
    ("name", "x"),
    ("email", "x@acme.example"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_missing_permission_forbids_is_refused_and_the_rest_is_not() {
    let (scratch, app) = app(&[]).await;
    let scene = scene(&scratch, app).await;
    let mut tried = 0;
    for (missing, person) in &scene.without {
        for (way, look, post) in WAYS {
            for path in scene.way(way) {
                if !look.is_empty() {
                    let status = person.get(&path).await.status;
                    // The account's own key is not an external key, so its route answers 404. The other objects exist.
                    let there = [StatusCode::OK, StatusCode::NOT_FOUND].contains(&status);
                    let forbidden = status == StatusCode::FORBIDDEN;
                    let right = if look.contains(missing) { forbidden } else { there };
                    assert!(right, "{path} without {missing:?}: {status}");
                }
                if post == Some(*missing) {
                    let status = person.post_form(&path, &FIELDS).await.status;
                    assert_eq!(status, StatusCode::FORBIDDEN, "posting to {path} without {missing:?}");
                    tried += 1;
                }
            }
        }
        for (path, needed) in scene.dialogs() {
            let looked = person.get(&path).await.status == StatusCode::OK;
            assert_eq!(looked, *missing != KeysView, "{path} without {missing:?}");
            if needed == *missing {
                assert_eq!(
                    person.post_form(&path, &FIELDS).await.status,
                    StatusCode::FORBIDDEN,
                    "{path}"
                );
                tried += 1;
            }
        }
        for (name, needed, arguments) in functions(&scene.key) {
            if needed == *missing {
                let answer = person.call_with(name, arguments).await;
                assert_eq!(
                    (answer.error(), answer.status),
                    (AppError::Forbidden, StatusCode::FORBIDDEN),
                    "{name}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 35, "{tried} tries");
    assert_eq!(
        scene.owner.show(&scene.key.id).await.unwrap().key,
        scene.key,
        "nothing was changed"
    );
    assert_eq!(one(&scratch, "select state from invitations").await, "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_find_nothing() {
    let (scratch, app) = app(&[]).await;
    let scene = scene(&scratch, app).await;
    let outsider = scene.app.member(&scratch, "outsider", "bravo", &all_but(&[])).await;
    let anonymous = scene.app.stranger();
    for (way, look, post) in WAYS {
        for path in scene.way(way) {
            if !look.is_empty() {
                assert_eq!(outsider.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
                let answer = anonymous.get(&path).await;
                assert!(answer.header("location").starts_with("/login?next="), "{path}");
            }
            if post.is_some() {
                assert_eq!(
                    outsider.post_form(&path, &FIELDS).await.status,
                    StatusCode::NOT_FOUND,
                    "{path}"
                );
                assert_eq!(
                    anonymous.post_form(&path, &FIELDS).await.status,
                    StatusCode::UNAUTHORIZED,
                    "{path}"
                );
            }
        }
    }
    assert_eq!(one(&scratch, "select state from invitations").await, "pending");
}

/// For each permission, a page and the markup that offers the action.
const OFFERED: [(Permission, &str, &str); 12] = [
    (KeysView, "/acme/api-keys/settings", "/acme/api-keys/generated"),
    (KeysView, "/acme/users", "/acme/api-keys/generated"),
    (KeysEdit, "/acme/api-keys/generated", "Generate key"),
    (KeysEdit, "/acme/api-keys/generated", "/delete\""),
    (KeysEdit, "/acme/api-keys/external", "Add key"),
    (KeysRenew, "/acme/api-keys/generated", "/renew\""),
    (SettingsEdit, "/acme/api-keys/generated", "/acme/api-keys/settings"),
    (SettingsEdit, "/acme/api-keys/external", "/acme/api-keys/settings"),
    (UsersManage, "/acme/api-keys/generated", "/acme/users"),
    (RolesManage, "/acme/api-keys/generated", "/acme/roles"),
    (AuditView, "/acme/api-keys/generated", "/acme/audit"),
    (AuditView, "/profile", "/acme/audit"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_missing_permission_forbids_is_not_offered() {
    let (scratch, app) = app(&[]).await;
    let scene = scene(&scratch, app).await;
    // Only a key in use can be renewed.
    let (key, _) = scene.owner.key_in_use("CRM").await;
    assert_eq!(at(&key).version, key.version);
    for (permission, page, offer) in OFFERED {
        let offered = scene.owner.get(page).await;
        assert!(
            offered.body.contains(offer),
            "{offer} is on {page} for whoever may: {}",
            offered.body
        );
        let (_, person) = scene
            .without
            .iter()
            .find(|(missing, _)| *missing == permission)
            .unwrap();
        let hidden = person.get(page).await;
        assert_eq!(hidden.status, StatusCode::OK, "{page}");
        assert!(
            !hidden.body.contains(offer),
            "{offer} is on {page} without {permission:?}"
        );
    }
    for &permission in Permission::VARIANTS {
        assert!(
            OFFERED.iter().any(|(p, ..)| *p == permission),
            "{permission:?} is tried"
        );
    }
}

#[test]
fn every_route_of_an_account_is_tried() {
    let source = include_str!("../../src/web/mod.rs");
    let written = source.split(".route(").skip(1).filter_map(|rest| {
        let before = rest.split(", ").next()?;
        before.split('"').nth(1)
    });
    // users.rs tests the home pages. The list and the dialogs have tables of their own.
    let elsewhere = [
        "/{account}",
        "/{account}/api-keys",
        "/{account}/api-keys/export",
        "{GENERATED}/{{key}}/{{action}}",
    ];
    for route in written.filter(|route| route.starts_with("/{account}") || route.starts_with("{GENERATED}")) {
        let tried = WAYS.iter().any(|(way, ..)| *way == route) || elsewhere.contains(&route);
        assert!(tried, "{route}: say in WAYS what it takes");
    }
}
