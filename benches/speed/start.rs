//! Memory, and the time from the start of the process to its first answer.

use crate::{
    KEYS,
    data::Data,
    median, peers,
    support::Database,
    table::{self, Reach},
};
use std::time::{Duration, Instant};

const TURNS: usize = 3;

pub async fn measure() {
    for (database, keys, memory, soon) in [
        (Database::Sqlite, KEYS, 150.0, 300.0),
        (Database::Sqlite, 10 * KEYS, 800.0, 3_000.0),
        (Database::Postgres, KEYS, 150.0, 300.0),
        (Database::Postgres, 10 * KEYS, 800.0, 3_000.0),
    ] {
        let of = format!("{} keys, {database:?}", thousands(keys));
        if matches!(database, Database::Postgres) && !peers::is_here(peers::POSTGRES) {
            table::missing(&format!("start to first answer, {of}"), "there is no PostgreSQL");
            continue;
        }
        let data = Data::on(database, 1, keys).await;
        let (mut starts, mut sizes) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            let began = Instant::now();
            let (keydesk, _) = data.keydesk(None).await;
            starts.push(began.elapsed().as_secs_f64() * 1_000.0);
            tokio::time::sleep(Duration::from_secs(1)).await;
            sizes.push(keydesk.memory());
        }
        table::figure(
            &format!("start to first answer, {of}"),
            (median(starts), "ms"),
            Reach::AtMost(soon),
        );
        table::figure(&format!("memory, {of}"), (median(sizes), "MB"), Reach::AtMost(memory));
    }
}

fn thousands(number: u32) -> String {
    let text = number.to_string();
    let parts: Vec<_> = text.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    parts.join(",")
}
