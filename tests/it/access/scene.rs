//! An account with one of everything, and its members.

use crate::support::{
    Scratch,
    app::{ACCOUNT, FORM_ID, Person, TestApp, app},
    team::{all_but, role, single_value},
};
use axum::http::StatusCode;
use keydesk::domain::people::permission::Permission;
use strum::VariantArray;

/// An account with a key that has a notice, an external key, a user, a pending invitation, a role, a resource and a
/// verifier.
pub struct Scene {
    pub app: TestApp,
    pub scratch: Scratch,
    pub owner: Person,
    /// A member of another account only, with all permissions there.
    pub outsider: Person,
    /// A member without permissions.
    pub powerless: Person,
    /// For each permission, a member who has all others.
    pub without: Vec<(Permission, Person)>,
    /// The names in braces of the routes, except `{action}` and `{invitation}`, with the values that exist.
    ids: Vec<(&'static str, String)>,
}

/// The resource of the account's own.
pub const RESOURCE: &str = "orders.view";

impl Scene {
    pub async fn set() -> Self {
        let (scratch, app) = app(&[]).await;
        let owner = app.owner().await;
        let link = owner.generate("ERP").await.unwrap();
        app.stranger().open(&link.url).await.unwrap();
        let again = app.stranger().open(&link.url).await.expect_err("opened before");
        assert_eq!(again.status, StatusCode::GONE);

        let outsider = app.member(&scratch, "outsider", "bravo", &all_but(&[])).await;
        let generated = outsider
            .post_form(
                "/bravo/api-keys/generated/new",
                &[("label", "Partner"), ("form_id", FORM_ID)],
            )
            .await;
        assert_eq!(generated.status, StatusCode::OK, "{}", generated.body);
        let external = single_value(&scratch, "select id from api_keys where label = 'Partner'").await;
        let app_key = single_value(&scratch, "select app_key from api_keys where label = 'Partner'").await;
        let powerless = app.member(&scratch, "powerless", ACCOUNT, &[]).await;
        app.member(&scratch, "spare", ACCOUNT, &[]).await;
        for (path, fields) in [
            ("/acme/api-keys/external/new", &[("app_key", app_key.as_str())][..]),
            ("/acme/roles/resources/new", &[("name", RESOURCE)]),
            ("/acme/roles/new", &[("name", "Free")]),
        ] {
            let answer = owner.post_form(path, fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
        }
        owner.invite("invited@acme.example", &["role-powerless"]).await;
        app.verifier_bound_to("gateway", &[ACCOUNT], &[]).await;
        let ids = vec![
            ("{account}", ACCOUNT.to_owned()),
            ("/external/{key}", format!("/external/{external}")),
            ("{key}", link.key.id.to_string()),
            ("{external app key}", app_key),
            ("{user}", "user-spare".to_owned()),
            ("{role}", role(&scratch, "Free").await),
            ("{resource}", RESOURCE.to_owned()),
            ("{verifier}", single_value(&scratch, "select id from verifiers").await),
        ];
        let mut scene = Self {
            app,
            scratch,
            owner,
            outsider,
            powerless,
            without: Vec::new(),
            ids,
        };
        for &permission in Permission::VARIANTS {
            let person = scene.member("without", permission, &all_but(&[permission])).await;
            scene.without.push((permission, person));
        }
        scene
    }

    /// A member who has only this permission.
    pub async fn only(&self, permission: Permission) -> Person {
        self.member("only", permission, &[permission.resource()]).await
    }

    async fn member(&self, word: &str, permission: Permission, resources: &[&str]) -> Person {
        let name = format!("{word}-{permission:?}").to_lowercase();
        self.app.member(&self.scratch, &name, ACCOUNT, resources).await
    }

    /// The member who has all other permissions.
    pub fn without(&self, permission: Permission) -> &Person {
        let found = self.without.iter().find(|(missing, _)| *missing == permission);
        &found.expect("one for each permission").1
    }

    /// A text of an expectation, with ids that exist in place of the names in braces.
    pub async fn filled(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, id) in &self.ids {
            filled = filled.replace(name, id);
        }
        if filled.contains("{invitation}") {
            let id = single_value(&self.scratch, "select id from invitations where state = 'pending'").await;
            filled = filled.replace("{invitation}", &id);
        }
        filled
    }
}
