//! Who passes a gateway, and what the service then gets.

use super::{Stage, every_gateway};
use keydesk::server::store::COMMANDS_WAIT;
use tokio::time::sleep;

/// What a client might claim to be: other case, more than once, and in the spellings that CGI takes for the same.
const FORGED: [(&str, &str); 8] = [
    ("X-Keydesk-Account", "bravo"),
    ("x-keydesk-key", "appkey-bravo-00000000"),
    ("X-KEYDESK-KEY", "appkey-bravo-00000001"),
    ("X-Keydesk-Roles", "Owner"),
    ("x-Keydesk-Resources", "orders.delete"),
    ("X_Keydesk_Key", "appkey-bravo-00000002"),
    ("X-Keydesk_Label", "Root"),
    ("X_KEYDESK-RESOURCES", "orders.delete"),
];

impl Stage {
    /// What the service has to learn about the key.
    fn identity(&self) -> Vec<String> {
        let key = format!("got x-keydesk-key: {}", self.key.app_key.as_str());
        vec![
            "got x-keydesk-account: acme".to_owned(),
            key,
            "got x-keydesk-label: ERP".to_owned(),
        ]
    }
}

every_gateway! {
    async fn a_request_passes_only_with_a_good_key(stage) {
        stage.post(&[]).await.expect_refused(401);
        stage.post(&FORGED).await.expect_refused(401);
        stage.post(&stage.bad()).await.expect_refused(401);
        let [app_key, token] = stage.good();
        stage.post(&[app_key, token, token]).await.expect_refused(401);
        stage.post(&[app_key, token, ("X-API-Key", token.1)]).await.expect_refused(401);
        stage.post(&[app_key]).await.expect_refused(401);
        let challenged = stage.post(&[]).await.text.to_lowercase();
        assert!(challenged.contains("www-authenticate: bearer"), "{challenged}");

        let passed = stage.post(&stage.good()).await;
        passed.expect_passed();
        assert_eq!(passed.identity(), stage.identity());
        assert!(!passed.text.contains(&stage.token) && !passed.text.contains(&stage.place.secret), "{passed:?}");
        stage.post(&[("X-API-Key", &stage.token)]).await.expect_passed();
        let bearer = format!("Bearer {}", stage.token);
        let passed = stage.post(&[("Authorization", &bearer)]).await;
        passed.expect_passed();
        assert!(!passed.text.contains(&stage.token), "{passed:?}");

        // Keydesk is another process here, as after a command.
        let key = stage.owner.deactivate(&stage.key).await.unwrap();
        sleep(COMMANDS_WAIT).await;
        stage.post(&stage.good()).await.expect_refused(403);
        let key = stage.owner.activate(&key).await.unwrap();
        sleep(COMMANDS_WAIT).await;
        stage.post(&stage.good()).await.expect_passed();
        stage.owner.delete(&key).await.unwrap();
        sleep(COMMANDS_WAIT).await;
        stage.post(&stage.good()).await.expect_refused(401);
    }

    async fn a_forged_identity_does_not_pass(stage) {
        let [app_key, token] = stage.good();
        let headers: Vec<_> = FORGED.into_iter().chain([app_key, token]).chain(FORGED).collect();
        let passed = stage.post(&headers).await;
        passed.expect_passed();
        assert_eq!(passed.identity(), stage.identity());

        // Nor does a secret, right or wrong.
        let secret = stage.place.secret.clone();
        for claimed in ["kdv_wrong", &secret] {
            let claimed = ("X-Keydesk-Verifier", claimed);
            stage.post(&[stage.bad()[0], stage.bad()[1], claimed]).await.expect_refused(401);
            let passed = stage.post(&[app_key, token, claimed, claimed]).await;
            passed.expect_passed();
            assert_eq!(passed.identity(), stage.identity());
        }

        // Gateways drop the headers that `Connection` names: a client can hide its identity, but not change it.
        let named = ("Connection", "close, X-Keydesk-Key, X-Keydesk-Account, X-Keydesk-Verifier, X-API-AppToken");
        stage.post(&[stage.bad()[0], stage.bad()[1], named]).await.expect_refused(401);
        let headers: Vec<_> = FORGED.into_iter().chain([app_key, token, named]).collect();
        let answer = stage.post(&headers).await;
        assert!(answer.identity().iter().all(|line| stage.identity().contains(line)), "{answer:?}");
    }

    async fn the_service_gets_the_request_as_it_was(stage) {
        let body = "0123456789".repeat(10_000);
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let passed = stage.send(&format!("{method} /a%20b/c?x=1&account=bravo"), &stage.good(), &body).await;
            passed.expect_passed();
            assert!(passed.text.contains(&format!("got {method} /a%20b/c?x=1&account=bravo\n")), "{method}");
            assert!(passed.text.ends_with(&format!("got a body: {body}")), "{method}: {passed:?}");
        }
        for method in ["GET", "OPTIONS", "HEAD"] {
            let passed = stage.send(&format!("{method} /"), &stage.good(), "").await;
            passed.expect_passed();
            assert!(method == "HEAD" || passed.text.contains(&format!("got {method} /\n")), "{passed:?}");
            stage.send(&format!("{method} /"), &stage.bad(), "").await.expect_refused(401);
        }
        stage.send("POST /", &stage.bad(), &body).await.expect_refused(401);
    }

    async fn path_and_query_change_no_decision(stage) {
        let targets = [
            "/?account=bravo", "/-/-", "/bravo/orders.delete", "/v1/verify", "/v1/authorize/bravo/-", "/livez", "/a?b?c=%23",
        ];
        for target in targets {
            let request = format!("GET {target}");
            stage.send(&request, &stage.good(), "").await.expect_passed();
            stage.send(&request, &stage.bad(), "").await.expect_refused(401);
        }
        // A gateway may refuse these itself.
        for target in ["/%2e%2e%2f%2e%2e%2flivez", "/../../../livez", "/..%2f..%2f..%2flivez", "//livez", "/a/../../../../livez?", "/%00", "/\\..\\livez", "/#/livez"] {
            let answer = stage.send(&format!("GET {target}"), &stage.bad(), "").await;
            assert!(!answer.passed && (400..500).contains(&answer.status), "{target}: {answer:?}");
        }
    }
}
