//! The differences between SQLite and PostgreSQL: transactions, connection settings, index hints, JSON and connection counts.

use sqlx::{AnyConnection, AssertSqlSafe, Executor};
use std::time::Duration;

/// The kind of database.
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

    /// The statement that begins a writing transaction. SQLite must take its write lock immediately: a transaction that reads first fails
    /// with "database is locked" if another one wrote in between.
    pub(super) fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// The statement that begins a reading transaction with one snapshot for all its reads. In SQLite's WAL mode every transaction has one
    /// from its first read on. On both databases, the snapshot neither blocks writers nor waits for them.
    pub(super) fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            // These settings force index scans. With few statistics, the planner would sort or scan all rows for each part, and JIT
            // compilation takes longer than the query.
            Self::Postgres => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL enable_seqscan = off; \
                 SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
            }
        }
    }

    /// The statements run on every new connection.
    fn on_connect(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 5000",
                "PRAGMA journal_mode = WAL",
                // Acknowledged changes are on the disk, not in a buffer.
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                // Deleted content is overwritten, so sealed tokens do not remain in free pages.
                "PRAGMA secure_delete = ON",
                "PRAGMA trusted_schema = OFF",
            ],
            // One message, because each costs a round trip. Time limits end hung statements and lock waits. Compare-and-set needs
            // read committed: under a stricter default, the loser of a race would get an error. The idle limit and keepalives free
            // the locks of a silent node within about a minute. A backend that waits for a lock notices a closed socket only with
            // client_connection_check_interval, which PostgreSQL before 14 and some systems refuse. Compiling a statement (jit) takes longer
            // than running it once.
            Self::Postgres => &["SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
                 DO $$ BEGIN SET client_connection_check_interval = '500ms'; \
                 EXCEPTION WHEN undefined_object OR invalid_parameter_value THEN NULL; END $$; \
                 SET default_transaction_isolation = 'read committed'; SET jit = off; \
                 SET idle_in_transaction_session_timeout = '30s'; \
                 SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"],
        }
    }

    /// Lifts the time limit of urgent statements within a transaction that reads very much.
    pub(super) fn limit_of_long_reads(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SET LOCAL statement_timeout = '10s'"),
        }
    }

    /// Sets the time limits of statements and locks: `within` for verification and probes, those of [`Self::on_connect`] otherwise. SQLite
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

    /// The statement that begins a transaction behind a pooler, where settings of a session would stay on a server connection that others
    /// use: the same begin, with the time limits of [`Self::on_connect`] or `within` for this transaction alone.
    pub(super) fn pooled_begin(statement: &str, within: Option<Duration>) -> AssertSqlSafe<String> {
        let isolation = if statement == "BEGIN" {
            " ISOLATION LEVEL READ COMMITTED"
        } else {
            ""
        };
        let millis = |normal: u128| within.map_or(normal, |within| within.as_millis().max(1));
        let (statements, locks) = (millis(10_000), millis(5_000));
        AssertSqlSafe(format!(
            "{statement}{isolation}; SET LOCAL statement_timeout = {statements}; SET LOCAL lock_timeout = {locks}; \
             SET LOCAL idle_in_transaction_session_timeout = '30s'"
        ))
    }

    /// An index hint to write after the table's name. SQLite keeps no statistics and prefers the primary key to a better index; PostgreSQL
    /// needs no hint.
    pub(super) fn indexed_by(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!(" indexed by {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// The elements of the JSON array `$1` as rows with a column `value`.
    pub(super) fn json_rows(self) -> &'static str {
        match self {
            Self::Sqlite => "json_each($1)",
            Self::Postgres => "json_array_elements(cast($1 as json))",
        }
    }

    /// Number of connections, with the reserved ones. SQLite has one writer at a time, whatever the number.
    pub(super) fn connections(self) -> usize {
        match self {
            Self::Sqlite => 10,
            Self::Postgres => 16,
        }
    }

    /// Number of connections reserved for verification and probes, because all general ones may be waiting for a lock.
    pub(super) fn reserved(self) -> usize {
        match self {
            Self::Sqlite => 2,
            Self::Postgres => 4,
        }
    }

    /// Runs the statements of [`Self::on_connect`].
    pub(super) async fn greet(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        for statement in self.on_connect() {
            connection.execute(*statement).await?;
        }
        Ok(())
    }
}
