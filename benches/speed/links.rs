//! How many links are opened per second, each durably, against the commits that SQLite manages on this disk.

use crate::{
    median,
    support::{Database, Scratch, app::TestApp},
    table::{self, Reach},
};
use sqlx::{AnyConnection, Connection, Executor};
use std::time::Instant;

const TURNS: usize = 5;
/// All turns together stay below what one network may generate and open in a minute.
const LINKS: usize = 104;
/// Recipients at the same time.
const AT_ONCE: usize = 8;

pub async fn measure() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    let plain = Scratch::new(Database::Sqlite).await;
    let mut connection = AnyConnection::connect(&format!("{}?mode=rwc", plain.url))
        .await
        .unwrap();
    for statement in [
        "pragma journal_mode = wal",
        "pragma synchronous = full",
        "create table t (id integer primary key, text text)",
    ] {
        connection.execute(statement).await.unwrap();
    }
    let (mut opened, mut committed) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let mut links = Vec::new();
        for number in 0..LINKS {
            links.push(owner.generate(&format!("key {number}")).await.unwrap().url);
        }
        let began = Instant::now();
        let recipients = links.chunks(LINKS / AT_ONCE).map(async |links| {
            for link in links {
                app.stranger().open(link).await.unwrap();
            }
        });
        futures_util::future::join_all(recipients).await;
        opened.push(LINKS as f64 / began.elapsed().as_secs_f64());

        let began = Instant::now();
        for _ in 0..LINKS {
            connection
                .execute("insert into t (text) values ('a row of some length, as an audit event is')")
                .await
                .unwrap();
        }
        committed.push(LINKS as f64 / began.elapsed().as_secs_f64());
    }
    table::ratio(
        "opened links per second, durable",
        (median(opened), ""),
        "SQLite's commits, WAL and FULL",
        median(committed),
        Reach::AtLeast(0.8),
    );
}
