//! All SQL. One text for SQLite and PostgreSQL through sqlx's Any driver; only [`dialect`] knows which one it is.
//!
//! Writes compare and set: they name the version or state that they expect, the number of changed rows decides, and the
//! audit row is written in the same transaction, which is tried again as a whole when the database gives it up in favour of another
//! one ([`Store::retried`]). Requests run to their end even when the client hangs up (see
//! `web::middleware`), so no transaction is ever cancelled half way.

mod accounts;
mod answers;
mod audit;
mod audit_log;
mod browsers;
mod connect;
mod database;
mod demo;
mod dialect;
mod export;
mod external;
mod health;
mod invitations;
mod keys;
mod links;
mod listing;
mod lists;
mod receipts;
mod retry;
mod second_factor;
mod sessions;
mod start_error;
mod team;
mod team_writes;
mod users;
mod verification;

pub use accounts::{NewAccount, NewRole, SetupOutcome};
pub use answers::{Again, Answer, KEPT_FOR};
pub use audit::{Actor, AuditChain, Entry};
pub use audit_log::{Named, Scope};
pub use browsers::{BrowserRecord, Forgotten, NewBrowser};
pub use demo::DemoKey;
pub use export::{ExternalPart, ExternalRow, GeneratedPart, GeneratedRow, Snapshot};
pub use external::Candidate;
pub use invitations::{InvitationRecord, Invitee};
pub use keys::Minted;
pub use links::{Claim, LinkRecord, Visitor};
pub use lists::{ListKind, ListedKey};
pub use second_factor::{PendingSignIn, Proof, Resealed, SecondFactor, SetUp, Used};
pub use sessions::{NewSession, Revoked, SessionRecord, SessionUser};
pub use start_error::StartError;
pub use users::{Attempts, Membership, Subject, UserRecord};
pub use verification::{Facts, KnownKey};

use database::{Home, Pool, Tx};
use dialect::Dialect;
use health::Health;
use sqlx::{AnyConnection, Connection as _};
use std::{sync::Arc, time::Duration};
use thiserror::Error;
use tokio::sync::Mutex;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
    dialect: Dialect,
    /// Where an SQLite database is.
    home: Option<Arc<Home>>,
    /// The connection of the start. As long as an SQLite database is open somewhere, its log and index stay the same files.
    first: Arc<Mutex<Option<AnyConnection>>>,
    health: Arc<Health>,
    /// Time limit for verification and probes.
    prompt: Duration,
}

/// Why the store did not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// What was to be changed is no longer as the caller saw it. Nothing was changed.
    #[error("the row was changed in the meantime")]
    Conflict,
    /// A value that must be unique is there already. Nothing was changed.
    #[error("the value is there already")]
    Duplicate,
    /// The database does not answer, refused, or holds what it should not. Nothing was changed.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Duplicate,
            // What is named is gone by now, or what is to go was taken into use.
            sqlx::Error::Database(inner) if inner.is_foreign_key_violation() => Self::Conflict,
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// A stored value that the domain does not know: the database was changed by something else.
    pub(super) fn damaged(what: &'static str) -> Self {
        Self::Database(sqlx::Error::Decode(format!("unexpected value of {what}").into()))
    }
}

impl Store {
    /// Begins a transaction that writes.
    async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(self.pool.begin_with(self.dialect.begin_write()).await?)
    }

    /// Ends all connections after the running statements.
    pub async fn close(&self) {
        self.note_rows();
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

/// One changed row is what was asked for; none means that somebody else was faster.
fn exactly_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
