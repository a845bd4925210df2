//! *Expires* and *Allowed addresses* in forms, in the audit log, and in the settings of an account.

use super::Known;
use crate::support::{START, Scratch, app::PASSWORD, stored_account::tamper};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        key_query::KeyQuery,
        keys::{key::Key, lifetime::LifetimePolicy, standing::Standing},
        time::{Timestamp, days},
    },
    error::{AppError, Field},
    views::wire::{EditInput, Password, RestrictionsInput},
    words,
};
use serde_json::{Value, json};
use sqlx::Row;
use std::time::Duration;

const SETTINGS: &str = "/acme/api-keys/settings";

/// The fields *Expires* and *Allowed addresses*.
fn typed(expires: &str, expires_on: &str, networks: &str) -> RestrictionsInput {
    RestrictionsInput {
        expires: expires.to_owned(),
        expires_on: expires_on.to_owned(),
        networks: Some(networks.to_owned()),
    }
}

/// An edit that changes the restrictions only.
fn edit(key: &Key, restrictions: RestrictionsInput) -> EditInput {
    EditInput {
        label: key.label.as_str().to_owned(),
        roles: key.roles.clone(),
        restrictions,
        active: true,
        in_use: true,
        password: Password::default(),
    }
}

/// The field and sentence of each validation error.
fn refusals<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> Vec<(Field, String)> {
    match outcome {
        Err(AppError::Invalid(errors)) => errors
            .into_iter()
            .map(|error| (error.field, error.reason.to_string()))
            .collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// The details of the events of this kind, oldest first.
async fn details(scratch: &Scratch, action: &str) -> Vec<Value> {
    let text = format!("select detail from audit_events where action = '{action}' order by seq");
    let rows = tamper(scratch, &text).await;
    let detail = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    rows.iter().map(|row| detail(row.get(0))).collect()
}

both! {
    async fn a_key_ends_with_its_last_day_and_works_again_with_a_later_one(scratch) {
        let known = Known::with(scratch, &[]).await;
        let last_day = START.plus(days(2)).iso_date();
        let key = known.owner.edit(&known.key, edit(&known.key, typed("date", &last_day, ""))).await.unwrap();
        let end = Timestamp::from_date(&last_day).unwrap().plus(days(1));
        assert_eq!(key.restrictions.expires_at, Some(end));
        let clock = &known.app.state.clock;
        clock.set(end.minus(Duration::from_millis(1)));
        assert_eq!(known.verify(json!({})).await, "yes");
        clock.set(end);
        assert_eq!(known.verify(json!({})).await, "key_expired");

        let owner = known.owner.again().await;
        let page = owner.get("/acme/api-keys/generated").await;
        let day = words::dates::last_day(end);
        assert!(page.text().contains(&format!("Expired on {day}")), "{}", page.text());
        let by = |standing| KeyQuery { status: Some(standing), ..KeyQuery::default() };
        for (standing, count) in [(Standing::Active, 0), (Standing::Expired, 1), (Standing::Inactive, 0)] {
            assert_eq!(owner.list_of(&by(standing)).await.unwrap().matching, count, "{standing:?}");
        }
        // Another name for an expired key changes nothing about its end.
        let mut renamed = edit(&key, typed("date", &last_day, ""));
        renamed.label = "Renamed".to_owned();
        let key = owner.edit(&key, renamed).await.unwrap();
        assert_eq!((key.label.as_str(), key.restrictions.expires_at), ("Renamed", Some(end)));
        let key = owner.edit(&key, edit(&key, typed("30", "", ""))).await.unwrap();
        assert_eq!(known.verify(json!({})).await, "yes");
        // 30 full days, and the rest of the day.
        let day = words::dates::last_day(end.plus(days(31)));
        let page = owner.get("/acme/api-keys/generated").await.text();
        assert!(page.contains(&format!("Expires on {day}")), "{page}");
        let key = owner.edit(&key, edit(&key, typed("never", "", ""))).await.unwrap();
        assert_eq!(key.restrictions.expires_at, None);
        let last_days: Vec<_> = details(scratch, "key_edited").await.into_iter().map(|detail| detail["last_day"].clone()).collect();
        let thirtieth = end.plus(days(30)).iso_date();
        assert_eq!(last_days, [json!([null, last_day]), json!(null), json!([last_day, thirtieth]), json!([thirtieth, null])]);
    }

    async fn a_new_key_is_restricted_from_the_start(scratch) {
        let known = Known::with(scratch, &[]).await;
        let link = known.owner.generate_with("Scanner", typed("90", "", "10.0.0.0/8, ::ffff:192.0.2.7\r\n10.0.0.0/8")).await.unwrap();
        assert_eq!(link.key.restrictions.networks.as_str(), "10.0.0.0/8,192.0.2.7");
        let (_, token) = known.app.stranger().open(&link.url).await.unwrap();
        let ask = async |address: &str| {
            let question = json!({ "appKey": link.key.app_key, "appToken": token, "clientIp": address });
            known.app.post_verification(&known.verifier, question).await.json()["allowed"].clone()
        };
        assert_eq!((ask("192.0.2.7").await, ask("192.0.2.8").await), (json!(true), json!(false)));
        let generated = details(scratch, "key_generated").await;
        let last_day = START.plus(days(90)).iso_date();
        let expected = json!({ "last_day": [null, last_day], "networks": [[], ["10.0.0.0/8", "192.0.2.7"]] });
        assert_eq!(generated.last(), Some(&expected));
        let page = known.owner.get("/acme/api-keys/generated").await.text();
        assert!(page.contains("Only from 10.0.0.0/8, 192.0.2.7"), "{page}");
    }

    async fn what_is_refused_says_what_to_do_and_is_not_saved(scratch) {
        let known = Known::with(scratch, &[]).await;
        let yesterday = START.minus(days(1)).iso_date();
        for (input, field, says) in [
            (typed("date", "", ""), Field::ExpiresOn, "Enter the last day"),
            (typed("date", "2026-02-30", ""), Field::ExpiresOn, "Enter the last day"),
            (typed("date", &yesterday, ""), Field::ExpiresOn, "This day is over in UTC"),
            (typed("soon", "", ""), Field::Expires, "Enter the last day"),
            (typed("never", "", "\noffice"), Field::Networks, "Line 2: “office” is not an address"),
            (typed("never", "", "10.1.2.3/8"), Field::Networks, "write 10.0.0.0/8 for the whole network, or 10.1.2.3"),
            (typed("never", "", &"10.0.0.1/32 10.0.0.2 ".replace(' ', "\n")), Field::Label, ""),
        ] {
            let mut input = edit(&known.key, input);
            if field == Field::Label {
                input.label.clear();
            }
            let refused = refusals(known.owner.edit(&known.key, input).await);
            assert!(matches!(&refused[..], [(at, sentence)] if *at == field && sentence.contains(says)), "{refused:?}");
        }
        let mut all = edit(&known.key, typed("date", &yesterday, "x"));
        all.label.clear();
        let fields: Vec<_> = refusals(known.owner.edit(&known.key, all).await).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Label, Field::ExpiresOn, Field::Networks], "all at once");
        assert_eq!(known.owner.show(&known.key.id).await.unwrap().key, known.key);
        refusals(known.owner.generate_with("x", typed("never", "", "x")).await);
        assert_eq!(known.owner.list().await.unwrap().total, 1);
    }

    async fn a_form_without_the_fields_changes_no_restriction(scratch) {
        let known = Known::with(scratch, &[]).await;
        let key = known.owner.edit(&known.key, edit(&known.key, typed("30", "", "10.0.0.0/8"))).await.unwrap();
        let path = format!("/acme/api-keys/generated/{}/edit", key.id.as_str());
        let version = key.version.to_string();
        let answer = known.owner.post_form(&path, &[("label", "ERP 2"), ("active", "on"), ("version", &version)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let edited = known.owner.show(&key.id).await.unwrap().key;
        assert_eq!((edited.label.as_str(), edited.restrictions), ("ERP 2", key.restrictions));
    }

    async fn what_allows_more_needs_the_password(scratch) {
        let known = Known::with(scratch, &[]).await;
        let restricted = typed("30", "", "10.0.0.0/8");
        let key = known.owner.edit(&known.key, edit(&known.key, restricted)).await.unwrap();
        known.app.state.clock.advance(Duration::from_mins(31));
        for input in [typed("31", "", "10.0.0.0/8"), typed("never", "", "10.0.0.0/8"), typed("30", "", ""), typed("30", "", "10.0.0.0/8 ::1")] {
            assert_eq!(known.owner.edit(&key, edit(&key, input)).await, Err(AppError::PasswordNeeded));
        }
        let key = known.owner.edit(&key, edit(&key, typed("1", "", "10.0.0.1"))).await.unwrap();
        assert_eq!(key.restrictions.networks.as_str(), "10.0.0.1");
    }

    async fn the_lifetimes_of_an_account_need_the_password(scratch) {
        let known = Known::with(scratch, &[]).await;
        let owner = &known.owner;
        known.app.state.clock.advance(Duration::from_mins(31));
        let fields = [("longest_lifetime", "90"), ("proposed_lifetime", "30")];
        let refused = owner.post_form(SETTINGS, &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert!(refused.body.contains("name=\"password\"") && refused.body.contains("value=\"90\""), "{}", refused.body);
        assert_eq!(owner.list().await.unwrap().lifetimes, LifetimePolicy::default());
        let unchanged = owner.post_form(SETTINGS, &[("longest_lifetime", ""), ("proposed_lifetime", "")]).await;
        assert_eq!(unchanged.status, StatusCode::SEE_OTHER, "nothing is to be confirmed");
        let [longest, proposed] = fields;
        let done = owner.post_form(SETTINGS, &[longest, proposed, ("password", PASSWORD)]).await;
        assert_eq!(done.header("location"), "/acme/api-keys/settings?done=lifetimes-set", "{}", done.text());
        assert_eq!(owner.list().await.unwrap().lifetimes.longest, Some(90));
    }

    async fn an_account_sets_the_longest_lifetime_and_a_proposal(scratch) {
        let known = Known::with(scratch, &[]).await;
        let owner = &known.owner;
        let set = async |longest: &str, proposed: &str| {
            owner.post_form(SETTINGS, &[("longest_lifetime", longest), ("proposed_lifetime", proposed)]).await
        };
        for (longest, proposed, says) in [
            ("0", "", "Enter a whole number of days from 1 to 3,650"),
            ("90 days", "", "Enter a whole number"),
            ("", "3651", "Enter a whole number"),
            ("30", "31", "This is more than the longest lifetime"),
        ] {
            let answer = set(longest, proposed).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{longest} {proposed}");
            assert!(answer.text().contains(says) && answer.body.contains(&format!("value=\"{longest}\"")), "{}", answer.text());
        }
        assert_eq!(owner.list().await.unwrap().lifetimes, LifetimePolicy::default());
        let answer = set(" 90 ", "30").await;
        assert_eq!(answer.header("location"), "/acme/api-keys/settings?done=lifetimes-set", "{}", answer.text());
        set("90", "30").await;
        let recorded = details(scratch, "key_lifetimes_set").await;
        assert_eq!(recorded, [json!({ "longest_lifetime": [null, 90], "proposed_lifetime": [null, 30] })], "once");

        // The key that has no end keeps none, whatever else is changed.
        let mut renamed = edit(&known.key, typed("never", "", "10.0.0.0/8"));
        renamed.label = "Kept".to_owned();
        let key = owner.edit(&known.key, renamed).await.unwrap();
        assert_eq!(key.restrictions.expires_at, None);
        let latest = words::dates::date(START.plus(days(90)));
        let far = START.plus(days(91)).iso_date();
        for (input, field) in [(typed("91", "", ""), Field::Expires), (typed("date", &far, ""), Field::ExpiresOn), (typed("never", "", ""), Field::Expires)] {
            let refused = refusals(owner.generate_with("x", input).await);
            assert!(matches!(&refused[..], [(at, says)] if *at == field && says.contains("90 days") && says.contains(&latest)), "{refused:?}");
        }
        let refused = refusals(owner.edit(&key, edit(&key, typed("date", &far, ""))).await);
        assert_eq!(refused[0].0, Field::ExpiresOn);
        let proposed = owner.generate("proposed").await.unwrap().key;
        assert_eq!(proposed.restrictions.last_day(), Some(START.plus(days(30)).iso_date()));
        let form = owner.get("/acme/api-keys/generated/new").await.body;
        assert!(form.contains("value=\"30\" selected") && !form.contains("value=\"never\""), "no end is not offered");
        assert!(!form.contains("value=\"365\""));
        set("", "").await;
        assert!(owner.generate_with("endless", typed("never", "", "")).await.is_ok());
    }
}
