//! The audit log in the database: `chain` writes and verifies it, `log` reads pages of it.

mod chain;
mod log;

pub use chain::{Actor, AuditChain, AuditEntry};
pub(in crate::server::store) use chain::{read_detail, record};
pub use log::{MatchingKeys, Scope};
