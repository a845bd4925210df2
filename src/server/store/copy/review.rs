//! What to look through after a restore: a backup does not know what was revoked, deleted or changed after it was made.

use super::{connection::End, error::CopyError};
use crate::{
    domain::time::{Timestamp, days},
    server::store::StoreError,
};
use sqlx::AnyConnection;

/// The ages by which tokens are counted, in days, at the time of the backup.
pub const AGES: [u64; 4] = [1, 7, 30, 90];

/// What to look through.
#[derive(Debug, Default)]
pub struct Review {
    pub accounts: Vec<AccountReview>,
    /// The names of the operator's verifiers.
    pub verifiers: Vec<String>,
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
    pub users: Vec<String>,
    pub verifiers: Vec<String>,
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
    let accounts: Vec<(String, String, i64, i64)> = sqlx::query_as(text).fetch_all(&mut *connection).await?;
    let mut review = Review {
        accounts: Vec::with_capacity(accounts.len()),
        verifiers: sqlx::query_scalar(
            "select name from verifiers where account_id is null and revoked_at is null order by name",
        )
        .fetch_all(&mut *connection)
        .await?,
    };
    for (id, slug, active_keys, inactive_keys) in accounts {
        let of_tokens = "from api_tokens t join api_keys k on k.id = t.key_id where k.account_id = $1";
        let mut tokens = [0; AGES.len() + 1];
        let mut younger = 0;
        for (count, age) in tokens.iter_mut().zip(AGES.map(Some).into_iter().chain([None])) {
            let from = age.map_or(i64::MIN, |age| made_at.minus(days(age)).millis());
            let text = format!("select count(*) {of_tokens} and t.created_at > $2");
            let all: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(text))
                .bind(&id)
                .bind(from)
                .fetch_one(&mut *connection)
                .await?;
            *count = all - younger;
            younger = all;
        }
        let text = format!("select count(case when t.slot = 'old' then 1 end), max(t.created_at) {of_tokens}");
        let (old_tokens, newest_token_at) = sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(&id)
            .fetch_one(&mut *connection)
            .await?;
        let users = "select u.email from memberships m join users u on u.id = m.user_id \
                     where m.account_id = $1 and m.disabled_at is null order by u.email";
        let verifiers = "select name from verifiers where account_id = $1 and revoked_at is null order by name";
        review.accounts.push(AccountReview {
            slug,
            active_keys,
            inactive_keys,
            tokens,
            old_tokens,
            newest_token_at,
            users: names(connection, users, &id).await?,
            verifiers: names(connection, verifiers, &id).await?,
        });
    }
    Ok(review)
}

async fn names(connection: &mut AnyConnection, text: &'static str, account: &str) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(text).bind(account).fetch_all(connection).await?)
}
