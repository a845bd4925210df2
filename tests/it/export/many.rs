//! Exports of many keys, and of keys that change meanwhile.

use super::{
    EXPORT, EXTERNAL, File, GENERATED,
    crowd::{self, Crowd},
    instant, recorded, text,
};
use crate::support::{
    START, Scratch,
    app::{ACCOUNT, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use calamine::Data;
use keydesk::domain::time::days;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

both! {
    async fn a_file_is_of_one_instant_while_keys_come_and_go(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let crowd = Crowd { account: ACCOUNT, keys: 12_000, now: START };
        crowd.insert(&scratch.url).await;
        let (done, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let writer = tokio::spawn(pairs_come_and_go(scratch.url.clone(), done.clone(), written.clone()));
        let mut seen = BTreeSet::new();
        for _ in 0..8 {
            let before = written.load(Ordering::Relaxed);
            let file = File::of(&owner).await;
            let during = written.load(Ordering::Relaxed) - before;
            assert!(during > 3, "changes while a file was made: {during}");
            let rows = file.rows("Generated", &GENERATED);
            let mut halves: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for row in &rows {
                assert!(instant(&row[5]).is_some() && row.iter().take(2).all(|cell| *cell != Data::Empty), "{row:?}");
                if let Some((pair, half)) = row[3].to_string().strip_prefix("pair ").and_then(|l| l.split_once(' ')) {
                    halves.entry(pair.to_owned()).or_default().insert(half.to_owned());
                }
            }
            for (pair, halves) in &halves {
                assert_eq!(halves.len(), 2, "pair {pair} was made and deleted as one, and half of it is here: {halves:?}");
            }
            assert_eq!(rows.len(), 12_000 + 2 * halves.len());
            seen.extend(halves.into_keys());
        }
        done.store(true, Ordering::Relaxed);
        writer.await.unwrap();
        assert!(!seen.is_empty(), "no file was made while a pair was there");
    }

    async fn a_user_exports_one_file_at_a_time(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        Crowd { account: ACCOUNT, keys: 12_000, now: START }.insert(&scratch.url).await;
        let (one, other) = tokio::join!(owner.get(EXPORT), owner.get(EXPORT));
        let mut answers = [one, other];
        answers.sort_by_key(|answer| answer.status);
        let [file, refused] = &answers;
        assert_eq!((file.status, refused.status), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(refused.header("retry-after"), "10");
        assert!(refused.body.contains("Another export is running"), "{}", refused.body);
        assert!(refused.body.contains("href=\"/acme/api-keys/generated\""), "a way back");
        assert_eq!(owner.get(EXPORT).await.status, StatusCode::OK, "and then the next");
        assert_eq!(recorded(scratch).await, ["12000 generated, 0 external"; 2]);
    }
}

/// Inserts and deletes pairs of keys, one transaction per pair. One key of a pair is at the start of the list, the other at its end.
async fn pairs_come_and_go(url: String, done: Arc<AtomicBool>, written: Arc<AtomicU32>) {
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    if url.starts_with("sqlite") {
        connection.execute("pragma foreign_keys = on").await.unwrap();
        connection.execute("pragma busy_timeout = 5000").await.unwrap();
    }
    let mut pair = 0;
    while !done.load(Ordering::Relaxed) {
        let mut tx = connection.begin().await.unwrap();
        for (half, at) in [
            ("first", START.plus(days(1)).millis()),
            ("last", START.minus(days(1_000)).millis()),
        ] {
            let id = format!("{half}{pair:014}");
            let parts = [
                format!(
                    "insert into api_keys (id, account_id, app_key, label, active, created_at, version) select '{id}', id, 'appkey-acme-{id}', 'pair {pair} {half}', 1, {at}, 1 from accounts where slug = '{ACCOUNT}'"
                ),
                format!(
                    "insert into api_tokens (id, key_id, slot, token_hash, created_at) values ('{id}', '{id}', 'newest', '{id}', {at})"
                ),
            ];
            for part in parts {
                tx.execute(AssertSqlSafe(part)).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        // Ten pairs exist at a time.
        if pair >= 10 {
            let old = pair - 10;
            let text = format!("delete from api_keys where label in ('pair {old} first', 'pair {old} last')");
            connection.execute(AssertSqlSafe(text)).await.unwrap();
        }
        written.fetch_add(1, Ordering::Relaxed);
        pair += 1;
    }
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_are_rate_limited_by_address() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(owner.get(EXPORT).await.status.as_u16());
    }
    assert_eq!(statuses[..30], [200; 30]);
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_many_batches_is_exported_once() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let crowd = Crowd {
        account: ACCOUNT,
        keys: 7_003,
        now: START,
    };
    let other = Crowd {
        account: "bravo",
        keys: 2_501,
        now: START,
    };
    crowd.insert(&scratch.url).await;
    other.insert(&scratch.url).await;
    other.grant(&scratch.url, ACCOUNT, 2_501).await;
    // Many keys with one creation time, as after an import. A batch must continue after a key, not after a time.
    tamper(
        &scratch,
        "update api_keys set created_at = 1795000000000 where label like 'ERP%'",
    )
    .await;
    tamper(&scratch, "update external_keys set added_at = 1795000000000").await;
    let file = File::of(&owner).await;
    let rows = file.rows("Generated", &GENERATED);
    let ids: BTreeSet<_> = rows.iter().map(|row| row[0].to_string()).collect();
    assert_eq!((rows.len(), ids.len()), (7_003, 7_003));
    for row in &rows {
        let number: u32 = row[3].to_string().rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(row[0], text(&crowd.key_id(number)));
        assert_eq!(row[3], text(&crowd::label(number)));
        assert_eq!(instant(&row[6]).is_some(), crowd::renewing(number), "{number}");
        assert_eq!(
            row[7],
            text(if number.is_multiple_of(7) { "Inactive" } else { "Active" })
        );
        let roles = row[2].to_string();
        let count = if roles.is_empty() { 0 } else { roles.split(", ").count() };
        assert_eq!(count, number as usize % 4, "{roles}");
        assert!(roles.split(", ").is_sorted(), "{roles}");
    }
    let rows = file.rows("External", &EXTERNAL);
    let ids: BTreeSet<_> = rows.iter().map(|row| row[0].to_string()).collect();
    assert_eq!((rows.len(), ids.len()), (2_501, 2_501));
    assert!(rows.iter().all(|row| row[3] == text("bravo")));
}
