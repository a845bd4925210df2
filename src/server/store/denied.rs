//! Users of PostgreSQL who may not do what Keydesk needs.

use super::{
    opening::in_time,
    start_error::{StartError, migrate_error, plain},
};
use sqlx::{AnyConnection, Error, migrate::MigrateError};

/// PostgreSQL's codes for a missing privilege, and for no schema that the user may use.
const CODES: [&str; 2] = ["42501", "3F000"];

/// The user, the database and the schema of a connection, quoted for SQL.
const NAMES: &str = "select quote_ident(cast(current_user as text)), quote_ident(cast(current_database() as text)), \
                     quote_ident(coalesce(cast(current_schema() as text), 'public'))";

/// The error of migrations, which says what helps a user who was denied something.
pub(super) async fn migration_error(place: &str, error: &MigrateError, connection: &mut AnyConnection) -> StartError {
    if let MigrateError::Execute(inner) | MigrateError::ExecuteMigration(inner, _) = error
        && let Some(denied) = denied(place, inner, connection).await
    {
        return denied;
    }
    migrate_error(place, error)
}

/// What helps a user who was denied something. `None` if the error is another one.
pub(super) async fn denied(place: &str, error: &Error, connection: &mut AnyConnection) -> Option<StartError> {
    let code = error.as_database_error().and_then(|error| error.code())?;
    if !CODES.contains(&code.as_ref()) {
        return None;
    }
    let asked = sqlx::query_as(NAMES).fetch_one(connection);
    let (user, database, schema): (String, String, String) = in_time(asked).await.ok()?;
    let (place, reason) = (place.to_owned(), plain(error));
    Some(if reason.contains("schema") {
        StartError::MayNotCreate {
            place,
            reason,
            user,
            database,
            schema,
        }
    } else {
        StartError::NotTheOwner { place, reason, user }
    })
}
