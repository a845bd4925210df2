//! All that verification reads, in memory: the keys with their tokens, the roles, and the verifiers. Verification then asks no database,
//! whether the answer is yes or no.
//!
//! [`keys`] is the structure, [`load`] reads it from the database, and [`follow`] keeps it true: every change that verification reads
//! appends a row to an audit chain in the same transaction, so the ends of the chains tell whether the memory is current ([`changes`]). A
//! [`lease`] says until when it may be believed without asking again.
//!
//! SQLite serves one process. PostgreSQL may serve several: there each process is a [`node`], a [`keeper`] renews its lease, and an
//! action that changes something returns when all nodes know it ([`confirmed`]). `docs/leases.md` describes the protocol.

mod changes;
mod confirmed;
mod entries;
mod follow;
pub(super) mod keeper;
mod keys;
mod lease;
mod load;
mod node;
mod passes;
mod renewal;
mod rows;
mod verifiers;

pub use entries::{IndexedVerifier, Question};
pub use follow::{COMMANDS_WAIT, Index, MemoryFigures};
pub use keys::Keys;
