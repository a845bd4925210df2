//! The audit log: reading and exporting it, and whether it is as it was written.

pub mod chains;
pub mod log;
