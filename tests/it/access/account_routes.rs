//! The routes of an account: what each takes, and what it answers to whoever has that and to everybody else.

use super::scene::{RESOURCE, Scene};
use crate::support::{
    app::{ACCOUNT, Answer, Person, without_nonces},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    domain::people::permission::{
        Permission,
        Permission::{AuditView, KeysEdit, KeysRenew, KeysView, RolesManage, SettingsEdit, UsersManage},
    },
    ui::paths::DialogAction,
};
use std::collections::BTreeSet;

/// A page: its route, the permissions that it needs, and the status of its answer.
type Page = (&'static str, &'static [Permission], StatusCode);

const PAGES: [Page; 25] = [
    ("/{account}", &[], StatusCode::SEE_OTHER),
    ("/{account}/api-keys", &[], StatusCode::SEE_OTHER),
    (GENERATED, &[KeysView], StatusCode::OK),
    (NEW_KEY, &[KeysView, KeysEdit], StatusCode::OK),
    (KEY_PAGE, &[KeysView], StatusCode::OK),
    // All members who view keys can open all dialogs. Each says if its action is not allowed.
    (KEY, &[KeysView], StatusCode::OK),
    ("/api/export_keys", &[KeysView], StatusCode::OK),
    ("/{account}/api-keys/external", &[KeysView], StatusCode::OK),
    (NEW_EXTERNAL, &[KeysEdit], StatusCode::OK),
    (EXTERNAL, &[KeysEdit], StatusCode::OK),
    (SETTINGS, &[SettingsEdit], StatusCode::OK),
    (NEW_VERIFIER, &[SettingsEdit], StatusCode::OK),
    (VERIFIER, &[SettingsEdit], StatusCode::OK),
    ("/{account}/users", &[UsersManage], StatusCode::OK),
    (NEW_USER, &[UsersManage], StatusCode::OK),
    (USER, &[UsersManage], StatusCode::OK),
    (INVITATION, &[UsersManage], StatusCode::OK),
    ("/{account}/roles", &[RolesManage], StatusCode::OK),
    (NEW_ROLE, &[RolesManage], StatusCode::OK),
    (ROLE, &[RolesManage], StatusCode::OK),
    (NEW_RESOURCE, &[RolesManage], StatusCode::OK),
    (DELETE_RESOURCE, &[RolesManage], StatusCode::OK),
    ("/{account}/audit", &[AuditView], StatusCode::OK),
    ("/{account}/audit/export", &[AuditView], StatusCode::OK),
    ("/{account}/audit/export.xlsx", &[AuditView], StatusCode::OK),
];

const GENERATED: &str = "/{account}/api-keys/generated";
const NEW_KEY: &str = "/{account}/api-keys/generated/new";
const KEY_PAGE: &str = "/{account}/api-keys/generated/{key}";
const KEY: &str = "/{account}/api-keys/generated/{key}/{action}";
const NEW_EXTERNAL: &str = "/{account}/api-keys/external/new";
const EXTERNAL: &str = "/{account}/api-keys/external/{key}/{action}";
const SETTINGS: &str = "/{account}/api-keys/settings";
const NEW_VERIFIER: &str = "/{account}/api-keys/settings/verifiers/new";
const VERIFIER: &str = "/{account}/api-keys/settings/verifiers/{verifier}/{action}";
const NEW_USER: &str = "/{account}/users/new";
const USER: &str = "/{account}/users/{user}/{action}";
const INVITATION: &str = "/{account}/users/invitations/{invitation}/{action}";
const NEW_ROLE: &str = "/{account}/roles/new";
const ROLE: &str = "/{account}/roles/{role}/{action}";
const NEW_RESOURCE: &str = "/{account}/roles/resources/new";
const DELETE_RESOURCE: &str = "/{account}/roles/resources/{resource}/delete";

