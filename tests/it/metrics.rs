//! The numbers for Prometheus, and `/readyz`.

use crate::support::{
    Database, Scratch,
    app::{EMAIL, PASSWORD, TestApp},
};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use keydesk::{domain::time::days, server::jobs, web::metrics};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use tower::ServiceExt;

async fn get(app: &TestApp, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = metrics::router(app.state.clone()).oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The numbers by metric and labels, as they are written.
async fn numbers(app: &TestApp) -> HashMap<String, f64> {
    let (status, text) = get(app, "/metrics").await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.ends_with("# EOF\n"), "{text}");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
        .collect()
}

both! {
    async fn the_memory_has_no_age_before_it_is_read(scratch) {
        let app = TestApp::on(scratch).await;
        assert!(numbers(&app).await["keydesk_memory_age_seconds"].is_nan());
    }

    async fn what_never_happened_is_told_as_zero(scratch) {
        let app = TestApp::on(scratch).await;
        let found = numbers(&app).await;
        for outcome in ["signed_in", "code_asked", "refused", "too_many", "failed"] {
            let name = format!(r#"keydesk_sign_ins_total{{outcome="{outcome}"}}"#);
            assert_eq!(found.get(&name), Some(&0.0), "{name}: {found:#?}");
        }
        for job in ["count_uses", "expire_links", "maintain_database"] {
            for outcome in ["succeeded", "failed"] {
                let name = format!(r#"keydesk_job_runs_total{{job="{job}",outcome="{outcome}"}}"#);
                assert_eq!(found.get(&name), Some(&0.0), "{name}: {found:#?}");
            }
        }
        assert!(!found.keys().any(|name| name.starts_with("keydesk_job_last_success")));
        jobs::sweep(&app.state).await;
        let after = numbers(&app).await;
        let jobs = |numbers: &HashMap<String, f64>| -> BTreeSet<String> {
            numbers.keys().filter(|name| name.starts_with("keydesk_job_runs")).cloned().collect()
        };
        assert_eq!(jobs(&found), jobs(&after), "all jobs were there before they ran");
    }

    async fn numbers_tell_what_was_asked_and_what_there_is(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        owner.generate("CRM").await.unwrap();
        let verifier = app.verifier().await;
        assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
        app.verify(&verifier, key.app_key.as_str(), "kdt_wrong").await;
        app.post_verification("Bearer wrong", json!({})).await;
        for password in [PASSWORD, "another password"] {
            app.stranger().post_form("/login", &[("email", EMAIL), ("password", password)]).await;
        }
        jobs::sweep(&app.state).await;

        let found = numbers(&app).await;
        for (name, expected) in [
            (r#"keydesk_verifications_total{verdict="allowed"}"#, 1.0),
            (r#"keydesk_verifications_total{verdict="unknown_token"}"#, 1.0),
            (r#"keydesk_verifications_total{verdict="unknown_verifier"}"#, 1.0),
            (r#"keydesk_verifications_total{verdict="key_expired"}"#, 0.0),
            (r#"keydesk_sign_ins_total{outcome="signed_in"}"#, 1.0),
            (r#"keydesk_sign_ins_total{outcome="refused"}"#, 1.0),
            ("keydesk_memory_keys", 2.0),
            (r#"keydesk_links{state="opened"}"#, 1.0),
            (r#"keydesk_links{state="pending"}"#, 1.0),
            (r#"keydesk_keys{alert="none"}"#, 2.0),
            (r#"keydesk_keys{alert="renewal_recommended"}"#, 0.0),
            ("keydesk_keys_with_old_token", 0.0),
            (r#"keydesk_job_runs_total{job="expire_links",outcome="succeeded"}"#, 1.0),
        ] {
            assert_eq!(found.get(name), Some(&expected), "{name}: {found:#?}");
        }
        assert!(found["keydesk_lease_left_seconds"] > 0.0);
        let age = found["keydesk_memory_age_seconds"];
        assert!((0.0..60.0).contains(&age), "{age}");
        assert!(found[r#"keydesk_database_connections{state="open"}"#] >= 1.0);
        let text = get(&app, "/metrics").await.1;
        assert!(!text.contains("ERP") && !text.contains(&token) && !text.contains(key.app_key.as_str()));

        // Old enough for an alert; the numbers of the database are asked for again after a while.
        app.state.clock.advance(days(100));
        let found = numbers(&app).await;
        assert_eq!(found[r#"keydesk_keys{alert="renewal_recommended"}"#], 2.0);
        app.state.clock.advance(days(100));
        let found = numbers(&app).await;
        assert_eq!(found[r#"keydesk_keys{alert="renewal_highly_recommended"}"#], 2.0);
        assert_eq!(found[r#"keydesk_keys{alert="renewal_recommended"}"#], 0.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_keep_requests_away_from_a_node_that_ends_or_has_no_database() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    assert_eq!(get(&app, "/readyz").await, (StatusCode::OK, "ok\n".to_owned()));
    app.state.begin_to_end();
    let answer = app.stranger().get("/readyz").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "Keydesk is ending\n")
    );
    assert_eq!(get(&app, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get(&app, "/livez").await.0, StatusCode::OK);

    let app = TestApp::on(&scratch).await;
    app.state.store.close().await;
    assert_eq!(get(&app, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    let (status, text) = get(&app, "/metrics").await;
    assert_eq!(
        status,
        StatusCode::OK,
        "what the process counted is told without the database"
    );
    assert!(
        text.contains("keydesk_build_info{") && !text.contains("keydesk_links"),
        "{text}"
    );
}

/// The names of metrics in PromQL.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("keydesk_")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_and_the_document_name_all_metrics_and_no_others() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    app.owner().await.generate("ERP").await.unwrap();
    app.stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    jobs::sweep(&app.state).await;
    let text = get(&app, "/metrics").await.1;
    let exist = names(&text);
    let families: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    assert!(families.len() > 9, "{families:?}");
    for document in [
        include_str!("../../docs/grafana.json"),
        include_str!("../../docs/operations.md"),
    ] {
        let named = names(document);
        assert!(named.len() > 9, "{named:?}");
        let missing: Vec<_> = named.difference(&exist).collect();
        assert!(missing.is_empty(), "{missing:?} of {exist:?}");
        for family in &families {
            let is_drawn = named.iter().any(|name| {
                let suffix = name.strip_prefix(*family);
                suffix.is_some_and(|suffix| ["", "_total", "_bucket", "_info"].contains(&suffix))
            });
            assert!(is_drawn, "{family} is not in {named:?}");
        }
    }
}
