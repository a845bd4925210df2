//! Known browsers: browsers in which a user has signed in before. Each is stored by the hash of its secret.

use crate::{
    domain::{
        id::{Browser, Id, User},
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{AuditEntry, Store, StoreError, Tx, audit},
    },
};

/// A known browser.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct BrowserRecord {
    pub id: Id<Browser>,
    #[sqlx(rename = "secret_hash")]
    pub secret: Hash,
    pub ip: String,
    pub user_agent: String,
    pub last_at: Timestamp,
}

/// Which of a user's browsers to forget.
#[derive(Clone, Copy, Debug)]
pub enum BrowserSelection<'a> {
    One(&'a Id<Browser>),
    All,
}

impl Store {
    /// The id of a known browser of the enabled user with this email address. Its last sign-in must be after `after` and not after
    /// `believed`: later times were recorded before the clock was set back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn known_browser(
        &self,
        secret: &Hash,
        email: &Email,
        after: Timestamp,
        believed: Timestamp,
    ) -> Result<Option<Id<Browser>>, StoreError> {
        let text = "select b.id from known_browsers b join users u on u.id = b.user_id \
                    where b.secret_hash = $1 and u.email = $2 and u.disabled_at is null \
                    and b.last_at > $3 and b.last_at <= $4";
        let browser = sqlx::query_scalar(text)
            .bind(secret.as_str())
            .bind(email.as_str())
            .bind(after.millis())
            .bind(believed.millis())
            .fetch_optional(&self.pool)
            .await?;
        Ok(browser)
    }

    /// A user's known browsers, most recently used first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn browsers_of(
        &self,
        user: &Id<User>,
        after: Timestamp,
        believed: Timestamp,
    ) -> Result<Vec<BrowserRecord>, StoreError> {
        let text = "select id, secret_hash, ip, user_agent, last_at from known_browsers \
                    where user_id = $1 and last_at > $2 and last_at <= $3 order by last_at desc, id";
        let browsers = sqlx::query_as(text)
            .bind(user.as_str())
            .bind(after.millis())
            .bind(believed.millis())
            .fetch_all(&self.pool)
            .await?;
        Ok(browsers)
    }

    /// Forgets browsers of a user and returns how many. The entry is recorded only if at least one was forgotten.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_browsers(
        &self,
        user: &Id<User>,
        which: BrowserSelection<'_>,
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        let (text, id) = match which {
            BrowserSelection::One(id) => ("delete from known_browsers where user_id = $1 and id = $2", id.as_str()),
            BrowserSelection::All => ("delete from known_browsers where user_id = $1 and id <> $2", ""),
        };
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let forgotten = sqlx::query(text)
                .bind(user.as_str())
                .bind(id)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if forgotten > 0 {
                audit::record(&mut tx, entry.clone()).await?;
            }
            tx.commit().await?;
            Ok(forgotten)
        })
        .await
    }

    /// Forgets browsers whose last sign-in is not later than `after`, or is later than `believed`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_old_browsers(&self, after: Timestamp, believed: Timestamp) -> Result<u64, StoreError> {
        let forgotten = sqlx::query("delete from known_browsers where last_at <= $1 or last_at > $2")
            .bind(after.millis())
            .bind(believed.millis())
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }
}

/// Forgets all browsers of a user, after a change of password or second factor.
pub(super) async fn forget_all(tx: &mut Tx, user: &Id<User>) -> Result<(), StoreError> {
    sqlx::query("delete from known_browsers where user_id = $1")
        .bind(user.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
