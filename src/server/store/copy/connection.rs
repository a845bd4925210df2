//! The two ends of a copy: one connection each, outside the pool, whose statements may take as long as they need.

use super::{
    error::CopyError,
    tables::{COPIED, FILLED_BEFORE_SETUP},
};
use crate::{
    domain::percent::NOT_IN_PATH,
    server::{
        postgres_url::place,
        store::{
            Dialect, StartError,
            compatibility::raise_before_migrating,
            connect::refuse_others,
            database::{Before, Home, SqliteAddress},
            denied::migration_error,
            migrations::{last_migration, migrator},
            opening::{START_WITHIN, in_time, install_drivers, scheme},
            start_error::{open_error, plain},
        },
    },
};
use percent_encoding::utf8_percent_encode;
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions, Connection, Error, any::AnyConnectOptions};
use std::{path::Path, time::Duration};
use tokio::time::{sleep, timeout};

/// Nodes on PostgreSQL renew their rows twice a second.
const NODES_RENEW_WITHIN: Duration = Duration::from_millis(1_500);

/// Takes SQLite's lock, and fails if another process has the file open and nobody else may.
const READ: &str = "select count(*) from sqlite_schema";

/// A database at one end of a copy.
pub(super) struct End {
    pub connection: AnyConnection,
    pub dialect: Dialect,
    /// The database's name in messages.
    pub place: String,
    home: Option<Home>,
}

/// Whether Keydesk may run on a database that is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Shared,
    Alone,
}

impl End {
    /// Opens a database to read it.
    pub async fn source(url: &str, sharing: Use) -> Result<Self, CopyError> {
        let dialect = dialect_of(url)?;
        let home = match dialect {
            Dialect::Postgres => None,
            Dialect::Sqlite => Some(Home::prepare_existing(SqliteAddress::parse(url)?)?),
        };
        let mut end = Self::open(url, dialect, home).await?;
        let begun = end.begin_source(sharing).await;
        end.or_closed(begun).await
    }

    async fn begin_source(&mut self, sharing: Use) -> Result<(), CopyError> {
        self.greet(sharing == Use::Alone).await?;
        if self.dialect == Dialect::Sqlite {
            self.run("PRAGMA query_only = ON").await?;
            self.run(READ).await?;
            refuse_others(&self.place, &mut self.connection).await?;
        } else if sharing == Use::Alone {
            self.refuse_running_nodes().await?;
        }
        match self.version().await? {
            None => Err(CopyError::NoTables {
                place: self.place.clone(),
            }),
            Some(version) if version > last_migration() => Err(StartError::Newer {
                place: self.place.clone(),
                migration: version,
            }
            .into()),
            Some(version) if version < last_migration() && sharing == Use::Alone => Err(CopyError::Older {
                place: self.place.clone(),
            }),
            Some(_) => {
                self.run(self.dialect.begin_reading()).await?;
                if self.dialect == Dialect::Postgres && sharing == Use::Alone {
                    // Before the snapshot: no node can start and no action can commit until the copy is complete.
                    self.run("lock table nodes, audit_chains in share mode").await?;
                }
                Ok(())
            }
        }
    }

    /// Opens an empty database to fill it, and creates its tables. Nobody else can use it until this is closed.
    pub async fn target(url: &str) -> Result<Self, CopyError> {
        let dialect = dialect_of(url)?;
        let home = match dialect {
            Dialect::Postgres => None,
            Dialect::Sqlite => Some(Home::prepare_for_copy(SqliteAddress::parse(url)?)?),
        };
        let mut end = Self::open(url, dialect, home).await?;
        let begun = end.begin_target().await;
        end.or_closed(begun).await
    }

    async fn begin_target(&mut self) -> Result<(), CopyError> {
        self.greet(true).await?;
        if self.dialect == Dialect::Sqlite {
            self.run(READ).await?;
        }
        if self.home.as_ref().is_some_and(|home| home.before == Before::Database) {
            refuse_others(&self.place, &mut self.connection).await?;
        }
        if self.dialect == Dialect::Sqlite {
            // One file, also if this is interrupted. A start switches to write-ahead logging.
            self.run("PRAGMA journal_mode = DELETE").await?;
        } else {
            self.refuse_running_nodes().await?;
        }
        self.refuse_rows().await?;
        self.migrate(i64::MAX).await?;
        self.run(self.dialect.begin_write()).await?;
        if self.dialect == Dialect::Postgres {
            // Set-up and another copy wait here.
            self.run("lock table accounts, users, audit_chains, setup in share row exclusive mode")
                .await?;
        }
        self.refuse_rows().await?;
        for table in FILLED_BEFORE_SETUP.iter().chain(&["setup"]) {
            self.run(AssertSqlSafe(format!("delete from {table}"))).await?;
        }
        Ok(())
    }

