//! Shared support for the integration tests: real databases, and an application that is used as a browser would.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the benchmarks compile this module, too, and each uses its own part of it"
)]

pub mod app;
pub mod browser;
pub mod functions;
pub mod gateways;
pub mod key_in_use;
pub mod languages;
pub mod limited;
pub mod load;
pub mod nodes;
pub mod person;
pub mod pgbouncer;
pub mod phone;
pub mod postgres;
pub mod program;
pub mod proxy;
pub mod replicated;
pub mod stored_account;
pub mod team;
pub mod unchecked;

use keydesk::{
    domain::time::Timestamp,
    server::{clock::Clock, config::Config, state::AppState},
};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// The start of the tests' clocks: 22 November 2026, 12:00 UTC.
pub const START: Timestamp = Timestamp::from_millis(1_795_348_800_000);

/// The database that a test runs on.
#[derive(Clone, Copy, Debug)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A new, empty database. The files of an SQLite database are removed on drop.
pub struct Scratch {
    pub url: String,
    folder: Option<PathBuf>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Scratch {
    pub async fn new(database: Database) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        match database {
            Database::Sqlite => {
                let folder = std::env::temp_dir().join(format!("keydesk-test-{}-{number}", std::process::id()));
                std::fs::create_dir_all(&folder).unwrap();
                Self {
                    url: format!("sqlite://{}", folder.join("keydesk.db").display()),
                    folder: Some(folder),
                }
            }
            Database::Postgres => Self {
                url: postgres::create_database(number).await,
                folder: None,
            },
        }
    }

    /// A database that is created and removed elsewhere.
    pub fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            folder: None,
        }
    }

    /// The folder of an SQLite database. Panics on PostgreSQL.
    pub fn folder(&self) -> &Path {
        self.folder.as_deref().expect("only SQLite has a folder")
    }

    pub fn config(&self) -> Config {
        self.config_with(&[])
    }

    pub fn config_with(&self, settings: &[(&str, &str)]) -> Config {
        let all = settings.iter().copied().chain([("DATABASE_URL", self.url.as_str())]);
        Config::from_sources("", all.map(|(n, v)| (n.to_owned(), v.to_owned()))).unwrap()
    }

    /// A node on this database, with its own clock.
    pub async fn node(&self) -> AppState {
        AppState::open(self.config(), Clock::manual(START)).await.unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Declares tests for both databases: `both! { async fn name(scratch) { … } }` is one test on SQLite and one on PostgreSQL.
macro_rules! both {
    ($(async fn $name:ident($scratch:ident) $body:block)+) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::stories::$name(&$crate::support::Scratch::new($crate::support::Database::Sqlite).await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::stories::$name(&$crate::support::Scratch::new($crate::support::Database::Postgres).await).await;
            })+
        }
        mod stories {
            use super::*;
            $(pub async fn $name($scratch: &Scratch) $body)+
        }
    };
}
