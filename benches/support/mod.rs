//! Inserts many keys for measuring lists and exports. Statements of many rows insert 100,000 keys in seconds; each key is as the
//! application would store it, with its tokens, links and roles.

#![allow(dead_code, reason = "each bench and test uses its own part of it")]

use data_encoding::HEXLOWER;
use keydesk::domain::{
    keys::token_text::{TOKEN_PREFIX, with_checksum},
    time::{Timestamp, days},
};
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::time::Duration;

/// Number of rows in one statement.
const ROWS: usize = 500;

/// Number of roles in an account.
const ROLES: u32 = 6;

/// An account with keys of every kind.
#[derive(Clone, Copy, Debug)]
pub struct Crowd<'a> {
    /// The account's slug. The account is created if it does not exist.
    pub account: &'a str,
    /// Number of generated keys. Every tenth is in renewal, every seventh is inactive; each has zero to three roles.
    pub keys: u32,
    /// When the newest key was generated. The others were generated in the two years before.
    pub now: Timestamp,
}

impl Crowd<'_> {
    /// Inserts the keys into the database.
    pub async fn insert(self, url: &str) {
        let mut connection = AnyConnection::connect(url).await.unwrap();
        if url.starts_with("sqlite:") {
            connection.execute("pragma synchronous = off").await.unwrap();
        }
        self.insert_on(&mut connection).await;
        connection.close().await.unwrap();
    }

    /// Inserts the keys on a connection.
    pub async fn insert_on(self, connection: &mut AnyConnection) {
        let mut tx = connection.begin().await.unwrap();
        let account = self.account_id(&mut tx).await;
        let step = days(2 * 365) / self.keys.max(1);
        let created = |number: u32| self.now.minus(step * (self.keys - 1 - number));
        let renewed = |number: u32| created(number).plus(Duration::from_hours(1));
        let keys = 0..self.keys;
        insert(
            &mut tx,
            "api_keys (id, account_id, app_key, label, active, created_at, version)",
            keys.clone().map(|number| {
                format!(
                    "('{}', '{account}', '{}', '{}', {}, {}, 1)",
                    self.key_id(number),
                    self.app_key(number),
                    label(number),
                    i64::from(number % 7 != 0),
                    created(number).millis()
                )
            }),
        )
        .await;
        let given = keys
            .clone()
            .flat_map(|number| (0..number % 4).map(move |role| (number, (number + role) % ROLES)));
        insert(
            &mut tx,
            "key_roles (key_id, account_id, role_id)",
            given.map(|(number, role)| format!("('{}', '{account}', '{}')", self.key_id(number), self.role_id(role))),
        )
        .await;
        let tokens = || {
            keys.clone().flat_map(move |number| {
                let newest = (
                    number,
                    "newest",
                    if renewing(number) {
                        renewed(number)
                    } else {
                        created(number)
                    },
                );
                [Some(newest), renewing(number).then(|| (number, "old", created(number)))]
                    .into_iter()
                    .flatten()
            })
        };
        insert(
            &mut tx,
            "api_tokens (id, key_id, slot, token_hash, created_at)",
            tokens().map(|(number, slot, at)| {
                let (id, key) = (self.token_id(number, slot), self.key_id(number));
                let hash = HEXLOWER.encode(&Sha256::digest(self.token(number, slot)));
                format!("('{id}', '{key}', '{slot}', '{hash}', {})", at.millis())
            }),
        )
        .await;
        insert(
            &mut tx,
            "links (id_hash, key_id, token_id, state, issued_at, expires_at, ended_at)",
            tokens().map(|(number, slot, at)| {
                let (id, key) = (self.token_id(number, slot), self.key_id(number));
                format!(
                    "('{id:0>64}', '{key}', '{id}', 'opened', {}, {}, {})",
                    at.millis(),
                    at.plus(days(1)).millis(),
                    at.plus(Duration::from_mins(30)).millis()
                )
            }),
        )
        .await;
        tx.commit().await.unwrap();
    }

    /// Gives the first `keys` keys of this account to another account as external keys. That account must exist.
    pub async fn grant(self, url: &str, to: &str, keys: u32) {
        let mut connection = AnyConnection::connect(url).await.unwrap();
        let account = account_named(&mut connection, to)
            .await
            .expect("an account to grant keys to");
        let other = Crowd { account: to, ..self };
        insert(
            &mut connection,
            "external_keys (account_id, key_id, added_at)",
            (0..keys).map(|number| {
                format!(
                    "('{account}', '{}', {})",
                    self.key_id(number),
                    self.now.minus(Duration::from_millis(number.into())).millis()
                )
            }),
        )
        .await;
        insert(
            &mut connection,
            "key_roles (key_id, account_id, role_id)",
            (0..keys).map(|number| {
                format!(
                    "('{}', '{account}', '{}')",
                    self.key_id(number),
                    other.role_id(number % ROLES)
                )
            }),
        )
        .await;
        connection.close().await.unwrap();
    }

    /// Returns the account's id. Creates the account if needed, and the roles for its keys.
    async fn account_id(self, connection: &mut AnyConnection) -> String {
        let slug = self.account;
        let id = match account_named(connection, slug).await {
            Some(id) => id,
            None => {
                let id = format!("crowd-{slug}");
                let row = format!("('{id}', '{slug}', {})", self.now.millis());
                insert(connection, "accounts (id, slug, created_at)", [row].into_iter()).await;
                id
            }
        };
        let roles = (0..ROLES).map(|role| format!("('{}', '{id}', '{}', 0, 0)", self.role_id(role), role_name(role)));
        insert(
            connection,
            "roles (id, account_id, name, predefined, created_at)",
            roles,
        )
        .await;
        id
    }

    /// The id of a key, by its number from 0.
    pub fn key_id(self, number: u32) -> String {
        format!("{}{number:010}", self.mark())
    }

    /// The app key of a key.
    pub fn app_key(self, number: u32) -> String {
        format!("appkey-{}-{number:08}", self.account)
    }

    /// The text of a token, in its slot.
    pub fn token(self, number: u32, slot: &str) -> String {
        with_checksum(TOKEN_PREFIX, &format!("{:0>43}", self.token_id(number, slot)))
    }

    fn token_id(self, number: u32, slot: &str) -> String {
        format!("{}{}{number:09}", self.mark(), if slot == "old" { 1 } else { 2 })
    }

    fn role_id(self, role: u32) -> String {
        format!("{}{role:010}", self.mark())
    }

    /// Ten digits that distinguish the accounts.
    fn mark(self) -> String {
        let sum = self
            .account
            .bytes()
            .fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        format!("{:010}", sum % 10_000_000_000)
    }
}

