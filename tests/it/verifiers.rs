//! Verifiers are credentials: bound to accounts and resources, renewed with an overlap, revoked. The operator's commands, and what the
//! answers of verification become. verifiers_page.rs tests the settings.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, FORM_ID, TestApp},
    stored_account::tamper,
    team::{recorded, role, single_value},
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use keydesk::{
    domain::verifiers::verifier::VerifierState,
    server::{
        audit::chains,
        crypto::random,
        jobs,
        verifier_settings::operator::{self, CommandError, NamedVerifier},
    },
};
use serde_json::{Value, json};
use std::time::Duration;

/// The answer in one word: `yes`, the reason, or the status.
fn said(answer: &Answer) -> String {
    if answer.status != StatusCode::OK {
        return answer.status.as_u16().to_string();
    }
    let json = answer.json();
    if json["allowed"] == true {
        "yes".to_owned()
    } else {
        json["reason"].as_str().unwrap().to_owned()
    }
}

async fn ask(app: &TestApp, verifier: &str, question: Value) -> String {
    said(&app.post_verification(verifier, question).await)
}

/// The status of `/v1/authorize`, and its reason.
async fn authorize(app: &TestApp, verifier: &str, path: &str, token: &str) -> (u16, String) {
    let request = Request::get(format!("/v1/authorize{path}"))
        .header("x-keydesk-verifier", verifier.strip_prefix("Bearer ").unwrap())
        .header("x-api-key", token);
    let answer = app.send(request.body(Body::empty()).unwrap()).await;
    (answer.status.as_u16(), answer.header("x-keydesk-reason").to_owned())
}

fn named(name: &str) -> NamedVerifier<'_> {
    NamedVerifier { name, account: None }
}

fn of_account(name: &str) -> NamedVerifier<'_> {
    NamedVerifier {
        name,
        account: Some(ACCOUNT),
    }
}

