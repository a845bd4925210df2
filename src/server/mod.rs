//! The server's use cases: each loads, lets the domain decide, and saves with its audit event, after checking for itself
//! who asks.

pub mod accounts;
pub mod audit;
pub mod clock;
pub mod config;
pub mod context;
pub mod crypto;
pub mod demo;
pub mod external;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod links;
pub mod profile;
pub mod sessions;
pub mod settings;
pub mod state;
pub mod store;
pub mod team;
pub mod verifiers;
