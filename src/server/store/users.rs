//! Users: sign-in data, attempts and lockout, memberships and permissions.

use crate::{
    domain::{
        id::{Account, Id, User},
        keys::{alert::RenewalPeriod, lifetime::LifetimePolicy},
        names::AccountSlug,
        people::permission::Permission,
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::Secret,
        store::{
            Store, StoreError,
            columns::{self, LifetimesRow},
        },
    },
};
use std::time::Duration;
use strum::VariantArray;

/// A user's data for sign-in.
#[derive(Clone, Debug)]
pub struct UserRecord {
    pub id: Id<User>,
    pub email: Email,
    /// A PHC string.
    pub password_hash: String,
}

/// A user's membership in an account.
#[derive(Clone, Debug)]
pub struct Membership {
    pub account: Id<Account>,
    pub slug: AccountSlug,
    pub period: RenewalPeriod,
    pub lifetimes: LifetimePolicy,
    pub permissions: Vec<Permission>,
    /// All accounts in which the user is an enabled member, by slug.
    pub accounts: Vec<AccountSlug>,
    /// The last recorded activity of the user in this account.
    pub last_seen_at: Option<Timestamp>,
}

/// A counter of attempts in the store. Created only from a [`crate::server::attempts::AttemptCounter`].
#[derive(Clone, Debug)]
pub struct CounterKey {
    /// The kind of counter.
    pub kind: &'static str,
    /// A user's or browser's id, or the HMAC of an email address.
    pub value: String,
}

/// The attempts of one counter since the last success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AttemptCount {
    #[sqlx(rename = "attempts")]
    pub count: i64,
    /// The time of the last allowed attempt.
    pub last_at: Timestamp,
}

/// A membership with a resource of one of its roles.
#[derive(sqlx_macros::FromRow)]
struct MembershipRow {
    id: Id<Account>,
    renewal_months: i64,
    #[sqlx(flatten)]
    lifetimes: LifetimesRow,
    last_seen_at: Option<Timestamp>,
    resource: Option<String>,
}

impl Store {
    /// The enabled user with this email address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn user_by_email(&self, email: &Email) -> Result<Option<UserRecord>, StoreError> {
        let row = sqlx::query_as("select id, password_hash from users where email = $1 and disabled_at is null")
            .bind(email.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|(id, password_hash)| UserRecord {
            id,
            email: email.clone(),
            password_hash,
        }))
    }

    /// Replaces the stored password hash, unless it was changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn rehash_password(&self, user: &UserRecord, password_hash: &str) -> Result<(), StoreError> {
        sqlx::query("update users set password_hash = $3 where id = $1 and password_hash = $2")
            .bind(user.id.as_str())
            .bind(&user.password_hash)
            .bind(password_hash)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// A user's membership in an account. `None` if the account does not exist or the user is not an enabled member; callers cannot tell
    /// the two apart.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn membership(&self, user: &Id<User>, slug: &AccountSlug) -> Result<Option<Membership>, StoreError> {
        let text = "select a.id, a.renewal_months, a.longest_lifetime_days, a.default_lifetime_days, b.last_seen_at, x.resource from accounts a \
                    join memberships b on b.account_id = a.id and b.disabled_at is null \
                    left join member_roles m on m.account_id = a.id and m.user_id = b.user_id \
                    left join role_resources x on x.role_id = m.role_id \
                    where a.slug = $1 and b.user_id = $2";
        let query = sqlx::query_as(text).bind(slug.as_str()).bind(user.as_str());
        let rows: Vec<MembershipRow> = query.fetch_all(&self.pool).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let has_resource = |resource| rows.iter().any(|row| row.resource.as_deref() == Some(resource));
        let permissions = Permission::VARIANTS
            .iter()
            .copied()
            .filter(|permission| has_resource(permission.resource()))
            .collect();
        Ok(Some(Membership {
            account: first.id.clone(),
            slug: slug.clone(),
            period: columns::renewal_period(first.renewal_months)?,
            lifetimes: LifetimePolicy::from(&first.lifetimes),
            permissions,
            accounts: self.accounts_of(user).await?,
            last_seen_at: first.last_seen_at,
        }))
    }

    /// Records that a user was active in an account, unless activity after `before` is already recorded: concurrent requests on all nodes
    /// write once. A time in the future is replaced.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn touch_membership(
        &self,
        account: &Id<Account>,
        user: &Id<User>,
        now: Timestamp,
        before: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update memberships set last_seen_at = $3 \
             where account_id = $1 and user_id = $2 and (last_seen_at is null or last_seen_at <= $4 or last_seen_at > $5)",
        )
        .bind(account.as_str())
        .bind(user.as_str())
        .bind(now.millis())
        .bind(before.millis())
        .bind(now.latest_accepted().millis())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The accounts in which a user is an enabled member, by slug.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn accounts_of(&self, user: &Id<User>) -> Result<Vec<AccountSlug>, StoreError> {
        let text = "select a.slug from accounts a join memberships m on m.account_id = a.id \
                    where m.user_id = $1 and m.disabled_at is null order by a.slug";
        let query = sqlx::query_scalar(text).bind(user.as_str());
        let slugs: Vec<String> = query.fetch_all(&self.pool).await?;
        slugs.iter().map(|slug| columns::account_slug(slug)).collect()
    }

    /// Counts an attempt immediately, across all nodes. After `allowed` attempts without success the counter is locked: further attempts
    /// are counted but do not extend the lock. The count restarts `window` after the last allowed attempt, or if that
    /// attempt is in the future because the clock was set back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_attempt(
        &self,
        subject: &CounterKey,
        now: Timestamp,
        window: Duration,
        allowed: i64,
    ) -> Result<AttemptCount, StoreError> {
        let text = "insert into sign_in_attempts as a (kind, value, attempts, last_at) values ($1, $2, 1, $3) \
                    on conflict (kind, value) do update set \
                        attempts = case when a.last_at > $4 and a.last_at <= $5 then a.attempts + 1 else 1 end, \
                        last_at = case when a.last_at > $4 and a.last_at <= $5 and a.attempts >= $6 \
                                       then a.last_at else $3 end \
                    returning attempts, last_at";
        let attempts = sqlx::query_as(text)
            .bind(subject.kind)
            .bind(&subject.value)
            .bind(now.millis())
            .bind(now.minus(window).millis())
            .bind(now.latest_accepted().millis())
            .bind(allowed)
            .fetch_one(&self.pool)
            .await?;
        Ok(attempts)
    }

    /// Deletes a counter.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_attempts(&self, subject: &CounterKey) -> Result<(), StoreError> {
        sqlx::query("delete from sign_in_attempts where kind = $1 and value = $2")
            .bind(subject.kind)
            .bind(&subject.value)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The HMAC key for typed email addresses, the same on all nodes. Stores `new` if there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn attempt_key(&self, new: &Secret) -> Result<Secret, StoreError> {
        sqlx::query("insert into attempt_key (singleton, key) values (1, $1) on conflict (singleton) do nothing")
            .bind(new.expose())
            .execute(&self.pool)
            .await?;
        let key: String = sqlx::query_scalar("select key from attempt_key")
            .fetch_one(&self.pool)
            .await?;
        Ok(Secret::new(key))
    }

    /// Deletes counters that no longer lock anything: last counted before `before`, or in the future.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_attempts(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let forgotten = sqlx::query("delete from sign_in_attempts where last_at < $1 or last_at > $2")
            .bind(before.millis())
            .bind(now.latest_accepted().millis())
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }
}
