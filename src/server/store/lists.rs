//! Reads the content of the in-memory lists, and which keys changed since.

use crate::{
    domain::{
        id::{Account, Id},
        keys::key::Key,
        people::team::Role,
        time::Timestamp,
    },
    server::store::{Store, StoreError, audit, statement::placeholders},
};
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};
use tokio::task::spawn_blocking;

/// One of an account's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListKind {
    Generated,
    External,
    /// Tombstones of generated keys that were deleted.
    Deleted,
}

/// The data that a list holds about a key.
#[derive(Clone, Debug)]
pub struct ListedKey {
    pub key: Id<Key>,
    /// The account that owns it.
    pub owner: Id<Account>,
    pub label: String,
    pub app_key: String,
    pub active: bool,
    pub expires_at: Option<Timestamp>,
    /// Whether it has an old token.
    pub renewing: bool,
    /// Whether an opened link was visited again.
    pub visited_again: bool,
    /// The roles that the list's account gave it.
    pub roles: Vec<Id<Role>>,
    /// When it was generated, added or deleted.
    pub listed_at: Timestamp,
    pub newest_token: Timestamp,
    /// When one of its tokens was used last.
    pub last_used: Option<Timestamp>,
}

/// Maximum number of audit rows to follow. After more changes the whole list is read again.
const MAX_CHANGES: i64 = 5_000;

/// Maximum number of ids in a statement. SQLite allows 32,766.
const IDS_AT_ONCE: usize = 1_000;

/// Rows in a statement when a whole list is read, so that each stays far from the time limit.
const ROWS_AT_ONCE: usize = 50_000;

/// The values of a line of a list: those of [`ListedKey`] without its roles. Free text comes last.
const VALUES: &str = "id, account_id, active, coalesce(cast(expires_at as text), ''), listed_at, newest_token, renewing, visited_again, \
     coalesce(cast(last_used as text), ''), app_key, label";

/// Deleted keys in the columns of the other lists. The zeros are cast because PostgreSQL would give them a shorter type.
const DELETED: &str = "select d.key_id as id, d.account_id, d.label, d.app_key, cast(0 as bigint) as active, \
     cast(null as bigint) as expires_at, d.deleted_at as listed_at, \
     d.deleted_at as newest_token, cast(0 as bigint) as renewing, cast(0 as bigint) as visited_again, \
     cast(null as bigint) as last_used \
     from deleted_keys d where d.account_id = $1";

/// The roles that an account gave to keys.
type RolesByKey = HashMap<Id<Key>, Vec<Id<Role>>>;

impl ListKind {
    /// The statement for the keys of an account, and the columns of their times and ids. Made of constants only.
    fn statement(self) -> (String, [&'static str; 2]) {
        let (tables, account, columns) = match self {
            Self::Generated => ("api_keys k", "k.account_id", ["k.created_at", "k.id"]),
            Self::External => (
                "external_keys e join api_keys k on k.id = e.key_id",
                "e.account_id",
                ["e.added_at", "e.key_id"],
            ),
            Self::Deleted => return (DELETED.to_owned(), ["d.deleted_at", "d.key_id"]),
        };
        let [listed_at, _] = columns;
        // `state || ''` keeps SQLite off the index on states.
        let text = format!(
            "select k.id, k.account_id, k.label, k.app_key, k.active, k.expires_at, {listed_at} as listed_at, t.created_at as newest_token, \
             (select count(*) from api_tokens o where o.key_id = k.id and o.slot = 'old') as renewing, \
             (select count(*) from links l where l.key_id = k.id and l.state || '' = 'opened' \
              and l.visits_after_end > l.visits_seen) as visited_again, \
             (select max(u.last_at) from api_tokens o join token_usage u on u.subject = o.token_hash \
              where o.key_id = k.id) as last_used \
             from {tables} join api_tokens t on t.key_id = k.id and t.slot = 'newest' where {account} = $1"
        );
        (text, columns)
    }
}

impl Store {
    /// The last audit row number of each account; 0 if it has no rows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_ends(
        &self,
        accounts: impl IntoIterator<Item = &Id<Account>>,
    ) -> Result<HashMap<Id<Account>, i64>, StoreError> {
        let mut ends: HashMap<Id<Account>, i64> = accounts.into_iter().map(|account| (account.clone(), 0)).collect();
        let accounts: Vec<_> = ends.keys().cloned().collect();
        let heights = self.pool.heights();
        let known = accounts
            .iter()
            .map(|account| (account.as_str().to_owned(), heights.of(account.as_str())));
        let known = known.collect();
        for accounts in accounts.chunks(IDS_AT_ONCE) {
            let text = format!(
                "select chain, seq from audit_chains where chain in ({})",
                placeholders(1, accounts.len())
            );
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for account in accounts {
                query = query.bind(account.as_str());
            }
            ends.extend(query.fetch_all(&self.pool).await?);
        }
        let stored = ends.iter().map(|(account, seq)| (account.as_str().to_owned(), *seq));
        self.pool.compare(&known, stored.collect())?;
        Ok(ends)
    }

