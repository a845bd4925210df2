//! What the page of a key tells of its tokens and their use: enough to decide a rotation there.

use super::{decision::Renewing, settle};
use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, Person, TestApp},
    languages::assert_says,
    stored_account::tamper,
    team::role,
};
use keydesk::{
    domain::{
        id::Id,
        keys::{
            choice::{DeleteOld, QuietDays},
            key::Key,
        },
        time::days,
    },
    views::wire::{EditInput, Password, RestrictionsInput},
};
use serde_json::json;
use std::time::Duration;

fn path(key: &Key) -> String {
    format!("/{ACCOUNT}/api-keys/generated/{}", key.id)
}

/// The text of a key's page.
async fn page_text(person: &Person, key: &Key) -> String {
    person.get(&path(key)).await.text()
}

fn assert_contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// A key of `acme` that `bravo` has as an external one, used through the operator's verifier and through one of `bravo`.
struct Shared {
    app: TestApp,
    owner: Person,
    key: Key,
    token: String,
    verifier: String,
}

impl Shared {
    async fn on(scratch: &Scratch) -> Self {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let all = ["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"];
        let member = app.member(scratch, "bravos", "bravo", &all).await;
        let insert = "insert into roles (id, account_id, name, predefined, created_at) values ('role-orders', 'account-bravo', 'Orders', 0, 0)";
        tamper(scratch, insert).await;
        let fields = [("app_key", key.app_key.as_str()), ("roles", "role-orders")];
        let added = member.post_form("/bravo/api-keys/external/new", &fields).await;
        assert_eq!(
            added.header("location"),
            "/bravo/api-keys/external?done=external-added",
            "{}",
            added.body
        );
        let verifier = app.verifier_named("Orders gateway").await;
        let foreign = app.verifier_bound_to("Bravo's gateway", &["bravo"], &[]).await;
        let shared = Self {
            app,
            owner,
            key,
            token,
            verifier,
        };
        shared.send(&shared.verifier, ACCOUNT, "10.0.0.7").await;
        shared.send(&foreign, "bravo", "10.9.9.9").await;
        settle(&shared.app.state).await;
        shared
    }

    async fn send(&self, verifier: &str, account: &str, ip: &str) {
        let (key, token) = (&self.key.app_key, &self.token);
        let question = json!({ "appKey": key, "appToken": token, "account": account, "clientIp": ip });
        self.app.post_verification(verifier, question).await;
    }

    async fn page_in(&self, language: &str) -> Answer {
        self.owner.again().await.get_accepting(language, &path(&self.key)).await
    }
}

