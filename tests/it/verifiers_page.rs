//! Verifiers in the settings of an account. verifiers.rs tests what they may ask, and the commands.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, FORM_ID, Person, TestApp},
    stored_account::tamper,
    team::{recorded, single_value},
};
use axum::http::StatusCode;
use keydesk::server::jobs;
use serde_json::json;
use std::time::Duration;

const SETTINGS: &str = "/acme/api-keys/settings";
const NEW: &str = "/acme/api-keys/settings/verifiers/new";

/// The secret that a page shows, as an `Authorization` header.
fn secret(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let at = answer.body.find("kdv_").expect("a secret");
    format!("Bearer {}", &answer.body[at..at + 53])
}

async fn create(person: &Person, name: &str, resources: &[&str]) -> Answer {
    let mut fields = vec![("name", name)];
    fields.extend(resources.iter().map(|resource| ("resources", *resource)));
    person.post_form(NEW, &fields).await
}

/// The path of a form about the verifier with this name.
async fn path(scratch: &Scratch, name: &str, step: &str) -> String {
    let found = format!("select id from verifiers where name = '{name}' and revoked_at is null");
    format!("{SETTINGS}/verifiers/{}/{step}", single_value(scratch, &found).await)
}

/// Posts a form as its page offers it.
async fn post(person: &Person, path: &str, more: &[(&str, &str)]) -> Answer {
    let page = person.get(path).await;
    let (seen, form_id) = (page.seen(), page.hidden("form_id").unwrap_or_default());
    let fields: Vec<_> = [("seen", seen.as_str()), ("form_id", form_id.as_str())]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    person.post_form(path, &fields).await
}

