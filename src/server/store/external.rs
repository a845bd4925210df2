//! External keys: the keys of other accounts that an account has added, and the roles it gives them.

use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            external::ExternalKey,
            key::{Key, Status},
        },
        names::{AccountSlug, AppKey},
        people::team::Role,
        time::Timestamp,
    },
    server::store::{AuditEntry, Store, StoreError, Tx, audit, exactly_one, lists::placeholders},
};
use sqlx::{Any, AssertSqlSafe, Executor, Row, any::AnyRow};

/// A key to add as an external key, with its owner.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub key: Id<Key>,
    /// The id of the account that owns it.
    pub owner: Id<Account>,
}

const COLUMNS: &str = "e.key_id, e.added_at, k.app_key, k.label, k.active, a.slug from external_keys e \
     join api_keys k on k.id = e.key_id join accounts a on a.id = k.account_id";

impl Store {
    /// The external keys with these ids, in this order. Missing keys are left out.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn external_keys(&self, account: &Id<Account>, ids: &[Id<Key>]) -> Result<Vec<ExternalKey>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let among = placeholders(2, ids.len());
        let keys = format!("select {COLUMNS} where e.account_id || '' = $1 and e.key_id in ({among})");
        let roles = format!(
            "select key_id, role_id from key_roles where account_id = $1 and key_id in ({among}) order by role_id"
        );
        let rows = self.of(account, ids, keys).await?;
        let mut keys = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        keys.sort_by_key(|key| ids.iter().position(|id| *id == key.key));
        for row in self.of(account, ids, roles).await? {
            let id: String = row.try_get("key_id")?;
            if let Some(key) = keys.iter_mut().find(|key| key.key.as_str() == id) {
                key.roles.push(Id::new(row.try_get("role_id")?));
            }
        }
        Ok(keys)
    }

    /// One external key of an account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn external(&self, account: &Id<Account>, key: &Id<Key>) -> Result<Option<ExternalKey>, StoreError> {
        let text = AssertSqlSafe(format!("select {COLUMNS} where e.account_id = $1 and e.key_id = $2"));
        let row = sqlx::query(text)
            .bind(account.as_str())
            .bind(key.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut found = read(&row)?;
        found.roles = external_roles(&self.pool, account, key).await?;
        Ok(Some(found))
    }

    /// Whether an account has this key as an external key.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_external(&self, key: &Id<Key>, account: &AccountSlug) -> Result<bool, StoreError> {
        let text =
            "select 1 from external_keys e join accounts a on a.id = e.account_id where e.key_id = $1 and a.slug = $2";
        let row = sqlx::query(text)
            .bind(key.as_str())
            .bind(account.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.is_some())
    }

    /// The key with this app key, in any account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn candidate(&self, app_key: &AppKey) -> Result<Option<Candidate>, StoreError> {
        let row = sqlx::query("select id, account_id from api_keys where app_key = $1")
            .bind(app_key.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Candidate {
                key: Id::new(row.try_get("id")?),
                owner: Id::new(row.try_get("account_id")?),
            })
        })
        .transpose()
    }

    /// Adds a key of another account, with these roles.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if the account already has it; [`StoreError::Conflict`] if its owner has deleted it or a role no longer
    /// exists.
    pub async fn add_external(
        &self,
        account: &Id<Account>,
        key: &Id<Key>,
        roles: &[Id<Role>],
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let added = sqlx::query(
                "insert into external_keys (account_id, key_id, added_at) \
                 select cast($1 as text), id, cast($3 as bigint) from api_keys where id = $2 and account_id <> $1",
            )
            .bind(account.as_str())
            .bind(key.as_str())
            .bind(entry.at.0)
            .execute(&mut *tx)
            .await?;
            exactly_one(added.rows_affected())?;
            give(&mut tx, account, key, roles).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Replaces the roles of an external key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if its roles are no longer `before`, it was removed, or a role no longer exists.
    pub async fn set_external_roles(
        &self,
        account: &Id<Account>,
        key: &Id<Key>,
        (before, roles): (&[Id<Role>], &[Id<Role>]),
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            // This update locks the row, so that writers of one external key are serialised.
            let there =
                sqlx::query("update external_keys set added_at = added_at where account_id = $1 and key_id = $2")
                    .bind(account.as_str())
                    .bind(key.as_str())
                    .execute(&mut *tx)
                    .await?;
            exactly_one(there.rows_affected())?;
            if external_roles(&mut *tx, account, key).await? != before {
                return Err(StoreError::Conflict);
            }
            take(&mut tx, account, key).await?;
            give(&mut tx, account, key, roles).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Removes an external key and its roles in this account. The owner's key is not affected.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if it was already removed, or its roles are no longer `roles`.
    pub async fn remove_external(
        &self,
        account: &Id<Account>,
        key: &Id<Key>,
        roles: &[Id<Role>],
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let removed = sqlx::query("delete from external_keys where account_id = $1 and key_id = $2")
                .bind(account.as_str())
                .bind(key.as_str())
                .execute(&mut *tx)
                .await?;
            exactly_one(removed.rows_affected())?;
            if external_roles(&mut *tx, account, key).await? != roles {
                return Err(StoreError::Conflict);
            }
            take(&mut tx, account, key).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

async fn external_roles(
    at: impl Executor<'_, Database = Any>,
    account: &Id<Account>,
    key: &Id<Key>,
) -> Result<Vec<Id<Role>>, StoreError> {
    let rows = sqlx::query("select role_id from key_roles where key_id = $1 and account_id = $2 order by role_id")
        .bind(key.as_str())
        .bind(account.as_str())
        .fetch_all(at)
        .await?;
    rows.iter().map(|row| Ok(Id::new(row.try_get("role_id")?))).collect()
}

async fn take(tx: &mut Tx, account: &Id<Account>, key: &Id<Key>) -> Result<(), StoreError> {
    sqlx::query("delete from key_roles where key_id = $1 and account_id = $2")
        .bind(key.as_str())
        .bind(account.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn give(tx: &mut Tx, account: &Id<Account>, key: &Id<Key>, roles: &[Id<Role>]) -> Result<(), StoreError> {
    for role in roles {
        let given = sqlx::query(
            "insert into key_roles (key_id, account_id, role_id) \
             select cast($1 as text), account_id, id from roles where id = $3 and account_id = $2",
        )
        .bind(key.as_str())
        .bind(account.as_str())
        .bind(role.as_str())
        .execute(&mut **tx)
        .await?;
        exactly_one(given.rows_affected())?;
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<ExternalKey, StoreError> {
    let (app_key, slug): (String, String) = (row.try_get("app_key")?, row.try_get("slug")?);
    let active: i64 = row.try_get("active")?;
    Ok(ExternalKey {
        key: Id::new(row.try_get("key_id")?),
        app_key: AppKey::parse(&app_key).ok_or_else(|| StoreError::damaged("api_keys.app_key"))?,
        label: row.try_get("label")?,
        owner: AccountSlug::existing(&slug).map_err(|_| StoreError::damaged("accounts.slug"))?,
        roles: Vec::new(),
        added_at: Timestamp(row.try_get("added_at")?),
        status: if active == 1 { Status::Active } else { Status::Inactive },
    })
}
