//! The dialogs. Each has its own address below that of the list.

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