/// A form: its route and action, the permission that it needs, its visible fields, and the address that a browser is sent to afterwards.
/// Empty if a page with a new link answers.
struct Form(
    &'static str,
    &'static str,
    Permission,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// The forms, in an order in which each can be carried out.
#[rustfmt::skip]
const FORMS: [Form; 34] = [
    Form(KEY_PAGE, "", KeysRenew, &[], "/{account}/api-keys/generated/{key}?done=notice-dismissed"),
    Form(KEY, "edit", KeysEdit, &[("label", "x"), ("active", "on")], "/{account}/api-keys/generated?done=edited"),
    Form(KEY, "deactivate", KeysEdit, &[], "/{account}/api-keys/generated?done=deactivated"),
    Form(KEY, "activate", KeysEdit, &[], "/{account}/api-keys/generated?done=activated"),
    Form(KEY, "renew", KeysRenew, &[], ""),
    Form(KEY, "undo-renewal", KeysRenew, &[], "/{account}/api-keys/generated?done=undone"),
    Form(KEY, "renew", KeysRenew, &[], ""),
    Form(KEY, "complete-renewal", KeysRenew, &[("unseen", "on")], "/{account}/api-keys/generated?done=completed-later"),
    Form(KEY, "delete-old-token", KeysRenew, &[], "/{account}/api-keys/generated?done=old-token-deleted"),
    Form(KEY, "new-link", KeysRenew, &[], ""),
    Form(KEY, "delete", KeysEdit, &[("understood", "on")], "/{account}/api-keys/generated?done=deleted"),
    Form(NEW_KEY, "", KeysEdit, &[("label", "x")], ""),
    Form(EXTERNAL, "edit", KeysEdit, &[("roles", "role-spare")], "/{account}/api-keys/external?done=external-edited"),
    Form(EXTERNAL, "remove", KeysEdit, &[], "/{account}/api-keys/external?done=external-removed"),
    Form(NEW_EXTERNAL, "", KeysEdit, &[("app_key", "{external app key}")], "/{account}/api-keys/external?done=external-added"),
    Form(SETTINGS, "", SettingsEdit, &[("period", "6")], "/{account}/api-keys/settings?done=period-set"),
    Form(SETTINGS, "", SettingsEdit, &[("longest_lifetime", "90"), ("proposed_lifetime", "")], "/{account}/api-keys/settings?done=lifetimes-set"),
    Form(VERIFIER, "edit", SettingsEdit, &[("resources", RESOURCE)], "/{account}/api-keys/settings?done=verifier-saved"),
    Form(VERIFIER, "renew", SettingsEdit, &[], ""),
    Form(VERIFIER, "delete-old-secret", SettingsEdit, &[], "/{account}/api-keys/settings?done=verifier-old-secret-deleted"),
    Form(VERIFIER, "revoke", SettingsEdit, &[], "/{account}/api-keys/settings?done=verifier-revoked"),
    Form(NEW_VERIFIER, "", SettingsEdit, &[("name", "x")], ""),
    Form(USER, "edit", UsersManage, &[("roles", "role-powerless")], "/{account}/users?done=user-roles-saved"),
    Form(USER, "disable", UsersManage, &[], "/{account}/users?done=user-disabled"),
    Form(USER, "enable", UsersManage, &[], "/{account}/users?done=user-enabled"),
    Form(USER, "remove", UsersManage, &[], "/{account}/users?done=user-removed"),
    Form(INVITATION, "new-link", UsersManage, &[], ""),
    Form(INVITATION, "cancel", UsersManage, &[], "/{account}/users?done=invitation-cancelled"),
    Form(NEW_USER, "", UsersManage, &[("email", "x@acme.example"), ("roles", "role-powerless")], ""),
    Form(ROLE, "edit", RolesManage, &[("name", "Freer")], "/{account}/roles?done=role-saved"),
    Form(ROLE, "delete", RolesManage, &[], "/{account}/roles?done=role-deleted"),
    Form(NEW_ROLE, "", RolesManage, &[("name", "x")], "/{account}/roles?done=role-created"),
    Form(DELETE_RESOURCE, "", RolesManage, &[], "/{account}/roles?done=resource-deleted"),
    Form(NEW_RESOURCE, "", RolesManage, &[("name", RESOURCE)], "/{account}/roles?done=resource-added"),
];

/// The routes and methods with an expectation here.
pub fn covered_routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = PAGES.iter().map(|(route, ..)| (*route, "GET"));
    pages.chain(FORMS.iter().map(|Form(route, ..)| (*route, "POST")))
}

