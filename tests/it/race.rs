//! A link opens at most once. Readers race over two nodes, and a open_without_lock opening must fail the same test.
//!
//! `KEYDESK_TEST_RACES` sets the number of links per database (default 150; the promise is measured with 10,000).

use crate::support::{Database, Scratch, app::TestApp};
use keydesk::{
    domain::{audit::receipt::VisitedBy, time::days},
    error::AppError,
    server::{
        context::Caller,
        crypto::{self, Secret, hash},
        idempotency::{SubmittedForm, new_form_id},
        links::{self, DeliveredToken, LinkRequest, Opening},
        state::AppState,
    },
};
use sqlx::{AnyPool, Row, any::AnyPoolOptions};
use std::{sync::Arc, time::Duration};
use tokio::sync::Barrier;

const READERS: usize = 16;

const VISIT: LinkRequest = LinkRequest {
    by: VisitedBy::Somebody,
    browser: None,
};

fn races() -> usize {
    std::env::var("KEYDESK_TEST_RACES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150)
}

/// A reader of a link. The IP addresses change every 250 links, so that no reader meets the rate limit on opening.
fn reader(node: &AppState, number: usize, link: usize) -> Caller {
    Caller {
        state: node.clone(),
        session: None,
        browser: None,
        ip: format!("10.{number}.{}.1", link / 250),
        user_agent: String::new(),
    }
}

/// Opens a link the way Keydesk does.
async fn open_link(node: AppState, number: usize, link: usize, id: Secret) -> Option<String> {
    let sent = SubmittedForm::to_link(&id, &new_form_id(), &()).unwrap();
    open_with_form(node, number, link, id, sent).await
}

async fn open_with_form(
    node: AppState,
    number: usize,
    link: usize,
    id: Secret,
    sent: Option<SubmittedForm>,
) -> Option<String> {
    let token = |opened: DeliveredToken| opened.token;
    match links::open(&reader(&node, number, link), &id, &VISIT, sent.as_ref(), token)
        .await
        .unwrap()
    {
        Opening::Opened(token) => Some(token),
        Opening::Ended(_) => None,
    }
}

/// Opens a link the wrong way: reads, hands out, then deletes, so that two readers can win.
async fn open_without_lock(pool: AnyPool, id: Secret) -> Option<String> {
    let link = id.hash();
    let row = sqlx::query(
        "select l.token_id, s.sealed from links l join sealed_tokens s on s.link_hash = l.id_hash where l.id_hash = $1",
    )
    .bind(link.as_str())
    .fetch_optional(&pool)
    .await
    .unwrap()?;
    let sealed = crypto::Sealed::stored(row.try_get("sealed").unwrap());
    let token = crypto::open(&id, &row.try_get::<String, _>("token_id").unwrap(), &sealed).unwrap();
    sqlx::query("delete from sealed_tokens where link_hash = $1")
        .bind(link.as_str())
        .execute(&pool)
        .await
        .unwrap();
    Some(token.expose().to_owned())
}

/// Lets 16 readers race for each link. Returns how often each link gave out its token.
async fn race<F, O>(ids: &[Secret], open: O) -> Vec<usize>
where
    F: Future<Output = Option<String>> + Send + 'static,
    O: Fn(usize, usize, Secret) -> F,
{
    let mut openings = Vec::new();
    for (link, id) in ids.iter().enumerate() {
        let barrier = Arc::new(Barrier::new(READERS));
        let readers: Vec<_> = (0..READERS)
            .map(|number| {
                let (barrier, opening) = (barrier.clone(), open(number, link, id.clone()));
                tokio::spawn(async move {
                    barrier.wait().await;
                    opening.await
                })
            })
            .collect();
        let mut tokens = Vec::new();
        for reader in readers {
            tokens.extend(reader.await.unwrap());
        }
        openings.push(tokens.len());
    }
    openings
}

async fn links(app: &TestApp, count: usize) -> Vec<Secret> {
    let owner = app.owner().await;
    let mut ids = Vec::new();
    for n in 0..count {
        // Retries while the rate limit refuses.
        let link = loop {
            match owner.generate(&format!("key {n}")).await {
                Err(AppError::TooMany { .. }) => tokio::time::sleep(Duration::from_millis(200)).await,
                other => break other.unwrap(),
            }
        };
        ids.push(Secret::new(link.url.rsplit('/').next().unwrap()));
    }
    ids
}

async fn one_token_each(database: Database) {
    let scratch = Scratch::new(database).await;
    let app = TestApp::on(&scratch).await;
    let nodes = [app.state.clone(), scratch.node().await];
    let ids = links(&app, races()).await;
    let openings = race(&ids, |number, link, id| {
        open_link(nodes[number % 2].clone(), number, link, id)
    })
    .await;
    assert!(openings.iter().all(|times| *times == 1), "{openings:?}");
    // No link opens again later.
    nodes[0].clock.advance(days(1));
    for (link, id) in ids.iter().enumerate() {
        assert!(open_link(nodes[0].clone(), READERS, link, id.clone()).await.is_none());
        assert!(nodes[1].store.read_link(&hash(id.expose())).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_readers_over_two_nodes_get_one_token_on_sqlite() {
    one_token_each(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_readers_over_two_nodes_get_one_token_on_postgres() {
    one_token_each(Database::Postgres).await;
}

/// One form opens a link and is sent 16 times at once over two nodes. The link opens once, and the answer is given at most three times.
async fn one_form_gets_one_token(database: Database) {
    let scratch = Scratch::new(database).await;
    let app = TestApp::on(&scratch).await;
    let nodes = [app.state.clone(), scratch.node().await];
    let ids = links(&app, races() / 5).await;
    for (link, id) in ids.iter().enumerate() {
        let (form, barrier) = (new_form_id(), Arc::new(Barrier::new(READERS)));
        let readers: Vec<_> = (0..READERS)
            .map(|number| {
                let sent = SubmittedForm::to_link(id, &form, &()).unwrap();
                let (barrier, node, id) = (barrier.clone(), nodes[number % 2].clone(), id.clone());
                tokio::spawn(async move {
                    barrier.wait().await;
                    open_with_form(node, number, link, id, sent).await
                })
            })
            .collect();
        let mut tokens = Vec::new();
        for reader in readers {
            tokens.extend(reader.await.unwrap());
        }
        assert_eq!(tokens.len(), 3, "the opening, and its answer twice more");
        assert!(tokens.iter().all(|token| *token == tokens[0]));
        assert!(
            open_link(nodes[1].clone(), 0, link, id.clone()).await.is_none(),
            "another form gets nothing"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_form_over_two_nodes_gets_its_answer_three_times_on_sqlite() {
    one_form_gets_one_token(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_form_over_two_nodes_gets_its_answer_three_times_on_postgres() {
    one_form_gets_one_token(Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_race_catches_an_opening_that_reads_before_it_deletes() {
    let scratch = Scratch::new(Database::Postgres).await;
    let app = TestApp::on(&scratch).await;
    let ids = links(&app, 20).await;
    let pool = AnyPoolOptions::new()
        .max_connections(16)
        .min_connections(16)
        .connect(&scratch.url)
        .await
        .unwrap();
    let openings = race(&ids, |_, _, id| open_without_lock(pool.clone(), id)).await;
    assert!(
        openings.iter().any(|times| *times > 1),
        "the race never happened: {openings:?}"
    );
}
