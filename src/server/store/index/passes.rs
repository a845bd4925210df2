//! Reads everything that the memory holds. From SQLite each table is read once, in the order in which it lies in the file: by the ids of keys
//! it took five times as long, because every row then costs two searches. The caller's snapshot holds the tables together.

use super::{
    entries::Number,
    keys::Keys,
    load::{self, Table},
};
use crate::server::store::{StoreError, database::Connection};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// Rows of a statement: enough to make its overhead small, few enough for its text to take little memory.
const ROWS: usize = 10_000;

/// Reads everything.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn everything(from: &mut Connection) -> Result<Keys, StoreError> {
    let mut keys = Keys::default();
    let is_sqlite = from.is_sqlite();
    let by_ids: &[_] = if is_sqlite {
        &[("accounts", "id")]
    } else {
        &[("accounts", "id"), ("api_keys", "id"), ("deleted_keys", "key_id")]
    };
    for (table, column) in by_ids {
        let mut after = String::new();
        loop {
            let ids = next_ids(from, (table, column), &after).await?;
            let Some(last) = ids.iter().max() else { break };
            after.clone_from(last);
            let mut update = load::Update::default();
            if *table == "accounts" {
                load::read_accounts(from, &ids, &mut update).await?;
            } else {
                load::read_keys(from, &ids, &mut update).await?;
            }
            update.apply(&mut keys);
        }
    }
    if is_sqlite {
        read_in_passes(from, &mut keys).await?;
    }
    keys.set_verifiers(load::verifiers(from).await?);
    Ok(keys)
}

/// The next ids of a column, in its order.
async fn next_ids(
    from: &mut Connection,
    (table, column): (&str, &str),
    after: &str,
) -> Result<Vec<String>, StoreError> {
    let text = format!(
        "select string_agg({column}, '\n') from \
         (select {column} from {table} where {column} > $1 order by {column} limit {}) b",
        load::BATCH
    );
    let query = sqlx::query_scalar(AssertSqlSafe(text)).bind(after);
    let ids: Option<String> = query.fetch_one(from).await?;
    Ok(ids.as_deref().unwrap_or_default().lines().map(str::to_owned).collect())
}

/// Reads the keys with their tokens and roles, and the deleted keys, from SQLite. Accounts and roles must be there.
async fn read_in_passes(from: &mut Connection, keys: &mut Keys) -> Result<(), StoreError> {
    let mut numbers: HashMap<Box<str>, Number> = HashMap::new();
    each(from, &load::KEYS, |line| {
        if let Some((id, facts)) = load::key(line) {
            numbers.insert(id.into(), keys.set_key(facts));
        }
    })
    .await?;
    each(from, &load::EXTERNAL, |line| {
        if let Some([key, account]) = load::values(line)
            && let Some(number) = numbers.get(key)
        {
            keys.add_external(*number, account);
        }
    })
    .await?;
    each(from, &load::KEY_ROLES, |line| {
        if let Some([key, account, role]) = load::values(line)
            && let Some(number) = numbers.get(key)
        {
            keys.add_role(*number, (account, role));
        }
    })
    .await?;
    for (table, is_valid) in [(&load::TOKENS, true), (&load::REVOKED, false)] {
        each(from, table, |line| {
            if let Some([key, hash]) = load::values(line)
                && let Some((number, digest)) = numbers.get(key).zip(load::token(key, hash))
            {
                keys.add_token(*number, (digest, is_valid));
            }
        })
        .await?;
    }
    each(from, &load::DELETED, |line| {
        if let Some([_, app_key]) = load::values(line) {
            keys.set_deleted(app_key);
        }
    })
    .await?;
    each(from, &load::DELETED_TOKENS, |line| {
        if let Some(digest) = load::deleted_token(line) {
            keys.add_deleted_token(digest);
        }
    })
    .await
}

/// Calls `take` with the line of every row.
async fn each(from: &mut Connection, table: &Table, mut take: impl FnMut(&str)) -> Result<(), StoreError> {
    let Table { name, values, .. } = table;
    let text = format!(
        "select max(number), string_agg(line, '\n') from (select rowid as number, concat_ws(' ', {values}) as line \
         from {name} where rowid > $1 order by rowid limit {ROWS})"
    );
    let mut after = i64::MIN;
    loop {
        let query = sqlx::query_as(AssertSqlSafe(text.clone())).bind(after);
        let (last, lines): (Option<i64>, Option<String>) = query.fetch_one(&mut *from).await?;
        let Some(last) = last else { return Ok(()) };
        after = last;
        lines.unwrap_or_default().lines().for_each(&mut take);
    }
}
