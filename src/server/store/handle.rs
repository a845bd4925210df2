//! The store's handle: its fields, how a writing transaction begins, and how the store closes.

use super::{
    Dialect, Home, Pool, StoreError, Tx,
    index::{Index, Keys},
};
use crate::server::crypto::Hash;
use data_encoding::HEXLOWER;
use sqlx::{AnyConnection, Connection as _};
use std::{
    sync::{
        Arc, RwLockReadGuard,
        atomic::{AtomicBool, AtomicU64},
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
    /// The size of SQLite's write-ahead log at the last check, in bytes.
    pub(super) log_size: AtomicU64,
}

impl Store {
    /// All that verification reads, in memory and current.
    ///
    /// # Errors
    /// [`StoreError::Database`] if the database cannot say whether the memory is current.
    pub async fn keys_in_memory(&self) -> Result<RwLockReadGuard<'_, Keys>, StoreError> {
        self.index.current().await
    }

    /// The secrets of verifiers that this process saw since the last call, in a fixed order.
    pub fn take_used_secrets(&self) -> Vec<Hash> {
        let used = self.index.take_used_secrets();
        let mut used: Vec<_> = used.iter().map(|digest| HEXLOWER.encode(digest)).collect();
        used.sort_unstable();
        used.into_iter().map(Hash::stored).collect()
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
        self.index.leave().await;
        self.pool.close(self.dialect).await;
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
