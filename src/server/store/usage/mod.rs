//! What verification saw of tokens. A node appends what it counted ([`batch`]), a job adds it up ([`fold`]), and pages read it ([`read`]).
//! Appending costs a few rows however many tokens were used, so a node can do it every few seconds.

mod batch;
mod fold;
mod keys;
mod read;

pub use batch::{BatchSource, Subject, UsageBatch};
pub use keys::{DeletedKey, EndedToken};
pub use read::DeadKeys;
