//! Looks at a database without changing it: for `keydesk doctor`, which must also help when a start is refused.

use crate::{
    domain::time::Timestamp,
    server::{
        crypto::Secret,
        postgres_url::place,
        store::{
            Dialect, StartError, StoreAddress,
            compatibility::is_compatible,
            connect::refuse_others,
            database::{Before, Home, SqliteAddress},
            migrations::last_migration,
            opening::{first_connection, in_time, install_drivers, open_first, scheme},
            start_error::{open_error, plain},
        },
    },
};
use sqlx::{AnyConnection, Connection as _, Error, Executor, any::AnyConnectOptions, postgres::PgListener};
use std::{path::PathBuf, time::Duration};
use tokio::time::timeout;

/// The channel on which the doctor hears whether announcements arrive.
const CHANNEL: &str = "keydesk_doctor";
/// How long an announcement may take.
const HEARD_WITHIN: Duration = Duration::from_secs(2);

/// What there is to say about a database.
#[derive(Debug, Default)]
pub struct Inspected {
    /// Its name in messages, without a password.
    pub place: String,
    /// The file of an SQLite database, with links resolved.
    pub file: Option<PathBuf>,
    /// Whether the first start will create it.
    pub is_missing: bool,
    /// The last migration that was applied; `None` if there are no tables of Keydesk.
    pub migration: Option<i64>,
    /// The last migration that this program knows.
    pub known_migration: i64,
    pub accounts: i64,
    /// When the newest row of the audit log was written.
    pub newest_event: Option<Timestamp>,
    /// Whether this program works with tables that a newer one has migrated.
    pub is_compatible: bool,
    /// The time of PostgreSQL's clock.
    pub server_time: Option<Timestamp>,
    /// Whether it refuses to write, as a replica does.
    pub is_read_only: bool,
    /// Whether announcements of changes arrive. PostgreSQL alone has them.
    pub announces: Option<bool>,
    /// The key that all nodes share.
    pub key: Option<Secret>,
}

impl Inspected {
    fn is_of_this_version(&self) -> bool {
        self.migration == Some(self.known_migration)
    }

    /// Whether a node of this version would write into it.
    fn may_be_written(&self) -> bool {
        let is_newer = self.migration > Some(self.known_migration);
        !self.is_read_only && (self.is_of_this_version() || (is_newer && self.is_compatible))
    }
}

/// Looks at a database.
///
/// # Errors
/// [`StartError`], one sentence for the operator.
pub async fn inspect(address: StoreAddress<'_>, new_key: &Secret) -> Result<Inspected, StartError> {
    install_drivers();
    let mut inspected = Inspected {
        known_migration: last_migration(),
        ..Inspected::default()
    };
    let found = match Dialect::of(address.url) {
        Some(Dialect::Postgres) => inspect_postgres(address, &mut inspected, new_key).await,
        Some(Dialect::Sqlite) => inspect_sqlite(address.url, &mut inspected, new_key).await,
        None => Err(StartError::UnknownScheme(scheme(address.url))),
    };
    found.map(|()| inspected)
}

async fn inspect_postgres(
    StoreAddress { url, direct_url, .. }: StoreAddress<'_>,
    inspected: &mut Inspected,
    new_key: &Secret,
) -> Result<(), StartError> {
    let direct = direct_url.unwrap_or(url);
    inspected.place = place(direct);
    let options: AnyConnectOptions = url.parse().map_err(|e| open_error(&place(url), &e))?;
    let mut connection = open_first(&options, &place(url), direct_url).await?;
    let looked = in_time(look(&mut connection, inspected, new_key)).await;
    looked.map_err(|e| open_error(&place(direct), &e))?;
    inspected.announces = Some(announces(direct, url).await);
    let _ = in_time(connection.close()).await;
    Ok(())
}

