//! A program on SQLite that is killed under load has everything that it acknowledged when it is started again.
//!
//! `KEYDESK_TEST_KILLS` sets the number of kills (default 6; the promise is measured with 500).

#![allow(clippy::disallowed_methods, reason = "what is waited for here is another process")]

use crate::support::{
    Database, Scratch,
    browser::{Browser, Credentials, KEYS},
    nodes::{Installation, Node, printed, this_version},
    stored_account::tamper,
    team::single_value,
};
use sqlx::Row;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

/// Longer than any round takes, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clients that act at the same time.
const CLIENTS: usize = 4;
/// The length of a key's id.
const ID: usize = 20;

fn kills() -> usize {
    let kills = std::env::var("KEYDESK_TEST_KILLS").ok();
    kills.and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// The labels of keys that were generated and that nobody tried to delete.
    kept: BTreeSet<String>,
    /// Those of these whose link was opened.
    held: BTreeMap<String, Credentials>,
    deleted: BTreeMap<String, Credentials>,
}

impl Acknowledged {
    fn add(&mut self, other: Self) {
        self.kept.extend(other.kept);
        self.held.extend(other.held);
        self.deleted.extend(other.deleted);
    }

    /// All of it is what this browser's program says.
    async fn assert_is_there(&self, browser: &Browser, verifier: &str) {
        for (label, held) in &self.held {
            let verified = browser.verify(verifier, held).await;
            assert_eq!(verified, Ok(()), "{label} was handed over");
        }
        for (label, deleted) in &self.deleted {
            let refused = browser.authorize(verifier, deleted).await.unwrap_err();
            assert!(refused.contains("answers 401"), "{label} was deleted: {refused}");
        }
    }
}

/// Generates keys, opens their links and deletes every second one, until a request fails. Returns what was acknowledged, and the failure.
async fn act(owner: Browser, name: String, count: Arc<AtomicUsize>) -> (Acknowledged, String) {
    let mut done = Acknowledged::default();
    let mut number = 0;
    loop {
        // No label is part of another one: the list is searched for it.
        let label = format!("{name}k{number}x");
        if let Err(failure) = act_once(&owner, &label, number % 2 == 0, &mut done).await {
            return (done, failure);
        }
        count.fetch_add(1, Ordering::Relaxed);
        number += 1;
    }
}

async fn act_once(owner: &Browser, label: &str, delete: bool, done: &mut Acknowledged) -> Result<(), String> {
    let link = owner.generate(label).await?;
    done.kept.insert(label.to_owned());
    let held = owner.open(&link).await?;
    done.held.insert(label.to_owned(), held.clone());
    if delete {
        let id = id_of(owner, label).await?;
        // Until it is acknowledged, nobody knows whether it happened.
        done.kept.remove(label);
        done.held.remove(label);
        owner
            .submit(&format!("{KEYS}/{id}/delete"), &[("understood", "on")], 303)
            .await?;
        done.deleted.insert(label.to_owned(), held);
    }
    Ok(())
}

/// The id of a key, from the list. A test that opened the database itself could empty its write-ahead log when the program is gone.
async fn id_of(owner: &Browser, label: &str) -> Result<String, String> {
    let page = owner.get(&format!("{KEYS}?q={label}")).await?.body;
    let before = page.split_once("/delete?").map(|(before, _)| before);
    let id = before.and_then(|before| before.get(before.len().checked_sub(ID)?..));
    id.map(str::to_owned)
        .ok_or_else(|| format!("{label} is not in the list"))
}

/// Starts clients, and kills the program between two of their acknowledgements.
async fn kill_under_load(node: Node, owner: &Browser, round: usize) -> Acknowledged {
    let count = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let name = format!("r{round}c{client}");
        clients.spawn(act(owner.at(node.address), name, Arc::clone(&count)));
    }
    // Another number of keys and another moment in each round.
    let wanted = 4 + round * 7 % 20;
    let acted = async {
        while count.load(Ordering::Relaxed) < wanted {
            sleep(Duration::from_millis(1)).await;
        }
    };
    let waited = timeout(PATIENCE, acted).await;
    sleep(Duration::from_millis(u64::try_from(round * 5 % 17).unwrap())).await;
    node.program.signal("-KILL");
    let mut all = Acknowledged::default();
    let mut failures = Vec::new();
    for (acknowledged, failure) in clients.join_all().await {
        all.add(acknowledged);
        failures.push(failure);
    }
    assert!(
        waited.is_ok(),
        "too little was done: {failures:?} {}",
        node.program.log()
    );
    let other = failures.iter().find(|failure| !failure.contains(" fails: "));
    assert_eq!(other, None, "{}", node.program.log());
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_program_is_killed_under_load() {
    sqlx::any::install_default_drivers();
    let (scratch, this) = (Scratch::new(Database::Sqlite).await, this_version());
    let folder = tempfile::tempdir().unwrap();
    let mut node = Node::start(&this, &scratch.url, folder.path()).await;
    let Installation { mut owner, verifier } = Installation::set_up(&node, &this, &scratch.url).await;
    let mut all = Acknowledged::default();
    for round in 0..kills() {
        let new = kill_under_load(node, &owner, round).await;
        node = Node::start(&this, &scratch.url, folder.path()).await;
        owner = owner.at(node.address);
        // In a long run, the password would be asked for otherwise.
        owner.sign_in().await;
        new.assert_is_there(&owner, &verifier).await;
        all.add(new);
        let checked = printed(&this, &scratch.url, &["audit", "verify"]);
        assert!(checked.contains("all unchanged"), "{checked}");
    }
    assert!(!all.held.is_empty() && !all.deleted.is_empty());
    all.assert_is_there(&owner, &verifier).await;
    let stored = tamper(&scratch, "select label from api_keys").await;
    let stored: BTreeSet<String> = stored.iter().map(|row| row.try_get(0).unwrap()).collect();
    let lost: Vec<_> = all.kept.difference(&stored).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let back: Vec<_> = all.deleted.keys().filter(|label| stored.contains(*label)).collect();
    assert!(back.is_empty(), "{back:?}");
    assert_eq!(single_value(&scratch, "pragma integrity_check").await, "ok");
    node.program.end().await;
}