    /// The keys in an account's audit rows after `from`, up to and including `to`. `None` if there are too many rows or `to` is less than
    /// `from`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn changed_keys(
        &self,
        account: &Id<Account>,
        from: i64,
        to: i64,
    ) -> Result<Option<HashSet<Id<Key>>>, StoreError> {
        let changes = audit::changes(&self.pool, account.as_str(), (from, to), MAX_CHANGES).await?;
        Ok(changes.map(|changes| {
            let keys = changes.into_iter().map(|change| change.key_id);
            keys.filter(|key| !key.as_str().is_empty()).collect()
        }))
    }

    /// The list data of these keys, or of all keys of the account, unsorted. Keys that are not in the list are left out.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn listed_keys(
        &self,
        account: &Id<Account>,
        kind: ListKind,
        keys: Option<&[Id<Key>]>,
    ) -> Result<Vec<ListedKey>, StoreError> {
        let Some(keys) = keys else {
            return self.all_listed(account, kind).await;
        };
        let mut listed = Vec::new();
        for keys in keys.chunks(IDS_AT_ONCE) {
            let mut roles = self.listed_roles(account, keys).await?;
            let (text, [_, id]) = kind.statement();
            let text = in_lines(VALUES, &format!("{text} and {id} in ({})", placeholders(2, keys.len())));
            for (lines,) in self.query_keys::<(Option<String>,)>(account, keys, text).await? {
                listed.extend(parse(&lines.unwrap_or_default(), &mut roles)?);
            }
        }
        Ok(listed)
    }

    /// Reads a whole list in parts, without a snapshot: the caller follows what changes after it began.
    async fn all_listed(&self, account: &Id<Account>, kind: ListKind) -> Result<Vec<ListedKey>, StoreError> {
        let mut roles = self.all_listed_roles(account).await?;
        let (text, [listed_at, id]) = kind.statement();
        let text = format!("{text} and ({listed_at}, {id}) > ($2, $3) order by {listed_at}, {id} limit {ROWS_AT_ONCE}");
        let text = in_lines(VALUES, &text);
        let (mut listed, mut after) = (Vec::new(), (i64::MIN, String::new()));
        loop {
            let query = sqlx::query_scalar(AssertSqlSafe(text.clone())).bind(account.as_str());
            let query = query.bind(after.0).bind(after.1.as_str());
            let lines: Option<String> = query.fetch_one(&self.pool).await?;
            // Parsing them would block a worker thread of the runtime.
            let parsed = spawn_blocking(move || Ok((parse(&lines.unwrap_or_default(), &mut roles)?, roles)));
            let parsed: Result<_, StoreError> = parsed.await.map_err(|_| damaged())?;
            let (part, rest) = parsed?;
            let is_last = part.len() < ROWS_AT_ONCE;
            if let Some(last) = part.last() {
                after = (last.listed_at.millis(), last.key.as_str().to_owned());
            }
            listed.extend(part);
            roles = rest;
            if is_last {
                return Ok(listed);
            }
        }
    }

    async fn listed_roles(&self, account: &Id<Account>, keys: &[Id<Key>]) -> Result<RolesByKey, StoreError> {
        let text = format!(
            "select key_id, role_id from key_roles where account_id = $1 and key_id in ({})",
            placeholders(2, keys.len())
        );
        let mut roles = RolesByKey::new();
        for (key, role) in self.query_keys(account, keys, text).await? {
            roles.entry(key).or_default().push(role);
        }
        Ok(roles)
    }

    async fn all_listed_roles(&self, account: &Id<Account>) -> Result<RolesByKey, StoreError> {
        let text = format!(
            "select key_id, role_id from key_roles where account_id = $1 and (key_id, role_id) > ($2, $3) \
             order by key_id, role_id limit {ROWS_AT_ONCE}"
        );
        let text = in_lines("key_id, role_id", &text);
        let (mut roles, mut after) = (RolesByKey::new(), (String::new(), String::new()));
        loop {
            let query = sqlx::query_scalar(AssertSqlSafe(text.clone())).bind(account.as_str());
            let query = query.bind(after.0.as_str()).bind(after.1.as_str());
            let lines: Option<String> = query.fetch_one(&self.pool).await?;
            let added = spawn_blocking(move || {
                let (mut last, mut count) = (after, 0);
                for line in lines.iter().flat_map(|lines| lines.split('\n')) {
                    let (key, role) = line.split_once(' ').ok_or_else(damaged)?;
                    roles
                        .entry(Id::new(key.to_owned()))
                        .or_default()
                        .push(Id::new(role.to_owned()));
                    last = (key.to_owned(), role.to_owned());
                    count += 1;
                }
                Ok((roles, last, count < ROWS_AT_ONCE))
            });
            let added: Result<_, StoreError> = added.await.map_err(|_| damaged())?;
            let is_last;
            (roles, after, is_last) = added?;
            if is_last {
                return Ok(roles);
            }
        }
    }
}

