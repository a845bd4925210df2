//! The primary of a replicated PostgreSQL is killed, and its replica promoted: nodes follow by themselves, nothing that was acknowledged is lost, and no
//! revoked token is accepted.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

use crate::{
    leases::{Question, ask},
    support::{
        Scratch,
        app::{Person, TestApp},
        program::{Program, free_address},
        replicated::Replicated,
        stored_account::tamper,
    },
};
use keydesk::server::clock::Clock;
use sqlx::Row;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Longer than a promotion takes, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until an attempt succeeds.
async fn until(what: &str, mut attempt: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !attempt().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Makes keys and deletes them, until an action fails. Returns the tokens of those whose deletion was acknowledged, and counts them meanwhile.
async fn delete_keys(owner: Person, count: Arc<AtomicUsize>) -> Vec<String> {
    let mut deleted = Vec::new();
    loop {
        let label = format!("short-lived {}", deleted.len());
        let Ok(link) = owner.generate(&label).await else { break };
        let Ok((_, token)) = owner.app.stranger().open(&link.url).await else {
            break;
        };
        let Ok(shown) = owner.show(&link.key.id).await else {
            break;
        };
        if owner.delete(&shown.key).await.is_err() {
            break;
        }
        deleted.push(token);
        count.store(deleted.len(), Ordering::Relaxed);
    }
    deleted
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_follow_a_promoted_replica_and_nothing_acknowledged_is_lost() {
    let mut database = Replicated::start().await;
    let scratch = Scratch::at(&database.url);
    let app = TestApp::at(&scratch, &[], Clock::System).await;
    let owner = app.owner().await;
    let verifier = app.verifier().await.replace("Bearer ", "");
    let about = |token: String| Question {
        verifier: verifier.clone(),
        token,
    };
    let (_, good) = owner.key_in_use("good").await;
    let good = about(good);
    let folder = tempfile::tempdir().unwrap();
    let mut nodes = Vec::new();
    for name in ["one", "other"] {
        let (folder, address) = (folder.path().join(name), free_address());
        std::fs::create_dir_all(&folder).unwrap();
        let node = Program::keydesk(&folder, &database.url, address, &[]);
        node.listens(address).await;
        nodes.push((node, address));
    }

    // Keys are generated and deleted until the primary is killed in the middle of it.
    let (mut kept, mut revoked) = (BTreeSet::new(), Vec::new());
    for number in 0..20 {
        let label = format!("key {number}");
        let (key, token) = owner.key_in_use(&label).await;
        if number % 2 == 0 {
            owner.delete(&key).await.unwrap();
            revoked.push(about(token));
        } else {
            kept.insert(label);
        }
    }
    let generating = tokio::spawn({
        let owner = app.stranger().again().await;
        async move {
            let mut acknowledged = Vec::new();
            for number in 20.. {
                let label = format!("key {number}");
                match owner.generate(&label).await {
                    Ok(_) => acknowledged.push(label),
                    Err(_) => break,
                }
            }
            acknowledged
        }
    });
    let count = Arc::new(AtomicUsize::new(0));
    let deleting = tokio::spawn(delete_keys(app.stranger().again().await, Arc::clone(&count)));
    until("keys are deleted", async || count.load(Ordering::Relaxed) >= 5).await;
    database.fail_over();
    let acknowledged = generating.await.unwrap();
    // Also what was deleted just before the primary was killed is refused afterwards.
    revoked.extend(deleting.await.unwrap().into_iter().map(&about));
    assert!(!acknowledged.is_empty());
    kept.extend(acknowledged);

    for (_, address) in &nodes {
        until("a node follows the replica", async || {
            for token in &revoked {
                assert_ne!(ask(*address, token).await, 200, "a revoked token is accepted");
            }
            ask(*address, &good).await == 200
        })
        .await;
        for token in &revoked {
            assert_eq!(ask(*address, token).await, 401);
        }
    }
    until("actions work again", async || {
        owner.generate("afterwards").await.is_ok()
    })
    .await;
    let stored = tamper(&scratch, "select label from api_keys").await;
    let stored: BTreeSet<String> = stored.iter().map(|row| row.try_get(0).unwrap()).collect();
    let lost: Vec<_> = kept.difference(&stored).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", kept.len());
}
