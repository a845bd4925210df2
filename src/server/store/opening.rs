//! Opens the first connection to a database, in time.

use crate::server::{
    postgres_url::place,
    store::start_error::{StartError, open_error},
};
use sqlx::{
    AnyConnection, ConnectOptions, Connection as _, Error, Executor, FromRow,
    any::{AnyConnectOptions, install_default_drivers},
};
use std::{sync::Once, time::Duration};
use tokio::time::timeout;

static DRIVERS: Once = Once::new();

/// Time limit for the first connection, and for the first statements on it.
pub(super) const START_WITHIN: Duration = Duration::from_secs(10);

/// Loads the database drivers.
pub(super) fn install_drivers() {
    DRIVERS.call_once(install_default_drivers);
}

/// Waits at most [`START_WITHIN`] for a first connection, or for a first statement on it.
pub(super) async fn in_time<T>(asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(START_WITHIN, asked).await.unwrap_or(Err(Error::PoolTimedOut))
}

/// Connects within [`START_WITHIN`].
pub(super) async fn first_connection(options: &AnyConnectOptions) -> Result<AnyConnection, Error> {
    in_time(options.connect()).await
}

/// The first connection. It leads to the server itself, because migrations take session locks. If there is a direct URL, `options` lead to a pooler,
/// which must have the same database. `named` is its name in messages.
pub(super) async fn open_first(
    options: &AnyConnectOptions,
    named: &str,
    direct_url: Option<&str>,
) -> Result<AnyConnection, StartError> {
    let by_pooler = |error: Error| open_error(named, &error);
    let mut pooled = first_connection(options).await.map_err(by_pooler)?;
    let Some(direct_url) = direct_url else {
        return Ok(pooled);
    };
    let by_itself = |error: Error| open_error(&place(direct_url), &error);
    let options: AnyConnectOptions = direct_url.parse().map_err(by_itself)?;
    let mut direct = first_connection(&options).await.map_err(by_itself)?;
    let at_pooler = in_time(which_database(&mut pooled)).await.map_err(by_pooler)?;
    let at_itself = in_time(which_database(&mut direct)).await.map_err(by_itself)?;
    let _ = in_time(pooled.close()).await;
    if at_pooler == at_itself {
        Ok(direct)
    } else {
        Err(StartError::OtherDatabase {
            place: named.to_owned(),
            direct: place(direct_url),
        })
    }
}

/// Identifies the database and the run of its server. The statement has no parameters, so that a pooler passes it on as it is.
async fn which_database(connection: &mut AnyConnection) -> Result<String, Error> {
    let text = "select cast(current_database() as text) || ' ' || cast(extract(epoch from pg_postmaster_start_time()) as text)";
    let row = connection.fetch_one(text).await?;
    Ok(<(String,)>::from_row(&row)?.0)
}

pub(super) fn scheme(url: &str) -> String {
    url.split_once(':').map_or("", |(scheme, _)| scheme).to_owned()
}
