//! Reads what the memory holds: everything, or what some changes touched. A batch is one text with a line per row, because sqlx's Any driver
//! copies every single value several times.

use super::{
    keys::Keys,
    rows::{Digest, KeyRows, RoleRows, VerifierRows},
};
use crate::{
    domain::{
        keys::{networks::AllowedNetworks, restrictions::Restrictions},
        names::AppKey,
        time::Timestamp,
    },
    server::store::{StoreError, database::Connection, statement::placeholders},
};
use data_encoding::HEXLOWER;
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};

/// Keys of a batch: enough to make the statements' overhead small, few enough to keep them short.
pub(super) const BATCH: usize = 2_000;

/// Where the lines of a batch come from.
pub(super) struct Table {
    pub name: &'static str,
    /// The column that selects the rows.
    by: &'static str,
    /// The values of a line, separated by spaces. Free text comes last.
    pub values: &'static str,
}

const ACCOUNTS: Table = Table {
    name: "accounts",
    by: "id",
    values: "id, slug",
};
const ROLES: Table = Table {
    name: "roles",
    by: "account_id",
    values: "id, name",
};
const ROLE_RESOURCES: Table = Table {
    name: "role_resources x join roles r on r.id = x.role_id",
    by: "r.account_id",
    values: "x.role_id, x.resource",
};
pub(super) const KEYS: Table = Table {
    name: "api_keys",
    by: "id",
    values: "id, account_id, active, coalesce(cast(expires_at as text), ''), allowed_networks, app_key, label",
};
pub(super) const TOKENS: Table = Table {
    name: "api_tokens",
    by: "key_id",
    values: "key_id, token_hash",
};
pub(super) const REVOKED: Table = Table {
    name: "revoked_tokens",
    by: "key_id",
    values: "key_id, token_hash",
};
pub(super) const EXTERNAL: Table = Table {
    name: "external_keys",
    by: "key_id",
    values: "key_id, account_id",
};
pub(super) const KEY_ROLES: Table = Table {
    name: "key_roles",
    by: "key_id",
    values: "key_id, account_id, role_id",
};
pub(super) const DELETED_TOKENS: Table = Table {
    name: "deleted_tokens",
    by: "key_id",
    values: "key_id, token_hash",
};
pub(super) const DELETED: Table = Table {
    name: "deleted_keys",
    by: "key_id",
    values: "key_id, app_key",
};

/// What changes touched: ids of keys and of accounts.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub keys: HashSet<String>,
    /// Accounts that are new or whose roles changed.
    pub accounts: HashSet<String>,
    pub verifiers: bool,
}

/// What was read about [`Touched`].
#[derive(Debug, Default)]
pub(super) struct Update {
    accounts: Vec<(String, String)>,
    roles: Vec<RoleRows>,
    keys: Vec<KeyRows>,
    /// App keys.
    deleted: Vec<String>,
    deleted_tokens: Vec<Digest>,
    verifiers: Option<Vec<VerifierRows>>,
}

impl Update {
    /// Changes the memory. Roles come before the keys that have them.
    pub fn apply(self, keys: &mut Keys) {
        for (id, slug) in self.accounts {
            keys.set_account(&id, &slug);
        }
        for role in self.roles {
            keys.set_role(role);
        }
        for key in self.keys {
            keys.set_key(key);
        }
        for app_key in self.deleted {
            keys.set_deleted(&app_key);
        }
        for token in self.deleted_tokens {
            keys.add_deleted_token(token);
        }
        if let Some(verifiers) = self.verifiers {
            keys.set_verifiers(verifiers);
        }
    }
}

/// Reads what changes touched, as it is now.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn touched(from: &mut Connection, touched: &Touched) -> Result<Update, StoreError> {
    let mut update = Update::default();
    let accounts: Vec<_> = touched.accounts.iter().cloned().collect();
    for accounts in accounts.chunks(BATCH) {
        read_accounts(from, accounts, &mut update).await?;
    }
    let keys: Vec<_> = touched.keys.iter().cloned().collect();
    for keys in keys.chunks(BATCH) {
        read_keys(from, keys, &mut update).await?;
    }
    if touched.verifiers {
        update.verifiers = Some(verifiers(from).await?);
    }
    Ok(update)
}

