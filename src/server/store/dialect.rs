//! The few places where SQLite and PostgreSQL differ.

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
    pub(super) fn on_connect(self) -> &'static [&'static str] {
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
            // A statement that hangs or a lock that is never given must not hold a request for ever.
            Self::Postgres => &[
                "SET statement_timeout = '10s'",
                "SET lock_timeout = '5s'",
                // Compare-and-set counts on seeing what others have just committed (security requirement 32); under a
                // stricter default of the database the loser of a race would get an error instead.
                "SET default_transaction_isolation = 'read committed'",
            ],
        }
    }

    /// What writes to a database without changing anything in it, where a full disk would otherwise look like a database
    /// that does not answer.
    pub(super) fn try_writing(self) -> Option<&'static str> {
        match self {
            // Keydesk does not use this number.
            Self::Sqlite => Some("PRAGMA user_version = 0"),
            Self::Postgres => None,
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

    /// Connections in the pool. SQLite has one writer at a time whatever the number.
    pub(super) fn connections(self) -> u32 {
        match self {
            Self::Sqlite => 8,
            Self::Postgres => 16,
        }
    }
}
