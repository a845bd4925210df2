//! Sessions, stored by the hash of their id.

use crate::{
    domain::{
        id::{Id, User},
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{
            AuditEntry, NewSession, Resealed, Store, StoreError, UserRecord, audit, browsers, columns, exactly_one,
            new_session, second_factor,
        },
    },
};

/// A session with its user.
#[derive(Clone, Debug)]
pub struct SessionUser {
    pub user: Id<User>,
    pub email: Email,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// When the password was last entered.
    pub authenticated_at: Timestamp,
    pub password_hash: String,
}

#[derive(sqlx_macros::FromRow)]
struct SessionRow {
    user_id: Id<User>,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    authenticated_at: Timestamp,
    email: String,
    password_hash: String,
}

impl TryFrom<SessionRow> for SessionUser {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            user: row.user_id,
            email: columns::email(&row.email)?,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            authenticated_at: row.authenticated_at,
            password_hash: row.password_hash,
        })
    }
}

/// A session's data for its user's page.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct SessionRecord {
    #[sqlx(rename = "id_hash")]
    pub id: Hash,
    pub ip: String,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// Which of a user's sessions to end.
#[derive(Clone, Copy, Debug)]
pub enum SessionSelection<'a> {
    One(&'a Hash),
    AllBut(&'a Hash),
}

impl Store {
    /// Begins a session and records the sign-in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_session(&self, session: &NewSession, entry: AuditEntry) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            new_session::insert(&mut tx, session).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Begins a session of a user who entered only the password. Returns false, without a session, if a second factor is on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the checked password is no longer current; [`StoreError::Database`].
    pub async fn begin_session_by_password(
        &self,
        user: &UserRecord,
        session: &NewSession,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            if second_factor::lock_user_and_check_factor(&mut tx, user).await? {
                return Ok(false);
            }
            new_session::insert(&mut tx, session).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// The session with this id, if its user is enabled. The caller checks its age.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn session(&self, id: &Hash) -> Result<Option<SessionUser>, StoreError> {
        let text = "select s.user_id, s.created_at, s.last_seen_at, s.authenticated_at, u.email, u.password_hash \
                    from sessions s join users u on u.id = s.user_id where s.id_hash = $1 and u.disabled_at is null";
        let query = sqlx::query_as(text).bind(id.as_str());
        let row: Option<SessionRow> = query.fetch_optional(&self.pool).await?;
        row.map(SessionUser::try_from).transpose()
    }

    /// Records that a session was used.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn touch_session(&self, id: &Hash, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update sessions set last_seen_at = $2 where id_hash = $1")
            .bind(id.as_str())
            .bind(now.millis())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Records that the password was entered again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_session(&self, id: &Hash, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update sessions set authenticated_at = $2 where id_hash = $1")
            .bind(id.as_str())
            .bind(now.millis())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends a session. The entry is recorded only if the session existed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(&self, id: &Hash, entry: AuditEntry) -> Result<(), StoreError> {
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

    /// A user's sessions that have not expired, most recently used first. Times after `believed` were recorded before the clock was set
    /// back; such sessions are left out.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sessions_of(
        &self,
        user: &Id<User>,
        created_after: Timestamp,
        seen_after: Timestamp,
        believed: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let text = "select id_hash, created_at, last_seen_at, ip, user_agent from sessions \
                    where user_id = $1 and created_at > $2 and last_seen_at > $3 \
                    and created_at <= $4 and last_seen_at <= $4 order by last_seen_at desc, id_hash";
        let sessions = sqlx::query_as(text)
            .bind(user.as_str())
            .bind(created_after.millis())
            .bind(seen_after.millis())
            .bind(believed.millis())
            .fetch_all(&self.pool)
            .await?;
        Ok(sessions)
    }

    /// Ends sessions of a user. The entry is recorded only if at least one ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke_sessions(
        &self,
        user: &Id<User>,
        which: SessionSelection<'_>,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let (text, id) = match which {
            SessionSelection::One(id) => ("delete from sessions where user_id = $1 and id_hash = $2", id),
            SessionSelection::AllBut(id) => ("delete from sessions where user_id = $1 and id_hash <> $2", id),
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

    /// Changes a user's password if the checked one is still current. Ends all their sessions and forgets all their browsers, except the
    /// new session and its browser. `resealed` is the second factor under the new password.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the password was changed meanwhile; [`StoreError::Database`].
    pub async fn change_password(
        &self,
        user: &UserRecord,
        new: &str,
        resealed: Option<&Resealed>,
        session: &NewSession,
        entries: [AuditEntry; 2],
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let changed = sqlx::query("update users set password_hash = $3 where id = $1 and password_hash = $2")
                .bind(user.id.as_str())
                .bind(&user.password_hash)
                .bind(new)
                .execute(&mut *tx)
                .await?;
            exactly_one(changed.rows_affected())?;
            second_factor::follow_password_change(&mut tx, &user.id, resealed).await?;
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

    /// Deletes sessions that began before `created_before`, were last used before `seen_before`, or have a time after `believed`.
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
            .bind(created_before.millis())
            .bind(seen_before.millis())
            .bind(believed.millis())
            .execute(&self.pool)
            .await?;
        Ok(removed.rows_affected())
    }
}