/// The addresses of a page: one for each action of its route.
async fn addresses(scene: &Scene, route: &str) -> Vec<String> {
    let path = scene.filled(route).await;
    if route == "/api/export_keys" {
        return vec![format!("{path}?account={ACCOUNT}")];
    }
    let forms = FORMS.iter().filter(|Form(form, ..)| *form == route);
    let mut actions: BTreeSet<_> = forms.map(|Form(_, action, ..)| *action).collect();
    if actions.is_empty() {
        actions.insert("");
    }
    actions.iter().map(|action| path.replace("{action}", action)).collect()
}

#[test]
fn every_dialog_of_a_key_is_tried() {
    let tried: BTreeSet<_> = FORMS.iter().filter(|form| form.0 == KEY).map(|form| form.1).collect();
    assert_eq!(tried, BTreeSet::from(DialogAction::ALL.map(DialogAction::segment)));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_refused_to_whoever_may_not_see_them_and_shown_to_the_rest() {
    let scene = Scene::set().await;
    let anonymous = scene.app.stranger();
    for (route, needed, status) in PAGES {
        for path in addresses(&scene, route).await {
            let answer = anonymous.get(&path).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.header("location").starts_with("/login?next=%2Facme"), "{path}");
            assert!(!answer.body.contains("ERP"), "a redirect shows nothing");
            let foreign = scene.outsider.get(&path).await;
            let unknown = scene.outsider.get(&path.replacen(ACCOUNT, "nowhere", 1)).await;
            assert_eq!(
                (foreign.status, unknown.status),
                (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
                "{path}"
            );
            let [foreign, unknown] = [foreign, unknown].map(|answer| without_nonces(&answer.body));
            assert_eq!(foreign, unknown.replace("nowhere", ACCOUNT), "{path}");
            assert_eq!(scene.powerless.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
            for (missing, person) in &scene.without {
                let expected = if needed.contains(missing) {
                    StatusCode::FORBIDDEN
                } else {
                    status
                };
                assert_eq!(person.get(&path).await.status, expected, "{path} without {missing:?}");
            }
        }
    }
}

/// The fields of a form as the owner's browser would send it: those that the page has filled in, and the visible ones.
async fn fields(scene: &Scene, path: &str, visible: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    // The answer to a renewal has the form that completes it. The dialog that undoes the renewal names the same version.
    let page = scene.owner.get(&path.replace("complete-renewal", "undo-renewal")).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let hidden = ["seen", "version", "form_id", "link", "visits"];
    let mut fields: Vec<_> = hidden
        .into_iter()
        .filter_map(|name| Some((name, page.hidden(name)?)))
        .collect();
    for (name, value) in visible {
        fields.push((*name, scene.filled(value).await));
    }
    fields
}

async fn post(person: &Person, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    person.post_form(path, &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_refused_to_whoever_may_not_send_them_and_carried_out_for_the_rest() {
    let scene = Scene::set().await;
    let anonymous = scene.app.stranger();
    let mut holders = Vec::new();
    for permission in [KeysEdit, KeysRenew, SettingsEdit, UsersManage, RolesManage] {
        holders.push((permission, scene.only(permission).await));
    }
    for Form(route, action, needed, visible, then) in FORMS {
        let path = scene.filled(route).await.replace("{action}", action);
        let fields = fields(&scene, &path, visible).await;
        let before = recorded(&scene).await;
        for (person, status) in [
            (&anonymous, StatusCode::UNAUTHORIZED),
            (&scene.outsider, StatusCode::NOT_FOUND),
            (&scene.powerless, StatusCode::FORBIDDEN),
            (scene.without(needed), StatusCode::FORBIDDEN),
        ] {
            assert_eq!(post(person, &path, &fields).await.status, status, "{path}");
        }
        assert_eq!(recorded(&scene).await, before, "{path}: nothing was done");

        let (_, holder) = holders.iter().find(|(permission, _)| *permission == needed).unwrap();
        let done = post(holder, &path, &fields).await;
        let status = if then.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::SEE_OTHER
        };
        let then = scene.filled(then).await;
        assert_eq!(
            (done.status, done.header("location")),
            (status, then.as_str()),
            "{path}: {}",
            done.text()
        );
        assert!(recorded(&scene).await > before, "{path}: it is recorded");
    }
}

/// The number of audit events.
async fn recorded(scene: &Scene) -> usize {
    tamper(&scene.scratch, "select seq from audit_events").await.len()
}
