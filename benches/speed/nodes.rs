//! How long a revocation takes to return with three nodes on one PostgreSQL.

use crate::{
    peers,
    support::{
        Database, Scratch,
        app::TestApp,
        program::{Program, free_address},
    },
    table::{self, Reach},
};
use keydesk::server::clock::Clock;
use std::time::{Duration, Instant};

const WELL: usize = 100;
const PAUSED: usize = 10;

pub async fn measure() {
    if !peers::is_here(peers::POSTGRES) {
        return table::missing("p99 of a revocation's return, 3 nodes", "there is no PostgreSQL");
    }
    let scratch = Scratch::new(Database::Postgres).await;
    let app = TestApp::at(&scratch, &[], Clock::System).await;
    let owner = app.owner().await;
    let (key, token) = owner.key_in_use("ERP").await;
    let verifier = app.verifier().await;
    let files = Scratch::new(Database::Sqlite).await;
    let mut others = Vec::new();
    for name in ["two", "three"] {
        let (folder, address) = (files.folder().join(name), free_address());
        std::fs::create_dir_all(&folder).unwrap();
        let node = Program::keydesk(&folder, &scratch.url, address, &[("RUST_LOG", "warn")]);
        node.listens(address).await;
        others.push(node);
    }
    // Nodes begin to hold leases with the first question or the start.
    assert_eq!(app.verify(&verifier, key.app_key.as_str(), &token).await, "yes");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut key = key;
    let mut turn = async || {
        let began = Instant::now();
        key = owner.deactivate(&key).await.unwrap();
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        key = owner.activate(&key).await.unwrap();
        took
    };
    let (mut well, mut paused) = (Vec::new(), Vec::new());
    for _ in 0..WELL {
        well.push(turn().await);
    }
    for _ in 0..PAUSED {
        others[1].suspend().await;
        paused.push(turn().await);
        others[1].signal("-CONT");
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    let p99 = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() * 99 / 100]
    };
    table::figure(
        "p99 of a revocation's return, 3 nodes",
        (p99(well), "ms"),
        Reach::AtMost(50.0),
    );
    table::figure("the same, one node paused", (p99(paused), "ms"), Reach::AtMost(2_300.0));
}
