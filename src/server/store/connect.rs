//! Opens the database at start: checks that it is the right one, runs the migrations and proves that it can be written.

use crate::{
    domain::time::Timestamp,
    server::{
        crypto::Secret,
        postgres_url::place,
        store::{
            Dialect, Store,
            compatibility::{is_compatible, note_start, raise_before_migrating},
            database::{Before, ENDS, Files, Heights, Home, LogNote, Pool, PoolSettings, SqliteAddress},
            denied::{denied, migration_error},
            index::{Index, keeper},
            migrations::{last_migration, migrator},
            opening::{in_time, install_drivers, open_first, scheme},
            start_error::{StartError, open_error, plain},
        },
    },
};
use sqlx::{
    AnyConnection, AssertSqlSafe, Error, Executor, FromRow,
    any::{AnyConnectOptions, AnyRow},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// SQLite before this version can corrupt a WAL on reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Reads the number that SQLite reserves for applications in the database file.
pub(super) const COUNT: &str = "PRAGMA user_version";

/// How to reach a database. Not `Debug`, because URLs may contain passwords.
#[derive(Clone, Copy)]
pub struct StoreAddress<'a> {
    pub url: &'a str,
    /// The URL of PostgreSQL itself, if `url` leads to a pooler in transaction mode.
    pub direct_url: Option<&'a str>,
    /// The number of connections; `None` for the database's own.
    pub connections: Option<usize>,
    /// Time limit for verification and probes.
    pub prompt: Duration,
    /// Whether a missing SQLite file and missing tables are created.
    pub makes: bool,
}

impl Store {
    /// Opens the database, runs the migrations and checks that the database can be written. Creates a missing database if `address` allows
    /// that.
    ///
    /// # Errors
    /// [`StartError`], one sentence for the operator.
    pub async fn open(address: StoreAddress<'_>, now: Timestamp) -> Result<Self, StartError> {
        let StoreAddress { url, direct_url, .. } = address;
        install_drivers();
        let dialect = Dialect::of(url).ok_or_else(|| StartError::UnknownScheme(scheme(url)))?;
        let home = match dialect {
            Dialect::Sqlite if address.makes => Some(Home::prepare(SqliteAddress::parse(url)?)?),
            Dialect::Sqlite => Some(Home::prepare_existing(SqliteAddress::parse(url)?)?),
            Dialect::Postgres => None,
        };
        let start = Start {
            place: home.as_ref().map_or_else(|| place(url), Home::place),
            direct_url: direct_url.map(str::to_owned),
            settings: PoolSettings {
                prompt: address.prompt,
                connections: address.connections,
                is_pooled: direct_url.is_some(),
            },
            url: home.as_ref().map_or_else(|| url.to_owned(), Home::url),
            dialect,
            home,
            makes: address.makes,
        };
        let opened = start.open(now).await;
        if let (Err(_), Some(home)) = (&opened, &start.home) {
            home.undo();
        }
        let mut store = opened?;
        store.home = start.home.map(Arc::new);
        Ok(store)
    }

    /// A log message for a database without accounts. It tells an operator who already set Keydesk up that this is another database.
    pub fn first_notice(&self) -> String {
        let place = self.home.as_ref().map(|home| home.real().display().to_string());
        let place = place.unwrap_or_else(|| "that DATABASE_URL names".to_owned());
        let what = match self.home.as_ref().map(|home| home.before) {
            Some(Before::Nothing) => "was just created and is empty",
            Some(Before::EmptyFile) => "was an empty file",
            Some(Before::Database) | None => "holds no account",
        };
        format!(
            "The database {place} {what}. If Keydesk was set up before, stop it: the database is another one, or a copy without its \
             write-ahead log (-wal). If not, open the setup link."
        )
    }

    /// Marks an SQLite database as having accounts, in a file beside it, so that a later start does not offer set-up for an empty
    /// replacement. `count` is the change counter in the database file; it detects an older copy.
    pub(super) fn note_accounts(&self, count: Option<i64>) {
        if let Some(home) = &self.home {
            home.mark(count, self.pool.heights().rows());
        }
    }

    /// Updates the number of audit rows in the file beside an SQLite database that has accounts.
    pub(super) fn note_rows(&self) {
        if let Some(home) = &self.home {
            home.note_rows(self.pool.heights().rows());
        }
    }
}

/// The parameters of a start.
struct Start {
    /// The database's name in messages.
    place: String,
    /// The URL for sqlx.
    url: String,
    /// The URL of PostgreSQL itself, if `url` leads to a pooler.
    direct_url: Option<String>,
    settings: PoolSettings,
    dialect: Dialect,
    home: Option<Home>,
    /// Whether missing tables are created.
    makes: bool,
}

