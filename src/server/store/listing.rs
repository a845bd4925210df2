//! Loads the keys of a list page by their ids.

use crate::{
    domain::{
        id::{Account, Id},
        keys::key::Key,
        names::AccountSlug,
    },
    server::store::{
        Store, StoreError,
        keys::{KEY_COLUMNS, fold_keys},
        lists::placeholders,
    },
    views::wire::ExternalAccount,
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

impl Store {
    /// The keys with these ids, in this order, and the other accounts that have them as external keys. Missing keys are left out.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keys(
        &self,
        account: &Id<Account>,
        ids: &[Id<Key>],
    ) -> Result<(Vec<Key>, Vec<ExternalAccount>), StoreError> {
        if ids.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        // The account condition is for safety. `|| ''` keeps the planner off the account index.
        let among = placeholders(2, ids.len());
        let rows = self
            .of(
                account,
                ids,
                format!(
                    "select {KEY_COLUMNS} from api_keys k \
                     join api_tokens t on t.key_id = k.id join links l on l.token_id = t.id \
                     where k.account_id || '' = $1 and k.id in ({among}) order by k.id, t.slot"
                ),
            )
            .await?;
        let mut keys = fold_keys(&rows)?;
        let position = |key: &Key| ids.iter().position(|id| *id == key.id);
        keys.sort_by_key(position);
        let roles = format!(
            "select key_id, role_id from key_roles where account_id = $1 and key_id in ({among}) order by role_id"
        );
        for row in self.of(account, ids, roles).await? {
            let id: String = row.try_get("key_id")?;
            if let Some(key) = keys.iter_mut().find(|key| key.id.as_str() == id) {
                key.roles.push(Id::new(row.try_get("role_id")?));
            }
        }
        Ok((keys, self.grants(account, ids).await?))
    }

    async fn grants(&self, account: &Id<Account>, ids: &[Id<Key>]) -> Result<Vec<ExternalAccount>, StoreError> {
        let text = format!(
            "select e.key_id, a.slug from external_keys e join accounts a on a.id = e.account_id \
             where e.account_id <> $1 and e.key_id in ({}) order by a.slug",
            placeholders(2, ids.len())
        );
        let rows = self.of(account, ids, text).await?;
        rows.iter()
            .map(|row| {
                let slug: String = row.try_get("slug")?;
                Ok(ExternalAccount {
                    key: Id::new(row.try_get("key_id")?),
                    account: AccountSlug::existing(&slug).map_err(|_| StoreError::damaged("accounts.slug"))?,
                })
            })
            .collect()
    }

    /// Runs a query on an account (`$1`) and keys (from `$2` on). `text` must contain no external input.
    pub(super) async fn of(
        &self,
        account: &Id<Account>,
        ids: &[Id<Key>],
        text: String,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(account.as_str());
        for id in ids {
            query = query.bind(id.as_str());
        }
        Ok(query.fetch_all(&self.pool).await?)
    }
}
