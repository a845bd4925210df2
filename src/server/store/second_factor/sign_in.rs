//! Pending sign-ins: the password was correct, the code of the second factor is missing.

use crate::{
    domain::{
        id::{Id, User},
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::{Hash, Sealed},
        store::{
            AuditEntry, NewSession, SecondFactor, Store, StoreError, audit, columns, new_session,
            second_factor::{CodeUse, FactorProof, consume_code, lock_user},
        },
    },
};

/// A sign-in with a correct password that still needs a code.
#[derive(Clone, Debug)]
pub struct PendingSignIn {
    /// Hash of the cookie's secret.
    pub id: Hash,
    pub user: Id<User>,
    pub email: Email,
    /// The version of the factor that the code must match.
    pub factor: Id<SecondFactor>,
    /// The TOTP secret, sealed under the cookie's secret.
    pub sealed: Sealed,
    pub started_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct PendingSignInRow {
    id_hash: Hash,
    user_id: Id<User>,
    factor_version: Id<SecondFactor>,
    sealed: Sealed,
    started_at: Timestamp,
    email: String,
}

impl TryFrom<PendingSignInRow> for PendingSignIn {
    type Error = StoreError;

    fn try_from(row: PendingSignInRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id_hash,
            user: row.user_id,
            email: columns::email(&row.email)?,
            factor: row.factor_version,
            sealed: row.sealed,
            started_at: row.started_at,
        })
    }
}

impl Store {
    /// Stores a pending sign-in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_pending_sign_in(&self, pending: &PendingSignIn, entry: AuditEntry) -> Result<(), StoreError> {
        let text = "insert into pending_sign_ins (id_hash, user_id, factor_version, sealed, started_at) \
                    values ($1, $2, $3, $4, $5)";
        self.retried(|| async {
            let mut tx = self.begin().await?;
            sqlx::query(text)
                .bind(pending.id.as_str())
                .bind(pending.user.as_str())
                .bind(pending.factor.as_str())
                .bind(pending.sealed.as_str())
                .bind(pending.started_at.millis())
                .execute(&mut *tx)
                .await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The pending sign-in of a cookie's secret, if its user is enabled and the factor's version unchanged. The caller checks its age.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn pending_sign_in(&self, id: &Hash) -> Result<Option<PendingSignIn>, StoreError> {
        let text = "select p.id_hash, p.user_id, p.factor_version, p.sealed, p.started_at, u.email \
                    from pending_sign_ins p join users u on u.id = p.user_id \
                    join second_factors f on f.user_id = p.user_id and f.version = p.factor_version \
                    where p.id_hash = $1 and u.disabled_at is null";
        let query = sqlx::query_as(text).bind(id.as_str());
        let row: Option<PendingSignInRow> = query.fetch_optional(&self.pool).await?;
        row.map(PendingSignIn::try_from).transpose()
    }

    /// Consumes the code, ends the pending sign-in and begins the session, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish_sign_in(
        &self,
        pending: &PendingSignIn,
        proof: &FactorProof,
        session: &NewSession,
        entries: Vec<AuditEntry>,
    ) -> Result<CodeUse, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            lock_user(&mut tx, &pending.user).await?;
            let used = consume_code(&mut tx, &pending.user, &pending.factor, proof).await?;
            if used != CodeUse::Accepted {
                return Ok(used);
            }
            let ended = sqlx::query("delete from pending_sign_ins where id_hash = $1")
                .bind(pending.id.as_str())
                .execute(&mut *tx)
                .await?;
            if ended.rows_affected() != 1 {
                return Ok(CodeUse::Ended);
            }
            new_session::insert(&mut tx, session).await?;
            for entry in entries.clone() {
                audit::record(&mut tx, entry).await?;
            }
            tx.commit().await?;
            Ok(CodeUse::Accepted)
        })
        .await
    }

    /// Deletes unfinished sign-ins and set-ups that began before `sign_ins` or `set_ups`, or after `believed`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_unfinished(
        &self,
        sign_ins: Timestamp,
        set_ups: Timestamp,
        believed: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from pending_sign_ins where started_at < $1 or started_at > $2")
            .bind(sign_ins.millis())
            .bind(believed.millis())
            .execute(&self.pool)
            .await?;
        sqlx::query("delete from second_factor_setups where started_at < $1 or started_at > $2")
            .bind(set_ups.millis())
            .bind(believed.millis())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
