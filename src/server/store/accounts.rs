//! Accounts, their roles, and the initial set-up that creates the first account.

use crate::{
    domain::{
        audit::detail::Detail,
        id::{Account, Id},
        keys::{alert::RenewalPeriod, lifetime::LifetimePolicy},
        names::AccountSlug,
        people::{
            permission::Permission,
            team::{Invitation, Role},
        },
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{
            AuditEntry, Store, StoreError, Tx, UserRecord, audit,
            columns::{self, LifetimesRow},
            invitations,
        },
    },
    views::wire::RoleView,
};

/// A new account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub id: Id<Account>,
    pub slug: AccountSlug,
    pub roles: Vec<NewRole>,
    pub created_at: Timestamp,
}

/// A new role.
#[derive(Clone, Debug)]
pub struct NewRole {
    pub id: Id<Role>,
    pub name: String,
    pub predefined: bool,
    pub resources: Vec<String>,
}

/// Result of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupOutcome {
    Done,
    /// The set-up code is wrong, already used or replaced by a newer one.
    CodeRefused,
}

impl Store {
    /// Whether the installation has any account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query("select 1 from accounts limit 1")
            .fetch_optional(&self.pool)
            .await?
            .is_some())
    }

    /// Replaces the set-up code. The previous code becomes invalid.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_setup_code(&self, code: &Hash, now: Timestamp) -> Result<(), StoreError> {
        let text = "insert into setup (singleton, code_hash, created_at) values (1, $1, $2) \
                    on conflict (singleton) do update set code_hash = excluded.code_hash, created_at = excluded.created_at";
        sqlx::query(text)
            .bind(code.as_str())
            .bind(now.millis())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Whether `code` is the current set-up code. Does not consume it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_setup_code(&self, code: &Hash) -> Result<bool, StoreError> {
        let stored: Option<Hash> = sqlx::query_scalar("select code_hash from setup")
            .fetch_optional(&self.pool)
            .await?;
        Ok(stored.is_some_and(|stored| stored.matches(code)))
    }

    /// Consumes the set-up code and creates the first account with its owner, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_up(
        &self,
        code: &Hash,
        account: &NewAccount,
        owner: &UserRecord,
        owner_role: &Id<Role>,
        entry: AuditEntry,
    ) -> Result<SetupOutcome, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            // Another node may have printed a new code after set-up finished. That code must not create a second first account.
            let used = sqlx::query("delete from setup where code_hash = $1 and not exists (select 1 from accounts)")
                .bind(code.as_str())
                .execute(&mut *tx)
                .await?;
            if used.rows_affected() != 1 {
                return Ok(SetupOutcome::CodeRefused);
            }
            insert_account(&mut tx, account).await?;
            insert_member(&mut tx, account, owner, owner_role).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            self.note_accounts(None);
            Ok(SetupOutcome::Done)
        })
        .await
    }

    /// Creates another account, with the invitation for its owner.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if the account name is taken.
    pub async fn insert_account(
        &self,
        account: &NewAccount,
        owner: &Invitation,
        link: &Hash,
        entries: [AuditEntry; 2],
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            insert_account(&mut tx, account).await?;
            invitations::insert(&mut tx, &account.id, owner, link, account.created_at).await?;
            for entry in entries.clone() {
                audit::record(&mut tx, entry).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sets the account's renewal period. Records nothing if the period is unchanged.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_period(
        &self,
        account: &Id<Account>,
        period: RenewalPeriod,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let changed = sqlx::query("update accounts set renewal_months = $2 where id = $1 and renewal_months <> $2")
                .bind(account.as_str())
                .bind(i64::from(period.months()))
                .execute(&mut *tx)
                .await?;
            if changed.rows_affected() == 1 {
                audit::record(&mut tx, entry.clone()).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sets the account's rules for the lifetimes of keys. Records nothing if they are unchanged.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_lifetimes(
        &self,
        account: &Id<Account>,
        lifetimes: LifetimePolicy,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            // This update locks the row, so that the audit row says what was replaced.
            let before =
                "update accounts set slug = slug where id = $1 returning longest_lifetime_days, default_lifetime_days";
            let query = sqlx::query_as(before).bind(account.as_str());
            let before: LifetimesRow = query.fetch_one(&mut *tx).await?;
            let before = LifetimePolicy::from(&before);
            if before == lifetimes {
                return Ok(());
            }
            sqlx::query("update accounts set longest_lifetime_days = $2, default_lifetime_days = $3 where id = $1")
                .bind(account.as_str())
                .bind(lifetimes.longest.map(i64::from))
                .bind(lifetimes.proposed.map(i64::from))
                .execute(&mut *tx)
                .await?;
            let detail = Detail::of_lifetimes(before, lifetimes);
            audit::record(&mut tx, entry.clone().with_detail(detail)).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The id and the renewal period of the account with this slug.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account(&self, slug: &AccountSlug) -> Result<Option<(Id<Account>, RenewalPeriod)>, StoreError> {
        let row = sqlx::query_as("select id, renewal_months from accounts where slug = $1")
            .bind(slug.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|(id, months)| Ok((id, columns::renewal_period(months)?)))
            .transpose()
    }

    /// All roles of the account with their resources, sorted by name. Predefined roles come last because few keys need them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roles(&self, account: &Id<Account>) -> Result<Vec<RoleView>, StoreError> {
        let text = "select r.id, r.name, x.resource from roles r left join role_resources x on x.role_id = r.id \
                    where r.account_id = $1 order by r.predefined, r.name, r.id, x.resource";
        let query = sqlx::query_as(text).bind(account.as_str());
        let rows: Vec<(Id<Role>, String, Option<String>)> = query.fetch_all(&self.pool).await?;
        let mut roles: Vec<RoleView> = Vec::new();
        for (id, name, resource) in rows {
            match roles.last_mut().filter(|last| last.id == id) {
                Some(role) => role.resources.extend(resource),
                None => roles.push(RoleView {
                    id,
                    name,
                    resources: Vec::from_iter(resource),
                }),
            }
        }
        Ok(roles)
    }
}

pub(super) async fn insert_account(tx: &mut Tx, account: &NewAccount) -> Result<(), StoreError> {
    sqlx::query("insert into accounts (id, slug, created_at) values ($1, $2, $3)")
        .bind(account.id.as_str())
        .bind(account.slug.as_str())
        .bind(account.created_at.millis())
        .execute(&mut **tx)
        .await?;
    for role in &account.roles {
        sqlx::query("insert into roles (id, account_id, name, predefined, created_at) values ($1, $2, $3, $4, $5)")
            .bind(role.id.as_str())
            .bind(account.id.as_str())
            .bind(&role.name)
            .bind(i64::from(role.predefined))
            .bind(account.created_at.millis())
            .execute(&mut **tx)
            .await?;
        for resource in &role.resources {
            insert_own_resource(tx, account, resource).await?;
            sqlx::query("insert into role_resources (role_id, resource) values ($1, $2)")
                .bind(role.id.as_str())
                .bind(resource)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Creates the resource in the account, unless it is one of Keydesk's own permissions.
async fn insert_own_resource(tx: &mut Tx, account: &NewAccount, resource: &str) -> Result<(), StoreError> {
    if resource.parse::<Permission>().is_ok() {
        return Ok(());
    }
    sqlx::query(
        "insert into resources (account_id, name, description, created_at) values ($1, $2, '', $3) \
         on conflict (account_id, name) do nothing",
    )
    .bind(account.id.as_str())
    .bind(resource)
    .bind(account.created_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Creates the user if the id is new, then adds the membership and the role.
pub(super) async fn insert_member(
    tx: &mut Tx,
    account: &NewAccount,
    user: &UserRecord,
    role: &Id<Role>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into users (id, email, password_hash, created_at) values ($1, $2, $3, $4) on conflict (id) do nothing",
    )
    .bind(user.id.as_str())
    .bind(user.email.as_str())
    .bind(&user.password_hash)
    .bind(account.created_at.millis())
    .execute(&mut **tx)
    .await?;
    sqlx::query("insert into memberships (account_id, user_id, since, invited_by) values ($1, $2, $3, '')")
        .bind(account.id.as_str())
        .bind(user.id.as_str())
        .bind(account.created_at.millis())
        .execute(&mut **tx)
        .await?;
    sqlx::query("insert into member_roles (account_id, user_id, role_id) values ($1, $2, $3)")
        .bind(account.id.as_str())
        .bind(user.id.as_str())
        .bind(role.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
