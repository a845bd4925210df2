//! Audit data: events, their details, the audit log, its CSV form, and receipts of single-access links.

pub mod csv;
pub mod detail;
pub mod event;
pub mod log;
pub mod receipt;
