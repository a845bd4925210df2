//! Beginning a session: its row, and the browser that its user is known in from then on.

use crate::{
    domain::{names::Id, time::Timestamp},
    server::{
        crypto::Hash,
        store::{StoreError, Tx},
    },
};

/// The most browsers that a user is known in. A further one takes the place of the one that was used least lately.
const BROWSERS_MAX: i64 = 20;

/// The browser of a new session.
#[derive(Clone, Debug)]
pub struct NewBrowser {
    /// Its id, if it is not known yet.
    pub id: Id,
    /// Of the secret that it is given.
    pub secret: Hash,
    /// Of the one that it had.
    pub before: Option<Hash>,
}

/// A session to be made.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: Hash,
    pub user: Id,
    pub ip: String,
    pub user_agent: String,
    /// The browser that it begins in, which the user is known in from then on.
    pub browser: NewBrowser,
    pub now: Timestamp,
}

/// Inserts a session of somebody who has proved every factor that they have, with the browser that it begins in.
pub(super) async fn insert(tx: &mut Tx, session: &NewSession) -> Result<(), StoreError> {
    let text = "insert into sessions (id_hash, user_id, created_at, last_seen_at, authenticated_at, ip, user_agent) \
                values ($1, $2, $3, $3, $3, $4, $5)";
    sqlx::query(text)
        .bind(session.id.as_str())
        .bind(session.user.as_str())
        .bind(session.now.0)
        .bind(&session.ip)
        .bind(&session.user_agent)
        .execute(&mut **tx)
        .await?;
    keep_browser(tx, session).await
}

/// Ends all sessions of a user but one.
pub(super) async fn end_others(tx: &mut Tx, user: &Id, keep: &Hash) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where user_id = $1 and id_hash <> $2")
        .bind(user.as_str())
        .bind(keep.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps the browser in which a session begins, under its new secret, which the browser's other users share from here on.
async fn keep_browser(tx: &mut Tx, session: &NewSession) -> Result<(), StoreError> {
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
        .bind(session.now.0)
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
