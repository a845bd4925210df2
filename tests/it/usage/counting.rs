//! Counts are exact, add up over nodes, and take bounded memory.

use super::{settle, usage_of, verify};
use crate::support::{
    START, Scratch,
    app::{ACCOUNT, TestApp},
    stored_account::tamper,
};
use keydesk::{
    domain::{
        keys::{choice::Consent, verification::Denial},
        usage::{Count, DAYS_KEPT, HOURS_KEPT, Tally},
    },
    server::{crypto::random, jobs, store::BatchSource},
};
use serde_json::json;
use sqlx::Row;
use std::{collections::BTreeMap, time::Duration};

async fn number(scratch: &Scratch, statement: &str) -> i64 {
    tamper(scratch, statement).await[0].try_get(0).unwrap()
}

/// The rows in all tables of usage.
async fn rows(scratch: &Scratch) -> i64 {
    number(scratch, "select (select count(*) from usage_batches) + (select count(*) from token_usage) \
        + (select count(*) from usage_hours) + (select count(*) from usage_days) + (select count(*) from usage_senders)").await
}

both! {
    async fn every_use_counts_once_with_its_time_and_reason(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let pair = (key.app_key.as_str(), token.as_str());
        assert_eq!(usage_of(&app.state, &token).await, None);
        let questions = (0..8).map(|_| verify(&app, &verifier, pair, 25));
        futures_util::future::join_all(questions).await;
        let denied = json!({ "appKey": key.app_key, "appToken": token, "account": ACCOUNT, "resource": "orders.view" });
        app.post_verification(&verifier, denied).await;
        assert_eq!(rows(scratch).await, 0, "nothing is written per verification");

        app.state.clock.advance(Duration::from_hours(1));
        verify(&app, &verifier, pair, 3).await;
        app.state.usage.turn(&app.state.store, &app.state.clock).await.unwrap();
        app.state.clock.advance(Duration::from_hours(12));
        verify(&app, &verifier, pair, 2).await;
        let written = usage_of(&app.state, &token).await.unwrap();
        assert_eq!(written.uses, 204);
        // What is written and not added up yet is known, too.
        app.state.usage.write(&app.state.store, app.state.clock.now()).await.unwrap();
        let waiting = usage_of(&app.state, &token).await.unwrap();
        settle(&app.state).await;
        let usage = usage_of(&app.state, &token).await.unwrap();
        assert_eq!(usage, waiting);
        assert_eq!((usage.uses, usage.dead_uses), (206, 0));
        assert_eq!((usage.first_at, usage.last_at), (START, START.plus(Duration::from_hours(13))));
        let count = |uses, denied| Count { uses, denied };
        let hour = START.hour();
        assert_eq!(usage.hours, BTreeMap::from([(hour, count(201, 1)), (hour + 1, count(3, 0)), (hour + 13, count(2, 0))]));
        assert_eq!(usage.days, BTreeMap::from([(START.day(), count(204, 1)), (START.day() + 1, count(2, 0))]));
        assert_eq!(usage.denials, BTreeMap::from([(Denial::ResourceDenied, 1)]));
        assert_eq!(usage.senders.iter().map(|sender| sender.uses).sum::<i64>(), 206);
        let (days, first) = app.state.store.recorded_days(10).await.unwrap();
        assert_eq!((days, first), (vec![START.day() + 1, START.day()], Some(START.day())));
        settle(&app.state).await;
        assert_eq!(usage_of(&app.state, &token).await.unwrap(), usage, "nothing counts again");
    }

    async fn nodes_add_up_and_a_batch_written_twice_counts_once(scratch) {
        let app = TestApp::on(scratch).await;
        let verifier = app.verifier().await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        let other = TestApp::on(scratch).await;
        other.state.clock.advance(Duration::from_secs(30));
        let pair = (key.app_key.as_str(), token.as_str());
        verify(&app, &verifier, pair, 5).await;
        verify(&other, &verifier, pair, 7).await;
        futures_util::future::join(settle(&app.state), settle(&other.state)).await;
        let usage = usage_of(&other.state, &token).await.unwrap();
        assert_eq!((usage.uses, usage.first_at, usage.last_at), (12, START, START.plus(Duration::from_secs(30))));
        assert_eq!(usage_of(&app.state, &token).await.unwrap(), usage);

        let subject = random::bytes();
        let mut tally = Tally::empty(START);
        tally.uses = 4;
        let mut batch = BatchSource::random().next(START);
        batch.add(&subject, START.hour(), &tally);
        for _ in 0..2 {
            app.state.store.add_usage(&batch).await.unwrap();
        }
        settle(&app.state).await;
        let total = "select cast(sum(uses) as bigint) from token_usage";
        assert_eq!(number(scratch, total).await, 16);
        // The answer to the commit was lost, and the batch was added up before it is written again.
        app.state.store.add_usage(&batch).await.unwrap();
        settle(&app.state).await;
        assert_eq!(number(scratch, total).await, 16);
    }

    async fn a_turn_adds_up_everything_while_there_is_time(scratch) {
        let app = TestApp::on(scratch).await;
        let mut batch = BatchSource::random().next(START);
        for _ in 0..12_000 {
            let mut tally = Tally::empty(START);
            tally.uses = 1;
            batch.add(&random::bytes(), START.hour(), &tally);
        }
        app.state.store.add_usage(&batch).await.unwrap();
        app.state.usage.turn(&app.state.store, &app.state.clock).await.unwrap();
        assert_eq!(number(scratch, "select count(*) from usage_batches").await, 0);
        assert_eq!(number(scratch, "select count(*) from token_usage").await, 12_000);
    }

    async fn what_is_too_old_goes_in_one_round(scratch) {
        let app = TestApp::on(scratch).await;
        let many = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 11000) select";
        for insert in [
            format!("insert into usage_hours (subject, hour, uses, denied) {many} 's' || i, 1, 1, 0 from n"),
            format!("insert into usage_days (subject, day, uses, denied) {many} 's' || i, 1, 1, 0 from n"),
            format!("insert into deleted_tokens (token_hash, key_id, ended_at) {many} 's' || i, 'k', 1 from n"),
            format!("insert into token_usage (subject, first_at, last_at, uses) {many} 's' || i, 1, 1, 1 from n"),
            "insert into usage_sources (id, batch, written_at) values ('old', 1, 1)".to_owned(),
        ] {
            tamper(scratch, &insert).await;
        }
        jobs::sweep(&app.state).await;
        for table in ["usage_hours", "usage_days", "deleted_tokens", "token_usage", "usage_sources"] {
            assert_eq!(number(scratch, &format!("select count(*) from {table}")).await, 0, "{table}");
        }
    }

    async fn a_flood_of_unknown_tokens_takes_no_room(scratch) {
        let app = TestApp::on(scratch).await;
        let verifier = app.verifier().await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        for number in 0..300 {
            let unknown = random::token();
            verify(&app, &verifier, (key.app_key.as_str(), unknown.expose()), 1).await;
            verify(&app, &verifier, (&format!("appkey-acme-{number:08}"), unknown.expose()), 1).await;
            verify(&app, &verifier, (&format!("appkey-acme-{number:08}"), "kdt_x"), 1).await;
            let alone = json!({ "appKey": "", "appToken": unknown.expose() });
            app.post_verification(&verifier, alone).await;
        }
        verify(&app, &verifier, (key.app_key.as_str(), &token), 1).await;
        app.state.usage.write(&app.state.store, START).await.unwrap();
        assert_eq!(number(scratch, "select cast(sum(subjects) as bigint) from usage_batches").await, 2);
        settle(&app.state).await;
        let unknown = usage_of(&app.state, key.app_key.as_str()).await.unwrap();
        assert_eq!(unknown.denials, BTreeMap::from([(Denial::UnknownToken, 300)]));
        assert_eq!(usage_of(&app.state, &token).await.unwrap().uses, 1);
    }

    async fn what_cannot_be_written_is_kept_and_added_up(scratch) {
        let app = TestApp::on(scratch).await;
        let verifier = app.verifier().await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        let pair = (key.app_key.as_str(), token.as_str());
        tamper(scratch, "alter table usage_batches rename to away").await;
        for hour in 0..30 {
            verify(&app, &verifier, pair, 2).await;
            assert!(app.state.usage.turn(&app.state.store, &app.state.clock).await.is_err());
            app.state.clock.advance(Duration::from_hours(if hour < 29 { 1 } else { 0 }));
        }
        tamper(scratch, "alter table away rename to usage_batches").await;
        settle(&app.state).await;
        let usage = usage_of(&app.state, &token).await.unwrap();
        assert_eq!((usage.uses, usage.days.values().map(|count| count.uses).sum::<i64>()), (60, 60));
        assert_eq!(usage.last_at, START.plus(Duration::from_hours(29)));
        assert_eq!(usage.days[&START.day()].uses, 24, "from noon to midnight");
    }

    async fn dead_tokens_are_counted_and_forgotten_after_400_days(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, first) = owner.key_in_use("ERP").await;
        let app_key = key.app_key.to_string();
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let (_, second) = app.stranger().open(&link.url).await.unwrap();
        let key = owner.delete_old(&owner.show(&key.id).await.unwrap().key).await.unwrap();
        assert_eq!(app.verify(&verifier, &app_key, &first).await, "token_revoked");
        owner.delete(&key).await.unwrap();
        for token in [&first, &second, &second] {
            assert_eq!(app.verify(&verifier, &app_key, token).await, "key_deleted");
        }
        let unknown = random::token();
        assert_eq!(app.verify(&verifier, &app_key, unknown.expose()).await, "key_deleted");
        // A program that starts later knows them, too.
        let later = TestApp::on(scratch).await;
        assert_eq!(later.verify(&verifier, &app_key, &second).await, "key_deleted");
        settle(&app.state).await;
        settle(&later.state).await;
        let dead = async |token: &str| usage_of(&app.state, token).await.map(|usage| (usage.dead_uses, usage.undismissed()));
        assert_eq!((dead(&first).await, dead(&second).await), (Some((2, 2)), Some((3, 3))));
        assert_eq!(number(scratch, "select count(*) from token_usage").await, 2, "not the unknown token");

        for (days, left) in [(399, 2), (401, 0)] {
            app.state.store.forget_usage(START.plus(Duration::from_hours(24 * days))).await.unwrap();
            assert_eq!(number(scratch, "select count(*) from deleted_tokens").await, left);
            assert_eq!(number(scratch, "select count(*) from token_usage").await, left);
            assert_eq!(number(scratch, "select count(*) from usage_senders").await, left);
        }
    }

    async fn old_hours_and_days_go_and_last_uses_stay(scratch) {
        let app = TestApp::on(scratch).await;
        let verifier = app.verifier().await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        verify(&app, &verifier, (key.app_key.as_str(), &token), 1).await;
        settle(&app.state).await;
        let days = u64::try_from(DAYS_KEPT).unwrap();
        let hours = u64::try_from(HOURS_KEPT).unwrap();
        for (length, left) in [(hours, (1, 1)), (hours + 1, (0, 1)), (24 * days, (0, 1)), (24 * (days + 1), (0, 0)), (24 * 500, (0, 0))] {
            app.state.store.forget_usage(START.plus(Duration::from_hours(length))).await.unwrap();
            let usage = usage_of(&app.state, &token).await.expect("it is still a token");
            assert_eq!((usage.hours.len(), usage.days.len()), left, "{length}");
            assert_eq!((usage.uses, usage.last_at), (1, START));
        }
    }

    async fn nothing_is_counted_if_it_is_switched_off(scratch) {
        let app = TestApp::with(scratch, &[("KEYDESK_USAGE", "off")]).await;
        let verifier = app.verifier().await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        verify(&app, &verifier, (key.app_key.as_str(), &token), 3).await;
        settle(&app.state).await;
        assert_eq!(rows(scratch).await, 0);
        assert_eq!(app.state.store.recorded_days(1).await.unwrap(), (vec![], None));
    }

    async fn a_day_counts_only_if_every_node_that_answered_recorded(scratch) {
        let app = TestApp::on(scratch).await;
        let silent = TestApp::with(scratch, &[("KEYDESK_USAGE", "off")]).await;
        let verifier = app.verifier().await;
        let (key, token) = app.owner().await.key_in_use("ERP").await;
        let pair = (key.app_key.as_str(), token.as_str());
        let today = START.day();
        let mut recorded = Vec::new();
        // On the second day the node that records nothing is asked, in the third it runs on.
        for (day, is_asked) in [(0, false), (1, true), (2, false), (3, false)] {
            for node in [&app, &silent] {
                node.state.clock.set(START.plus(Duration::from_hours(24 * day)));
            }
            verify(&app, &verifier, pair, 1).await;
            if is_asked {
                verify(&silent, &verifier, pair, 1).await;
            }
            // A day that cannot be marked is marked later.
            if is_asked {
                tamper(scratch, "alter table unrecorded_days rename to away").await;
                assert!(silent.state.usage.write(&silent.state.store, silent.state.clock.now()).await.is_err());
                tamper(scratch, "alter table away rename to unrecorded_days").await;
            }
            settle(&app.state).await;
            settle(&silent.state).await;
            recorded.push(app.state.store.recorded_days(10).await.unwrap());
        }
        let expected = [
            (vec![today], Some(today)),
            (vec![today], None),
            (vec![today + 2, today], Some(today + 2)),
            (vec![today + 3, today + 2, today], Some(today + 2)),
        ];
        assert_eq!(recorded, expected);
    }

    async fn batches_do_not_pile_up_under_heavy_load(scratch) {
        let app = TestApp::on(scratch).await;
        let subjects: Vec<_> = (0..=255_u8).flat_map(|first| (0..12).map(move |_| first)).map(|first| {
            let mut subject: [u8; 32] = random::bytes();
            subject[0] = first;
            subject
        }).collect();
        let (mut most, mut source) = (0, BatchSource::random());
        for turn in 0..40_u64 {
            let at = START.plus(Duration::from_secs(5 * turn));
            let mut batch = source.next(at);
            for subject in &subjects {
                let mut tally = Tally::empty(at);
                tally.uses = 1;
                batch.add(subject, START.hour(), &tally);
            }
            app.state.store.add_usage(&batch).await.unwrap();
            app.state.store.fold_usage(START).await.unwrap();
            most = most.max(number(scratch, "select count(*) from usage_batches").await);
        }
        assert!(most < 256 * 30, "{most}");
        while app.state.store.fold_usage(START).await.unwrap() {}
        assert_eq!(number(scratch, "select count(*) from token_usage where uses = 40").await, subjects.len() as i64);
    }

    async fn many_subjects_are_added_up_in_several_turns(scratch) {
        let app = TestApp::on(scratch).await;
        let tally = || {
            let mut tally = Tally::empty(START);
            tally.uses = 1;
            tally
        };
        let mut batch = BatchSource::random().next(START);
        for _ in 0..6_000 {
            batch.add(&random::bytes(), START.hour(), &tally());
        }
        app.state.store.add_usage(&batch).await.unwrap();
        let mut turns = 1;
        while app.state.store.fold_usage(START).await.unwrap() {
            turns += 1;
        }
        assert!((2..=4).contains(&turns), "{turns}");
        assert_eq!(number(scratch, "select count(*) from token_usage where uses = 1").await, 6_000);
    }
}