/// Reads accounts with their roles.
pub(super) async fn read_accounts(
    from: &mut Connection,
    ids: &[String],
    update: &mut Update,
) -> Result<(), StoreError> {
    for [id, slug] in lines(from, &ACCOUNTS, ids).await?.lines().filter_map(values) {
        update.accounts.push((id.to_owned(), slug.to_owned()));
    }
    let mut resources: HashMap<String, Vec<String>> = HashMap::new();
    for [role, resource] in lines(from, &ROLE_RESOURCES, ids).await?.lines().filter_map(values) {
        resources.entry(role.to_owned()).or_default().push(resource.to_owned());
    }
    for [id, name] in lines(from, &ROLES, ids).await?.lines().filter_map(values) {
        update.roles.push(RoleRows {
            id: id.to_owned(),
            name: name.to_owned(),
            resources: resources.remove(id).unwrap_or_default(),
        });
    }
    Ok(())
}

/// Reads keys with their tokens and roles, and deleted keys.
pub(super) async fn read_keys(from: &mut Connection, ids: &[String], update: &mut Update) -> Result<(), StoreError> {
    let mut keys: HashMap<String, KeyRows> = HashMap::new();
    for (id, facts) in lines(from, &KEYS, ids).await?.lines().filter_map(key) {
        keys.insert(id.to_owned(), facts);
    }
    for (table, is_valid) in [(&TOKENS, true), (&REVOKED, false)] {
        for [key, hash] in lines(from, table, ids).await?.lines().filter_map(values) {
            if let Some((facts, digest)) = keys.get_mut(key).zip(token(key, hash)) {
                facts.tokens.push((digest, is_valid));
            }
        }
    }
    for [key, account] in lines(from, &EXTERNAL, ids).await?.lines().filter_map(values) {
        if let Some(facts) = keys.get_mut(key) {
            facts.external.push(account.to_owned());
        }
    }
    for [key, account, role] in lines(from, &KEY_ROLES, ids).await?.lines().filter_map(values) {
        if let Some(facts) = keys.get_mut(key) {
            facts.roles.push((account.to_owned(), role.to_owned()));
        }
    }
    update.keys.extend(keys.into_values());
    for [_, app_key] in lines(from, &DELETED, ids).await?.lines().filter_map(values) {
        update.deleted.push(app_key.to_owned());
    }
    let ended = lines(from, &DELETED_TOKENS, ids).await?;
    update.deleted_tokens.extend(ended.lines().filter_map(deleted_token));
    Ok(())
}

/// The id and the facts of a key, without what is in other tables. A key with a damaged value is there and inactive: one row must not refuse
/// all other keys, and what was known of this one before must not stay.
pub(super) fn key(line: &str) -> Option<(&str, KeyRows)> {
    let [id, owner, active, expires_at, networks, app_key, label] = values(line)?;
    let end = end(expires_at);
    // A space within a value would make another one of the rest.
    let is_damaged = end.is_err() || AppKey::parse(app_key).is_none() || !matches!(active, "0" | "1");
    if is_damaged {
        tracing::error!(key = id, "a key's row is damaged; it is refused until it is mended");
    }
    let facts = KeyRows {
        app_key: app_key.to_owned(),
        owner: owner.to_owned(),
        label: label.to_owned(),
        active: active == "1" && !is_damaged,
        restrictions: Restrictions {
            expires_at: end.unwrap_or_default(),
            networks: AllowedNetworks::stored(networks.to_owned()),
        },
        ..KeyRows::default()
    };
    Some((id, facts))
}

/// The token of a deleted key. `None` if it is damaged.
pub(super) fn deleted_token(line: &str) -> Option<Digest> {
    let [key, hash] = values(line)?;
    let digest = digest(hash);
    if let Err(error) = &digest {
        tracing::error!(%error, key, "the token of a deleted key cannot be read and is not told");
    }
    digest.ok()
}

