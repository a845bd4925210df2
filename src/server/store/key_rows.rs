//! Reads keys from their rows, one for each token: a single key, or those of a list page.

use crate::{
    domain::{
        id::{Account, Id},
        keys::{
            choice::QuietDays,
            key::{Key, Status, Token, Tokens},
            networks::AllowedNetworks,
            restrictions::Restrictions,
        },
        text::Label,
        time::Timestamp,
    },
    server::store::{
        Store, StoreError,
        columns::{account_slug, app_key},
        links::LinkRow,
        statement::placeholders,
    },
    views::wire::ExternalAccount,
};
use sqlx::{AssertSqlSafe, FromRow, any::AnyRow};

/// Selects a [`KeyRow`]; `k`, `t` and `l` are the key, its tokens and their links.
const SELECT_KEYS: &str = "select k.id, k.app_key, k.label, k.active, k.expires_at as ends_at, k.allowed_networks, k.created_at, k.version, k.delete_old_after, \
     t.id as token_id, t.slot, t.created_at as token_created_at, l.state, l.expires_at, l.ended_at \
     from api_keys k join api_tokens t on t.key_id = k.id join links l on l.token_id = t.id";

/// A key with one of its tokens.
#[derive(sqlx_macros::FromRow)]
struct KeyRow {
    id: Id<Key>,
    app_key: String,
    label: String,
    #[sqlx(rename = "active")]
    status: Status,
    /// `api_keys.expires_at`; the link has a column of the same name.
    ends_at: Option<Timestamp>,
    allowed_networks: AllowedNetworks,
    created_at: Timestamp,
    version: i64,
    delete_old_after: Option<i64>,
    #[sqlx(flatten)]
    token: TokenRow,
}

#[derive(sqlx_macros::FromRow)]
struct TokenRow {
    token_id: Id<Token>,
    token_created_at: Timestamp,
    #[sqlx(flatten)]
    link: LinkRow,
}

impl TryFrom<TokenRow> for Token {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.token_id,
            created_at: row.token_created_at,
            link: row.link.try_into()?,
        })
    }
}

impl TryFrom<KeyRow> for Key {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let token = row.token.try_into()?;
        Ok(Self {
            id: row.id,
            app_key: app_key(&row.app_key)?,
            label: Label::parse_existing(&row.label).map_err(|_| StoreError::damaged("api_keys.label"))?,
            roles: Vec::new(),
            status: row.status,
            restrictions: Restrictions {
                expires_at: row.ends_at,
                networks: row.allowed_networks,
            },
            created_at: row.created_at,
            version: row.version,
            tokens: Tokens::Single { token },
        })
    }
}

impl Store {
    /// A key of an account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn key(&self, account: &Id<Account>, key: &Id<Key>) -> Result<Option<Key>, StoreError> {
        let text = format!("{SELECT_KEYS} where k.account_id = $1 and k.id = $2 order by t.slot");
        let rows = sqlx::query_as(AssertSqlSafe(text))
            .bind(account.as_str())
            .bind(key.as_str())
            .fetch_all(&self.pool)
            .await?;
        let Some(mut key) = fold_keys(rows)?.pop() else {
            return Ok(None);
        };
        let text = "select role_id from key_roles where key_id = $1 and account_id = $2 order by role_id";
        key.roles = sqlx::query_scalar(text)
            .bind(key.id.as_str())
            .bind(account.as_str())
            .fetch_all(&self.pool)
            .await?;
        Ok(Some(key))
    }

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
        let text = format!("{SELECT_KEYS} where k.account_id || '' = $1 and k.id in ({among}) order by k.id, t.slot");
        let mut keys = fold_keys(self.query_keys(account, ids, text).await?)?;
        let position = |key: &Key| ids.iter().position(|id| *id == key.id);
        keys.sort_by_key(position);
        let roles = format!(
            "select key_id, role_id from key_roles where account_id = $1 and key_id in ({among}) order by role_id"
        );
        for (id, role) in self.query_keys::<(Id<Key>, _)>(account, ids, roles).await? {
            if let Some(key) = keys.iter_mut().find(|key| key.id == id) {
                key.roles.push(role);
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
        let rows: Vec<(_, String)> = self.query_keys(account, ids, text).await?;
        rows.into_iter()
            .map(|(key, slug)| {
                Ok(ExternalAccount {
                    key,
                    account: account_slug(&slug)?,
                })
            })
            .collect()
    }

    /// Runs a query on an account (`$1`) and keys (from `$2` on). `text` must contain no external input.
    pub(super) async fn query_keys<T: for<'r> FromRow<'r, AnyRow>>(
        &self,
        account: &Id<Account>,
        ids: &[Id<Key>],
        text: String,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(account.as_str());
        for id in ids {
            query = query.bind(id.as_str());
        }
        let rows = query.fetch_all(&self.pool).await?;
        Ok(rows.iter().map(T::from_row).collect::<Result<_, _>>()?)
    }
}

/// Builds keys from one row per token. The rows of a key must be consecutive, the newest token first ('newest' sorts before 'old').
fn fold_keys(rows: Vec<KeyRow>) -> Result<Vec<Key>, StoreError> {
    let mut keys: Vec<Key> = Vec::new();
    for row in rows {
        match keys.last_mut().filter(|last| last.id == row.id) {
            Some(last) => {
                let new = last.tokens.newest().clone();
                let when_unused = row.delete_old_after.and_then(QuietDays::new);
                let old = row.token.try_into()?;
                last.tokens = Tokens::Renewing { old, new, when_unused };
            }
            None => keys.push(row.try_into()?),
        }
    }
    Ok(keys)
}