both! {
    async fn a_verifier_bound_to_an_account_is_unknown_in_all_others(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        app.member(scratch, "other", "bravo", &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        let ours = app.verifier_bound_to("ours", &[ACCOUNT], &[]).await;
        let theirs = app.verifier_bound_to("theirs", &["bravo"], &[]).await;
        let both = app.verifier_bound_to("both", &["bravo", ACCOUNT], &[]).await;
        let none = "Bearer kdv_none";
        let question = json!({ "appKey": key.app_key, "appToken": token });
        for (account, expected) in [
            (None, ["yes", "401", "yes"]),
            (Some(ACCOUNT), ["yes", "401", "yes"]),
            (Some("bravo"), ["401", "account_denied", "account_denied"]),
            (Some("nowhere"), ["401", "401", "401"]),
        ] {
            let mut question = question.clone();
            if let Some(account) = account {
                question["account"] = json!(account);
            }
            for (verifier, expected) in [&ours, &theirs, &both].into_iter().zip(expected) {
                assert_eq!(ask(&app, verifier, question.clone()).await, expected, "{account:?}");
            }
        }
        // Not even the words differ from those for an unknown verifier.
        let [foreign, unknown] = [&theirs, none].map(|verifier| app.post_verification(verifier, question.clone()));
        let (foreign, unknown) = (foreign.await, unknown.await);
        assert_eq!((foreign.status, &foreign.body), (unknown.status, &unknown.body));
        assert_eq!(foreign.header("www-authenticate"), unknown.header("www-authenticate"));
        assert_eq!(authorize(&app, &theirs, "/-/-", &token).await, (401, "unknown_verifier".to_owned()));
        assert_eq!(authorize(&app, &theirs, "/acme/-", &token).await, (401, "unknown_verifier".to_owned()));
        assert_eq!(authorize(&app, &ours, "/-/-", &token).await, (200, String::new()));

        // An unknown key of another account is not told from an existing one.
        for (app_key, expected) in [
            ("appkey-acme-00000000", "401"),
            ("appkey-bravo-00000000", "unknown_key"),
            ("appkey-nowhere-00000000", "401"),
            ("no app key", "unknown_key"),
        ] {
            assert_eq!(ask(&app, &theirs, json!({ "appKey": app_key, "appToken": token })).await, expected, "{app_key}");
            let malformed = json!({ "appKey": app_key, "appToken": "kdt_short", "account": ACCOUNT });
            assert_eq!(ask(&app, &theirs, malformed).await, "401", "a bad token does not hide whose account was asked about");
        }
        assert_eq!(authorize(&app, &theirs, "/-/-", "kdt_short").await.1, "unknown_token", "nobody's token");
        // Asked about its own account, it learns nothing about a key that this account does not have.
        let key = owner.deactivate(&key).await.unwrap();
        for (app_key, token, expected) in [
            (key.app_key.as_str(), token.as_str(), "account_denied"),
            (key.app_key.as_str(), random::token().expose(), "unknown_key"),
            ("appkey-acme-00000000", token.as_str(), "unknown_key"),
        ] {
            let question = json!({ "appKey": app_key, "appToken": token, "account": "bravo" });
            assert_eq!(ask(&app, &theirs, question).await, expected, "{app_key}");
        }
        owner.delete(&key).await.unwrap();
        let in_bravo = json!({ "appKey": key.app_key, "appToken": token, "account": "bravo" });
        assert_eq!(ask(&app, &theirs, in_bravo).await, "unknown_key", "a deleted key is not told either");
        assert_eq!(ask(&app, &theirs, question.clone()).await, "401");
        assert_eq!(ask(&app, &ours, question).await, "key_deleted");
    }

    async fn a_verifier_bound_to_resources_hears_of_no_others(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for name in ["orders.view", "orders.edit", "invoices.view"] {
            owner.post_form("/acme/roles/resources/new", &[("name", name)]).await;
        }
        for (name, resources) in [("Orders", &["orders.view", "orders.edit"][..]), ("Invoices", &["invoices.view"])] {
            let fields: Vec<_> = resources.iter().map(|r| ("resources", *r)).chain([("name", name)]).collect();
            assert_eq!(owner.post_form("/acme/roles/new", &fields).await.status, StatusCode::SEE_OTHER);
        }
        let (orders, invoices) = (role(scratch, "Orders").await, role(scratch, "Invoices").await);
        let generate = async |roles: &[&str], form: &str| {
            let mut fields = vec![("label", "ERP"), ("form_id", form)];
            fields.extend(roles.iter().map(|role| ("roles", *role)));
            let page = owner.post_form("/acme/api-keys/generated/new", &fields).await;
            let url = page.body.split("value=\"").find(|part| part.contains("/credentials/")).unwrap();
            app.stranger().open(url.split('"').next().unwrap()).await.unwrap()
        };
        let (all_key, all_token) = generate(&[&orders, &invoices], FORM_ID).await;
        let (other_key, other_token) = generate(&[&invoices], &FORM_ID.replace('0', "9")).await;
        let verifier = app.verifier_bound_to("orders", &[], &["orders.view", "returns.view"]).await;
        let all = json!({ "appKey": all_key, "appToken": all_token });
        let other = json!({ "appKey": other_key, "appToken": other_token });
        let about = |question: &Value, resource: &str| {
            let mut question = question.clone();
            question["resource"] = json!(resource);
            question
        };
        assert_eq!(ask(&app, &verifier, about(&all, "invoices.view")).await, "401");
        assert_eq!(ask(&app, &verifier, about(&all, "orders.edit")).await, "401");
        assert_eq!(ask(&app, &verifier, about(&all, "returns.view")).await, "resource_denied");
        assert_eq!(ask(&app, &verifier, about(&other, "orders.view")).await, "resource_denied");
        assert_eq!(authorize(&app, &verifier, "/-/invoices.view", &all_token).await.0, 401);
        // Without a resource, the question is about any of its resources.
        assert_eq!(ask(&app, &verifier, other.clone()).await, "resource_denied");
        for question in [all.clone(), about(&all, "orders.view")] {
            let answer = app.post_verification(&verifier, question).await.json();
            assert_eq!((&answer["roles"], &answer["resources"]), (&json!(["Orders"]), &json!(["orders.view"])), "{answer}");
        }
        let answer = app.post_verification(&app.verifier().await, all).await.json();
        assert_eq!(answer["resources"], json!(["invoices.view", "orders.edit", "orders.view"]));
        assert_eq!(answer["roles"], json!(["Invoices", "Orders"]));
    }

    async fn a_renewed_verifier_has_two_secrets_until_the_old_one_is_deleted(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let question = json!({ "appKey": key.app_key, "appToken": token });
        let asks = async |verifier: &str| ask(&app, verifier, question.clone()).await;
        let first = app.verifier_bound_to("gateway", &[ACCOUNT], &[]).await;
        let renew = async || {
            let (_, secret) = operator::renew(&app.state, of_account("gateway")).await?;
            Ok::<_, CommandError>(format!("Bearer {}", secret.expose()))
        };
        assert!(operator::delete_old(&app.state, of_account("gateway")).await.is_err(), "there is no old one");
        let lost = renew().await.unwrap();
        assert_eq!((asks(&first).await, asks(&lost).await), ("yes".to_owned(), "yes".to_owned()));
        jobs::sweep(&app.state).await;
        let refused = renew().await.unwrap_err();
        assert!(refused.to_string().contains("Delete the old secret first"), "{refused}");
        operator::delete_old(&app.state, of_account("gateway")).await.unwrap();
        assert_eq!((asks(&first).await, asks(&lost).await), ("401".to_owned(), "yes".to_owned()));

        // A new secret that was lost before it was used is replaced, and the one in use stays.
        let unused = renew().await.unwrap();
        let again = renew().await.unwrap();
        assert_eq!(asks(&unused).await, "401");
        assert_eq!((asks(&lost).await, asks(&again).await), ("yes".to_owned(), "yes".to_owned()));
        operator::revoke(&app.state, of_account("gateway")).await.unwrap();
        assert_eq!((asks(&lost).await, asks(&again).await), ("401".to_owned(), "401".to_owned()));
        for refused in [renew().await.unwrap_err(), operator::revoke(&app.state, of_account("gateway")).await.unwrap_err()] {
            assert!(matches!(refused, CommandError::NoVerifier(_)), "{refused}");
        }
        assert_eq!(tamper(scratch, "select 1 from verifier_secrets").await.len(), 0, "no secret is left");
        assert_eq!(recorded(scratch, "gateway").await, [
            "verifier_created", "verifier_renewed", "verifier_old_secret_deleted", "verifier_renewed", "verifier_renewed",
            "verifier_revoked",
        ]);
        // The name is free again.
        let next = app.verifier_bound_to("gateway", &[ACCOUNT], &[]).await;
        assert_eq!(asks(&next).await, "yes");
        assert!(chains::verify(&app.state.store).await.unwrap().broken.is_empty());
    }

    async fn the_last_use_is_known_to_the_minute_and_never_goes_back(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let verifier = app.verifier().await;
        let last_used = async || {
            jobs::sweep(&app.state).await;
            let all = operator::list(&app.state).await.unwrap();
            all[0].last_used_at
        };
        assert_eq!(last_used().await, None);
        let use_it = async || assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
        use_it().await;
        let first = app.state.clock.now();
        assert_eq!(last_used().await, Some(first));
        app.state.clock.advance(Duration::from_secs(30));
        use_it().await;
        assert_eq!(last_used().await, Some(first), "written once a minute");
        app.state.clock.advance(Duration::from_secs(30));
        assert_eq!(last_used().await, Some(first), "nobody asked");
        use_it().await;
        let second = app.state.clock.now();
        assert_eq!(last_used().await, Some(second));
        // A renewal keeps it, and the new secret has none.
        operator::renew(&app.state, named("test")).await.unwrap();
        let used = single_value(scratch, "select cast(count(last_used_at) as text) from verifier_secrets").await;
        assert_eq!((last_used().await, used.as_str()), (Some(second), "1"));
    }

    async fn a_use_that_cannot_be_recorded_is_recorded_later(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let first = app.verifier().await;
        let newest = operator::renew(&app.state, named("test")).await.unwrap();
        let newest = format!("Bearer {}", newest.1.expose());
        for verifier in [&first, &newest] {
            assert_eq!(app.verify(verifier, key.app_key.as_str(), &token).await, "yes");
        }
        tamper(scratch, "alter table verifier_secrets rename to away").await;
        jobs::sweep(&app.state).await;
        tamper(scratch, "alter table away rename to verifier_secrets").await;
        jobs::sweep(&app.state).await;
        let used = single_value(scratch, "select cast(count(last_used_at) as text) from verifier_secrets").await;
        assert_eq!(used, "2");
        let refused = operator::renew(&app.state, named("test")).await.unwrap_err();
        assert!(refused.to_string().contains("Delete the old secret first"), "{refused}");
    }

    async fn a_command_finds_its_verifier_whoever_has_the_same_name(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        app.member(scratch, "other", "bravo", &[]).await;
        let of_operator = app.verifier_named("gateway").await;
        app.verifier_bound_to("gateway", &[ACCOUNT], &[]).await;
        app.verifier_bound_to("edge", &[ACCOUNT], &[]).await;
        app.verifier_bound_to("edge", &["bravo"], &[]).await;
        let valid = async || {
            let all = operator::list(&app.state).await.unwrap();
            let valid = all.into_iter().filter(|verifier| matches!(verifier.state, VerifierState::Valid { .. }));
            valid.map(|verifier| (verifier.name, verifier.managed_by.is_some(), verifier.id)).collect::<Vec<_>>()
        };
        // A name alone is the operator's own verifier.
        let (renewed, _) = operator::renew(&app.state, named("gateway")).await.unwrap();
        assert_eq!(renewed.managed_by, None);
        operator::revoke(&app.state, named("gateway")).await.unwrap();
        assert_eq!(ask(&app, &of_operator, json!({})).await, "401");
        assert_eq!(valid().await.iter().filter(|(name, ..)| name == "gateway").count(), 1, "that of the account stays");
        let again = operator::revoke(&app.state, named("gateway")).await.unwrap_err().to_string();
        assert!(again.ends_with("Say which: --account acme."), "{again}");
        let several = operator::revoke(&app.state, named("edge")).await.unwrap_err().to_string();
        assert!(several.ends_with("Say which: --account acme or --account bravo."), "{several}");
        operator::revoke(&app.state, of_account("gateway")).await.unwrap();
        let ids: Vec<_> = valid().await.into_iter().map(|(_, _, id)| id).collect();
        let wrong = NamedVerifier { name: ids[0].as_str(), account: Some("nowhere") };
        assert!(matches!(operator::revoke(&app.state, wrong).await, Err(CommandError::NoAccount(_))));
        operator::revoke(&app.state, named(ids[0].as_str())).await.unwrap();
        assert_eq!(valid().await.iter().map(|(_, _, id)| id).collect::<Vec<_>>(), [&ids[1]]);
        let unknown = operator::revoke(&app.state, named(ids[0].as_str())).await.unwrap_err();
        assert!(unknown.to_string().contains("keydesk verifier list"), "{unknown}");
    }

    async fn names_of_earlier_versions_are_found_in_any_form(scratch) {
        let app = TestApp::on(scratch).await;
        let (composed, decomposed) = ("Caf\u{e9}", "Cafe\u{301}");
        app.verifier_named(composed).await;
        tamper(scratch, &format!("update verifiers set name = ' {decomposed}'")).await;
        for name in [composed, decomposed] {
            let (renewed, _) = operator::renew(&app.state, named(name)).await.unwrap();
            assert_eq!(renewed.name.trim(), decomposed);
        }
        // Beside one with the name in today's form, each is found by its own.
        app.verifier_named(composed).await;
        tamper(scratch, &format!("update verifiers set name = '{decomposed}' where name like ' %'")).await;
        for name in [composed, decomposed] {
            assert_eq!(operator::revoke(&app.state, named(name)).await.unwrap().name, name);
        }
    }

    async fn only_operators_make_verifiers_for_several_accounts(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        app.member(scratch, "other", "bravo", &[]).await;
        let create = async |name: &str, accounts: &[&str], resources: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            operator::create(&app.state, name, &owned(accounts), &owned(resources)).await.map(|_| ())
        };
        for (name, accounts, resources, sentence) in [
            ("x", &["nowhere"][..], &[][..], "There is no account named \"nowhere\"."),
            ("x", &["Acme"], &[], "There is no account named \"Acme\"."),
            ("x", &[], &["Orders"], "no name of a resource"),
            (" ", &[], &[], "Enter a name"),
            ("a\u{7}b", &[], &[], "control character"),
        ] {
            let refused = create(name, accounts, resources).await.unwrap_err();
            assert!(refused.to_string().contains(sentence), "{refused}");
        }
        create("gateway", &[], &[]).await.unwrap();
        let taken = create("gateway", &[], &[]).await.unwrap_err();
        assert_eq!(taken.to_string(), "A verifier named \"gateway\" already exists. Choose another name.");
        create("gateway", &["acme", "bravo"], &[]).await.unwrap_err();
        // Each account has names of its own.
        create("gateway", &["acme"], &["orders.view"]).await.unwrap();
        create("gateway", &["bravo"], &[]).await.unwrap();
        let of = |account| NamedVerifier { name: "gateway", account: Some(account) };
        operator::revoke(&app.state, of("bravo")).await.unwrap();
        assert!(operator::revoke(&app.state, of("bravo")).await.is_err());
        let left = operator::list(&app.state).await.unwrap();
        let states: Vec<_> = left.iter().map(|v| (v.scope.accounts.is_some(), v.scope.resources.is_some())).collect();
        assert_eq!((states.len(), states.contains(&(false, false)), states.contains(&(true, true))), (3, true, true));
        let chain = "select 1 from audit_events where action = 'verifier_created' and chain = ''";
        assert_eq!(tamper(scratch, chain).await.len(), 1, "the operator's verifier is recorded for the installation");
    }

    async fn verifiers_of_earlier_versions_may_ask_about_everything(scratch) {
        let app = TestApp::on(scratch).await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        let verifier = app.verifier().await;
        app.state.store.close().await;
        // The tables as version 13 left them, with the verifier in them.
        for statement in [
            "create table verifiers_old as select v.id, v.name, s.secret_hash, v.created_at from verifiers v join verifier_secrets s on s.verifier_id = v.id",
            "drop table verifier_resources",
            "drop table verifier_accounts",
            "drop table verifier_secrets",
            "drop table verifiers",
            "create table verifiers (id text primary key, name text not null unique, secret_hash text not null unique, created_at bigint not null)",
            "insert into verifiers select id, name, secret_hash, created_at from verifiers_old",
            "drop table verifiers_old",
            "delete from _sqlx_migrations where version = 15",
        ] {
            tamper(scratch, statement).await;
        }
        let app = TestApp::on(scratch).await;
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
        let all = operator::list(&app.state).await.unwrap();
        assert_eq!((all.len(), all[0].name.as_str(), all[0].managed_by.is_none()), (1, "test", true));
    }
}
