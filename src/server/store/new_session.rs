//! Inserts a session, and remembers its browser as known to the user.

use crate::{
    domain::{
        id::{Browser, Id, User},
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{StoreError, Tx},
    },
};

/// Maximum number of known browsers of a user. Another one replaces the least recently used.
const BROWSERS_MAX: i64 = 20;

/// The browser of a new session.
#[derive(Clone, Debug)]
pub struct NewBrowser {
    /// Its id, if it is not known yet.
    pub id: Id<Browser>,
    /// Hash of its new secret.
    pub secret: Hash,
    /// Hash of its previous secret.
    pub before: Option<Hash>,
}

/// A new session.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: Hash,
    pub user: Id<User>,
    pub ip: String,
    pub user_agent: String,
    /// The browser in which it begins; it becomes known to the user.
    pub browser: NewBrowser,
    pub now: Timestamp,
}

/// Inserts a session and its browser. The user must have proved all their factors.
pub(super) async fn insert(tx: &mut Tx, session: &NewSession) -> Result<(), StoreError> {
    let text = "insert into sessions (id_hash, user_id, created_at, last_seen_at, authenticated_at, ip, user_agent) \
                values ($1, $2, $3, $3, $3, $4, $5)";
    sqlx::query(text)
        .bind(session.id.as_str())
        .bind(session.user.as_str())
        .bind(session.now.millis())
        .bind(&session.ip)
        .bind(&session.user_agent)
        .execute(&mut **tx)
        .await?;
    remember_browser(tx, session).await
}

/// Ends all sessions of a user except one.
pub(super) async fn end_others(tx: &mut Tx, user: &Id<User>, keep: &Hash) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where user_id = $1 and id_hash <> $2")
        .bind(user.as_str())
        .bind(keep.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Stores the session's browser under its new secret. Other users who are known in the same browser get the new secret, too.
async fn remember_browser(tx: &mut Tx, session: &NewSession) -> Result<(), StoreError> {
    let browser = &session.browser;
    if let Some(before) = &browser.before {
        sqlx::query("update known_browsers set secret_hash = $2 where secret_hash = $1")
            .bind(before.as_str())
            .bind(browser.secret.as_str())
            .execute(&mut **tx)
            .await?;
    }
    let text = "insert into known_browsers (id, secret_hash, user_id, first_at, last_at, ip, user_agent) \
                values ($1, $2, $3, $4, $4, $5, $6) on conflict (secret_hash, user_id) do update set \
                    last_at = excluded.last_at, ip = excluded.ip, user_agent = excluded.user_agent";
    sqlx::query(text)
        .bind(browser.id.as_str())
        .bind(browser.secret.as_str())
        .bind(session.user.as_str())
        .bind(session.now.millis())
        .bind(&session.ip)
        .bind(&session.user_agent)
        .execute(&mut **tx)
        .await?;
    let text = "delete from known_browsers where user_id = $1 and id not in \
                (select id from known_browsers where user_id = $1 order by last_at desc, id limit $2)";
    sqlx::query(text)
        .bind(session.user.as_str())
        .bind(BROWSERS_MAX)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
