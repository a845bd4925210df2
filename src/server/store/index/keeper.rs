//! Keeps the lease of a node on PostgreSQL: renews it regularly, whenever another node announces a change, and whenever a question finds it
//! lapsed.

use super::{
    confirmed::CHANNEL,
    follow::{Index, WeakIndex},
    node::SeenNodes,
};
use crate::server::crypto::Secret;
use sqlx::{Executor, postgres::PgListener};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

/// Interval of renewals without an announced change: a quarter of the lease, so that some may fail.
const EVERY: Duration = Duration::from_millis(500);

/// Pause after a renewal that failed. It doubles with each further failure, up to [`EVERY`].
const AFTER_FAILURE: Duration = Duration::from_millis(50);

/// Every this many renewals, the rows of nodes that ended are looked for.
const SWEEP_EVERY: u32 = 4;

/// How long the listener waits for an announcement before it checks that its connection still lives.
const LISTEN_FOR: Duration = Duration::from_secs(5);

/// Starts the tasks that keep the lease. They do nothing until the index is asked for the first time, and end with it.
pub fn start(index: &Index, url: Secret) {
    if let Some(wake) = index.wake() {
        tokio::spawn(keep(index.downgrade(), url, wake));
    }
}

/// Renews the lease until the index is gone or closed.
async fn keep(index: WeakIndex, url: Secret, wake: Arc<Notify>) {
    wake.notified().await;
    tokio::spawn(listen(index.clone(), url, Arc::clone(&wake)));
    let mut seen = SeenNodes::default();
    let mut renewals: u32 = 0;
    let mut pause = AFTER_FAILURE;
    while let Some(index) = index.upgrade() {
        if index.is_closed() {
            return;
        }
        let renewed = index.renew_once().await;
        renewals = renewals.wrapping_add(1);
        if renewed && renewals.is_multiple_of(SWEEP_EVERY) {
            index.sweep(&mut seen).await;
        }
        drop(index);
        if renewed {
            pause = AFTER_FAILURE;
            let _ = timeout(EVERY, wake.notified()).await;
        } else {
            sleep(pause).await;
            pause = (pause * 2).min(EVERY);
        }
    }
}

/// Wakes the keeper at every announcement. Connects again when the connection was lost; what was announced meanwhile is found by the
/// regular renewals.
async fn listen(index: WeakIndex, url: Secret, wake: Arc<Notify>) {
    while index.is_open() {
        if let Err(error) = listen_once(&index, &url, &wake).await {
            tracing::debug!(%error, "announcements of changes cannot be heard; trying again in a moment");
        }
        sleep(EVERY).await;
    }
}

async fn listen_once(index: &WeakIndex, url: &Secret, wake: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = within(PgListener::connect(url.expose())).await?;
    within(listener.listen(CHANNEL)).await?;
    while index.is_open() {
        match timeout(LISTEN_FOR, listener.try_recv()).await {
            Ok(Ok(Some(_))) => wake.notify_one(),
            // The connection was lost.
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                within(listener.execute("select 1")).await?;
            }
        }
    }
    Ok(())
}

/// A network that drops packets must not keep the listener waiting for ever.
async fn within<T>(operation: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(LISTEN_FOR, operation)
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