both! {
    async fn the_page_tells_the_facts_about_the_old_token(scratch) {
        let this = Renewing::on(scratch).await;
        for _ in 0..4 {
            this.send(&this.old).await;
        }
        this.app.state.clock.advance(Duration::from_mins(4));
        this.send(&this.old).await;
        // What this node has counted is on the page before any job ran.
        let text = page_text(&this.owner, &this.key).await;
        assert_contains(&text, &[
            "First used on 22 Nov 2026, 12:00 UTC",
            "Last used just now",
            "The old token was used 5 times in the last 24 hours, last just now from 10.0.0.7.",
            // Only one token of two was used: which one?
            "10.0.0.7Old token",
            "Only the last 10 pairs of address and verifier are kept for each token.",
        ]);
        assert!(!text.contains("Safe to delete") && !text.contains("10.0.0.7New token"), "{text}");
        settle(&this.app.state).await;
        this.days_pass(7).await;
        this.app.state.clock.advance(days(10));
        let text = page_text(&this.owner.again().await, &this.key).await;
        assert_contains(&text, &["Safe to delete: the old token has not been used for at least 7 days, and the new one is in use."]);
    }

    async fn charts_beside_each_other_compare_and_their_days_are_in_utc(scratch) {
        let this = Renewing::on(scratch).await;
        for (token, times) in [(&this.old, 4), (&this.new, 2)] {
            for _ in 0..times {
                this.send(token).await;
            }
        }
        settle(&this.app.state).await;
        let page = this.owner.get(&path(&this.key)).await;
        // The bars of the current hour and day: four requests in full height, two in half of it.
        for bar in ["M231 48V0h8V48z", "M231 48V24h8V48z", "M891 48V0h8V48z", "M891 48V24h8V48z"] {
            assert!(page.body.contains(bar), "{bar} is not in {}", page.body);
        }
        assert_contains(&page.text(), &["Requests are recorded since 22 Nov 2026 (UTC).", "Day (UTC)RequestsDenied22 Nov 2026"]);
        assert!(!page.body.contains("2026-11-22T00:00"), "scripts would move the day into another zone: {}", page.body);
    }

    async fn denials_are_told_by_token(scratch) {
        let this = Renewing::on(scratch).await;
        let inactive = EditInput {
            label: "ERP".to_owned(),
            roles: vec![],
            restrictions: RestrictionsInput::default(),
            active: false,
            in_use: true,
            password: Password::default(),
        };
        let key = this.owner.edit(&this.key, inactive).await.unwrap();
        for token in [&this.old, &this.old, &this.old, &this.new] {
            this.send(token).await;
        }
        this.app.verify(&this.verifier, key.app_key.as_str(), keydesk::server::crypto::random::token().expose()).await;
        let text = page_text(&this.owner, &key).await;
        assert_contains(&text, &["The key was inactiveNew token1", "The key was inactiveOld token3"]);
        let single = this.owner.delete_old(&key).await.unwrap();
        let text = page_text(&this.owner, &single).await;
        assert_contains(&text, &["The key was inactive1"]);
    }

    async fn everybody_who_sees_the_page_is_told_that_the_old_token_goes(scratch) {
        let this = Renewing::on(scratch).await;
        let viewer = this.app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        let form = ["Delete it when unused for days:", "Keep it until I delete it"];
        let plan = "The old token is deleted once it has not been used for 3 days.";
        let text = page_text(&viewer, &this.key).await;
        assert!(!text.contains(plan) && !text.contains(form[0]), "{text}");
        let planned = this.owner.complete(&this.key, DeleteOld::WhenUnused(QuietDays::new(3).unwrap())).await.unwrap();
        let text = page_text(&viewer, &planned).await;
        assert!(text.contains(plan) && !text.contains(form[1]), "{text}");
        assert_contains(&page_text(&this.owner, &planned).await, &[plan, form[1]]);
    }

    async fn the_page_names_roles_accounts_and_the_verifiers_that_the_account_may_know(scratch) {
        let shared = Shared::on(scratch).await;
        let owner = &shared.owner;
        let edit = EditInput {
            label: "ERP".to_owned(),
            roles: vec![Id::new(role(scratch, "Owner (Admin Super)").await)],
            restrictions: RestrictionsInput::default(),
            active: true,
            in_use: true,
            password: Password::default(),
        };
        let key = owner.edit(&shared.key, edit).await.unwrap();
        let text = page_text(owner, &key).await;
        assert_contains(&text, &[
            "RolesOwner (Admin Super)", "Also has access to: bravo", "10.0.0.7Orders gateway1", "10.9.9.9A verifier of another account1",
        ]);
        assert!(!text.contains("Bravo's gateway") && !text.contains("Bravo&#39;s"), "{text}");
        // The verifiers of its dead tokens, too.
        owner.delete(&key).await.unwrap();
        shared.app.state.clock.advance(Duration::from_mins(1));
        shared.send(&shared.verifier, ACCOUNT, "10.0.0.8").await;
        settle(&shared.app.state).await;
        assert_contains(&page_text(owner, &key).await, &["Sent once since then, just now. From 10.0.0.8.Orders gateway"]);
    }

    async fn the_page_names_all_addresses_from_which_a_key_may_be_used(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let networks = ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "2001:db8::/32"];
        let restrictions = RestrictionsInput { networks: Some(networks.join("\n")), ..RestrictionsInput::default() };
        let key = owner.generate_with("ERP", restrictions).await.unwrap().key;
        assert_contains(&page_text(&owner, &key).await, &[&format!("Only from {}", networks.join(", "))]);
        let list = owner.get(&format!("/{ACCOUNT}/api-keys/generated")).await.text();
        assert_contains(&list, &["Only from 10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24 and 2 more"]);
    }

    async fn the_page_is_in_the_readers_language(scratch) {
        let shared = Shared::on(scratch).await;
        assert_says(&shared.page_in("pt-BR").await, &[
            "As solicitações são registradas desde ", "Usado pela primeira vez em ", "Dia (UTC)", "Um verificador de outra conta",
            "De cada token são mantidos apenas os últimos 10 pares", "Também tem acesso a: bravo", "Todos os eventos desta chave",
        ]);
        assert_says(&shared.page_in("es-MX").await, &[
            "Las solicitudes se registran desde el ", "Usado por primera vez el ", "Día (UTC)", "Un verificador de otra cuenta",
            "De cada token solo se conservan los últimos 10 pares", "También tiene acceso a: bravo", "Todos los eventos de esta clave",
        ]);
    }
}
