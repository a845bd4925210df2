//! What verification makes of ends and of clients' addresses.

use super::Known;
use crate::support::{Database, START, Scratch, app::TestApp, stored_account::entry, team::single_value};
use axum::http::StatusCode;
use keydesk::domain::{
    audit::event::Event,
    id::{Account, Id},
    keys::{
        key::{self, Key, KeyValues},
        networks::AllowedNetworks,
        restrictions::Restrictions,
    },
    time::{Timestamp, days},
};
use serde_json::json;
use std::time::Duration;

fn unrestricted() -> Restrictions {
    Restrictions::default()
}

fn networks(text: &str) -> AllowedNetworks {
    AllowedNetworks::parse(text).unwrap()
}

/// Gives a key these restrictions.
async fn restrict(scratch: &Scratch, app: &TestApp, key: &Key, restrictions: Restrictions) -> Key {
    let values = KeyValues {
        restrictions,
        ..key.values()
    };
    let change = key::edit(key.clone(), values);
    let account: Id<Account> = Id::new(single_value(scratch, "select id from accounts").await);
    let entry = entry(Some(&account), Event::KeyEdited, Some(key), app.state.clock.now());
    let saved = app
        .state
        .store
        .save_key(&account, key, &change.key, None, &[entry])
        .await;
    saved.unwrap();
    change.key
}

fn yes() -> (u16, String) {
    (200, String::new())
}

fn no(reason: &str) -> (u16, String) {
    (403, reason.to_owned())
}

