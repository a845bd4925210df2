//! Which programs work with the tables: `last_start.compatible_from` (`docs/decisions/0131`).

use crate::{
    domain::time::Timestamp,
    server::store::migrations::{COMPATIBLE_FROM, last_migration},
};
use sqlx::{AnyConnection, Error};

/// The migration that added `last_start.compatible_from`.
const ADDED_BY: i64 = 21;

/// Whether tables that a newer version has migrated still fit this one.
pub(super) async fn is_compatible(connection: &mut AnyConnection) -> bool {
    let from = sqlx::query_scalar("select compatible_from from last_start");
    let from: Result<i64, Error> = from.fetch_one(connection).await;
    from.is_ok_and(|from| (1..=last_migration()).contains(&from))
}

/// Raises the number before migrations run; `newest` is the last one that did. If it were raised afterwards, a program killed in between would leave
/// the old number on contracted tables, and older programs would start on them.
pub(super) async fn raise_before_migrating(connection: &mut AnyConnection, newest: Option<i64>) -> Result<(), Error> {
    // Tables of a newer version keep that version's number. Tables from before the number need none: older programs refuse them.
    if newest.is_some_and(|newest| (ADDED_BY..=last_migration()).contains(&newest)) {
        sqlx::query("update last_start set compatible_from = $1 where compatible_from < $1")
            .bind(COMPATIBLE_FROM)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Notes a start. The write also tests that the database can be written, so that a read-only or full one is reported at start and not at a
/// user's first action.
pub(super) async fn note_start(connection: &mut AnyConnection, now: Timestamp) -> Result<(), Error> {
    let text = "insert into last_start (singleton, at, compatible_from) values (1, $1, $2) on conflict (singleton) do update \
                set at = excluded.at, compatible_from = case when excluded.compatible_from > last_start.compatible_from \
                then excluded.compatible_from else last_start.compatible_from end";
    let query = sqlx::query(text).bind(now.millis()).bind(COMPATIBLE_FROM);
    query.execute(connection).await?;
    Ok(())
}
