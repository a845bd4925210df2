//! Several nodes on one PostgreSQL: what an action changed counts on every node when the action returns. The nodes that are asked are
//! processes of their own; one of them is stopped, cut off or killed.

#![allow(clippy::disallowed_methods, reason = "what is waited for here is another process")]

use crate::support::{
    Database, Scratch,
    app::{Person, TestApp},
    program::{Program, free_address},
    proxy::Proxy,
    stored_account::tamper,
};
use keydesk::{domain::keys::key::Key, server::clock::Clock};
use sqlx::Row;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Longer than any wait here, short enough for a test that hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than an action waits for a node that does not confirm.
const BOUND: Duration = Duration::from_secs(5);
/// Longer than a lease.
const LAPSED: Duration = Duration::from_millis(2_500);

/// A running node, which ends with this value.
struct Node {
    program: Program,
    address: SocketAddr,
    folder: PathBuf,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Node {
    async fn start(url: &str) -> Self {
        let address = free_address();
        let folder = std::env::temp_dir().join(format!("keydesk-node-{}-{}", std::process::id(), address.port()));
        std::fs::create_dir_all(&folder).unwrap();
        let program = Program::keydesk(&folder, url, address, &[]);
        program.listens(address).await;
        Self {
            program,
            address,
            folder,
        }
    }

    /// The status of the answer to a question about a token, asked on a connection of its own.
    async fn ask(&self, question: &Question) -> u16 {
        ask(self.address, question).await
    }
}

/// A token, and the verifier that asks about it.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) verifier: String,
    pub(super) token: String,
}