both! {
    async fn a_key_is_refused_from_its_end_on_until_it_gets_a_later_one(scratch) {
        let known = Known::with(scratch, &[]).await;
        let end = START.plus(days(1));
        let ending = |expires_at: Option<Timestamp>| Restrictions { expires_at, ..unrestricted() };
        let key = restrict(scratch, &known.app, &known.key, ending(Some(end))).await;
        let rows = single_value(scratch, "select cast(count(*) as text) from audit_events").await;

        let clock = &known.app.state.clock;
        clock.set(end.minus(Duration::from_millis(1)));
        assert_eq!(known.verify(json!({})).await, "yes");
        clock.set(end);
        assert_eq!(known.verify(json!({})).await, "key_expired");
        assert_eq!(known.verify(json!({ "account": "elsewhere" })).await, "key_expired");
        assert_eq!(known.authorize(Some("192.0.2.1"), &[]).await, no("key_expired"));
        assert_eq!(
            single_value(scratch, "select cast(count(*) as text) from audit_events").await,
            rows,
            "nothing is written when an end passes"
        );
        // Another program that has just read the database says the same.
        let fresh = TestApp::on(scratch).await;
        fresh.state.clock.set(end);
        assert_eq!(fresh.verify(&known.verifier, key.app_key.as_str(), &known.token).await, "key_expired");

        let key = restrict(scratch, &known.app, &key, ending(Some(end.plus(Duration::from_millis(1))))).await;
        assert_eq!(known.verify(json!({})).await, "yes");
        clock.set(end.plus(days(400)));
        assert_eq!(known.verify(json!({})).await, "key_expired");
        restrict(scratch, &known.app, &key, ending(None)).await;
        assert_eq!(known.verify(json!({})).await, "yes");
    }

    async fn only_a_caller_with_a_valid_token_learns_why(scratch) {
        let known = Known::with(scratch, &[]).await;
        let ended = Restrictions { expires_at: Some(START), networks: networks("10.0.0.0/8") };
        let key = restrict(scratch, &known.app, &known.key, ended).await;
        let app_key = key.app_key.as_str();
        let never = "kdt_0000000000000000000000000000000000000000000000000";
        assert_eq!(known.app.verify(&known.verifier, app_key, never).await, "unknown_token");
        assert_eq!(known.verify(json!({})).await, "key_expired");
        known.app.state.clock.set(START.minus(Duration::from_millis(1)));
        assert_eq!(known.verify(json!({ "resource": "orders.view" })).await, "address_denied");
        assert_eq!(known.verify(json!({ "clientIp": "10.1.2.3", "resource": "orders.view" })).await, "resource_denied");
        known.app.state.clock.set(START);
        let shown = known.owner.show(&key.id).await.unwrap().key;
        known.owner.deactivate(&shown).await.unwrap();
        assert_eq!(known.verify(json!({})).await, "key_inactive");
    }

    async fn a_verifier_says_from_which_address_it_is_asked(scratch) {
        let known = Known::with(scratch, &[]).await;
        for address in ["192.0.2.7", "2001:db8::7"] {
            assert_eq!(known.verify(json!({ "clientIp": address })).await, "yes", "{address}");
        }
        let office = Restrictions { networks: networks("10.0.0.0/8\n2001:db8::/32"), ..unrestricted() };
        let key = restrict(scratch, &known.app, &known.key, office).await;
        for address in ["10.255.0.1", "::ffff:10.0.0.1", "2001:db8:1::1", " 10.0.0.1 "] {
            assert_eq!(known.verify(json!({ "clientIp": address })).await, "yes", "{address}");
        }
        for address in ["11.0.0.1", "::ffff:11.0.0.1", "2001:db9::1", "::10.0.0.1"] {
            let answer = known.ask(json!({ "clientIp": address })).await;
            assert_eq!(answer.json(), json!({ "allowed": false, "reason": "address_denied" }), "{address}");
        }
        assert_eq!(known.verify(json!({})).await, "address_denied", "an unknown address");
        restrict(scratch, &known.app, &key, unrestricted()).await;
        assert_eq!(known.verify(json!({})).await, "yes");
    }

    async fn an_address_that_cannot_be_read_is_told_to_a_known_verifier_only(scratch) {
        let known = Known::with(scratch, &[]).await;
        for address in ["", "office", "10.0.0.1:80", "[::1]", "10.0.0.0/8", "10.0.0.1, 10.0.0.2", "fe80::1%eth0"] {
            let answer = known.ask(json!({ "clientIp": address })).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
            assert!(answer.body.contains("clientIp must be one IPv4 or IPv6 address"), "{}", answer.body);
        }
        for wrong in [json!(null), json!(7), json!(["10.0.0.1"])] {
            assert_eq!(known.ask(json!({ "clientIp": wrong })).await.status, StatusCode::BAD_REQUEST);
        }
        let question = json!({ "appKey": known.key.app_key, "appToken": known.token, "clientIp": "office" });
        let answer = known.app.post_verification("Bearer kdv_wrong", question).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_header_from_a_peer_that_is_not_trusted_changes_nothing() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let known = Known::with(&scratch, &[("KEYDESK_TRUSTED_PROXIES", "192.0.2.1")]).await;
    let office = Restrictions {
        networks: networks("10.0.0.0/8"),
        ..unrestricted()
    };
    restrict(&scratch, &known.app, &known.key, office).await;
    for name in [
        "x-forwarded-for",
        "forwarded",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
    ] {
        let forged = if name == "forwarded" {
            "for=10.0.0.1"
        } else {
            "10.0.0.1"
        };
        let answer = known.authorize(Some("192.0.2.2"), &[(name, forged)]).await;
        assert_eq!(answer, no("address_denied"), "{name}");
    }
    // The connection is the gateway's, which is not the client.
    assert_eq!(known.authorize(Some("10.0.0.1"), &[]).await, no("address_denied"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_names_the_client() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let known = Known::with(&scratch, &[("KEYDESK_TRUSTED_PROXIES", "192.0.2.0/24")]).await;
    let office = Restrictions {
        networks: networks("10.0.0.0/8"),
        ..unrestricted()
    };
    restrict(&scratch, &known.app, &known.key, office).await;
    let gateway = Some("192.0.2.1");
    for (forwarded, answer) in [
        (&["10.0.0.1"][..], yes()),
        (&["10.0.0.1:5000, 192.0.2.9"], yes()),
        (&["::ffff:10.0.0.1"], yes()),
        (&["11.0.0.1"], no("address_denied")),
        // What the client wrote itself comes before what the proxy appended.
        (&["10.0.0.1, 11.0.0.1"], no("address_denied")),
        (&["10.0.0.1", "11.0.0.1"], no("address_denied")),
        (&["10.0.0.1, nonsense"], no("address_denied")),
        (&["nonsense, 192.0.2.9"], no("address_denied")),
        (&[], no("address_denied")),
    ] {
        let headers: Vec<_> = forwarded.iter().map(|value| ("x-forwarded-for", *value)).collect();
        assert_eq!(known.authorize(gateway, &headers).await, answer, "{forwarded:?}");
    }
}

/// The gateway's own address opens nothing, and a client among the trusted addresses is named by the header.
#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_is_not_its_client() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let known = Known::with(&scratch, &[("KEYDESK_TRUSTED_PROXIES", "192.0.2.0/24")]).await;
    let gateway = Some("192.0.2.1");
    let own = Restrictions {
        networks: networks("192.0.2.0/24"),
        ..unrestricted()
    };
    restrict(&scratch, &known.app, &known.key, own).await;
    for (forwarded, answer) in [
        (None, no("address_denied")),
        (Some("11.0.0.1"), no("address_denied")),
        (Some("192.0.2.7, 192.0.2.9"), yes()),
    ] {
        let headers: Vec<_> = forwarded.iter().map(|value| ("x-forwarded-for", *value)).collect();
        assert_eq!(known.authorize(gateway, &headers).await, answer, "{forwarded:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_has_no_address_unless_its_peers_are_trusted() {
    for (trusted, answer) in [("", no("address_denied")), ("unix", yes())] {
        let scratch = Scratch::new(Database::Sqlite).await;
        let known = Known::with(&scratch, &[("KEYDESK_TRUSTED_PROXIES", trusted)]).await;
        let forwarded = [("x-forwarded-for", "10.0.0.1")];
        assert_eq!(known.authorize(None, &forwarded).await, yes());
        let office = Restrictions {
            networks: networks("10.0.0.0/8"),
            ..unrestricted()
        };
        restrict(&scratch, &known.app, &known.key, office).await;
        assert_eq!(known.authorize(None, &forwarded).await, answer, "{trusted}");
        assert_eq!(known.authorize(None, &[]).await, no("address_denied"));
    }
}
