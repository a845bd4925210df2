//! All that verification reads, in memory: the keys with their tokens, the roles, and the verifiers. Verification then asks no database,
//! whether the answer is yes or no.
//!
//! [`keys`] is the structure, [`load`] reads it from the database, and [`follow`] keeps it true: every change that verification reads
//! appends a row to an audit chain in the same transaction, so the ends of the chains tell whether the memory is current. A [`lease`]
//! says until when it may be believed without asking again.

mod entries;
mod follow;
mod keys;
mod lease;
mod load;
mod rows;
mod verifiers;

pub use entries::IndexedVerifier;
pub use follow::{COMMANDS_WAIT, Index};
pub use keys::{Keys, Question};