    /// Makes the tables of a version in a file that only this connection uses. `place` is its name in messages.
    pub async fn new_file(path: &Path, place: &str, version: i64) -> Result<Self, CopyError> {
        let url = file_url(path, "mode=rw")?;
        let mut end = Self::open(&url, Dialect::Sqlite, None).await?;
        place.clone_into(&mut end.place);
        let begun = end.begin_file(version).await;
        end.or_closed(begun).await
    }

    async fn begin_file(&mut self, version: i64) -> Result<(), CopyError> {
        // A failed file is deleted, and a complete one synchronised by the caller.
        let settings = "PRAGMA trusted_schema = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
                        PRAGMA foreign_keys = OFF; PRAGMA cache_size = -32768";
        for statement in settings.split("; ") {
            self.run(AssertSqlSafe(statement.to_owned())).await?;
        }
        self.migrate(version).await?;
        self.run("BEGIN IMMEDIATE").await
    }

    /// Brings the tables of a file that nobody else uses up to date.
    pub async fn migrate_file(path: &Path) -> Result<(), CopyError> {
        let mut end = Self::new_file(path, &path.display().to_string(), i64::MAX).await?;
        end.run("COMMIT").await?;
        end.close_file().await
    }

    /// Closes a file that was written.
    pub async fn close_file(self) -> Result<(), CopyError> {
        let place = self.place;
        let closed = self.connection.close().await;
        closed.map_err(|e| CopyError::database(place, plain(&e)))
    }

    /// Opens a complete file to read it. Makes no files beside it.
    pub async fn complete_file(path: &Path) -> Result<Self, CopyError> {
        let url = file_url(path, "mode=ro&immutable=true")?;
        let mut end = Self::open(&url, Dialect::Sqlite, None).await?;
        let begun = end.run("PRAGMA trusted_schema = OFF").await;
        end.or_closed(begun).await
    }

    async fn open(url: &str, dialect: Dialect, home: Option<Home>) -> Result<Self, CopyError> {
        install_drivers();
        let place = match (&home, dialect) {
            (Some(home), _) => home.place(),
            (None, Dialect::Postgres) => place(url),
            (None, Dialect::Sqlite) => SqliteAddress::parse(url)?.path.display().to_string(),
        };
        let url = home.as_ref().map_or_else(|| url.to_owned(), Home::url);
        let options: Result<AnyConnectOptions, _> = url.parse();
        let opened = match options {
            Ok(options) => in_time(options.disable_statement_logging().connect()).await,
            Err(error) => Err(error),
        };
        match opened {
            Ok(connection) => Ok(Self {
                connection,
                dialect,
                place,
                home,
            }),
            Err(error) => {
                if let Some(home) = home {
                    home.undo();
                }
                Err(open_error(&place, &error).into())
            }
        }
    }

    /// Runs the first statements. A server that accepted the connection may be silent.
    async fn greet(&mut self, alone: bool) -> Result<(), CopyError> {
        for statement in self.dialect.on_copy(alone) {
            let done = timeout(START_WITHIN, self.run(*statement)).await;
            done.unwrap_or_else(|_| Err(self.error(&Error::PoolTimedOut)))?;
        }
        Ok(())
    }

    /// This end, or closes it after an error.
    async fn or_closed(self, begun: Result<(), CopyError>) -> Result<Self, CopyError> {
        match begun {
            Ok(()) => Ok(self),
            Err(error) => {
                self.give_up().await;
                Err(error)
            }
        }
    }

    /// Runs the migrations up to this one.
    pub async fn migrate(&mut self, up_to: i64) -> Result<(), CopyError> {
        let newest = self.version().await?;
        let raised = raise_before_migrating(&mut self.connection, newest).await;
        raised.map_err(|e| self.error(&e))?;
        let migrated = migrator(up_to).run(&mut self.connection).await;
        match migrated {
            Ok(()) => Ok(()),
            Err(error) => Err(migration_error(&self.place, &error, &mut self.connection).await.into()),
        }
    }

    /// The number of the last migration; `None` in a database without tables of Keydesk.
    pub async fn version(&mut self) -> Result<Option<i64>, CopyError> {
        if self.columns_named("_sqlx_migrations").await? == 0 {
            return Ok(None);
        }
        self.one("select max(version) from _sqlx_migrations").await
    }

    async fn columns_named(&mut self, table: &str) -> Result<usize, CopyError> {
        let query = sqlx::query(self.dialect.columns_of_table()).bind(table);
        let rows = query.fetch_all(&mut self.connection).await;
        Ok(rows.map_err(|e| self.error(&e))?.len())
    }

