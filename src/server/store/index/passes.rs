//! Reads everything from SQLite, each table once and in the order in which it lies in the file. By the ids of keys it took five times as long:
//! every row then costs two searches. The caller's snapshot holds the tables together.

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

/// Reads the keys with their tokens and roles, and the deleted keys. Accounts and roles must be there.
pub(super) async fn read_keys(from: &mut Connection, keys: &mut Keys) -> Result<(), StoreError> {
    let mut numbers: HashMap<Box<str>, Number> = HashMap::new();
    each(from, &load::KEYS, |line| {
        let (id, facts) = load::key(line)?;
        numbers.insert(id.into(), keys.set_key(facts));
        Ok(())
    })
    .await?;
    each(from, &load::EXTERNAL, |line| {
        let [key, account] = load::values(line)?;
        if let Some(number) = numbers.get(key) {
            keys.add_external(*number, account);
        }
        Ok(())
    })
    .await?;
    each(from, &load::KEY_ROLES, |line| {
        let [key, account, role] = load::values(line)?;
        if let Some(number) = numbers.get(key) {
            keys.add_role(*number, (account, role));
        }
        Ok(())
    })
    .await?;
    for (table, is_valid) in [(&load::TOKENS, true), (&load::REVOKED, false)] {
        each(from, table, |line| {
            let [key, hash] = load::values(line)?;
            if let Some((number, digest)) = numbers.get(key).zip(load::token(key, hash)) {
                keys.add_token(*number, (digest, is_valid));
            }
            Ok(())
        })
        .await?;
    }
    each(from, &load::DELETED, |line| {
        let [_, app_key] = load::values(line)?;
        keys.set_deleted(app_key);
        Ok(())
    })
    .await?;
    each(from, &load::DELETED_TOKENS, |line| {
        let [_, hash] = load::values(line)?;
        keys.add_deleted_token(load::digest(hash)?);
        Ok(())
    })
    .await
}

/// Calls `take` with the line of every row.
async fn each(
    from: &mut Connection,
    table: &Table,
    mut take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
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
        lines.unwrap_or_default().lines().try_for_each(&mut take)?;
    }
}
