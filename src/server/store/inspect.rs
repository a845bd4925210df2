//! Looks at a database without changing it: for `keydesk doctor`, which must also help when a start is refused.

use crate::{
    domain::time::Timestamp,
    server::{
        crypto::Secret,
        postgres_url::place,
        store::{
            Dialect, StartError, StoreAddress,
            compatibility::is_compatible,
            connect::{first_connection, install_drivers},
            database::{Home, SqliteAddress},
            migrations::last_migration,
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

/// Looks at a database.
///
/// # Errors
/// [`StartError`], one sentence for the operator.
pub async fn inspect(address: StoreAddress<'_>, new_key: &Secret) -> Result<Inspected, StartError> {
    install_drivers();
    let StoreAddress { url, direct_url, .. } = address;
    let mut inspected = Inspected {
        known_migration: last_migration(),
        ..Inspected::default()
    };
    let connect_to = match Dialect::of(url) {
        Some(Dialect::Postgres) => {
            let direct = direct_url.unwrap_or(url);
            inspected.place = place(direct);
            direct.to_owned()
        }
        Some(Dialect::Sqlite) => {
            let mut sqlite = SqliteAddress::parse(url)?;
            sqlite.never_create();
            // SQLite would delete or apply a log that is not this file's.
            Home::prepare(sqlite.clone())?;
            inspected.place = sqlite.path.display().to_string();
            let Ok(real) = sqlite.path.canonicalize() else {
                inspected.is_missing = true;
                inspected.file = std::path::absolute(&sqlite.path).ok();
                return Ok(inspected);
            };
            let existing = sqlite.of_existing(&real);
            inspected.file = Some(real);
            existing
        }
        None => {
            return Err(StartError::UnknownScheme(
                url.split(':').next().unwrap_or_default().to_owned(),
            ));
        }
    };
    let place = inspected.place.clone();
    let refused = |error: Error| open_error(&place, &error);
    let options: AnyConnectOptions = connect_to.parse().map_err(refused)?;
    let mut connection = first_connection(&options).await.map_err(refused)?;
    let looked = look(&mut connection, &mut inspected, new_key).await;
    if Dialect::of(url) == Some(Dialect::Postgres) {
        inspected.announces = Some(announces(&connect_to, url).await);
    }
    let _ = connection.close().await;
    looked.map_err(refused)?;
    Ok(inspected)
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
    if inspected.migration != Some(inspected.known_migration) {
        return Ok(());
    }
    inspected.accounts = sqlx::query_scalar("select count(*) from accounts")
        .fetch_one(&mut *connection)
        .await?;
    let newest = "select max(e.at) from audit_chains c join audit_events e on e.chain = c.chain and e.seq = c.seq";
    inspected.newest_event = sqlx::query_scalar(newest).fetch_one(&mut *connection).await?;
    if !inspected.is_read_only {
        inspected.key = key(connection, new_key).await.ok();
    }
    Ok(())
}

/// The key that all nodes share. Stores `new` if there is none yet, as nodes do.
async fn key(connection: &mut AnyConnection, new: &Secret) -> Result<Secret, Error> {
    let stored: Option<String> = sqlx::query_scalar("select key from attempt_key")
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(key) = stored {
        return Ok(Secret::new(key));
    }
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
