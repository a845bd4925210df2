//! Why the store did not do what it was asked.

use thiserror::Error;

/// Why the store did not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// What was to be changed is no longer as the caller saw it. Nothing was changed.
    #[error("the row was changed in the meantime")]
    Conflict,
    /// A value that must be unique is there already. Nothing was changed.
    #[error("the value is there already")]
    Duplicate,
    /// The database does not answer, refused, or holds what it should not. Nothing was changed.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Duplicate,
            // What is named is gone by now, or what is to go was taken into use.
            sqlx::Error::Database(inner) if inner.is_foreign_key_violation() => Self::Conflict,
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// A stored value that the domain does not know: the database was changed by something else.
    pub(in crate::server) fn damaged(what: &'static str) -> Self {
        Self::Database(sqlx::Error::Decode(format!("unexpected value of {what}").into()))
    }
}

/// One changed row is what was asked for; none means that somebody else was faster.
pub(super) fn exactly_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