/// A token's hash. `None` if it is damaged: one row must not refuse all other keys.
pub(super) fn token(key: &str, hash: &str) -> Option<Digest> {
    let digest = digest(hash);
    if let Err(error) = &digest {
        tracing::error!(%error, key, "a token cannot be read and is not accepted");
    }
    digest.ok()
}

/// The valid secrets of all verifiers.
pub(super) async fn verifiers(from: &mut Connection) -> Result<Vec<VerifierRows>, StoreError> {
    let accounts = of_verifiers(from, "select verifier_id, account_id from verifier_accounts").await?;
    let resources = of_verifiers(from, "select verifier_id, resource from verifier_resources").await?;
    // As text: SQLite keeps any value in any column, and the driver would refuse all rows because of one.
    let text = "select s.secret_hash, v.id, cast(v.any_account as text), cast(v.any_resource as text) from verifier_secrets s \
                join verifiers v on v.id = s.verifier_id where v.revoked_at is null";
    let secrets: Vec<(String, String, String, String)> = sqlx::query_as(text).fetch_all(from).await?;
    let mut rows = Vec::with_capacity(secrets.len());
    for (hash, id, any_account, any_resource) in secrets {
        let bound = |to: &HashMap<String, Vec<String>>, any: &str| {
            (any != "1").then(|| to.get(&id).cloned().unwrap_or_default())
        };
        match digest(&hash) {
            Ok(secret) => rows.push(VerifierRows {
                secret,
                id: id.clone(),
                accounts: bound(&accounts, &any_account),
                resources: bound(&resources, &any_resource),
            }),
            Err(error) => tracing::error!(%error, id, "a verifier's secret cannot be read and is not accepted"),
        }
    }
    Ok(rows)
}

/// The values of a table by the ids of verifiers.
async fn of_verifiers(from: &mut Connection, text: &'static str) -> Result<HashMap<String, Vec<String>>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(text).fetch_all(from).await?;
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for (id, value) in rows {
        values.entry(id).or_default().push(value);
    }
    Ok(values)
}

/// The lines of the rows of these ids.
async fn lines(from: &mut Connection, table: &Table, ids: &[String]) -> Result<String, StoreError> {
    let Table { name, by, values } = table;
    let text = format!(
        "select string_agg(concat_ws(' ', {values}), '\n') from {name} where {by} in ({})",
        placeholders(1, ids.len())
    );
    let mut query = sqlx::query_scalar(AssertSqlSafe(text));
    for id in ids {
        query = query.bind(id);
    }
    let lines: Option<String> = query.fetch_one(from).await?;
    Ok(lines.unwrap_or_default())
}

/// The values of a line. Only the last one can contain spaces. `None` if the row is damaged: a missing row gives no right.
pub(super) fn values<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut parts = line.splitn(N, ' ');
    let mut values = [""; N];
    for value in &mut values {
        let Some(part) = parts.next() else {
            let begin: String = line.chars().take(40).collect();
            tracing::error!(begin, "a row that verification reads is damaged and does not count");
            return None;
        };
        *value = part;
    }
    Some(values)
}

/// The end of a key; an empty text if it has none.
fn end(millis: &str) -> Result<Option<Timestamp>, StoreError> {
    if millis.is_empty() {
        return Ok(None);
    }
    let millis = millis.parse().map_err(|_| StoreError::damaged("api_keys.expires_at"))?;
    Ok(Some(Timestamp::from_millis(millis)))
}

fn digest(hex: &str) -> Result<Digest, StoreError> {
    let mut digest = Digest::default();
    // The decoder panics if the lengths differ.
    let is_decoded = hex.len() == 64 && HEXLOWER.decode_mut(hex.as_bytes(), &mut digest).is_ok();
    is_decoded
        .then_some(digest)
        .ok_or_else(|| StoreError::damaged("a hash"))
}
