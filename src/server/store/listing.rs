//! One page of an account's keys, never more.

use crate::{
    domain::{
        key::Key,
        names::{AccountSlug, Id},
        page::{KeyQuery, PAGE_SIZE},
        views::Grant,
    },
    server::store::{
        Store, StoreError,
        keys::{KEY_COLUMNS, fold_keys},
    },
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};
use std::collections::HashMap;

/// How many keys there are: in all, and with an old token that waits to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub total: i64,
    pub pending_deletion: i64,
}

const PENDING_DELETION: &str = "and exists (select 1 from api_tokens o where o.key_id = k.id and o.slot = 'old')";

impl Store {
    /// Counts an account's keys.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_keys(&self, account: &Id) -> Result<Counts, StoreError> {
        let text = "select count(*) as total, \
                    (select count(*) from api_tokens t join api_keys o on o.id = t.key_id \
                     where o.account_id = $1 and t.slot = 'old') as pending_deletion \
                    from api_keys k where k.account_id = $1";
        let row = sqlx::query(text).bind(account.as_str()).fetch_one(&self.pool).await?;
        Ok(Counts {
            total: row.try_get("total")?,
            pending_deletion: row.try_get("pending_deletion")?,
        })
    }

    /// The keys of one page, the newest first, and the other accounts that have them as external keys.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn list_keys(&self, account: &Id, query: &KeyQuery) -> Result<(Vec<Key>, Vec<Grant>), StoreError> {
        let rows = self
            .of_page(account, query, |page| {
                format!(
                    "select {KEY_COLUMNS} from {page} \
                     join api_tokens t on t.key_id = k.id join links l on l.token_id = t.id \
                     order by k.created_at desc, k.id desc, t.slot"
                )
            })
            .await?;
        let mut roles = self.roles_of_page(account, query).await?;
        let mut keys = fold_keys(&rows)?;
        for key in &mut keys {
            key.roles = roles.remove(key.id.as_str()).unwrap_or_default();
        }
        Ok((keys, self.grants_of_page(account, query).await?))
    }

    async fn roles_of_page(&self, account: &Id, query: &KeyQuery) -> Result<HashMap<String, Vec<Id>>, StoreError> {
        let rows = self
            .of_page(account, query, |page| {
                format!(
                    "select x.key_id, x.role_id from {page} \
                     join key_roles x on x.key_id = k.id and x.account_id = $1 order by x.role_id"
                )
            })
            .await?;
        let mut roles: HashMap<String, Vec<Id>> = HashMap::new();
        for row in rows {
            roles
                .entry(row.try_get("key_id")?)
                .or_default()
                .push(Id(row.try_get("role_id")?));
        }
        Ok(roles)
    }

    async fn grants_of_page(&self, account: &Id, query: &KeyQuery) -> Result<Vec<Grant>, StoreError> {
        let rows = self
            .of_page(account, query, |page| {
                format!(
                    "select e.key_id, a.slug from {page} join external_keys e on e.key_id = k.id \
                     join accounts a on a.id = e.account_id order by a.slug"
                )
            })
            .await?;
        rows.iter()
            .map(|row| {
                let slug: String = row.try_get("slug")?;
                Ok(Grant {
                    key: Id(row.try_get("key_id")?),
                    account: AccountSlug::parse(&slug).map_err(|_| StoreError::damaged("accounts.slug"))?,
                })
            })
            .collect()
    }

    /// Runs a query over one page of keys, which `text` is given as `k`. Nothing in the text comes from outside: all of its parts
    /// are constants of this file.
    async fn of_page(
        &self,
        account: &Id,
        query: &KeyQuery,
        text: impl FnOnce(&str) -> String,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let filter = if query.pending_deletion { PENDING_DELETION } else { "" };
        let page = format!(
            "(select * from api_keys k where k.account_id = $1 {filter} \
             order by k.created_at desc, k.id desc limit $2 offset $3) k"
        );
        Ok(sqlx::query(AssertSqlSafe(text(&page)))
            .bind(account.as_str())
            .bind(PAGE_SIZE)
            .bind((query.page - 1).saturating_mul(PAGE_SIZE))
            .fetch_all(&self.pool)
            .await?)
    }
}