impl Start {
    async fn open(&self, now: Timestamp) -> Result<Store, StartError> {
        let options: AnyConnectOptions = self.url.parse().map_err(|e| self.error(&e))?;
        let mut first = open_first(&options, &self.place, self.direct_url.as_deref()).await?;
        // Before `greet`, which converts the file to write-ahead logging.
        if self.home.as_ref().is_some_and(|home| home.before == Before::Database) {
            refuse_others(&self.place, &mut first).await?;
        }
        let greeted = self.answered(self.dialect.greet(&mut first)).await;
        greeted.map_err(|e| self.error(&e))?;
        self.assert_version(&mut first).await?;
        self.try_writing(&mut first).await.map_err(|e| self.write_error(&e))?;
        self.migrate(&mut first).await?;
        let noted = self.answered(note_start(&mut first, now)).await;
        self.refuse_denied(&mut first, noted.as_ref().err()).await?;
        noted.map_err(|e| self.write_error(&e))?;
        let heights = self.answered(self.heights(&mut first)).await;
        let heights = heights.map_err(|e| self.error(&e))?;
        self.compare_with_before(&mut first, heights.rows()).await?;
        if let Some(home) = &self.home {
            home.keep_private();
        }
        let files = self.files()?;
        let prompt = self.settings.prompt;
        let pool = Pool::new(options, self.dialect, files, Arc::new(heights), self.settings);
        let pool = pool.map_err(|e| self.error(&e))?;
        let index = match self.dialect {
            Dialect::Sqlite => Index::of_one_process(&pool, prompt),
            Dialect::Postgres => Index::of_a_node(&pool, prompt),
        };
        keeper::start(&index, Secret::new(self.direct_url.as_deref().unwrap_or(&self.url)));
        Ok(Store {
            pool: pool.followed_by(Arc::new(index.clone())),
            dialect: self.dialect,
            home: None,
            index,
            first: Arc::new(Mutex::new(Some(first))),
            health: Arc::default(),
            prompt,
        })
    }

    /// Brings the tables up to date. Tables of a newer version are used as they are if they still fit this one, so that nodes can be upgraded one
    /// after the other, and back.
    async fn migrate(&self, first: &mut AnyConnection) -> Result<(), StartError> {
        let mut migrator = migrator(i64::MAX);
        // Asked before: the migrator keeps its lock if it refuses a migration.
        let newest: Result<Option<i64>, Error> = self
            .answered(one(first, "select max(version) from _sqlx_migrations"))
            .await;
        if let Err(error @ Error::PoolTimedOut) = &newest {
            return Err(self.error(error));
        }
        self.refuse_denied(first, newest.as_ref().err()).await?;
        let newest = newest.unwrap_or_default(); // A new database has no such table.
        if newest.is_none() && !self.makes {
            return Err(StartError::NoTables {
                place: self.place.clone(),
            });
        }
        let raised = self.answered(raise_before_migrating(first, newest)).await;
        self.refuse_denied(first, raised.as_ref().err()).await?;
        raised.map_err(|e| self.write_error(&e))?;
        if let Some(newer) = newest.filter(|newest| *newest > last_migration())
            && is_compatible(first).await
        {
            tracing::warn!(
                "The database was migrated by a newer version of Keydesk (migration {newer}), with which this version still works. Upgrade this node, too."
            );
            migrator.set_ignore_missing(true);
        }
        let migrated = migrator.run(&mut *first).await;
        match migrated {
            Ok(()) => Ok(()),
            Err(error) => Err(migration_error(&self.place, &error, first).await),
        }
    }

    /// Says what helps if a user of PostgreSQL may not do something.
    async fn refuse_denied(&self, first: &mut AnyConnection, error: Option<&Error>) -> Result<(), StartError> {
        let Some(error) = error else { return Ok(()) };
        denied(&self.place, error, first).await.map_or(Ok(()), Err)
    }

    /// Writes before the migrations. Otherwise a full disk would be reported as a database that does not respond.
    async fn try_writing(&self, first: &mut AnyConnection) -> Result<(), Error> {
        match self.dialect {
            Dialect::Postgres => Ok(()),
            Dialect::Sqlite => {
                first.execute(self.dialect.begin_write()).await?;
                let (_, statement) = count_on(one(first, COUNT).await?);
                first.execute(statement).await?;
                // True once the last connection is closed in order. The job of a server says so while it runs.
                first.execute(note_log(LogNote::Complete)).await?;
                first.execute("COMMIT").await?;
                Ok(())
            }
        }
    }

    fn files(&self) -> Result<Option<Arc<Files>>, StartError> {
        let Some(home) = &self.home else { return Ok(None) };
        let files = Files::of(home.path(), home.real()).map_err(|e| self.error(&Error::Io(e)))?;
        Ok(Some(Arc::new(files)))
    }

