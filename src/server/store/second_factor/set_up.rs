//! Sets up a second factor: shows its secret, and turns it on once a code proves that an authenticator app has the secret.

use crate::{
    domain::{
        id::{Id, User},
        time::Timestamp,
    },
    server::{
        crypto::{Hash, Sealed, password_seal::PasswordSealed},
        store::{
            AuditEntry, KeptAnswer, Store, StoreError, UserRecord, audit, browsers, exactly_one, new_session,
            second_factor::{SecondFactor, has_factor, insert_codes, lock_user_with_password},
        },
    },
};

/// A second factor that is being set up.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct SetUp {
    /// Hash of the secret in the form.
    #[sqlx(rename = "form_hash")]
    pub form: Hash,
    /// The TOTP secret, sealed under the password.
    pub sealed: PasswordSealed,
    /// The TOTP secret, sealed under the form's secret.
    pub sealed_for_form: Sealed,
    pub started_at: Timestamp,
}

impl Store {
    /// Begins a set-up and replaces an earlier one. The checked password must still be current and no second factor on.
    ///
    /// # Errors
    /// [`StoreError::Conflict`]; [`StoreError::Database`].
    pub async fn begin_set_up(&self, user: &Id<User>, password_hash: &str, set_up: &SetUp) -> Result<(), StoreError> {
        let text = "insert into second_factor_setups (user_id, form_hash, sealed, sealed_for_form, started_at) \
                    values ($1, $2, $3, $4, $5) on conflict (user_id) do update set form_hash = excluded.form_hash, \
                        sealed = excluded.sealed, sealed_for_form = excluded.sealed_for_form, \
                        started_at = excluded.started_at";
        self.retried(|| async {
            let mut tx = self.begin().await?;
            lock_user_with_password(&mut tx, user, password_hash).await?;
            if has_factor(&mut tx, user).await? {
                return Err(StoreError::Conflict);
            }
            sqlx::query(text)
                .bind(user.as_str())
                .bind(set_up.form.as_str())
                .bind(set_up.sealed.as_str())
                .bind(set_up.sealed_for_form.as_str())
                .bind(set_up.started_at.millis())
                .execute(&mut *tx)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The set-up of a form, if it is the user's latest.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_up_of(&self, user: &Id<User>, form: &Hash) -> Result<Option<SetUp>, StoreError> {
        let text = "select form_hash, sealed, sealed_for_form, started_at from second_factor_setups \
                    where user_id = $1 and form_hash = $2";
        let query = sqlx::query_as(text).bind(user.as_str()).bind(form.as_str());
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// Turns the second factor on: ends the set-up, consumes the code's time step, stores the recovery codes' hashes and the response that
    /// shows the codes, ends all sessions except `keep` and forgets all browsers.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the set-up has ended, the factor is already on, or the password was changed; [`StoreError::Database`].
    pub async fn turn_on_second_factor(
        &self,
        user: &UserRecord,
        set_up: &SetUp,
        (factor, step): (&SecondFactor, i64),
        (codes, answer): (&[Hash], Option<&KeptAnswer>),
        keep: &Hash,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let text =
            "insert into second_factors (user_id, version, sealed, since, last_step) values ($1, $2, $3, $4, $5)";
        self.retried(|| async {
            let mut tx = self.begin().await?;
            lock_user_with_password(&mut tx, &user.id, &user.password_hash).await?;
            let ended = sqlx::query("delete from second_factor_setups where user_id = $1 and form_hash = $2")
                .bind(user.id.as_str())
                .bind(set_up.form.as_str())
                .execute(&mut *tx)
                .await?;
            exactly_one(ended.rows_affected())?;
            if has_factor(&mut tx, &user.id).await? {
                return Err(StoreError::Conflict);
            }
            sqlx::query(text)
                .bind(user.id.as_str())
                .bind(factor.version.as_str())
                .bind(factor.sealed.as_str())
                .bind(entry.at().millis())
                .bind(step)
                .execute(&mut *tx)
                .await?;
            insert_codes(&mut tx, &user.id, codes, answer).await?;
            new_session::end_others(&mut tx, &user.id, keep).await?;
            // These browsers became known with the password alone.
            browsers::forget_all(&mut tx, &user.id).await?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
