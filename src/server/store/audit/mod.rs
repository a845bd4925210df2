//! The audit log in the database: writing it and verifying its chains, and reading a part of it.

mod chain;
mod log;

pub use chain::{Actor, AuditChain, Entry};
pub(in crate::server::store) use chain::{read_detail, record};
pub use log::{Named, Scope};
