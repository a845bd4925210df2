//! All SQL. One text for SQLite and PostgreSQL through sqlx's Any driver; only [`dialect`] knows which one it is.
//!
//! Writes compare and set: they name the version or state that they expect, the number of changed rows decides, and the
//! audit row is written in the same transaction, which is tried again as a whole when the database gives it up in favour of another
//! one ([`Store::retried`]). Requests run to their end even when the client hangs up (see
//! `web::middleware`), so no transaction is ever cancelled half way.

mod accounts;
mod audit;
mod audit_log;
mod browsers;
mod connect;
mod demo;
mod dialect;
mod export;
mod external;
mod invitations;
mod keys;
mod links;
mod listing;
mod lists;
mod receipts;
mod retry;
mod second_factor;
mod sessions;
mod team;
mod team_writes;
mod users;
mod verification;

pub use accounts::{NewAccount, NewRole, SetupOutcome};
pub use audit::{Actor, AuditChain, Entry};
pub use audit_log::{Named, Scope};
pub use browsers::{BrowserRecord, Forgotten, NewBrowser};
pub use connect::StartError;
pub use demo::DemoKey;
pub use export::{ExternalPart, ExternalRow, GeneratedPart, GeneratedRow, Snapshot};
pub use external::Candidate;
pub use invitations::{InvitationRecord, Invitee};
pub use keys::Minted;
pub use links::{Claim, LinkRecord, Visitor};
pub use lists::{ListKind, ListedKey};
pub use second_factor::{PendingSignIn, Proof, Resealed, SecondFactor, SetUp, Used};
pub use sessions::{NewSession, Revoked, SessionRecord, SessionUser};
pub use users::{Attempts, Membership, Subject, UserRecord};
pub use verification::{Facts, KnownKey};

use dialect::Dialect;
use sqlx::{Any, AnyPool, Transaction};
use thiserror::Error;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
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

type Tx = Transaction<'static, Any>;

impl Store {
    /// Begins a transaction that writes.
    async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(self.pool.begin_with(self.dialect.begin_write()).await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Ends all connections after the running statements.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// One changed row is what was asked for; none means that somebody else was faster.
fn exactly_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
