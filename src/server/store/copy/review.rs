//! What to look through after a restore: a backup does not know what was revoked, deleted or changed after it was made.

use super::{connection::End, error::CopyError};
use crate::{
    domain::{
        keys::key::Status,
        time::{Timestamp, days},
    },
    server::store::StoreError,
};
use sqlx::{AnyConnection, AssertSqlSafe};

/// The ages by which tokens are counted, in days, at the time of the backup.
pub const AGES: [u64; 4] = [1, 7, 30, 90];

/// How many keys, users and verifiers are listed for an account, so that a large database needs no more memory than a small one.
const LISTED: i64 = 50;

/// What to look through.
#[derive(Debug, Default)]
pub struct Review {
    pub accounts: Vec<AccountReview>,
    /// The names of the operator's verifiers.
    pub verifiers: Listed<String>,
}

/// The first of some rows, and how many there are.
#[derive(Debug, Default)]
pub struct Listed<T> {
    pub first: Vec<T>,
    pub all: i64,
}

impl<T> Listed<T> {
    /// How many rows are not listed.
    pub fn more(&self) -> i64 {
        self.all
            .saturating_sub(i64::try_from(self.first.len()).unwrap_or(i64::MAX))
    }
}

/// What an account has.
#[derive(Debug)]
pub struct AccountReview {
    pub slug: String,
    pub active_keys: i64,
    pub inactive_keys: i64,
    /// The valid tokens younger than each of [`AGES`], but not than the one before, and those that are older.
    pub tokens: [i64; AGES.len() + 1],
    /// The tokens among them that a renewal is to replace.
    pub old_tokens: i64,
    pub newest_token_at: Option<Timestamp>,
    /// First those with an old token, because that one may have been deleted since; then those with the newest tokens.
    pub keys: Listed<KeyReview>,
    pub external_keys: Listed<ExternalKeyReview>,
    /// Those who are not disabled.
    pub users: Listed<UserReview>,
    pub verifiers: Listed<String>,
}

/// A key of an account.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct KeyReview {
    pub app_key: String,
    pub label: String,
    pub status: Status,
    pub newest_token_at: Option<Timestamp>,
    /// When the token was made that a renewal is to replace.
    pub old_token_at: Option<Timestamp>,
}

/// A key of another account that an account added.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct ExternalKeyReview {
    pub app_key: String,
    /// The account that the key belongs to.
    pub owner: String,
    pub added_at: Timestamp,
}

/// A member of an account.
#[derive(Debug)]
pub struct UserReview {
    pub email: String,
    pub roles: Vec<String>,
}

/// Reads what to look through, in the target's transaction.
pub(super) async fn review(target: &mut End, made_at: Timestamp) -> Result<Review, CopyError> {
    match read(&mut target.connection, made_at).await {
        Ok(review) => Ok(review),
        Err(error) => Err(target.store_error(error)),
    }
}

async fn read(connection: &mut AnyConnection, made_at: Timestamp) -> Result<Review, StoreError> {
    let text = "select a.id, a.slug, count(case when k.active = 1 then 1 end), count(case when k.active = 0 then 1 end) \
                from accounts a left join api_keys k on k.account_id = a.id group by a.id, a.slug order by a.slug";
    let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(text).fetch_all(&mut *connection).await?;
    let mut accounts = Vec::with_capacity(rows.len());
    for (id, slug, active_keys, inactive_keys) in rows {
        let text = "select count(case when t.slot = 'old' then 1 end), max(t.created_at) \
                    from api_tokens t join api_keys k on k.id = t.key_id where k.account_id = $1";
        let (old_tokens, newest_token_at) = sqlx::query_as(text).bind(&id).fetch_one(&mut *connection).await?;
        accounts.push(AccountReview {
            slug,
            active_keys,
            inactive_keys,
            tokens: tokens(connection, &id, made_at).await?,
            old_tokens,
            newest_token_at,
            keys: Listed {
                first: keys(connection, &id).await?,
                all: active_keys + inactive_keys,
            },
            external_keys: external_keys(connection, &id).await?,
            users: users(connection, &id).await?,
            verifiers: verifiers(connection, Some(id.as_str())).await?,
        });
    }
    Ok(Review {
        accounts,
        verifiers: verifiers(connection, None).await?,
    })
}