    /// Refuses a PostgreSQL database on which a node renews its row.
    async fn refuse_running_nodes(&mut self) -> Result<(), CopyError> {
        if self.columns_named("nodes").await? == 0 {
            return Ok(());
        }
        let before = self.nodes().await?;
        if before.is_empty() {
            return Ok(());
        }
        sleep(NODES_RENEW_WITHIN).await;
        if self.nodes().await?.iter().all(|node| before.contains(node)) {
            return Ok(());
        }
        Err(CopyError::InUse {
            place: self.place.clone(),
        })
    }

    async fn nodes(&mut self) -> Result<Vec<(String, i64)>, CopyError> {
        let query = sqlx::query_as("select id, counter from nodes");
        query.fetch_all(&mut self.connection).await.map_err(|e| self.error(&e))
    }

    /// Refuses a database in which somebody did something.
    async fn refuse_rows(&mut self) -> Result<(), CopyError> {
        for table in COPIED.iter().filter(|table| !FILLED_BEFORE_SETUP.contains(table)) {
            if self.columns_named(table).await? == 0 {
                continue;
            }
            let rows = self.count(table).await?;
            if rows > 0 {
                return Err(CopyError::NotEmpty {
                    place: self.place.clone(),
                    table: (*table).to_owned(),
                    rows,
                });
            }
        }
        Ok(())
    }

    pub async fn run(&mut self, statement: impl sqlx::SqlSafeStr + Send) -> Result<(), CopyError> {
        let done = sqlx::raw_sql(statement).execute(&mut self.connection).await;
        done.map(|_| ()).map_err(|e| self.error(&e))
    }

    pub fn error(&self, error: &Error) -> CopyError {
        let place = self.place.clone();
        // SQLITE_BUSY with any extended code.
        let code = error.as_database_error().and_then(|error| error.code());
        let code: Option<u32> = code.and_then(|code| code.parse().ok());
        if self.dialect == Dialect::Sqlite && code.is_some_and(|code| code & 0xff == 5) {
            return CopyError::InUse { place };
        }
        CopyError::database(place, plain(error))
    }

    pub fn trouble(&self, reason: String) -> CopyError {
        CopyError::database(self.place.clone(), reason)
    }

    /// Closes a database that was filled. `rows` is its number of audit rows.
    pub async fn finish_target(mut self, has_accounts: bool, rows: i64) {
        let count: Option<i64> = match self.dialect {
            Dialect::Postgres => None,
            Dialect::Sqlite => self.one("PRAGMA user_version").await.ok(),
        };
        let home = self.home.take();
        if let Err(error) = self.close_file().await {
            tracing::warn!("{error}");
        }
        if let Some(home) = home {
            home.keep_private();
            if has_accounts {
                home.mark(count, rows);
            }
        }
    }

    /// Closes this end without a commit, and removes what opening it created.
    pub async fn give_up(self) {
        let _ = self.connection.close().await;
        if let Some(home) = self.home {
            home.undo();
        }
    }
}

fn dialect_of(url: &str) -> Result<Dialect, CopyError> {
    Dialect::of(url).ok_or_else(|| StartError::UnknownScheme(scheme(url)).into())
}

/// The URL of a file with these parameters.
fn file_url(path: &Path, parameters: &str) -> Result<String, CopyError> {
    let text = path.to_str().ok_or_else(|| CopyError::Read {
        file: path.display().to_string(),
        reason: "its name is not UTF-8".to_owned(),
    })?;
    let path = utf8_percent_encode(text, NOT_IN_PATH);
    Ok(format!("sqlite://{path}?{parameters}"))
}

impl Dialect {
    /// The statements for a connection that copies. With `alone`, nobody else can use an SQLite file until the connection is closed.
    fn on_copy(self, alone: bool) -> &'static [&'static str] {
        match (self, alone) {
            (Self::Sqlite, true) => &[
                "PRAGMA busy_timeout = 2000",
                // Without write-ahead logging's shared memory, so another process that has the file open prevents this.
                "PRAGMA locking_mode = EXCLUSIVE",
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                "PRAGMA secure_delete = ON",
                "PRAGMA trusted_schema = OFF",
            ],
            (Self::Sqlite, false) => &["PRAGMA busy_timeout = 5000", "PRAGMA trusted_schema = OFF"],
            (Self::Postgres, _) => &["SET statement_timeout = 0; SET lock_timeout = '5s'; \
                 SET idle_in_transaction_session_timeout = 0; SET default_transaction_isolation = 'read committed'; \
                 SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"],
        }
    }

    /// Begins a transaction with one snapshot of all tables.
    fn begin_reading(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Reads the names and types of the columns of the table `$1`, in their order.
    pub(super) fn columns_of_table(self) -> &'static str {
        match self {
            Self::Sqlite => "select name, type as kind from pragma_table_info($1) order by cid",
            Self::Postgres => {
                "select cast(column_name as text) as name, cast(data_type as text) as kind from information_schema.columns \
                 where table_schema = current_schema() and table_name = $1 order by ordinal_position"
            }
        }
    }
}
