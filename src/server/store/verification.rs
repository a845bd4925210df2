//! The reads of a verification. Nothing is written per request.

use crate::{
    domain::{
        id::Id,
        keys::{
            key::{Key, Status},
            networks::{AddressFilter, AllowedNetworks},
            verification::{PresentedKey, PresentedToken},
        },
        names::{AccountSlug, AppKey},
        time::Timestamp,
        verifiers::{scope::Scope, verifier::AskingVerifier},
    },
    server::{
        crypto::Hash,
        store::{Store, StoreError, columns},
    },
};
use std::net::IpAddr;

/// What the store knows about a presented key and token.
#[derive(Clone, Debug)]
pub struct KeyFacts {
    pub presented: PresentedKey,
    /// The key, if it exists.
    pub key: Option<KnownKey>,
}

/// An existing key and the account that owns it.
#[derive(Clone, Debug)]
pub struct KnownKey {
    pub id: Id<Key>,
    pub label: String,
    pub account: AccountSlug,
    pub expires_at: Option<Timestamp>,
}

/// A key with its account. The hashes are those of the presented token.
#[derive(sqlx_macros::FromRow)]
struct FactsRow {
    id: Id<Key>,
    label: String,
    #[sqlx(rename = "active")]
    status: Status,
    expires_at: Option<Timestamp>,
    allowed_networks: AllowedNetworks,
    slug: String,
    token_hash: Option<Hash>,
    revoked_hash: Option<Hash>,
}

impl FactsRow {
    fn token(&self, presented: &Hash) -> PresentedToken {
        let matches = |stored: &Option<Hash>| stored.as_ref().is_some_and(|stored| stored.matches(presented));
        if matches(&self.token_hash) {
            PresentedToken::Valid
        } else if matches(&self.revoked_hash) {
            PresentedToken::Revoked
        } else {
            PresentedToken::Unknown
        }
    }
}

impl Store {
    /// Looks up a presented key and token, of a client at an address. One statement, so that a concurrent renewal or revocation is visible completely or not at all.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn facts(
        &self,
        app_key: &AppKey,
        token: &Hash,
        (client, now): (Option<IpAddr>, Timestamp),
    ) -> Result<KeyFacts, StoreError> {
        let text = "select k.id, k.label, k.active, k.expires_at, k.allowed_networks, a.slug, t.token_hash, r.token_hash as revoked_hash \
                    from api_keys k join accounts a on a.id = k.account_id \
                    left join api_tokens t on t.key_id = k.id and t.token_hash = $2 \
                    left join revoked_tokens r on r.key_id = k.id and r.token_hash = $2 \
                    where k.app_key = $1";
        let query = sqlx::query_as(text).bind(app_key.as_str()).bind(token.as_str());
        let row: Option<FactsRow> = query.fetch_optional(&self.pool).await?;
        let Some(row) = row else {
            return self.facts_of_deleted(app_key).await;
        };
        Ok(KeyFacts {
            presented: PresentedKey::Known {
                token: row.token(token),
                status: row.status,
                has_ended: row.expires_at.is_some_and(|end| end <= now),
                is_address_allowed: AddressFilter::from(&row.allowed_networks).allows(client),
            },
            key: Some(KnownKey {
                account: columns::account_slug(&row.slug)?,
                id: row.id,
                label: row.label,
                expires_at: row.expires_at,
            }),
        })
    }

    async fn facts_of_deleted(&self, app_key: &AppKey) -> Result<KeyFacts, StoreError> {
        let row = sqlx::query("select 1 from deleted_keys where app_key = $1")
            .bind(app_key.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let presented = if row.is_some() {
            PresentedKey::Deleted
        } else {
            PresentedKey::Unknown
        };
        Ok(KeyFacts { presented, key: None })
    }

    /// The key that a token belongs or belonged to.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn key_of_token(&self, token: &Hash) -> Result<Option<AppKey>, StoreError> {
        let text = "select k.app_key from api_keys k join api_tokens t on t.key_id = k.id where t.token_hash = $1 \
                    union all \
                    select k.app_key from api_keys k join revoked_tokens r on r.key_id = k.id where r.token_hash = $1";
        let app_key: Option<String> = sqlx::query_scalar(text)
            .bind(token.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(app_key.as_deref().and_then(AppKey::parse))
    }

    /// The roles that an account gave to a key: one row (role name, resource) per resource, sorted by role name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn granted_roles(
        &self,
        key: &Id<Key>,
        account: &AccountSlug,
    ) -> Result<Vec<(String, Option<String>)>, StoreError> {
        let text = "select r.name, x.resource from key_roles g join roles r on r.id = g.role_id \
                    join accounts a on a.id = g.account_id left join role_resources x on x.role_id = r.id \
                    where g.key_id = $1 and a.slug = $2 order by r.name, x.resource";
        let query = sqlx::query_as(text).bind(key.as_str()).bind(account.as_str());
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// The verifier with this secret. Its scope has the slugs of accounts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn verifier_of_secret(&self, secret: &Hash) -> Result<Option<AskingVerifier<String>>, StoreError> {
        let text = "select v.id, v.any_account, v.any_resource from verifier_secrets s \
                    join verifiers v on v.id = s.verifier_id where s.secret_hash = $1 and v.revoked_at is null";
        let query = sqlx::query_as(text).bind(secret.as_str());
        let found: Option<(String, i64, i64)> = query.fetch_optional(&self.pool).await?;
        let Some((id, any_account, any_resource)) = found else {
            return Ok(None);
        };
        let mut scope = Scope {
            accounts: None,
            resources: None,
        };
        if any_account == 0 {
            let text = "select a.slug from verifier_accounts x join accounts a on a.id = x.account_id \
                        where x.verifier_id = $1";
            scope.accounts = Some(sqlx::query_scalar(text).bind(&id).fetch_all(&self.pool).await?);
        }
        if any_resource == 0 {
            let text = "select resource from verifier_resources where verifier_id = $1";
            scope.resources = Some(sqlx::query_scalar(text).bind(&id).fetch_all(&self.pool).await?);
        }
        let id = Id::new(id);
        Ok(Some(AskingVerifier { id, scope }))
    }
}
