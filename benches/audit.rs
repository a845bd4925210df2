//! Measures how long a page of an audit log with a million rows takes, for each filter, on both databases:
//! `cargo bench --no-default-features --features ssr --bench audit`. Prints the median and the slowest of 51 runs, each a new query, for
//! the first page and for a page deep in the log.

#![allow(clippy::disallowed_methods, reason = "what is measured is real time")]

#[path = "../tests/it/support/mod.rs"]
mod support;

use keydesk::{
    domain::{
        audit::log::{AuditQuery, PageStart},
        id::{Account, Id},
        key_query::PAGE_SIZE,
        names::AccountSlug,
        time::days,
    },
    server::store::{MatchingKeys, Store},
};
use std::time::{Duration, Instant};
use support::{Database, START, Scratch, app::TestApp, stored_account::tamper};

const ROWS: i64 = 1_000_000;
const RUNS: usize = 51;

#[tokio::main]
async fn main() {
    println!(
        "{:<44} {:>10} {:>10}",
        format!("audit log of {ROWS} rows"),
        "median",
        "slowest"
    );
    for database in [Database::Sqlite, Database::Postgres] {
        let scratch = Scratch::new(database).await;
        let app = TestApp::on(&scratch).await;
        app.owner().await;
        let slug = AccountSlug::parse("acme").unwrap();
        let (account, _) = app.state.store.account(&slug).await.unwrap().unwrap();
        let began = Instant::now();
        fill(&scratch, database, &account).await;
        println!("{database:?}: filled in {:.1} s", began.elapsed().as_secs_f32());
        measure(&app.state.store, &account, database).await;
    }
}

/// Fills the log: a row every 20 seconds, 200 users, 5,000 keys. One user, one key and one action are rare: a few rows at the beginning.
async fn fill(scratch: &Scratch, database: Database, account: &Id<Account>) {
    let numbers = match database {
        Database::Sqlite => format!(
            "(with recursive n(i) as (select 2 union all select i + 1 from n where i < {ROWS}) select i from n)"
        ),
        Database::Postgres => format!("(select generate_series(cast(2 as bigint), {ROWS}) as i)"),
    };
    let first = START.minus(Duration::from_secs(20) * ROWS as u32).millis();
    let rare = "i <= 40";
    let row = format!(
        "insert into audit_events (chain, seq, at, actor, action, key_id, subject, ip, hash) \
         select '{account}', i, {first} + i * 20000, \
         case when {rare} then 'user:rare@acme.example' else 'user:user' || (i % 200) || '@acme.example' end, \
         case when {rare} then 'external_key_added' when i % 10 = 0 then 'link_opened' when i % 10 < 4 then 'token_renewed' else 'key_edited' end, \
         case when {rare} then '00000000000000000rare' else 'key' || (i % 5000) end, 'appkey-acme-7KQ2MX9P', '192.0.2.1', \
         'f6e0a1e26ac41945a9aa7ff8a8aaa0cebc12a3bcc981a929ad5cf810a090e11' || (i % 10) from {numbers} n"
    );
    let statements = [
        row,
        "insert into audit_actors (chain, actor) select distinct chain, actor from audit_events where true on conflict do nothing".to_owned(),
        "delete from audit_days".to_owned(),
        "insert into audit_days (chain, day, first_seq, last_seq) select chain, at / 86400000, min(seq), max(seq) from audit_events group by chain, at / 86400000".to_owned(),
        format!("update audit_chains set seq = {ROWS} where chain = '{account}'"),
    ];
    for statement in statements {
        tamper(scratch, &statement).await;
    }
    if matches!(database, Database::Postgres) {
        tamper(scratch, "analyze audit_events").await;
    }
}

async fn measure(store: &Store, account: &Id<Account>, database: Database) {
    let deep = PageStart::Before(ROWS / 2);
    let day = |ago: u64| START.minus(days(ago)).iso_date();
    let (year, month) = (day(180), day(150));
    for (name, start, pairs) in [
        ("no filter", PageStart::Newest, vec![]),
        ("no filter, deep in the log", deep, vec![]),
        ("key, 200 rows", PageStart::Newest, vec![("key", "key4321")]),
        ("key, rare", PageStart::Newest, vec![("key", "00000000000000000rare")]),
        (
            "user, 5,000 rows",
            PageStart::Newest,
            vec![("user", "user77@acme.example")],
        ),
        ("user, rare", PageStart::Newest, vec![("user", "rare@acme.example")]),
        (
            "user by beginning, 20 of 111",
            PageStart::Newest,
            vec![("user", "user1")],
        ),
        ("user by beginning, deep", deep, vec![("user", "user1")]),
        (
            "action, 600,000 rows",
            PageStart::Newest,
            vec![("action", "key_edited")],
        ),
        (
            "action, rare",
            PageStart::Newest,
            vec![("action", "external_key_added")],
        ),
        ("action, none", PageStart::Newest, vec![("action", "key_deleted")]),
        (
            "30 days, half a year ago",
            PageStart::Newest,
            vec![("from", year.as_str()), ("to", month.as_str())],
        ),
        (
            "user and action that never meet",
            PageStart::Newest,
            vec![("user", "rare@acme.example"), ("action", "key_edited")],
        ),
        (
            "two that never meet, both common",
            PageStart::Newest,
            vec![("user", "user10@acme.example"), ("action", "token_renewed")],
        ),
        (
            "key and action that never meet",
            PageStart::Newest,
            vec![("key", "key4321"), ("action", "link_opened")],
        ),
        (
            "user and 30 days",
            PageStart::Newest,
            vec![
                ("user", "user77@acme.example"),
                ("from", year.as_str()),
                ("to", month.as_str()),
            ],
        ),
        (
            "action and 30 days",
            PageStart::Newest,
            vec![
                ("action", "key_edited"),
                ("from", year.as_str()),
                ("to", month.as_str()),
            ],
        ),
    ] {
        let mut query = AuditQuery::from_pairs(&owned(&pairs));
        if let Some((_, key)) = pairs.iter().find(|(field, _)| *field == "key") {
            // The keys in this log have shorter ids than real ones.
            query.filter.key = Some(keydesk::domain::audit::log::KeyFilter::Id(Id::new((*key).to_owned())));
        } else {
            assert!(query.invalid.is_empty(), "{name}");
        }
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..RUNS {
            let began = Instant::now();
            let scope = store
                .audit_scope(account, &query.filter, MatchingKeys::default())
                .await
                .unwrap();
            found = store
                .audit_rows(&scope, start, PAGE_SIZE + 1, true)
                .await
                .unwrap()
                .len();
            times.push(began.elapsed());
        }
        times.sort();
        let (median, slowest) = (times[RUNS / 2], times[RUNS - 1]);
        println!(
            "{:<44} {:>10} {:>10}",
            format!("{database:?}, {name} ({found})"),
            ms(median),
            ms(slowest)
        );
    }
    let began = Instant::now();
    let scope = store
        .audit_scope(account, &AuditQuery::default().filter, MatchingKeys::default())
        .await
        .unwrap();
    let (mut at, mut rows) = (0, 0);
    loop {
        let batch = store
            .audit_rows(&scope, PageStart::After(at), 1_000, false)
            .await
            .unwrap();
        let Some(last) = batch.last() else { break };
        (at, rows) = (last.seq, rows + batch.len());
    }
    println!(
        "{database:?}, reading all {rows} rows as an export does: {:.1} s",
        began.elapsed().as_secs_f32()
    );
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}
