//! The audit log: reading, exporting and verifying it.

pub mod chains;
pub mod log;
