//! Verifiers and their secrets. Changes are compare-and-set on the verifier's version.

use crate::{
    domain::{
        id::{Account, Id},
        names::AccountSlug,
        time::Timestamp,
        verifiers::{
            scope::Scope,
            verifier::{REVOKED_SHOWN_FOR, Renewal, Verifier, VerifierSecret, VerifierState},
        },
    },
    server::{
        crypto::Hash,
        store::{
            AuditEntry, KeptAnswer, Store, StoreError, Tx,
            answers::{AnswerSubject, keep, void},
            audit, columns, exactly_one,
        },
    },
};
use sqlx::AssertSqlSafe;
use std::{collections::HashMap, time::Duration};

/// Minimum time between two updates of a last use.
const USES_RECORDED_EVERY: Duration = Duration::from_mins(1);

/// A new verifier.
#[derive(Clone, Debug)]
pub struct NewVerifier {
    pub id: Id<Verifier>,
    pub name: String,
    /// The account whose settings manage it; `None` for the operator.
    pub managed_by: Option<Id<Account>>,
    /// What it may ask about.
    pub scope: Scope<Id<Account>>,
    pub secret: Hash,
}

/// A change of a verifier.
#[derive(Clone, Copy, Debug)]
pub enum VerifierChange<'a> {
    Renew { secret: &'a Hash, renewal: Renewal },
    DeleteOld,
    SetResources(Option<&'a [String]>),
    Revoke,
}

/// Whose verifiers are listed. The conditions take an id (`$1`).
#[derive(Clone, Copy, Debug)]
pub enum VerifiersOf<'a> {
    /// All of the installation.
    Everybody,
    /// Those that may ask about an account.
    Account(&'a Id<Account>),
    /// A single one.
    Id(&'a Id<Verifier>),
}

impl VerifiersOf<'_> {
    fn condition(self) -> (&'static str, String) {
        match self {
            Self::Everybody => ("$1 = ''", String::new()),
            Self::Account(id) => (
                "(v.any_account = 1 or exists (select 1 from verifier_accounts b \
                   where b.verifier_id = v.id and b.account_id = $1))",
                id.as_str().to_owned(),
            ),
            Self::Id(id) => ("v.id = $1", id.as_str().to_owned()),
        }
    }
}

#[derive(sqlx_macros::FromRow)]
struct VerifierRow {
    id: Id<Verifier>,
    account_id: Option<Id<Account>>,
    name: String,
    any_account: i64,
    any_resource: i64,
    created_at: Timestamp,
    version: i64,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct SecretRow {
    verifier_id: String,
    slot: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

/// The rows about verifiers in other tables, by the verifier's id.
struct Parts {
    secrets: HashMap<String, Vec<SecretRow>>,
    accounts: HashMap<String, Vec<String>>,
    resources: HashMap<String, Vec<String>>,
}

impl Parts {
    fn assemble(&mut self, row: VerifierRow) -> Result<Verifier, StoreError> {
        let id = row.id.as_str();
        let state = match row.revoked_at {
            Some(at) => VerifierState::Revoked { at },
            None => state(self.secrets.remove(id).unwrap_or_default())?,
        };
        let accounts = self.accounts.remove(id).unwrap_or_default();
        let accounts = accounts.iter().map(|slug| columns::account_slug(slug));
        let accounts: Vec<AccountSlug> = accounts.collect::<Result<_, _>>()?;
        let resources = self.resources.remove(id).unwrap_or_default();
        Ok(Verifier {
            scope: Scope {
                accounts: (row.any_account == 0).then_some(accounts),
                resources: (row.any_resource == 0).then_some(resources),
            },
            id: row.id,
            name: row.name,
            managed_by: row.account_id,
            created_at: row.created_at,
            version: row.version,
            last_used_at: row.last_used_at,
            state,
        })
    }
}

fn state(secrets: Vec<SecretRow>) -> Result<VerifierState, StoreError> {
    let secret = |slot: &str| {
        let found = secrets.iter().find(|secret| secret.slot == slot);
        found.map(|secret| VerifierSecret {
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
        })
    };
    let newest = secret("newest").ok_or_else(|| StoreError::damaged("verifier_secrets"))?;
    Ok(VerifierState::Valid {
        newest,
        old: secret("old"),
    })
}

impl Store {
    /// The verifiers, by name. Revoked ones come last and are left out after a while.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn verifiers(&self, of: VerifiersOf<'_>, now: Timestamp) -> Result<Vec<Verifier>, StoreError> {
        let (condition, id) = of.condition();
        let condition = format!("{condition} and (v.revoked_at is null or v.revoked_at > $2)");
        let since = now.minus(REVOKED_SHOWN_FOR);
        // One snapshot: a renewal between two reads would show a verifier without its secret.
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        let rows: Vec<VerifierRow> = select(&mut tx, "v.*", "", &condition, (&id, since)).await?;
        let join = "join verifier_secrets s on s.verifier_id = v.id";
        let secrets: Vec<SecretRow> = select(&mut tx, "s.*", join, &condition, (&id, since)).await?;
        let join = "join verifier_accounts x on x.verifier_id = v.id join accounts a on a.id = x.account_id";
        let accounts = select(&mut tx, "v.id, a.slug", join, &condition, (&id, since)).await?;
        let join = "join verifier_resources x on x.verifier_id = v.id";
        let resources = select(&mut tx, "v.id, x.resource", join, &condition, (&id, since)).await?;
        let mut parts = Parts {
            secrets: HashMap::new(),
            accounts: grouped(accounts),
            resources: grouped(resources),
        };
        for secret in secrets {
            let of = parts.secrets.entry(secret.verifier_id.clone()).or_default();
            of.push(secret);
        }
        let found = rows.into_iter().map(|row| parts.assemble(row));
        let mut found: Vec<_> = found.collect::<Result<_, _>>()?;
        let order = |verifier: &Verifier| {
            let is_revoked = matches!(verifier.state, VerifierState::Revoked { .. });
            (is_revoked, verifier.name.to_lowercase(), verifier.id.clone())
        };
        found.sort_by_cached_key(order);
        Ok(found)
    }

    /// Stores a verifier, with the response that shows its secret.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if the name is taken; [`StoreError::Conflict`] if the form was already processed.
    pub async fn insert_verifier(
        &self,
        new: &NewVerifier,
        answer: Option<&KeptAnswer>,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let text = "insert into verifiers (id, account_id, name, any_account, any_resource, created_at, version) \
                    values ($1, $2, $3, $4, $5, $6, 1)";
        let (accounts, resources) = (new.scope.accounts.as_ref(), new.scope.resources.as_deref());
        self.retried(|| async {
            let mut tx = self.begin().await?;
            sqlx::query(text)
                .bind(new.id.as_str())
                .bind(new.managed_by.as_ref().map(Id::as_str))
                .bind(&new.name)
                .bind(i64::from(accounts.is_none()))
                .bind(i64::from(resources.is_none()))
                .bind(entry.at().millis())
                .execute(&mut *tx)
                .await?;
            for account in accounts.into_iter().flatten() {
                let text = "insert into verifier_accounts (verifier_id, account_id) values ($1, $2)";
                sqlx::query(text)
                    .bind(new.id.as_str())
                    .bind(account.as_str())
                    .execute(&mut *tx)
                    .await?;
            }
            insert_resources(&mut tx, &new.id, resources).await?;
            insert_newest(&mut tx, &new.id, &new.secret, entry.at()).await?;
            if let Some(answer) = answer {
                keep(&mut tx, answer).await?;
            }
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Saves a change of a verifier that has this version, with the response that shows a new secret.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the verifier was changed or revoked meanwhile, or the form was already processed.
    pub async fn change_verifier(
        &self,
        (verifier, version): (&Id<Verifier>, i64),
        change: VerifierChange<'_>,
        answer: Option<&KeptAnswer>,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let text = "update verifiers set version = version + 1 where id = $1 and version = $2 and revoked_at is null";
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let changed = sqlx::query(text)
                .bind(verifier.as_str())
                .bind(version)
                .execute(&mut *tx)
                .await?;
            exactly_one(changed.rows_affected())?;
            apply(&mut tx, verifier, change, entry.at()).await?;
            if let Some(answer) = answer {
                keep(&mut tx, answer).await?;
            }
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Records that secrets were used, once in [`USES_RECORDED_EVERY`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub(super) async fn note_verifier_uses(&self, secrets: &[Hash], now: Timestamp) -> Result<(), StoreError> {
        let verifier = "update verifiers set last_used_at = $2 where (last_used_at is null or last_used_at <= $3) \
                        and id = (select verifier_id from verifier_secrets where secret_hash = $1)";
        let secret = "update verifier_secrets set last_used_at = $2 \
                      where (last_used_at is null or last_used_at <= $3) and secret_hash = $1";
        let before = now.minus(USES_RECORDED_EVERY).millis();
        self.retried(|| async {
            let mut tx = self.begin().await?;
            for hash in secrets {
                for text in [verifier, secret] {
                    let query = sqlx::query(text).bind(hash.as_str()).bind(now.millis());
                    query.bind(before).execute(&mut *tx).await?;
                }
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Rows about the verifiers that meet a condition.
async fn select<T>(
    tx: &mut Tx,
    columns: &str,
    join: &str,
    condition: &str,
    (id, since): (&str, Timestamp),
) -> Result<Vec<T>, StoreError>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
{
    let text = format!("select {columns} from verifiers v {join} where {condition}");
    let query = sqlx::query_as(AssertSqlSafe(text))
        .bind(id.to_owned())
        .bind(since.millis());
    Ok(query.fetch_all(&mut **tx).await?)
}

fn grouped(rows: Vec<(String, String)>) -> HashMap<String, Vec<String>> {
    let mut groups: HashMap<String, Vec<String>> = HashMap::new();
    for (id, value) in rows {
        groups.entry(id).or_default().push(value);
    }
    for values in groups.values_mut() {
        values.sort();
    }
    groups
}

async fn apply(
    tx: &mut Tx,
    verifier: &Id<Verifier>,
    change: VerifierChange<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    match change {
        VerifierChange::Renew { secret, renewal } => {
            void(tx, AnswerSubject::Verifier, verifier.as_str()).await?;
            let text = match renewal {
                Renewal::KeepsNewest => {
                    "update verifier_secrets set slot = 'old' where verifier_id = $1 and slot = 'newest'"
                }
                // Whether it was used may have been recorded since the decision.
                Renewal::ReplacesNewest => {
                    "delete from verifier_secrets where verifier_id = $1 and slot = 'newest' and last_used_at is null"
                }
            };
            exactly_one(execute(tx, text, verifier).await?)?;
            insert_newest(tx, verifier, secret, now).await
        }
        VerifierChange::DeleteOld => {
            let text = "delete from verifier_secrets where verifier_id = $1 and slot = 'old'";
            exactly_one(execute(tx, text, verifier).await?)
        }
        VerifierChange::SetResources(resources) => {
            execute(tx, "delete from verifier_resources where verifier_id = $1", verifier).await?;
            sqlx::query("update verifiers set any_resource = $2 where id = $1")
                .bind(verifier.as_str())
                .bind(i64::from(resources.is_none()))
                .execute(&mut **tx)
                .await?;
            insert_resources(tx, verifier, resources).await
        }
        VerifierChange::Revoke => {
            void(tx, AnswerSubject::Verifier, verifier.as_str()).await?;
            execute(tx, "delete from verifier_secrets where verifier_id = $1", verifier).await?;
            sqlx::query("update verifiers set revoked_at = $2 where id = $1")
                .bind(verifier.as_str())
                .bind(now.millis())
                .execute(&mut **tx)
                .await?;
            Ok(())
        }
    }
}

async fn execute(tx: &mut Tx, text: &'static str, verifier: &Id<Verifier>) -> Result<u64, StoreError> {
    let done = sqlx::query(text).bind(verifier.as_str()).execute(&mut **tx).await?;
    Ok(done.rows_affected())
}

async fn insert_newest(tx: &mut Tx, verifier: &Id<Verifier>, secret: &Hash, now: Timestamp) -> Result<(), StoreError> {
    let text =
        "insert into verifier_secrets (secret_hash, verifier_id, slot, created_at) values ($1, $2, 'newest', $3)";
    let query = sqlx::query(text).bind(secret.as_str()).bind(verifier.as_str());
    query.bind(now.millis()).execute(&mut **tx).await?;
    Ok(())
}

async fn insert_resources(
    tx: &mut Tx,
    verifier: &Id<Verifier>,
    resources: Option<&[String]>,
) -> Result<(), StoreError> {
    for resource in resources.into_iter().flatten() {
        let text = "insert into verifier_resources (verifier_id, resource) values ($1, $2)";
        sqlx::query(text)
            .bind(verifier.as_str())
            .bind(resource)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
