//! Pages do not offer what the user may not do.

use super::scene::Scene;
use crate::support::app::at;
use axum::http::StatusCode;
use keydesk::domain::people::permission::{
    Permission,
    Permission::{AuditView, KeysEdit, KeysRenew, KeysView, RolesManage, SettingsEdit, UsersManage},
};
use strum::VariantArray;

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
async fn pages_do_not_offer_forbidden_actions() {
    let scene = Scene::set().await;
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
        let hidden = scene.without(permission).get(page).await;
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