async fn inspect_sqlite(url: &str, inspected: &mut Inspected, new_key: &Secret) -> Result<(), StartError> {
    let mut sqlite = SqliteAddress::parse(url)?;
    sqlite.never_create();
    // SQLite would delete or apply a log that is not this file's.
    let before = Home::prepare(sqlite.clone())?.before;
    inspected.place = sqlite.path.display().to_string();
    let Ok(real) = sqlite.path.canonicalize() else {
        inspected.is_missing = true;
        inspected.file = std::path::absolute(&sqlite.path).ok();
        return Ok(());
    };
    let place = inspected.place.clone();
    let refused = |error: Error| open_error(&place, &error);
    let options: AnyConnectOptions = sqlite.of_existing(&real).parse().map_err(refused)?;
    inspected.file = Some(real);
    let mut connection = first_connection(&options).await.map_err(refused)?;
    let mut looked = match before {
        // A start refuses them too.
        Before::Database => refuse_others(&place, &mut connection).await,
        Before::Nothing | Before::EmptyFile => Ok(()),
    };
    if looked.is_ok() {
        looked = look(&mut connection, inspected, new_key).await.map_err(refused);
    }
    let _ = connection.close().await;
    looked
}

async fn look(connection: &mut AnyConnection, inspected: &mut Inspected, new_key: &Secret) -> Result<(), Error> {
    let is_postgres = connection.backend_name() == "PostgreSQL";
    if is_postgres {
        let text = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint), \
                    cast(case when pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' then 1 else 0 end as bigint)";
        let (time, read_only): (Timestamp, i64) = sqlx::query_as(text).fetch_one(&mut *connection).await?;
        (inspected.server_time, inspected.is_read_only) = (Some(time), read_only == 1);
    }
    let migrations = "select max(version) from _sqlx_migrations";
    inspected.is_compatible = is_compatible(&mut *connection).await;
    inspected.migration = match sqlx::query_scalar(migrations).fetch_one(&mut *connection).await {
        Ok(last) => last,
        Err(error) if is_about_missing_table(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    let looked = look_inside(connection, inspected, new_key).await;
    if inspected.is_of_this_version() {
        looked
    } else {
        // Tables of another version may lack what is looked for. What was found until then is kept.
        Ok(())
    }
}

/// Reads what only the tables tell.
async fn look_inside(connection: &mut AnyConnection, inspected: &mut Inspected, new_key: &Secret) -> Result<(), Error> {
    inspected.key = stored_key(connection).await.ok().flatten();
    inspected.accounts = sqlx::query_scalar("select count(*) from accounts")
        .fetch_one(&mut *connection)
        .await?;
    let newest = "select max(e.at) from audit_chains c join audit_events e on e.chain = c.chain and e.seq = c.seq";
    inspected.newest_event = sqlx::query_scalar(newest).fetch_one(&mut *connection).await?;
    if inspected.key.is_none() && inspected.may_be_written() {
        inspected.key = make_key(connection, new_key).await.ok();
    }
    Ok(())
}

/// The key that all nodes share, if there is one yet.
async fn stored_key(connection: &mut AnyConnection) -> Result<Option<Secret>, Error> {
    let stored: Option<String> = sqlx::query_scalar("select key from attempt_key")
        .fetch_optional(connection)
        .await?;
    Ok(stored.map(Secret::new))
}

/// Stores `new` as the key that all nodes share if there is none yet, as nodes do. Returns the key.
async fn make_key(connection: &mut AnyConnection, new: &Secret) -> Result<Secret, Error> {
    let text = "insert into attempt_key (singleton, key) values (1, $1) on conflict (singleton) do nothing";
    sqlx::query(text).bind(new.expose()).execute(&mut *connection).await?;
    let key: String = sqlx::query_scalar("select key from attempt_key")
        .fetch_one(connection)
        .await?;
    Ok(Secret::new(key))
}

fn is_about_missing_table(error: &Error) -> bool {
    let reason = plain(error);
    reason.contains("no such table") || reason.contains("does not exist")
}

/// Whether an announcement that is made at `url` is heard at `direct`, as nodes do it.
async fn announces(direct: &str, url: &str) -> bool {
    let heard = async {
        let mut listener = PgListener::connect(direct).await?;
        listener.listen(CHANNEL).await?;
        let options: AnyConnectOptions = url.parse()?;
        let mut announcer = first_connection(&options).await?;
        announcer.execute("notify keydesk_doctor").await?;
        let heard = listener.try_recv().await?;
        let _ = announcer.close().await;
        Ok::<_, Error>(heard.is_some())
    };
    matches!(timeout(HEARD_WITHIN, heard).await, Ok(Ok(true)))
}
