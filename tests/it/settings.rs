//! The *Settings* tab: the renewal period.

use crate::support::{
    Scratch,
    app::{ACCOUNT, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    domain::{keys::alert::RenewalPeriod, time::days},
    server::audit::chains::{self, VerifiedChains},
};

const SETTINGS: &str = "/acme/api-keys/settings";

both! {
    async fn the_period_counts_for_all_keys_at_once_and_is_recorded(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.key_in_use("ERP").await;
        app.state.clock.advance(days(100));
        let owner = owner.again().await;
        let row = "Renewal recommended · ";
        let list = format!("/{ACCOUNT}/api-keys/generated");
        assert!(owner.get(&list).await.body.contains(row), "100 days are more than three months");
        let answer = owner.post_form(SETTINGS, &[("period", "6")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header("location"), "/acme/api-keys/settings?done=period-set");
        assert_eq!(owner.list().await.unwrap().period, RenewalPeriod::SixMonths);
        assert!(!owner.get(&list).await.body.contains(row), "but not than six");
        let page = owner.get(SETTINGS).await;
        assert!(page.body.contains("3 months (recommended)") && page.body.contains("Apply"), "{}", page.body);
        assert!(!page.body.contains("wasm"), "a plain page");
        // Setting the same period again is no change and leaves no audit row.
        owner.post_form(SETTINGS, &[("period", "6")]).await;
        let rows = tamper(scratch, "select 1 from audit_events where action = 'renewal_period_6_months'").await;
        assert_eq!(rows.len(), 1);
    }

    async fn an_invalid_period_changes_nothing(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for fields in [&[][..], &[("period", "")], &[("period", "4")], &[("period", "-3")], &[("period", "x")]] {
            assert_eq!(owner.post_form(SETTINGS, fields).await.status, StatusCode::BAD_REQUEST, "{fields:?}");
        }
        assert_eq!(owner.list().await.unwrap().period, RenewalPeriod::ThreeMonths);
    }

    async fn only_whoever_may_change_settings_sees_and_changes_them(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let member = app.member(scratch, "editor", ACCOUNT, &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        let outsider = app.member(scratch, "outsider", "bravo", &["keydesk.settings.edit"]).await;
        let list = format!("/{ACCOUNT}/api-keys/generated");
        assert!(owner.get(&list).await.body.contains(SETTINGS));
        assert!(!member.get(&list).await.body.contains(SETTINGS), "what is forbidden is not offered");
        for (person, get, post) in [
            (&app.stranger(), StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED),
            (&member, StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
            (&outsider, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(person.get(SETTINGS).await.status, get);
            for period in ["6", "x"] {
                assert_eq!(person.post_form(SETTINGS, &[("period", period)]).await.status, post);
            }
        }
        assert_eq!(owner.list().await.unwrap().period, RenewalPeriod::ThreeMonths);
    }

    async fn the_audit_log_says_where_it_was_changed(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await.key_in_use("ERP").await;
        let VerifiedChains { intact, broken } = chains::verify(&app.state.store).await.unwrap();
        let names: Vec<_> = intact.iter().map(chains::name).collect();
        assert!(broken.is_empty() && names.contains(&"account acme".to_owned()), "{names:?}");
        assert!(names.contains(&"the installation".to_owned()), "{names:?}");
        tamper(scratch, "update audit_events set subject = 'x' where seq = 2 and chain <> ''").await;
        let broken = chains::verify(&app.state.store).await.unwrap().broken;
        let places: Vec<_> = broken.iter().map(|(chain, row)| (chains::name(chain), *row)).collect();
        assert_eq!(places, [("account acme".to_owned(), 2)]);
    }
}
