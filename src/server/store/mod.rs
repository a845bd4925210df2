//! All SQL. Each statement runs on SQLite and PostgreSQL through sqlx's Any driver; only [`dialect`] knows the differences.
//! Rows are read into structs beside their queries, or into tuples; [`columns`] has the types that need a conversion.
//!
//! Writes are compare-and-set: they name the expected version or state, and the number of changed rows decides. The audit row is written
//! in the same transaction. A transaction that lost to a concurrent one is retried as a whole ([`Store::retried`]). Requests run to the
//! end even if the client disconnects (see `web::middleware`), so no transaction is cancelled half way.

mod accounts;
mod answers;
mod audit;
mod browsers;
mod columns;
mod compatibility;
mod connect;
pub mod copy;
mod database;
mod demo;
mod denied;
mod dialect;
mod error;
mod export;
mod external;
mod figures;
mod handle;
mod health;
mod index;
mod inspect;
mod invitations;
mod key_rows;
mod keys;
mod links;
mod lists;
mod member_roles;
mod migrations;
mod new_session;
mod opening;
mod operator;
mod protection;
mod receipts;
mod retry;
mod rounds;
mod second_factor;
mod sessions;
mod start_error;
mod statement;
mod team;
mod team_writes;
mod usage;
mod users;
mod verifiers;

pub use accounts::{NewAccount, NewRole, SetupOutcome};
pub use answers::{KEPT_FOR, KeptAnswer, RepeatedForm};
pub use audit::{AuditChain, AuditEntry, MatchingKeys, Scope};
pub use browsers::{BrowserRecord, BrowserSelection};
pub use connect::StoreAddress;
pub use demo::DemoKey;
pub use error::StoreError;
pub use export::{ExternalBatch, ExternalRow, GeneratedBatch, GeneratedRow, Snapshot};
pub use external::Candidate;
pub use figures::Figures;
pub use handle::Store;
pub use index::{COMMANDS_WAIT, IndexedVerifier, Keys, MemoryFigures, Question};
pub use inspect::{Inspected, inspect};
pub use invitations::{InvitationRecord, Invitee};
pub use keys::StoredToken;
pub use links::{ClaimedLink, LinkRecord, Visitor};
pub use lists::{ListKind, ListedKey};
pub use new_session::{NewBrowser, NewSession};
pub use operator::{AccountSummary, MembershipSummary, StoredCounters, UserSummary};
pub use protection::{Unprotected, unprotected};
pub use rounds::Round;
pub use second_factor::{CodeUse, FactorProof, PendingSignIn, Resealed, SecondFactor, SetUp};
pub use sessions::{SessionRecord, SessionSelection, SessionUser};
pub use start_error::StartError;
pub use usage::{BatchSource, DeadKeys, DeletedKey, EndedToken, Subject, UsageBatch};
pub use users::{AttemptCount, CounterKey, Membership, UserRecord};
pub use verifiers::{NewVerifier, VerifierChange, VerifiersOf};

use database::{Home, Pool, Tx};
use dialect::Dialect;
use error::exactly_one;
