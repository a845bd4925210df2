//! How the store reaches its database: a pool of connections on which nothing waits for ever.
//!
//! sqlx's own pool asks a database that refuses again until five seconds are over, and tests connections without a time limit when it
//! takes them back, so that each connection that fell silent costs a place. Its connections have no time limit at all. This pool is
//! deadpool's, and its connections ([`Connection`], [`Tx`]) put a limit on every statement. A connection that did not finish
//! what it was asked is closed by dropping its socket, never reused.

mod address;
mod connection;
mod files;
mod heights;
mod home;
mod opener;
mod pool;

pub(super) use address::Address;
pub(super) use connection::{Connection, Tx};
pub(super) use files::Files;
pub(super) use heights::{Ends, Heights};
pub(super) use home::{Before, Home};
pub(super) use pool::Pool;

use crate::server::store::Dialect;
use sqlx::Error;
use std::{io, time::Duration};

/// Time limit of a statement. Above PostgreSQL's `statement_timeout` and SQLite's busy timeout, whose errors say more.
const STATEMENT: Duration = Duration::from_secs(11);
/// Time limit for getting a connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long PostgreSQL may go on with a statement after its connection was dropped: the interval of its checks, and some time to
/// spare.
const LINGERS: Duration = Duration::from_millis(600);
/// Connections to PostgreSQL are replaced at this age: the name in the address may lead to another server by then.
const LIFETIME: Duration = Duration::from_mins(30);

fn timed_out(what: &'static str) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, what))
}

/// Whether an error of SQLite is about the connection's files, such as one that was opened while they were read-only. Another
/// connection may do better, and nothing of the statement is left.
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
        // The low byte is the kind, the rest says more.
        Dialect::Sqlite => {
            code.is_some_and(|code| [READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB].contains(&(code & 0xff)))
        }
    }
}
