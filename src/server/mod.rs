//! The server's use cases: each loads, lets the domain decide, and saves with its audit event, after checking for itself
//! who asks.

pub mod accounts;
pub mod attempts;
pub mod audit;
pub mod audit_log;
pub mod browsers;
pub mod clock;
pub mod config;
pub mod context;
pub mod crypto;
pub mod demo;
pub mod devices;
pub mod export;
pub mod external;
pub mod hung_up;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod links;
pub mod lists;
pub mod once;
pub mod password_reset;
pub mod profile;
pub mod qr;
pub mod receipts;
pub mod second_factor;
pub mod sessions;
pub mod settings;
pub mod state;
pub mod store;
pub mod team;
pub mod terminal;
pub mod verifiers;
mod workbook;
