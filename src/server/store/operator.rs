//! What the operator's commands read and write over all accounts: users with their locks and sessions, and accounts.

use crate::{
    domain::{
        id::{Account, Id, User},
        names::AccountSlug,
        text::Email,
        time::Timestamp,
    },
    server::store::{
        AttemptCount, AuditEntry, CounterKey, Store, StoreError, audit,
        columns::{account_slug, email},
    },
};
use std::collections::HashMap;

/// A user of any account.
#[derive(Clone, Debug)]
pub struct UserSummary {
    pub id: Id<User>,
    pub email: Email,
    pub created_at: Timestamp,
    /// Whether the user cannot sign in at all.
    pub is_disabled: bool,
    pub has_second_factor: bool,
    pub sessions: i64,
    pub memberships: Vec<MembershipSummary>,
}

/// A user's membership in an account.
#[derive(Clone, Debug)]
pub struct MembershipSummary {
    pub account: AccountSlug,
    /// The names of the member's roles, sorted.
    pub roles: Vec<String>,
    pub is_disabled: bool,
    pub last_seen_at: Option<Timestamp>,
}

/// An account in numbers.
#[derive(Clone, Debug)]
pub struct AccountSummary {
    pub id: Id<Account>,
    pub slug: AccountSlug,
    pub created_at: Timestamp,
    /// Enabled members.
    pub members: i64,
    pub keys: i64,
    pub external_keys: i64,
}

/// The stored counters of attempts that may be locked, by kind and value.
pub type StoredCounters = HashMap<(String, String), AttemptCount>;

#[derive(sqlx_macros::FromRow)]
struct UserRow {
    id: Id<User>,
    email: String,
    created_at: Timestamp,
    disabled_at: Option<Timestamp>,
    sessions: i64,
    factors: i64,
}

#[derive(sqlx_macros::FromRow)]
struct MembershipRow {
    user_id: Id<User>,
    slug: String,
    disabled_at: Option<Timestamp>,
    last_seen_at: Option<Timestamp>,
    role: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct AccountRow {
    id: Id<Account>,
    slug: String,
    created_at: Timestamp,
    members: i64,
    keys: i64,
    external_keys: i64,
}

#[derive(sqlx_macros::FromRow)]
struct CounterRow {
    kind: String,
    value: String,
    #[sqlx(flatten)]
    counted: AttemptCount,
}

impl Store {
    /// All users, by address. Sessions that began or were used too long ago are not counted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn all_users(
        &self,
        created_after: Timestamp,
        seen_after: Timestamp,
        believed: Timestamp,
    ) -> Result<Vec<UserSummary>, StoreError> {
        let text = "select u.id, u.email, u.created_at, u.disabled_at, \
                    (select count(*) from sessions s where s.user_id = u.id and s.created_at > $1 and s.last_seen_at > $2 \
                     and s.created_at <= $3 and s.last_seen_at <= $3) as sessions, \
                    (select count(*) from second_factors f where f.user_id = u.id) as factors \
                    from users u order by u.email";
        let query = sqlx::query_as(text)
            .bind(created_after.millis())
            .bind(seen_after.millis())
            .bind(believed.millis());
        let rows: Vec<UserRow> = query.fetch_all(&self.pool).await?;
        let mut memberships = self.all_memberships().await?;
        rows.into_iter()
            .map(|row| {
                Ok(UserSummary {
                    email: email(&row.email)?,
                    created_at: row.created_at,
                    is_disabled: row.disabled_at.is_some(),
                    has_second_factor: row.factors > 0,
                    sessions: row.sessions,
                    memberships: memberships.remove(row.id.as_str()).unwrap_or_default(),
                    id: row.id,
                })
            })
            .collect()
    }

    /// The memberships of all users, by the user's id.
    async fn all_memberships(&self) -> Result<HashMap<String, Vec<MembershipSummary>>, StoreError> {
        let text = "select b.user_id, a.slug, b.disabled_at, b.last_seen_at, r.name as role \
                    from memberships b join accounts a on a.id = b.account_id \
                    left join member_roles m on m.account_id = b.account_id and m.user_id = b.user_id \
                    left join roles r on r.id = m.role_id order by a.slug, r.name";
        let rows: Vec<MembershipRow> = sqlx::query_as(text).fetch_all(&self.pool).await?;
        let mut all: HashMap<String, Vec<MembershipSummary>> = HashMap::new();
        for row in rows {
            let account = account_slug(&row.slug)?;
            let of_user = all.entry(row.user_id.into_string()).or_default();
            match of_user.last_mut().filter(|last| last.account == account) {
                Some(last) => last.roles.extend(row.role),
                None => of_user.push(MembershipSummary {
                    account,
                    roles: Vec::from_iter(row.role),
                    is_disabled: row.disabled_at.is_some(),
                    last_seen_at: row.last_seen_at,
                }),
            }
        }
        Ok(all)
    }

