//! The errors of the store.

use thiserror::Error;

/// Why a store operation failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The row is no longer in the state that the caller expected. Nothing was changed.
    #[error("the row was changed in the meantime")]
    Conflict,
    /// A unique value already exists. Nothing was changed.
    #[error("the value is there already")]
    Duplicate,
    /// The database does not respond, returned an error, or holds an unexpected value. Nothing was changed, unless the commit got no
    /// response: then the outcome is unknown.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Duplicate,
            // A referenced row was deleted meanwhile, or a row to delete is referenced by now.
            sqlx::Error::Database(inner) if inner.is_foreign_key_violation() => Self::Conflict,
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// A stored value that the domain cannot parse: another program changed the database.
    pub(in crate::server) fn damaged(what: &'static str) -> Self {
        Self::Database(sqlx::Error::Decode(format!("unexpected value of {what}").into()))
    }
}

/// Checks a compare-and-set: one changed row is success, none means that another writer was first.
pub(super) fn exactly_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
