//! The audit log in the database: `entry` is what is recorded, `chain` writes and verifies it, `log` reads pages of it,
//! and `changes` says what new rows are about.

mod chain;
mod changes;
mod entry;
mod log;

pub use chain::AuditChain;
pub(in crate::server::store) use chain::{chains, first_broken_row, read_detail, record, record_alone};
pub(in crate::server::store) use changes::changes;
pub use entry::AuditEntry;
pub use log::{MatchingKeys, Scope};