    /// The counters with at least this many attempts, the last one in this period.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counters(
        &self,
        at_least: i64,
        after: Timestamp,
        believed: Timestamp,
    ) -> Result<StoredCounters, StoreError> {
        let text = "select kind, value, attempts, last_at from sign_in_attempts \
                    where attempts >= $1 and last_at > $2 and last_at <= $3";
        let query = sqlx::query_as(text)
            .bind(at_least)
            .bind(after.millis())
            .bind(believed.millis());
        let rows: Vec<CounterRow> = query.fetch_all(&self.pool).await?;
        Ok(rows
            .into_iter()
            .map(|row| ((row.kind, row.value), row.counted))
            .collect())
    }

    /// Deletes these counters and those of the user's known browsers. The entry is recorded only if there was one. Returns how many there
    /// were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unlock_user(
        &self,
        user: &Id<User>,
        counters: &[CounterKey],
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let text = "delete from sign_in_attempts where kind = 'browser' \
                        and value in (select id from known_browsers where user_id = $1)";
            let query = sqlx::query(text).bind(user.as_str());
            let mut deleted = query.execute(&mut *tx).await?.rows_affected();
            for counter in counters {
                let query = sqlx::query("delete from sign_in_attempts where kind = $1 and value = $2");
                let query = query.bind(counter.kind).bind(&counter.value);
                deleted += query.execute(&mut *tx).await?.rows_affected();
            }
            if deleted > 0 {
                audit::record(&mut tx, entry.clone()).await?;
            }
            tx.commit().await?;
            Ok(deleted)
        })
        .await
    }

    /// Ends all sessions and unfinished sign-ins of one user, or of all. Records the entry for each user who had one. Returns the users'
    /// addresses and the number of sessions.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions(
        &self,
        user: Option<&Id<User>>,
        entry: AuditEntry,
    ) -> Result<(Vec<String>, u64), StoreError> {
        let whose = user.map_or("", Id::as_str);
        self.retried(|| async {
            let mut tx = self.begin().await?;
            // The users' rows first, in the same lock order as everywhere.
            let text = "update users set email = email where ($1 = '' or id = $1) \
                        and (exists (select 1 from sessions s where s.user_id = users.id) \
                             or exists (select 1 from pending_sign_ins p where p.user_id = users.id)) returning email";
            let mut emails: Vec<String> = sqlx::query_scalar(text).bind(whose).fetch_all(&mut *tx).await?;
            emails.sort();
            let deleted = sqlx::query("delete from sessions where $1 = '' or user_id = $1");
            let deleted = deleted.bind(whose).execute(&mut *tx).await?.rows_affected();
            let pending = sqlx::query("delete from pending_sign_ins where $1 = '' or user_id = $1");
            pending.bind(whose).execute(&mut *tx).await?;
            for email in &emails {
                audit::record(&mut tx, entry.clone().about(email.as_str())).await?;
            }
            tx.commit().await?;
            Ok((emails, deleted))
        })
        .await
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn all_accounts(&self) -> Result<Vec<AccountSummary>, StoreError> {
        let text = "select a.id, a.slug, a.created_at, \
                    (select count(*) from memberships b where b.account_id = a.id and b.disabled_at is null) as members, \
                    (select count(*) from api_keys k where k.account_id = a.id) as keys, \
                    (select count(*) from external_keys e where e.account_id = a.id) as external_keys \
                    from accounts a order by a.slug";
        let rows: Vec<AccountRow> = sqlx::query_as(text).fetch_all(&self.pool).await?;
        rows.into_iter()
            .map(|row| {
                Ok(AccountSummary {
                    slug: account_slug(&row.slug)?,
                    id: row.id,
                    created_at: row.created_at,
                    members: row.members,
                    keys: row.keys,
                    external_keys: row.external_keys,
                })
            })
            .collect()
    }
}
