//! The dialogs, each with an address of its own under the list that it covers.

pub mod complete;
pub mod delete;
pub mod delete_old;
pub mod edit;
pub mod generate;
pub mod key_dialog;
pub mod link;
pub mod new_link;
pub mod renew;
pub mod status;
pub mod undo;
