//! Sessions, stored by the hash of their id.

use crate::{
    domain::{names::Id, text::Email, time::Timestamp},
    server::{
        crypto::Hash,
        store::{
            Entry, NewSession, Resealed, Store, StoreError, UserRecord, audit, browsers, new_session, second_factor,
        },
    },
};
use sqlx::Row;

/// A session with its user.
#[derive(Clone, Debug)]
pub struct SessionUser {
    pub user: Id,
    pub email: Email,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// When the password was last entered.
    pub authenticated_at: Timestamp,
    pub password_hash: String,
}

/// A session as its user may know it.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    pub id: Hash,
    pub ip: String,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// Which of a user's sessions end.
#[derive(Clone, Copy, Debug)]
pub enum Revoked<'a> {
    One(&'a Hash),
    AllBut(&'a Hash),
}

impl Store {
    /// Begins a session, and records that somebody signed in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_session(&self, session: &NewSession, entry: Entry) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            new_session::insert(&mut tx, session).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The same for somebody of whom only the password is known: not where a second factor is on. Whether it was begun.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the password is no longer the one of `user`, which was checked; [`StoreError::Database`].
    pub async fn begin_session_by_password(
        &self,
        user: &UserRecord,
        session: &NewSession,
        entry: Entry,
    ) -> Result<bool, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            if second_factor::asks_for_code(&mut tx, user).await? {
                return Ok(false);
            }
            new_session::insert(&mut tx, session).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// The session of an id, if its user is enabled. Whether it is still good by its age the caller decides.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn session(&self, id: &Hash) -> Result<Option<SessionUser>, StoreError> {
        let text = "select s.user_id, s.created_at, s.last_seen_at, s.authenticated_at, u.email, u.password_hash \
                    from sessions s join users u on u.id = s.user_id where s.id_hash = $1 and u.disabled_at is null";
        let row = sqlx::query(text).bind(id.as_str()).fetch_optional(&self.pool).await?;
        row.map(|row| {
            let email: String = row.try_get("email")?;
            Ok(SessionUser {
                user: Id(row.try_get("user_id")?),
                email: Email::existing(&email).map_err(|_| StoreError::damaged("users.email"))?,
                created_at: Timestamp(row.try_get("created_at")?),
                last_seen_at: Timestamp(row.try_get("last_seen_at")?),
                authenticated_at: Timestamp(row.try_get("authenticated_at")?),
                password_hash: row.try_get("password_hash")?,
            })
        })
        .transpose()
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn touch_session(&self, id: &Hash, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update sessions set last_seen_at = $2 where id_hash = $1")
            .bind(id.as_str())
            .bind(now.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes that the password was entered again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_session(&self, id: &Hash, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update sessions set authenticated_at = $2 where id_hash = $1")
            .bind(id.as_str())
            .bind(now.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends a session. The entry is written only when there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(&self, id: &Hash, entry: Entry) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let ended = sqlx::query("delete from sessions where id_hash = $1")
                .bind(id.as_str())
                .execute(&mut *tx)
                .await?;
            if ended.rows_affected() == 1 {
                audit::record(&mut tx, entry.clone()).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// A user's sessions that are good by their age, the one used last first: times after `believed` are from before the clock was
    /// set back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sessions_of(
        &self,
        user: &Id,
        created_after: Timestamp,
        seen_after: Timestamp,
        believed: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let text = "select id_hash, created_at, last_seen_at, ip, user_agent from sessions \
                    where user_id = $1 and created_at > $2 and last_seen_at > $3 \
                    and created_at <= $4 and last_seen_at <= $4 order by last_seen_at desc, id_hash";
        let rows = sqlx::query(text)
            .bind(user.as_str())
            .bind(created_after.0)
            .bind(seen_after.0)
            .bind(believed.0)
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(SessionRecord {
                    id: Hash::stored(row.try_get("id_hash")?),
                    ip: row.try_get("ip")?,
                    user_agent: row.try_get("user_agent")?,
                    created_at: Timestamp(row.try_get("created_at")?),
                    last_seen_at: Timestamp(row.try_get("last_seen_at")?),
                })
            })
            .collect()
    }

    /// Ends sessions of a user. The entry is written only when there was one to end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke_sessions(&self, user: &Id, which: Revoked<'_>, entry: Entry) -> Result<(), StoreError> {
        let (text, id) = match which {
            Revoked::One(id) => ("delete from sessions where user_id = $1 and id_hash = $2", id),
            Revoked::AllBut(id) => ("delete from sessions where user_id = $1 and id_hash <> $2", id),
        };
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let ended = sqlx::query(text)
                .bind(user.as_str())
                .bind(id.as_str())
                .execute(&mut *tx)
                .await?;
            if ended.rows_affected() > 0 {
                audit::record(&mut tx, entry.clone()).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Changes a user's password where it is still the one that was checked, ends all their sessions but the new one that
    /// begins with it, and forgets all their browsers but the one of that. A second factor comes sealed under the new password.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was changed in the meantime; [`StoreError::Database`].
    pub async fn change_password(
        &self,
        user: &UserRecord,
        new: &str,
        resealed: Option<&Resealed>,
        session: &NewSession,
        entries: [Entry; 2],
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let changed = sqlx::query("update users set password_hash = $3 where id = $1 and password_hash = $2")
                .bind(user.id.as_str())
                .bind(&user.password_hash)
                .bind(new)
                .execute(&mut *tx)
                .await?;
            if changed.rows_affected() != 1 {
                return Err(StoreError::Conflict);
            }
            second_factor::password_changed(&mut tx, &user.id, resealed).await?;
            browsers::forget_all(&mut tx, &user.id).await?;
            sqlx::query("delete from sessions where user_id = $1")
                .bind(user.id.as_str())
                .execute(&mut *tx)
                .await?;
            new_session::insert(&mut tx, session).await?;
            for entry in entries.clone() {
                audit::record(&mut tx, entry).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Removes sessions that began before `created_before` or were last used before `seen_before`, or either after `believed`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_old_sessions(
        &self,
        created_before: Timestamp,
        seen_before: Timestamp,
        believed: Timestamp,
    ) -> Result<u64, StoreError> {
        let text = "delete from sessions \
                    where created_at < $1 or last_seen_at < $2 or created_at > $3 or last_seen_at > $3";
        let removed = sqlx::query(text)
            .bind(created_before.0)
            .bind(seen_before.0)
            .bind(believed.0)
            .execute(&self.pool)
            .await?;
        Ok(removed.rows_affected())
    }
}