both! {
    async fn a_verifier_is_created_renewed_and_revoked_in_the_settings(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let asks = async |verifier: &str| {
            let question = json!({ "appKey": key.app_key, "appToken": token });
            app.post_verification(verifier, question).await.status.as_u16()
        };
        assert!(owner.get(SETTINGS).await.text().contains("None yet. Create one for each gateway or service"));
        let made = create(&owner, "Gateway East", &[]).await;
        assert_eq!(made.header("cache-control"), "no-store, no-transform");
        assert!(!made.body.contains("wasm") && made.text().contains("It is shown only once."));
        let first = secret(&made);
        assert_eq!(asks(&first).await, 200);
        jobs::sweep(&app.state).await;
        let list = owner.get(SETTINGS).await;
        assert!(list.text().contains("Gateway East") && list.text().contains("just now") && list.text().contains("All resources"));
        assert!(!list.body.contains("kdv_"), "a secret is shown once");

        app.state.clock.advance(Duration::from_mins(5));
        let renewed = post(&owner, &path(scratch, "Gateway East", "renew").await, &[]).await;
        let second = secret(&renewed);
        assert_eq!((asks(&first).await, asks(&second).await), (200, 200));
        let list = owner.get(SETTINGS).await.text();
        assert!(list.contains("Old secret still valid") && list.contains("last used 5 minutes ago"), "{list}");
        // The form knows uses that are not written down yet.
        let form = owner.get(&path(scratch, "Gateway East", "delete-old-secret").await).await.text();
        assert!(form.contains("The old secret was last used just now.") && form.contains("The new secret was last used just now."), "{form}");
        let refused = owner.get(&path(scratch, "Gateway East", "renew").await).await;
        assert!(refused.text().contains("Delete the old secret first") && !refused.body.contains("name=\"seen\""));

        let deleted = post(&owner, &path(scratch, "Gateway East", "delete-old-secret").await, &[]).await;
        assert_eq!(deleted.header("location"), "/acme/api-keys/settings?done=verifier-old-secret-deleted", "{}", deleted.body);
        assert_eq!((asks(&first).await, asks(&second).await), (401, 200));
        let revoke = path(scratch, "Gateway East", "revoke").await;
        let asked = owner.get(&revoke).await;
        assert!(asked.text().contains("whatever uses this verifier gets no more answers"), "{}", asked.text());
        assert_eq!(asks(&second).await, 200, "looking changes nothing");
        assert_eq!(post(&owner, &revoke, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(asks(&second).await, 401);
        assert_eq!(owner.get(&revoke).await.status, StatusCode::NOT_FOUND);
        assert!(owner.get(SETTINGS).await.text().contains("Revoked"));
        app.state.clock.advance(Duration::from_hours(31 * 24));
        assert!(!owner.again().await.get(SETTINGS).await.text().contains("Gateway East"));
        assert_eq!(recorded(scratch, "Gateway East").await, ["verifier_created", "verifier_renewed", "verifier_old_secret_deleted", "verifier_revoked"]);
        let log = owner.again().await.get("/acme/audit?action=verifier_revoked").await;
        assert!(log.text().contains("Revoked a verifier"), "{}", log.text());
    }

    async fn a_form_that_is_sent_twice_makes_one_secret(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let fields = [("name", "Gateway"), ("form_id", FORM_ID)];
        let (first, again) = (owner.post_form(NEW, &fields).await, owner.post_form(NEW, &fields).await);
        assert_eq!(secret(&first), secret(&again));
        let other = owner.post_form(NEW, &[("name", "Other"), ("form_id", FORM_ID)]).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        let renew = path(scratch, "Gateway", "renew").await;
        let page = owner.get(&renew).await;
        let (seen, id) = (page.seen(), page.form_id());
        let fields = [("seen", seen.as_str()), ("form_id", id.as_str())];
        let (first, again) = (owner.post_form(&renew, &fields).await, owner.post_form(&renew, &fields).await);
        assert_eq!(secret(&first), secret(&again));
        assert_eq!(tamper(scratch, "select 1 from verifier_secrets").await.len(), 2);
        // Revoking voids the answer.
        post(&owner, &path(scratch, "Gateway", "revoke").await, &[]).await;
        assert!(!owner.post_form(&renew, &fields).await.body.contains("kdv_"));
    }

    async fn bad_input_is_refused_and_changes_nothing(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        secret(&create(&owner, "Gateway", &[]).await);
        let long = "x".repeat(101);
        for (name, resources, sentence) in [
            ("", &[][..], "Enter a name for the verifier."),
            (&long, &[], "Use at most 100 characters"),
            ("a\u{202e}b", &[], "Remove the invisible control character"),
            ("Gateway", &[], "A verifier has this name already."),
            (" Gateway ", &[], "A verifier has this name already."),
            ("Other", &["orders.view"], "The resource orders.view no longer exists."),
            ("Other", &["keydesk.keys.view"], "no longer exists"),
        ] {
            let refused = create(&owner, name, resources).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.text().contains(sentence) && !refused.body.contains("kdv_"), "{name}: {}", refused.text());
        }
        let stale = owner.post_form(&path(scratch, "Gateway", "revoke").await, &[("seen", "7")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text().contains("was changed in the meantime"));
        let early = post(&owner, &path(scratch, "Gateway", "renew").await, &[]).await;
        secret(&early);
        let early = owner.get(&path(scratch, "Gateway", "renew").await).await;
        assert!(early.text().contains("The new secret was never used. It is replaced"), "{}", early.text());
        for step in ["explode", "delete"] {
            let path = path(scratch, "Gateway", step).await;
            assert_eq!(owner.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for id in ["0", "00000000000000000000"] {
            assert_eq!(owner.get(&format!("{SETTINGS}/verifiers/{id}/revoke")).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(tamper(scratch, "select 1 from verifiers").await.len(), 1);
    }

    async fn every_change_asks_for_the_password_after_a_while(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.post_form("/acme/roles/resources/new", &[("name", "orders.view")]).await;
        secret(&create(&owner, "Gateway", &[]).await);
        secret(&post(&owner, &path(scratch, "Gateway", "renew").await, &[]).await);
        let before = tamper(scratch, "select 1 from audit_events").await.len();
        app.state.clock.advance(Duration::from_mins(31));
        let refused = create(&owner, "Other", &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("type=\"password\""));
        for (step, more) in [("edit", &[("resources", "orders.view")][..]), ("renew", &[]), ("delete-old-secret", &[]), ("revoke", &[])] {
            let path = path(scratch, "Gateway", step).await;
            let refused = post(&owner, &path, more).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{step}");
            assert!(refused.body.contains("type=\"password\"") && !refused.body.contains("kdv_"), "{step}");
        }
        assert_eq!(tamper(scratch, "select 1 from audit_events").await.len(), before);
        let with = [("password", crate::support::app::PASSWORD)];
        assert_eq!(post(&owner, &path(scratch, "Gateway", "revoke").await, &with).await.status, StatusCode::SEE_OTHER);
    }

    async fn the_binding_to_resources_is_edited_and_counts_at_once(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        for name in ["orders.view", "orders.edit"] {
            owner.post_form("/acme/roles/resources/new", &[("name", name)]).await;
        }
        let verifier = secret(&create(&owner, "Gateway", &["orders.edit"]).await);
        let about = async |resource: &str| {
            let question = json!({ "appKey": key.app_key, "appToken": token, "resource": resource });
            app.post_verification(&verifier, question).await.status.as_u16()
        };
        assert_eq!((about("orders.view").await, about("orders.edit").await), (401, 200));
        let edit = path(scratch, "Gateway", "edit").await;
        let saved = post(&owner, &edit, &[("resources", "orders.view"), ("resources", "orders.view")]).await;
        assert_eq!(saved.header("location"), "/acme/api-keys/settings?done=verifier-saved", "{}", saved.body);
        assert_eq!((about("orders.view").await, about("orders.edit").await), (200, 401));
        // A deleted resource stays in the binding until it is taken out: an empty binding would allow all.
        assert_eq!(owner.post_form("/acme/roles/resources/orders.view/delete", &[]).await.status, StatusCode::SEE_OTHER);
        let form = owner.get(&edit).await;
        assert!(form.text().contains("This resource was deleted."), "{}", form.text());
        assert_eq!((about("orders.view").await, about("orders.edit").await), (200, 401));
        assert_eq!(post(&owner, &edit, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!((about("orders.view").await, about("invoices.view").await), (200, 200));
        let same = post(&owner, &edit, &[]).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER);
        let log = owner.get("/acme/audit?action=verifier_edited").await.text();
        assert!(log.contains("Added: orders.view") && log.contains("Removed: orders.edit"), "{log}");
        assert!(log.contains("Resources: orders.view → all") && !log.contains("Removed: orders.view"), "{log}");
        assert_eq!(recorded(scratch, "Gateway").await.len(), 3, "no change is no event");
    }

    async fn an_account_sees_who_may_ask_about_it_and_changes_only_its_own(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let other = app.member(scratch, "other", "bravo", &["keydesk.settings.edit", "keydesk.keys.view"]).await;
        secret(&create(&owner, "Ours", &[]).await);
        app.verifier_named("Everywhere").await;
        app.verifier_bound_to("Shared", &[ACCOUNT, "bravo"], &[]).await;
        app.verifier_bound_to("Theirs", &["bravo"], &[]).await;
        app.verifier_bound_to("By command", &[ACCOUNT], &[]).await;
        let list = owner.get(SETTINGS).await;
        for (name, is_own) in [("Ours", true), ("By command", true), ("Everywhere", false), ("Shared", false)] {
            let revoke = path(scratch, name, "revoke").await;
            assert!(list.text().contains(name), "{name}");
            assert_eq!(list.body.contains(&revoke), is_own, "{name}");
            let expected = if is_own { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(owner.get(&revoke).await.status, expected, "{name}");
        }
        assert!(list.text().contains("All accounts") && list.text().contains("Several accounts"));
        assert!(!list.text().contains("Theirs") && !list.text().contains("bravo"), "{}", list.text());
        let theirs = path(scratch, "Theirs", "revoke").await;
        assert_eq!(owner.get(&theirs).await.status, StatusCode::NOT_FOUND);
        for name in ["Ours", "Everywhere", "Shared"] {
            for step in ["edit", "renew", "delete-old-secret", "revoke"] {
                let there = path(scratch, name, step).await.replace("acme", "bravo");
                assert_eq!(other.get(&there).await.status, StatusCode::NOT_FOUND, "{name}");
                assert_eq!(other.post_form(&there, &[("seen", "1")]).await.status, StatusCode::NOT_FOUND, "{name}");
            }
        }
        assert_eq!(tamper(scratch, "select 1 from verifiers where revoked_at is not null or version > 1").await.len(), 0);
    }

    async fn verifiers_are_shown_in_the_language_of_the_browser(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        secret(&create(&owner, "Gateway", &[]).await);
        secret(&post(&owner, &path(scratch, "Gateway", "renew").await, &[]).await);
        for (language, sentences) in [
            ("pt-BR", ["Verificadores", "Segredo antigo ainda válido", "Todos os recursos", "nunca usado"]),
            ("es", ["Verificadores", "Secreto antiguo aún válido", "Todos los recursos", "nunca usado"]),
        ] {
            let page = owner.get_accepting(language, SETTINGS).await.text();
            for sentence in sentences {
                assert!(page.contains(sentence), "{sentence}: {page}");
            }
            for word in ["Verifier", "Old secret", "Never", "Renew<", "Revoke<"] {
                assert!(!page.contains(word), "{word}: {page}");
            }
        }
        let form = owner.get_accepting("es", &path(scratch, "Gateway", "delete-old-secret").await).await.text();
        assert!(form.contains("El nuevo secreto nunca se usó. Si eliminas el antiguo ahora"), "{form}");
        let refused = owner.post_accepting("pt-BR", NEW, &[("name", "Gateway")]).await.text();
        assert!(refused.contains("Já existe um verificador com este nome."), "{refused}");
    }
}
