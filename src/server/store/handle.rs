//! The store's handle: its fields, how a writing transaction begins, and how the store closes.

use super::{
    Dialect, Home, Pool, StoreError, Tx,
    database::LogState,
    index::{Index, Keys},
};
use crate::{domain::time::Timestamp, server::crypto::Hash};
use data_encoding::HEXLOWER;
use sqlx::{AnyConnection, Connection as _};
use std::{
    sync::{
        Arc, RwLockReadGuard,
        atomic::{AtomicBool, AtomicI64},
    },
    time::Duration,
};
use tokio::sync::Mutex;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) pool: Pool,
    pub(super) dialect: Dialect,
    /// The location of an SQLite database.
    pub(super) home: Option<Arc<Home>>,
    /// What verification reads, in memory.
    pub(super) index: Index,
    /// The first connection, kept open. While an SQLite database is open, its log and index stay the same files.
    pub(super) first: Arc<Mutex<Option<AnyConnection>>>,
    pub(super) health: Arc<Health>,
    /// Time limit for verification and probes.
    pub(super) prompt: Duration,
}

/// State kept between health checks.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Only one probe writes at a time.
    pub(super) writing: Mutex<()>,
    /// Whether a probe wrote within the last second.
    pub(super) written: Arc<AtomicBool>,
    /// The oldest program that works with the tables, as the last probe read it. 0 before.
    pub(super) compatible_from: AtomicI64,
    /// SQLite's write-ahead log at the last check.
    pub(super) log: std::sync::Mutex<Option<LogState>>,
}

impl Store {
    /// All that verification reads, in memory and current.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the database cannot say whether the memory is current.
    pub async fn keys_in_memory(&self) -> Result<RwLockReadGuard<'_, Keys>, StoreError> {
        self.index.current().await
    }

    /// Records which secrets of verifiers this process saw. What cannot be written is kept for the next call.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record_used_secrets(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut used = self.index.take_used_secrets();
        if used.is_empty() {
            return Ok(());
        }
        // In the same order on all nodes, so that none waits for another in a circle.
        used.sort_unstable();
        let hashes: Vec<_> = used
            .iter()
            .map(|digest| Hash::stored(HEXLOWER.encode(digest)))
            .collect();
        let noted = self.note_verifier_uses(&hashes, now).await;
        if noted.is_err() {
            self.index.put_back_used_secrets(&used);
        }
        noted
    }

    /// Returns when what was committed before counts in verification on all nodes.
    pub async fn settled(&self) {
        self.index.settled().await;
    }

    /// Begins a writing transaction.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(self.pool.begin_with(self.dialect.begin_write()).await?)
    }

    /// Closes all connections after the running statements. Verification is not answered any more.
    pub async fn close(&self) {
        self.note_rows();
        self.note_complete().await;
        self.index.leave().await;
        self.pool.close().await;
        let Some(first) = self.first.lock().await.take() else {
            return;
        };
        if self.pool.files().is_some_and(|files| files.must_not_be_touched()) {
            std::mem::forget(first);
        } else if let Err(error) = first.close().await {
            tracing::debug!(%error, "the last connection could not be closed in order");
        }
    }
}
