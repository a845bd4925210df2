//! Requests that go on while nodes restart: verifications, pages, and the forms of an admin whose browser runs no scripts.

use super::{
    Scratch,
    browser::{Browser, Credentials, KEYS},
    nodes::Installation,
    stored_account::tamper,
    team::single_value,
};
use sqlx::Row;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

/// Pause between two rounds of forms, so that they stay below the limit of what one address may create.
const PAUSE: Duration = Duration::from_millis(200);
/// A client gives up after so many failures.
const MANY: usize = 20;

/// What a client does again and again.
enum Work {
    Verify(Credentials),
    Authorize(Credentials),
    Read,
    /// Generates a key, opens its link, renames another key, renews that one's token and undoes the renewal.
    Act {
        name: &'static str,
        id: String,
    },
}

/// The result of a client's requests.
#[derive(Default)]
struct Outcome {
    rounds: u32,
    failed: Vec<String>,
    /// The labels that the keys must have, because an answer said so.
    labels: Vec<String>,
    /// The label that was given last to the key of this client.
    renamed: Option<String>,
    /// Tokens that were handed over.
    held: Vec<Credentials>,
}

struct Client {
    owner: Browser,
    verifier: String,
    work: Work,
}

impl Client {
    async fn run(self, stop: Arc<AtomicBool>) -> Outcome {
        let mut outcome = Outcome::default();
        while !stop.load(Ordering::Relaxed) && outcome.failed.len() < MANY {
            if let Err(failed) = self.round(&mut outcome).await {
                outcome.failed.push(failed);
            }
            outcome.rounds += 1;
        }
        outcome
    }

    async fn round(&self, outcome: &mut Outcome) -> Result<(), String> {
        match &self.work {
            Work::Verify(held) => self.owner.verify(&self.verifier, held).await,
            Work::Authorize(held) => self.owner.authorize(&self.verifier, held).await,
            Work::Read => {
                // A stranger, because signed-in users are redirected from there.
                Browser::new(self.owner.address).get("/login").await?;
                self.owner.get(KEYS).await.map(drop)
            }
            Work::Act { name, id } => self.act(name, id, outcome).await,
        }
    }

    async fn act(&self, name: &str, id: &str, outcome: &mut Outcome) -> Result<(), String> {
        let label = format!("{name} made {}", outcome.rounds);
        let link = self.owner.generate(&label).await?;
        outcome.labels.push(label);
        let held = self.owner.open(&link).await?;
        outcome.held.push(held.clone());
        self.owner.verify(&self.verifier, &held).await?;

        let label = format!("{name} renamed {}", outcome.rounds);
        let edited = [("label", label.as_str()), ("active", "on")];
        self.owner.submit(&format!("{KEYS}/{id}/edit"), &edited, 303).await?;
        outcome.renamed = Some(label);
        self.owner.renew(id).await?;
        self.owner
            .submit(&format!("{KEYS}/{id}/undo-renewal"), &[], 303)
            .await?;
        sleep(PAUSE).await;
        Ok(())
    }
}

/// Running clients.
pub struct Load {
    stop: Arc<AtomicBool>,
    clients: JoinSet<Outcome>,
    installation: Installation,
    /// Tokens from before the clients started.
    held: Vec<Credentials>,
}

impl Load {
    /// Makes some keys, and starts clients that use them. The installation has no other keys.
    pub async fn start(scratch: &Scratch, installation: &Installation) -> Self {
        let owner = &installation.owner;
        let (first, second) = (owner.key_in_use("first").await, owner.key_in_use("second").await);
        let mut work = vec![Work::Read];
        for held in [&first, &second, &first] {
            work.push(Work::Verify(held.clone()));
            work.push(Work::Authorize(held.clone()));
        }
        let mut held = vec![first, second];
        for name in ["one", "other"] {
            held.push(owner.key_in_use(name).await);
            let id = single_value(scratch, &format!("select id from api_keys where label = '{name}'")).await;
            work.push(Work::Act { name, id });
        }
        let stop = Arc::new(AtomicBool::new(false));
        let mut clients = JoinSet::new();
        for work in work {
            let client = Client {
                owner: owner.clone(),
                verifier: installation.verifier.clone(),
                work,
            };
            clients.spawn(client.run(Arc::clone(&stop)));
        }
        Self {
            stop,
            clients,
            installation: installation.clone(),
            held,
        }
    }

    /// Ends the requests. None of them failed, each key that was acknowledged is there once, and every token is good at each of these browsers.
    pub async fn end(self, scratch: &Scratch, browsers: &[Browser], log: impl Fn() -> String) {
        self.stop.store(true, Ordering::Relaxed);
        let (mut held, mut labels) = (self.held, vec!["first".to_owned(), "second".to_owned()]);
        for outcome in self.clients.join_all().await {
            assert_eq!(outcome.failed, Vec::<String>::new(), "{}", log());
            assert!(outcome.rounds > 3, "{}", outcome.rounds);
            labels.extend(outcome.labels);
            labels.extend(outcome.renamed);
            held.extend(outcome.held);
        }
        let stored = tamper(scratch, "select label from api_keys").await;
        let mut stored: Vec<String> = stored.iter().map(|row| row.try_get(0).unwrap()).collect();
        stored.sort();
        labels.sort();
        assert_eq!(stored, labels, "keys were lost, made twice, or named otherwise");
        for browser in browsers {
            for held in &held {
                browser.verify(&self.installation.verifier, held).await.unwrap();
            }
        }
    }
}
