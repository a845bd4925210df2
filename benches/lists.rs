//! Measures how long a page of a list with 100,000 keys takes, or with as many as an argument says.
//!
//! `cargo bench --bench lists --no-default-features --features ssr -- 1000000` requests pages of both tabs through the real router, on SQLite
//! and PostgreSQL, each many times, and fails if a median is above 25 ms, or 100 ms with more than 100,000 keys. It also prints the time of
//! the first request, which loads the list, and of a request after a change. A third of the tokens was used.

#![allow(clippy::disallowed_methods, reason = "what is measured here is real time")]

#[path = "support/mod.rs"]
mod crowd;
#[path = "../tests/it/support/mod.rs"]
mod support;

use axum::http::StatusCode;
use crowd::Crowd;
use keydesk::domain::key_query::KeyQuery;
use std::{process::ExitCode, time::Instant};
use support::{
    Database, START, Scratch,
    app::{ACCOUNT, Person, TestApp},
    stored_account::tamper,
};

/// Few enough for the limit of searches.
const ROUNDS: usize = 21;

const QUESTIONS: [&str; 16] = [
    "",
    "?page=2000",
    "?sort=name&page=1000",
    "?q=scanner",
    "?q=nothing+like+it",
    "?q=%E8%AB%8B%E6%B1%82+99",
    "?q=appkey+99999",
    "?q=e&sort=name-descending&page=300",
    "?status=inactive&sort=token-age&page=200",
    "?alert=recommended",
    "?alert=highly-recommended&sort=oldest",
    "?alert=pending-deletion&page=100",
    "?sort=last-used&page=300",
    "?sort=longest-unused&page=50",
    "?role={role}&q=erp",
    "?role={role}&status=active&alert=highly-recommended&q=offers&sort=name",
];

#[tokio::main]
async fn main() -> ExitCode {
    let keys = std::env::args().find_map(|argument| argument.parse().ok());
    let keys: u32 = keys.unwrap_or(100_000);
    let longest = if keys > 100_000 { 100.0 } else { 25.0 };
    let mut fine = true;
    for database in [Database::Sqlite, Database::Postgres] {
        println!("{database:?}, {keys} keys in each list; milliseconds: median (fastest to slowest) of {ROUNDS}");
        let scratch = Scratch::new(database).await;
        let app = TestApp::on(&scratch).await;
        let owner = app.owner().await;
        let crowd = |account| Crowd {
            account,
            keys,
            now: START,
        };
        crowd(ACCOUNT).insert(&scratch.url).await;
        crowd("bravo").insert(&scratch.url).await;
        crowd("bravo").grant(&scratch.url, ACCOUNT, keys).await;
        let used = "insert into token_usage (subject, first_at, last_at, uses) \
                    select token_hash, created_at, created_at + 1, 1 from api_tokens where created_at % 3 = 0";
        tamper(&scratch, used).await;
        tamper(
            &scratch,
            match database {
                // Inserting all keys leaves a write-ahead log of a gigabyte, in which every page is looked for.
                Database::Sqlite => "pragma wal_checkpoint(truncate)",
                // Autovacuum does this within a minute of such a change.
                Database::Postgres => "analyze",
            },
        )
        .await;
        let role = owner.list().await.unwrap().roles;
        let role = role.iter().find(|role| role.name == "Catalog").unwrap().id.clone();
        // The server function that hydrated pages call, then the two tabs as plain pages. Each gets a new application, because
        // the limits on searches are counted for each application.
        for tab in ["list_keys", "generated", "external"] {
            let app = TestApp::on(&scratch).await;
            let owner = app.stranger().again().await;
            for question in QUESTIONS {
                let part = question.replace("{role}", role.as_str());
                let pairs: Vec<(String, String)> = serde_html_form::from_str(part.trim_start_matches('?')).unwrap();
                let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
                let query = KeyQuery::parse(get, &part);
                let name = format!("{tab} {question}");
                fine &= report(&name, longest, async || match tab {
                    "list_keys" => drop(owner.list_of(&query).await.unwrap()),
                    tab => ask(&owner, tab, &part).await,
                })
                .await;
            }
        }
        let mut count = 0;
        fine &= report("list_keys after a change", longest, async || {
            count += 1;
            owner.generate(&format!("new {count}")).await.unwrap();
            owner.list().await.unwrap();
        })
        .await;
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn ask(person: &Person, tab: &str, part: &str) {
    let answer = person.get(&format!("/{ACCOUNT}/api-keys/{tab}{part}")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// Measures a request and returns whether its median is within the limit, in milliseconds.
async fn report(name: &str, longest: f64, mut question: impl AsyncFnMut()) -> bool {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        question().await;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    let first = times[0];
    times.sort_by(f64::total_cmp);
    let median = times[ROUNDS / 2];
    let fine = median <= longest;
    println!(
        "{} {median:7.1} ({:.1} to {:.1}; the first {first:.1})  {name}",
        if fine { "  " } else { "! " },
        times[0],
        times[ROUNDS - 1]
    );
    fine
}
