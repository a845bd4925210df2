//! Reads everything that the memory holds. Each table is read once, in the order in which it lies in the file: by the ids of keys it took
//! five times as long, because every row then costs two searches. The caller's snapshot holds the tables together.

use super::{
    entries::TextMap,
    keys::Keys,
    load::{self, Table},
};
use crate::server::store::{StoreError, database::Connection};
use futures_util::join;
use sqlx::AssertSqlSafe;

/// Rows of a statement on SQLite: enough to make its overhead small, few enough for its text to take little memory.
const ROWS: i64 = 10_000;

/// The same on PostgreSQL, in pages of the table: each has 8 kB.
const PAGES: i64 = 128;

/// Reads everything.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn everything(from: &mut Connection) -> Result<Keys, StoreError> {
    let mut keys = Keys::default();
    let mut after = String::new();
    loop {
        let ids = next_accounts(from, &after).await?;
        let Some(last) = ids.iter().max() else { break };
        after.clone_from(last);
        let mut update = load::Update::default();
        load::read_accounts(from, &ids, &mut update).await?;
        update.apply(&mut keys);
    }
    read_in_passes(from, &mut keys).await?;
    keys.set_verifiers(load::verifiers(from).await?);
    Ok(keys)
}

/// The next ids of accounts, in their order.
async fn next_accounts(from: &mut Connection, after: &str) -> Result<Vec<String>, StoreError> {
    let text = format!(
        "select string_agg(id, '\n') from (select id from accounts where id > $1 order by id limit {}) b",
        load::BATCH
    );
    let query = sqlx::query_scalar(AssertSqlSafe(text)).bind(after);
    let ids: Option<String> = query.fetch_one(from).await?;
    Ok(ids.as_deref().unwrap_or_default().lines().map(str::to_owned).collect())
}

/// Reads the keys with their tokens and roles, and the deleted keys. Accounts and roles must be there.
async fn read_in_passes(from: &mut Connection, keys: &mut Keys) -> Result<(), StoreError> {
    let mut numbers = TextMap::default();
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
    let mut part = read(from, table, i64::MIN).await?;
    while let Part {
        lines,
        next: Some(next),
    } = part
    {
        // The database reads the next part meanwhile.
        let (read, ()) = join!(read(from, table, next), async {
            lines.unwrap_or_default().lines().for_each(&mut take);
        });
        part = read?;
    }
    Ok(())
}

/// Some rows of a table.
#[derive(sqlx_macros::FromRow)]
struct Part {
    /// Where the next part begins; `None` if this is behind the end.
    next: Option<i64>,
    lines: Option<String>,
}

/// The rows from a place of the table on: a row number in SQLite, a page in PostgreSQL.
async fn read(from: &mut Connection, table: &Table, place: i64) -> Result<Part, StoreError> {
    let Table { name, values, .. } = table;
    let text = if from.is_sqlite() {
        format!(
            "select max(number) + 1 as next, string_agg(line, '\n') as lines from \
             (select rowid as number, concat_ws(' ', {values}) as line from {name} where rowid >= {place} \
             order by rowid limit {ROWS})"
        )
    } else {
        let page = place.max(0);
        let next = page + PAGES;
        // The table cannot be written anew meanwhile: the transaction has its lock since the first part.
        format!(
            "select case when {page} * current_setting('block_size')::bigint < pg_relation_size('{name}') \
             then {next}::bigint end as next, string_agg(concat_ws(' ', {values}), E'\n') as lines \
             from {name} where ctid >= '({page},0)' and ctid < '({next},0)'"
        )
    };
    Ok(sqlx::query_as(AssertSqlSafe(text))
        .persistent(false)
        .fetch_one(from)
        .await?)
}