/// A statement that returns the rows of another one as one text, with a line for each row and a space between two values. sqlx's Any driver costs
/// more for each value than the database for each row (`docs/decisions/0105-start-reads-tables-in-passes.md`).
fn in_lines(values: &str, rows: &str) -> String {
    // In the order of the rows, because both databases add up a subquery's rows as they come.
    format!("select string_agg(concat_ws(' ', {values}), '\n') from ({rows}) r")
}

/// Reads lines with [`VALUES`].
fn parse(lines: &str, roles: &mut RolesByKey) -> Result<Vec<ListedKey>, StoreError> {
    let lines = lines.split('\n').filter(|line| !line.is_empty());
    lines.map(|line| listed(line, roles).ok_or_else(damaged)).collect()
}

fn listed(line: &str, roles: &mut RolesByKey) -> Option<ListedKey> {
    let mut values = line.splitn(11, ' ');
    let mut next = || values.next();
    let (key, owner, active) = (Id::new(next()?.to_owned()), Id::new(next()?.to_owned()), next()?);
    let time = |millis: &str| millis.parse().ok().map(Timestamp::from_millis);
    let if_any = |millis: &str| {
        if millis.is_empty() {
            Some(None)
        } else {
            time(millis).map(Some)
        }
    };
    Some(ListedKey {
        roles: roles.remove(&key).unwrap_or_default(),
        key,
        owner,
        active: active == "1",
        expires_at: if_any(next()?)?,
        listed_at: time(next()?)?,
        newest_token: time(next()?)?,
        renewing: next()? != "0",
        visited_again: next()? != "0",
        last_used: if_any(next()?)?,
        app_key: next()?.to_owned(),
        label: next()?.to_owned(),
    })
}

fn damaged() -> StoreError {
    StoreError::damaged("a list of keys")
}
