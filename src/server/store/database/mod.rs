//! The store's connection pool. Every wait has a time limit: for a connection, and for each statement.
//!
//! sqlx's own pool retries a database that refuses connections for five seconds, and tests returned connections without a time limit, so
//! every silent connection occupies a permit for ever. Its statements have no time limit either. This pool is deadpool's; its
//! connections ([`Connection`], [`Tx`]) limit every statement. A connection with an unfinished statement is never reused: its socket is
//! dropped.

mod address;
mod connection;
mod files;
mod heights;
mod home;
mod made;
mod marks;
mod opener;
mod pool;

pub(super) use address::SqliteAddress;
pub(super) use connection::{Appended, Connection, Follower, Tx};
pub(super) use files::{Files, LogNote, LogState};
pub(super) use heights::{ENDS, Ends, Heights};
pub(super) use home::{BACKUP_ID, Before, Home};
pub(super) use pool::Pool;

use crate::server::store::Dialect;
use sqlx::Error;
use std::{io, time::Duration};

/// Time limit of a statement. Longer than PostgreSQL's `statement_timeout` and SQLite's busy timeout, whose errors say more.
const STATEMENT: Duration = Duration::from_secs(11);
/// Time limit for acquiring a connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long PostgreSQL may continue a statement after its connection was dropped: the interval of its client checks, plus a margin.
const LINGERS: Duration = Duration::from_millis(600);
/// Maximum age of a PostgreSQL connection. The host name in the URL may resolve to another server by then.
const LIFETIME: Duration = Duration::from_mins(30);

/// How a pool reaches its database.
#[derive(Clone, Copy, Debug)]
pub(super) struct PoolSettings {
    /// Time limit for verification and probes.
    pub prompt: Duration,
    /// The number of connections, with the reserved ones; `None` for the database's own.
    pub connections: Option<usize>,
    /// Whether the connections lead to a pooler in transaction mode.
    pub is_pooled: bool,
}

impl PoolSettings {
    /// Number of connections, with the reserved ones. At least one is not reserved.
    fn connections(self, dialect: Dialect) -> usize {
        let connections = self.connections.unwrap_or_else(|| dialect.connections());
        connections.max(dialect.reserved() + 1)
    }
}

fn timed_out(what: &'static str) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, what))
}

/// Whether an SQLite error is about the connection's files, for example a file that was opened while it was read-only. The statement
/// changed nothing, and a new connection may succeed.
pub(super) fn is_about_files(dialect: Dialect, error: &Error) -> bool {
    const READONLY: u32 = 8;
    const IOERR: u32 = 10;
    const CORRUPT: u32 = 11;
    const CANTOPEN: u32 = 14;
    const NOTADB: u32 = 26;
    let Error::Database(inner) = error else { return false };
    let code: Option<u32> = inner.code().and_then(|code| code.parse().ok());
    match dialect {
        Dialect::Postgres => false,
        // The low byte is the primary result code.
        Dialect::Sqlite => {
            code.is_some_and(|code| [READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB].contains(&(code & 0xff)))
        }
    }
}
