//! Many concurrent pages: no page fails, no page shows data of another request, and every opened link shows its token.
//!
//! `KEYDESK_TEST_SOAK` sets the number of pages (default 2,400; the promise is measured with 100,000).

use crate::support::{
    Database, Scratch,
    app::{Answer, Person, TestApp, path},
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, header},
};
use keydesk::views::wire::{GenerateInput, NewLink, Password, RestrictionsInput};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

const CLIENTS: usize = 16;
/// Texts that only pages of one account contain. Account names alone are too short: among 100,000 pages, a random nonce or the random
/// letters and digits in the hydration data would contain one by chance.
const ACME: &str = "/acme/api-keys";
const BRAVO: &str = "/bravo/api-keys";

fn pages() -> usize {
    std::env::var("KEYDESK_TEST_SOAK")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(2_400)
}

/// A client whose IP address changes every 100 rounds, so that it meets no rate limit.
struct Client {
    person: Person,
    number: usize,
}

impl Client {
    async fn send(&self, round: usize, method: &str, path: &str, (kind, body): (&str, Vec<u8>)) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.person.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let round = round / 100;
        let address = format!("10.{}.{}.{}:1", self.number, round / 250, round % 250);
        let peer: SocketAddr = address.parse().unwrap();
        let request = request.extension(ConnectInfo(peer)).body(Body::from(body)).unwrap();
        self.person.app.send(request).await
    }

    async fn get(&self, round: usize, path: &str) -> String {
        let answer = self.send(round, "GET", path, ("text/plain", Vec::new())).await;
        assert_eq!(answer.status, 200, "{path} in round {round}");
        assert!(answer.body.contains("</html>"), "{path} in round {round}");
        answer.body
    }

    async fn post(&self, round: usize, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).unwrap().into_bytes();
        self.send(round, "POST", path, ("application/x-www-form-urlencoded", body))
            .await
    }

    async fn link(&self, round: usize) -> NewLink {
        let input = GenerateInput {
            label: format!("key {round} of {}", self.number),
            roles: vec![],
            restrictions: RestrictionsInput::default(),
            form_id: keydesk::server::idempotency::new_form_id(),
            password: Password::default(),
        };
        let body = postcard::to_allocvec(&("acme", input)).unwrap();
        let answer = self
            .send(round, "POST", "/api/5/generate_key", ("application/x-postcard", body))
            .await;
        assert_eq!(answer.status, 200, "generating in round {round}");
        postcard::from_bytes(&answer.bytes).unwrap()
    }

    /// Runs one round of this client. Returns the number of pages.
    async fn go_on(&self, round: usize) -> usize {
        match self.number {
            0..6 => {
                let link = self.link(round).await;
                let address = path(&link.url);
                self.get(round, address).await;
                let opened = self.post(round, address, &[]).await;
                assert_eq!(opened.status, 200, "an opening in round {round}");
                assert!(opened.body.contains("kdt_"), "a token is lost in round {round}");
                2
            }
            6..9 => {
                let page = self.get(round, "/acme/api-keys/generated").await;
                assert!(!page.contains(BRAVO), "a page of another account");
                assert!(page.contains(ACME), "a page without its list");
                1
            }
            9..11 => {
                let page = self.get(round, "/bravo/api-keys/generated").await;
                assert!(!page.contains(ACME), "a page of another account");
                assert!(page.contains(BRAVO), "a page without its list");
                1
            }
            11..14 => {
                self.get(round, "/login").await;
                1
            }
            _ => {
                self.get(round, "/acme/users").await;
                self.get(round, "/profile").await;
                2
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn pages_that_are_drawn_at_the_same_time_do_not_disturb_each_other() {
    let panics = Arc::new(AtomicUsize::new(0));
    let (count, before) = (panics.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        count.fetch_add(1, Ordering::SeqCst);
        before(panic);
    }));
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    let owner = app.owner().await;
    let other = app.member(&scratch, "other", "bravo", &["keydesk.keys.view"]).await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let person = match number {
                9..11 => other.clone(),
                11..14 => app.stranger(),
                _ => owner.clone(),
            };
            let client = Client { person, number };
            tokio::spawn(async move {
                let (mut round, mut drawn) = (0, 0);
                while drawn < pages() / CLIENTS {
                    drawn += client.go_on(round).await;
                    round += 1;
                }
            })
        })
        .collect();
    let mut failed = 0;
    for client in clients {
        failed += usize::from(client.await.is_err());
    }
    assert_eq!(
        (failed, panics.load(Ordering::SeqCst)),
        (0, 0),
        "clients that met a failure, and panics"
    );
}