/// The valid tokens of an account by their age.
async fn tokens(
    connection: &mut AnyConnection,
    account: &str,
    made_at: Timestamp,
) -> Result<[i64; AGES.len() + 1], StoreError> {
    let mut tokens = [0; AGES.len() + 1];
    let mut younger = 0;
    for (count, age) in tokens.iter_mut().zip(AGES.map(Some).into_iter().chain([None])) {
        let from = age.map_or(i64::MIN, |age| made_at.minus(days(age)).millis());
        let text = "select count(*) from api_tokens t join api_keys k on k.id = t.key_id \
                    where k.account_id = $1 and t.created_at > $2";
        let query = sqlx::query_scalar(text).bind(account).bind(from);
        let all: i64 = query.fetch_one(&mut *connection).await?;
        *count = all - younger;
        younger = all;
    }
    Ok(tokens)
}

async fn keys(connection: &mut AnyConnection, account: &str) -> Result<Vec<KeyReview>, StoreError> {
    let text = "select k.app_key, k.label, k.active as status, n.created_at as newest_token_at, o.created_at as old_token_at \
                from api_keys k left join api_tokens n on n.key_id = k.id and n.slot = 'newest' \
                left join api_tokens o on o.key_id = k.id and o.slot = 'old' where k.account_id = $1 \
                order by case when o.id is null then 1 else 0 end, coalesce(n.created_at, 0) desc, k.app_key limit $2";
    let query = sqlx::query_as(text).bind(account).bind(LISTED);
    Ok(query.fetch_all(connection).await?)
}

async fn external_keys(connection: &mut AnyConnection, account: &str) -> Result<Listed<ExternalKeyReview>, StoreError> {
    let text = "select k.app_key, a.slug as owner, e.added_at from external_keys e join api_keys k on k.id = e.key_id \
                join accounts a on a.id = k.account_id where e.account_id = $1 \
                order by e.added_at desc, k.app_key limit $2";
    let query = sqlx::query_as(text).bind(account).bind(LISTED);
    Ok(Listed {
        first: query.fetch_all(&mut *connection).await?,
        all: count(connection, "external_keys where account_id = $1", account).await?,
    })
}

async fn users(connection: &mut AnyConnection, account: &str) -> Result<Listed<UserReview>, StoreError> {
    let text = "select u.id, u.email from memberships m join users u on u.id = m.user_id \
                where m.account_id = $1 and m.disabled_at is null order by u.email limit $2";
    let query = sqlx::query_as(text).bind(account).bind(LISTED);
    let rows: Vec<(String, String)> = query.fetch_all(&mut *connection).await?;
    let mut first = Vec::with_capacity(rows.len());
    for (id, email) in rows {
        let text = "select r.name from member_roles m join roles r on r.id = m.role_id \
                    where m.account_id = $1 and m.user_id = $2 order by r.name limit $3";
        let query = sqlx::query_scalar(text).bind(account).bind(id).bind(LISTED);
        let roles: Vec<String> = query.fetch_all(&mut *connection).await?;
        first.push(UserReview { email, roles });
    }
    let all = "memberships where account_id = $1 and disabled_at is null";
    Ok(Listed {
        first,
        all: count(connection, all, account).await?,
    })
}

/// The verifiers of an account, or those of the operator.
async fn verifiers(connection: &mut AnyConnection, account: Option<&str>) -> Result<Listed<String>, StoreError> {
    // The operator's have no account.
    let valid = "verifiers where coalesce(account_id, '') = $1 and revoked_at is null";
    let account = account.unwrap_or_default();
    let text = format!("select name from {valid} order by name limit $2");
    let query = sqlx::query_scalar(AssertSqlSafe(text)).bind(account).bind(LISTED);
    Ok(Listed {
        first: query.fetch_all(&mut *connection).await?,
        all: count(connection, valid, account).await?,
    })
}

/// The number of an account's rows. `of` has the table and the condition.
async fn count(connection: &mut AnyConnection, of: &str, account: &str) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {of}"))).bind(account);
    Ok(query.fetch_one(connection).await?)
}