/// The status of the answer to a question, asked on a connection of its own.
pub(super) async fn ask(node: SocketAddr, question: &Question) -> u16 {
    let answer = async {
        let mut stream = TcpStream::connect(node).await.unwrap();
        let Question { verifier, token } = question;
        let request = format!(
            "GET /v1/authorize/-/- HTTP/1.1\r\nhost: keydesk\r\nx-keydesk-verifier: {verifier}\r\nx-api-key: {token}\r\n\
             connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).and_then(|status| status.parse().ok())
    };
    timeout(PATIENCE, answer).await.expect("an answer").expect("a status")
}

/// An admin's node in this process, a key in use, and two more nodes.
struct Cluster {
    scratch: Scratch,
    owner: Person,
    key: Key,
    question: Question,
    one: Node,
    other: Node,
    /// Before the database of `other`.
    proxy: Proxy,
}

impl Cluster {
    async fn start() -> Self {
        let scratch = Scratch::new(Database::Postgres).await;
        let app = TestApp::at(&scratch, &[], Clock::System).await;
        let owner = app.owner().await;
        let (key, token) = owner.key_in_use("ERP").await;
        let verifier = app.verifier().await.replace("Bearer ", "");
        let question = Question { verifier, token };
        let proxy = Proxy::before(&scratch).await;
        let (one, other) = (Node::start(&scratch.url).await, Node::start(&proxy.url).await);
        let cluster = Self {
            scratch,
            owner,
            key,
            question,
            one,
            other,
            proxy,
        };
        cluster.wait_for_rows(2).await;
        assert_eq!(cluster.ask_both().await, [200, 200]);
        cluster
    }

    /// Asks both nodes, with requests that start now.
    async fn ask_both(&self) -> [u16; 2] {
        let (one, other) = tokio::join!(self.one.ask(&self.question), self.other.ask(&self.question));
        [one, other]
    }

    async fn deactivate(&mut self) -> Duration {
        let began = Instant::now();
        self.key = self.owner.deactivate(&self.key).await.unwrap();
        began.elapsed()
    }

    async fn activate(&mut self) -> Duration {
        let began = Instant::now();
        self.key = self.owner.activate(&self.key).await.unwrap();
        began.elapsed()
    }

    async fn rows(&self) -> usize {
        tamper(&self.scratch, "select 1 from nodes").await.len()
    }

    async fn wait_for_rows(&self, count: usize) {
        let reached = async {
            while self.rows().await != count {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, reached).await.expect("the rows of the nodes");
    }
}

/// Clients that ask all the time, and count the answers of requests that began while `denied` was set and were allowed all the same.
struct Load {
    denied: Arc<AtomicBool>,
    wrong: Arc<AtomicU32>,
    answers: Arc<AtomicU32>,
    tasks: Vec<JoinHandle<()>>,
}

impl Load {
    fn on(cluster: &Cluster) -> Self {
        let load = Self {
            denied: Arc::default(),
            wrong: Arc::default(),
            answers: Arc::default(),
            tasks: Vec::new(),
        };
        let nodes = [cluster.one.address, cluster.other.address];
        let tasks = nodes.into_iter().cycle().take(8).map(|node| {
            let (denied, wrong, answers) = (load.denied.clone(), load.wrong.clone(), load.answers.clone());
            let question = cluster.question.clone();
            tokio::spawn(async move {
                loop {
                    let before = denied.load(Ordering::SeqCst);
                    let status = ask(node, &question).await;
                    let always = before && denied.load(Ordering::SeqCst);
                    answers.fetch_add(1, Ordering::SeqCst);
                    wrong.fetch_add(u32::from(always && status == 200), Ordering::SeqCst);
                    assert!([200, 403, 503].contains(&status), "{status}");
                }
            })
        });
        let tasks = tasks.collect();
        Self { tasks, ..load }
    }

    /// Ends the clients. Returns the number of wrong answers.
    fn end(self) -> u32 {
        assert!(self.answers.load(Ordering::SeqCst) > 0);
        for task in &self.tasks {
            assert!(!task.is_finished(), "a client failed");
            task.abort();
        }
        self.wrong.load(Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_counts_on_every_node_when_its_action_returns() {
    let mut cluster = Cluster::start().await;
    let load = Load::on(&cluster);
    for _ in 0..20 {
        cluster.deactivate().await;
        load.denied.store(true, Ordering::SeqCst);
        assert_eq!(cluster.ask_both().await, [403, 403]);
        load.denied.store(false, Ordering::SeqCst);
        cluster.activate().await;
        assert_eq!(cluster.ask_both().await, [200, 200]);
    }
    // A new token, too.
    let (_, token) = cluster.owner.key_in_use("Shop").await;
    cluster.question.token = token;
    assert_eq!(cluster.ask_both().await, [200, 200]);
    assert_eq!(load.end(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_node_never_answers_from_before_a_change() {
    let mut cluster = Cluster::start().await;
    for _ in 0..2 {
        cluster.other.program.suspend().await;
        assert!(cluster.deactivate().await < BOUND);
        // These come after the action returned and are answered when the node goes on.
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                let (address, question) = (cluster.other.address, cluster.question.clone());
                tokio::spawn(async move { ask(address, &question).await })
            })
            .collect();
        sleep(Duration::from_millis(100)).await;
        cluster.other.program.signal("-CONT");
        for answer in waiting {
            let status = answer.await.unwrap();
            assert!([403, 503].contains(&status), "{status}");
        }
        cluster.activate().await;
        assert_eq!(cluster.ask_both().await, [200, 200]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_count_without_announcements() {
    let mut cluster = Cluster::start().await;
    let url = cluster.scratch.url.clone();
    let cut = tokio::spawn(async move {
        let text = "select pg_terminate_backend(pid) from pg_stat_activity \
                    where query ilike 'listen%' and datname = current_database()";
        loop {
            tamper(&Scratch::at(&url), text).await;
            sleep(Duration::from_millis(100)).await;
        }
    });
    for _ in 0..5 {
        let took = cluster.deactivate().await;
        assert_eq!(cluster.ask_both().await, [403, 403]);
        assert!(
            took < LAPSED,
            "by the regular renewals, not by the end of the leases: {took:?}"
        );
        cluster.activate().await;
        assert_eq!(cluster.ask_both().await, [200, 200]);
    }
    assert!(!cut.is_finished());
    cut.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_cut_off_from_its_database_stops_answering() {
    let mut cluster = Cluster::start().await;
    let load = Load::on(&cluster);
    cluster.proxy.silence_all();
    assert!(cluster.deactivate().await < BOUND);
    load.denied.store(true, Ordering::SeqCst);
    assert_eq!(cluster.ask_both().await, [403, 503]);
    // Some time without its database, with requests that wait for a renewal.
    sleep(LAPSED).await;
    assert_eq!(cluster.ask_both().await, [403, 503]);
    assert_eq!(load.end(), 0);
    cluster.proxy.speak();
    let recovered = async { while cluster.other.ask(&cluster.question).await == 503 {} };
    timeout(PATIENCE, recovered).await.expect("the node answers again");
    assert_eq!(cluster.ask_both().await, [403, 403]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_row_is_gone_registers_again() {
    let mut cluster = Cluster::start().await;
    cluster.other.program.suspend().await;
    // As another node does when the counter stands still.
    let paused = counters(&cluster.scratch).await;
    sleep(LAPSED).await;
    let later = counters(&cluster.scratch).await;
    let still: Vec<_> = later.iter().filter(|row| paused.contains(row)).collect();
    let [(id, _)] = still[..] else {
        panic!("{paused:?} {later:?}")
    };
    tamper(&cluster.scratch, &format!("delete from nodes where id = '{id}'")).await;
    assert!(cluster.deactivate().await < BOUND);
    cluster.other.program.signal("-CONT");
    assert_eq!(cluster.ask_both().await, [403, 403]);
    cluster.wait_for_rows(2).await;
    let after = counters(&cluster.scratch).await;
    assert!(after.iter().all(|(other, _)| other != id), "a new row");
}

/// Waits until a node answers this to `/readyz`.
async fn wait_for_readiness(app: &TestApp, status: u16, body: &str) {
    let answered = async {
        loop {
            let answer = app.stranger().get("/readyz").await;
            if (answer.status.as_u16(), answer.body.as_str()) == (status, body) {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, answered).await.expect(body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_lost_its_lease_is_not_ready_though_its_database_answers() {
    let scratch = Scratch::new(Database::Postgres).await;
    let app = TestApp::at(&scratch, &[], Clock::System).await;
    wait_for_readiness(&app, 200, "ok\n").await;
    // Only renewals use this table.
    tamper(&scratch, "alter table nodes rename to hidden").await;
    wait_for_readiness(&app, 503, "verification's memory is not current\n").await;
    assert_eq!(app.stranger().get("/health").await.status.as_u16(), 200);
    tamper(&scratch, "alter table hidden rename to nodes").await;
    wait_for_readiness(&app, 200, "ok\n").await;
}

/// The ids and counters of the nodes.
async fn counters(scratch: &Scratch) -> Vec<(String, i64)> {
    let rows = tamper(scratch, "select id, counter from nodes").await;
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_node_that_ended() {
    let mut cluster = Cluster::start().await;
    // In order: its row goes with it, long before another node would remove it.
    cluster.one.program.signal("-TERM");
    timeout(BOUND, cluster.wait_for_rows(1)).await.expect("its row goes");
    // Killed: its row stands still, and another node removes it.
    cluster.one = Node::start(&cluster.scratch.url).await;
    cluster.wait_for_rows(2).await;
    cluster.one.program.signal("-KILL");
    assert!(cluster.deactivate().await < BOUND);
    assert_eq!(cluster.other.ask(&cluster.question).await, 403);
    cluster.wait_for_rows(1).await;
    let began = Instant::now();
    for _ in 0..3 {
        cluster.activate().await;
        cluster.deactivate().await;
    }
    assert!(began.elapsed() < 6 * LAPSED, "no action waits for it");
}
