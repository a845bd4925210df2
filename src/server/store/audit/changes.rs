//! What the rows of a chain are about. Verification's memory and the lists follow the chains by it.

use crate::{
    domain::{id::Id, keys::key::Key},
    server::store::StoreError,
};
use sqlx::{Any, Executor};

/// What one or several rows of a chain say.
#[derive(Debug, sqlx_macros::FromRow)]
pub(in crate::server::store) struct Change {
    /// Empty if a row is not about a key.
    pub key_id: Id<Key>,
    pub action: String,
}

/// The changes in the rows of a chain after `from`, up to and including `to`. `None` if there are more than `most` rows or `to` is less than
/// `from`.
///
/// # Errors
/// [`StoreError::Database`].
pub(in crate::server::store) async fn changes(
    on: impl Executor<'_, Database = Any>,
    chain: &str,
    (from, to): (i64, i64),
    most: i64,
) -> Result<Option<Vec<Change>>, StoreError> {
    if !(0..=most).contains(&(to - from)) {
        return Ok(None);
    }
    let text = "select distinct key_id, action from audit_events where chain = $1 and seq > $2 and seq <= $3";
    let query = sqlx::query_as(text).bind(chain).bind(from).bind(to);
    Ok(Some(query.fetch_all(on).await?))
}
