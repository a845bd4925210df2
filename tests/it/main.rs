//! Integration tests, one module for each subject. They are one binary, so that a change links once.
//!
//! `cargo test --no-default-features --features ssr --test it once::` runs the tests of one module.

#[macro_use]
mod support;

mod access;
mod answers;
mod audit_detail;
mod audit_page;
mod batch;
mod bodies;
mod damaged;
mod entry_languages;
mod export;
mod external;
mod forms;
mod full_disk;
mod gateway;
mod gateway_connections;
mod gateways;
mod http;
mod http2;
mod idempotency;
mod introspection;
mod invitation_second_factor;
mod invitations;
mod languages;
mod last_active;
mod lease_model;
mod leases;
mod list_languages;
mod lists;
mod locales;
mod main_job;
mod many_pages;
mod markup;
mod metrics;
mod password_reset;
mod people_languages;
mod profile;
mod race;
mod receipts;
mod records_in_languages;
mod restrictions;
mod retry;
mod roles;
mod second_factor;
mod second_factor_sign_in;
mod serve;
mod set_back;
mod settings;
mod sign_in;
mod silent_database;
mod sqlite_files;
mod start;
mod store;
mod usage;
mod users;
mod verifiers;
mod verifiers_page;
mod version;
mod wire;
