//! External keys: the keys of other accounts that an account has added, and the roles it gives them.

use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            external::ExternalKey,
            key::{Key, Status},
        },
        names::AppKey,
        people::team::Role,
        time::Timestamp,
    },
    server::store::{
        AuditEntry, Store, StoreError, Tx, audit,
        columns::{account_slug, app_key},
        exactly_one,
        statement::placeholders,
    },
};
use sqlx::{Any, AssertSqlSafe, Executor};

/// A key to add as an external key, with its owner.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub key: Id<Key>,
    /// The id of the account that owns it.
    pub owner: Id<Account>,
}

/// Selects an [`ExternalKeyRow`].
const SELECT: &str = "select e.key_id, e.added_at, k.app_key, k.label, k.active, k.expires_at, a.slug from external_keys e \
     join api_keys k on k.id = e.key_id join accounts a on a.id = k.account_id";

#[derive(sqlx_macros::FromRow)]
struct ExternalKeyRow {
    key_id: Id<Key>,
    added_at: Timestamp,
    app_key: String,
    label: String,
    #[sqlx(rename = "active")]
    status: Status,
    expires_at: Option<Timestamp>,
    slug: String,
}

impl TryFrom<ExternalKeyRow> for ExternalKey {
    type Error = StoreError;

    fn try_from(row: ExternalKeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: row.key_id,
            app_key: app_key(&row.app_key)?,
            label: row.label,
            owner: account_slug(&row.slug)?,
            roles: Vec::new(),
            added_at: row.added_at,
            status: row.status,
            expires_at: row.expires_at,
        })
    }
}

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
        let keys = format!("{SELECT} where e.account_id || '' = $1 and e.key_id in ({among})");
        let roles = format!(
            "select key_id, role_id from key_roles where account_id = $1 and key_id in ({among}) order by role_id"
        );
        let rows: Vec<ExternalKeyRow> = self.query_keys(account, ids, keys).await?;
        let mut keys = rows
            .into_iter()
            .map(ExternalKey::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        keys.sort_by_key(|key| ids.iter().position(|id| *id == key.key));
        for (id, role) in self.query_keys::<(Id<Key>, _)>(account, ids, roles).await? {
            if let Some(key) = keys.iter_mut().find(|key| key.key == id) {
                key.roles.push(role);
            }
        }
        Ok(keys)
    }

    /// One external key of an account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn external_key(&self, account: &Id<Account>, key: &Id<Key>) -> Result<Option<ExternalKey>, StoreError> {
        let text = AssertSqlSafe(format!("{SELECT} where e.account_id = $1 and e.key_id = $2"));
        let row: Option<ExternalKeyRow> = sqlx::query_as(text)
            .bind(account.as_str())
            .bind(key.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut external: ExternalKey = row.try_into()?;
        external.roles = external_roles(&self.pool, account, key).await?;
        Ok(Some(external))
    }

    /// The key with this app key, in any account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn candidate(&self, app_key: &AppKey) -> Result<Option<Candidate>, StoreError> {
        let row = sqlx::query_as("select id, account_id from api_keys where app_key = $1")
            .bind(app_key.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|(key, owner)| Candidate { key, owner }))
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
            .bind(entry.at().millis())
            .execute(&mut *tx)
            .await?;
            exactly_one(added.rows_affected())?;
            insert_roles(&mut tx, account, key, roles).await?;
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
            let locked =
                sqlx::query("update external_keys set added_at = added_at where account_id = $1 and key_id = $2")
                    .bind(account.as_str())
                    .bind(key.as_str())
                    .execute(&mut *tx)
                    .await?;
            exactly_one(locked.rows_affected())?;
            if external_roles(&mut *tx, account, key).await? != before {
                return Err(StoreError::Conflict);
            }
            delete_roles(&mut tx, account, key).await?;
            insert_roles(&mut tx, account, key, roles).await?;
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
            delete_roles(&mut tx, account, key).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

async fn external_roles(
    executor: impl Executor<'_, Database = Any>,
    account: &Id<Account>,
    key: &Id<Key>,
) -> Result<Vec<Id<Role>>, StoreError> {
    let text = "select role_id from key_roles where key_id = $1 and account_id = $2 order by role_id";
    let query = sqlx::query_scalar(text).bind(key.as_str()).bind(account.as_str());
    Ok(query.fetch_all(executor).await?)
}

async fn delete_roles(tx: &mut Tx, account: &Id<Account>, key: &Id<Key>) -> Result<(), StoreError> {
    sqlx::query("delete from key_roles where key_id = $1 and account_id = $2")
        .bind(key.as_str())
        .bind(account.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn insert_roles(tx: &mut Tx, account: &Id<Account>, key: &Id<Key>, roles: &[Id<Role>]) -> Result<(), StoreError> {
    for role in roles {
        let inserted = sqlx::query(
            "insert into key_roles (key_id, account_id, role_id) \
             select cast($1 as text), account_id, id from roles where id = $3 and account_id = $2",
        )
        .bind(key.as_str())
        .bind(account.as_str())
        .bind(role.as_str())
        .execute(&mut **tx)
        .await?;
        exactly_one(inserted.rows_affected())?;
    }
    Ok(())
}