    /// Refuses SQLite versions that can corrupt data.
    async fn assert_version(&self, first: &mut AnyConnection) -> Result<(), StartError> {
        match self.dialect {
            Dialect::Postgres => Ok(()),
            Dialect::Sqlite => {
                let found: String = one(first, "select sqlite_version()")
                    .await
                    .map_err(|e| self.error(&e))?;
                if version(&found) >= Some(OLDEST_SQLITE) {
                    Ok(())
                } else {
                    Err(StartError::OldSqlite { found })
                }
            }
        }
    }

    async fn heights(&self, first: &mut AnyConnection) -> Result<Heights, Error> {
        let ends: Vec<_> = sqlx::query_as(ENDS).fetch_all(first).await?;
        Ok(Heights::new(ends.into_iter().collect()))
    }

    /// Refuses a database without accounts if the earlier one had accounts, warns about an older copy, and updates the mark and the number
    /// of audit rows.
    async fn compare_with_before(&self, first: &mut AnyConnection, rows: i64) -> Result<(), StartError> {
        let Some(home) = &self.home else { return Ok(()) };
        home.warn_if_log_is_missing();
        let accounts: i64 = one(first, "select count(*) from accounts")
            .await
            .map_err(|e| self.error(&e))?;
        if accounts == 0 {
            return home.refuse_if_marked();
        }
        home.warn_if_older(rows);
        home.mark(None, rows);
        Ok(())
    }

    /// Waits for statements, on PostgreSQL for a limited time. SQLite has no server that could be silent.
    async fn answered<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        match self.dialect {
            Dialect::Sqlite => asked.await,
            Dialect::Postgres => in_time(asked).await,
        }
    }

    fn error(&self, error: &Error) -> StartError {
        open_error(&self.place, error)
    }

    fn write_error(&self, error: &Error) -> StartError {
        if matches!(error, Error::PoolTimedOut) {
            return self.error(error);
        }
        StartError::Write {
            place: self.place.clone(),
            reason: plain(error),
        }
    }
}

/// Refuses an existing SQLite database that has no tables, such as a copy without its write-ahead log, or only tables of another program.
pub(super) async fn refuse_others(place: &str, first: &mut AnyConnection) -> Result<(), StartError> {
    let error = |e| open_error(place, &e);
    let tables: i64 = one(first, "select count(*) from sqlite_schema").await.map_err(error)?;
    let ours = "select count(*) from sqlite_schema where name = '_sqlx_migrations'";
    let ours: i64 = one(first, ours).await.map_err(error)?;
    let place = place.to_owned();
    match (tables, ours) {
        (0, _) => Err(StartError::Hollow { place }),
        (_, 0) => Err(StartError::Foreign { place }),
        (_, _) => Ok(()),
    }
}

/// Increments the number read by [`COUNT`]: returns the next value and the statement that sets it. Run both in one transaction. The
/// number never decreases, so a lower one reveals an older copy (`Files`, `Home`).
pub(super) fn count_on(count: i64) -> (i64, AssertSqlSafe<String>) {
    let next = count + 1;
    (next, AssertSqlSafe(format!("{COUNT} = {next}")))
}

/// The statement that notes in an SQLite file what it says about its log.
pub(super) fn note_log(note: LogNote) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("PRAGMA application_id = {}", note.id()))
}

async fn one<T: Send + Unpin>(first: &mut AnyConnection, text: &'static str) -> Result<T, Error>
where
    (T,): for<'r> FromRow<'r, AnyRow>,
{
    sqlx::query_scalar(text).fetch_one(first).await
}

fn version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::postgres_url::PARAMETERS;
    use sqlx::postgres::PgConnectOptions;

    #[test]
    fn sqlx_reads_each_parameter_that_is_accepted() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let writer = Arc::new(log.reopen().unwrap());
        let subscriber = tracing_subscriber::fmt().with_writer(writer).finish();
        tracing::subscriber::with_default(subscriber, || {
            for name in PARAMETERS.into_iter().chain(["options[geqo]", "unheard-of"]) {
                let value = match name {
                    "sslmode" | "ssl-mode" => "require",
                    "port" | "statement-cache-capacity" => "5432",
                    "hostaddr" => "127.0.0.1",
                    _ => "x",
                };
                let url = format!("postgres://db/keydesk?{name}={value}");
                assert!(url.parse::<PgConnectOptions>().is_ok(), "{name}");
            }
        });
        let said = std::fs::read_to_string(log.path()).unwrap();
        let ignored: Vec<_> = said.lines().filter(|line| line.contains("unrecognized")).collect();
        assert!(ignored.len() == 1 && ignored[0].contains("unheard-of"), "{ignored:?}");
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(version("3.51.3") >= Some(OLDEST_SQLITE));
        assert!(version("3.60.0") >= Some(OLDEST_SQLITE));
        assert!(version("3.9.9") < Some(OLDEST_SQLITE));
        assert!(version("new") < Some(OLDEST_SQLITE));
    }
}