/// Whether a key of a crowd has two tokens.
pub fn renewing(number: u32) -> bool {
    number.is_multiple_of(10)
}

/// The label of a key of a crowd.
pub fn label(number: u32) -> String {
    const NAMES: [&str; 5] = [
        "ERP integration",
        "Warehouse scanner",
        "Интеграция склада",
        "請求書システム",
        "Storefront search & offers",
    ];
    format!("{} {number}", NAMES[number as usize % NAMES.len()])
}

fn role_name(role: u32) -> String {
    const NAMES: [&str; ROLES as usize] = [
        "Orders - read only",
        "Catalog",
        "Logistics - full access",
        "Customers - read only",
        "Finance",
        "Payments notifier",
    ];
    NAMES[role as usize].to_owned()
}

async fn account_named(connection: &mut AnyConnection, slug: &str) -> Option<String> {
    sqlx::query_scalar("select id from accounts where slug = $1")
        .bind(slug)
        .fetch_optional(connection)
        .await
        .unwrap()
}

/// Inserts rows, each written as SQL. They must contain no external input.
async fn insert(connection: &mut AnyConnection, into: &str, mut rows: impl Iterator<Item = String>) {
    loop {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return;
        }
        let text = format!("insert into {into} values {} on conflict do nothing", some.join(", "));
        connection.execute(AssertSqlSafe(text)).await.unwrap();
    }
}
