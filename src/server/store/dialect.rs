//! The few places where SQLite and PostgreSQL differ.

use sqlx::{AnyConnection, AssertSqlSafe, Executor};
use std::time::Duration;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The dialect of a database URL, by its scheme.
    pub(super) fn of(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }

    /// How a transaction that writes begins. SQLite must take its write lock at once: one that first reads and then
    /// writes fails with "database is locked" when another writer came between.
    pub(super) fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// How a transaction begins that reads several times and must see one state of everything. SQLite's WAL gives every
    /// transaction that from its first statement on. On both it neither waits for writers nor keeps them waiting.
    pub(super) fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            // Parts are found by index whatever the planner believes: of tables that it knows little about it would sort or
            // read all rows for each part, and compiling the statement takes longer than running it.
            Self::Postgres => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL enable_seqscan = off; \
                 SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
            }
        }
    }

    /// What every new connection is told.
    fn on_connect(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 5000",
                "PRAGMA journal_mode = WAL",
                // A change that was acknowledged is on the disk, not in a buffer.
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                // What is deleted is overwritten: sealed tokens do not linger in free pages.
                "PRAGMA secure_delete = ON",
                "PRAGMA trusted_schema = OFF",
            ],
            // In one message, since each one costs a round trip. A statement that hangs or a lock that is never given must not
            // hold a request for ever. Compare-and-set counts on seeing what others have just committed;
            // under a stricter default of the database the loser of a race would get an error instead. A node that fell silent in a
            // transaction, or whose network did, must not keep its locks. PostgreSQL notices within about a minute that the
            // other end is gone; our own end tests idle connections. A backend that waits for a lock notices a closed socket only with
            // client_connection_check_interval, which PostgreSQL before 14 and some systems refuse.
            Self::Postgres => &["SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
                 DO $$ BEGIN SET client_connection_check_interval = '500ms'; \
                 EXCEPTION WHEN undefined_object OR invalid_parameter_value THEN NULL; END $$; \
                 SET default_transaction_isolation = 'read committed'; \
                 SET idle_in_transaction_session_timeout = '30s'; \
                 SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"],
        }
    }

    /// Sets the time limits of statements and locks: those of [`Self::on_connect`], or `within` for verification and probes. SQLite
    /// has none.
    pub(super) fn limit(self, within: Option<Duration>) -> Option<AssertSqlSafe<String>> {
        match (self, within) {
            (Self::Sqlite, _) => None,
            (Self::Postgres, None) => Some(AssertSqlSafe(
                "SET statement_timeout = '10s'; SET lock_timeout = '5s'".to_owned(),
            )),
            (Self::Postgres, Some(within)) => {
                let within = within.as_millis().max(1);
                Some(AssertSqlSafe(format!(
                    "SET statement_timeout = {within}; SET lock_timeout = {within}"
                )))
            }
        }
    }

    /// Which index leads to a table's rows, written behind the table's name. SQLite keeps no statistics and prefers a table's primary
    /// key to an index that fits better; PostgreSQL knows.
    pub(super) fn indexed_by(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!(" indexed by {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// Connections for everybody. SQLite has one writer at a time whatever the number.
    pub(super) fn places(self) -> usize {
        match self {
            Self::Sqlite => 8,
            Self::Postgres => 12,
        }
    }

    /// Connections for verification and probes alone: others may all wait for a lock.
    pub(super) fn reserved(self) -> usize {
        match self {
            Self::Sqlite => 2,
            Self::Postgres => 4,
        }
    }

    /// Tells a new connection what every connection is told.
    pub(super) async fn greet(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        for statement in self.on_connect() {
            connection.execute(*statement).await?;
        }
        Ok(())
    }
}
