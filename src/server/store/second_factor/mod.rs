//! Second factors: setting up, using, replacing and removing them.
//!
//! Two rows act as locks. The user's row comes first: set-up, password changes and password-only sign-ins update it if the checked
//! password is still current. The factor's row comes second; it is locked when a code is used. A password change seals the factor anew
//! under a new version, so operations begun with the old password fail.

mod password_reset;
mod set_up;
mod sign_in;

pub use set_up::SetUp;
pub use sign_in::PendingSignIn;

use crate::{
    domain::{
        id::{Id, User},
        time::CLOCK_TOLERANCE,
    },
    server::{
        crypto::{Hash, password_seal::PasswordSealed, totp::STEP},
        store::{
            AuditEntry, KeptAnswer, Store, StoreError, Tx, UserRecord, answers, audit, browsers, exactly_one,
            new_session,
        },
    },
    views::second_factor::SecondFactorView,
};

/// How many steps the last used step may be ahead of a correct code: [`CLOCK_TOLERANCE`], plus the clock difference of authenticator apps.
const STEPS_AHEAD: i64 = (CLOCK_TOLERANCE.as_secs() / STEP.as_secs()).cast_signed() + 2;

/// A user's second factor.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    pub user: Id<User>,
    /// Changes with each sealing.
    pub version: Id<SecondFactor>,
    pub sealed: PasswordSealed,
}

/// The code that is consumed to pass a second factor.
#[derive(Clone, Debug)]
pub enum FactorProof {
    /// The time step of a verified TOTP code.
    Step(i64),
    /// The hash of a recovery code; the store checks whether it exists.
    RecoveryCode(Hash),
}

/// Result of consuming a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeUse {
    Accepted,
    /// The code was already used, or the recovery code does not exist. Nothing was changed.
    Refused,
    /// The factor was changed or the sign-in has ended since the operation began. Nothing was changed.
    Ended,
}

/// A second factor sealed under a new password.
#[derive(Clone, Debug)]
pub struct Resealed {
    /// The version that was opened with the old password.
    pub before: Id<SecondFactor>,
    pub version: Id<SecondFactor>,
    pub sealed: PasswordSealed,
}

impl Store {
    /// A user's second factor, if it is on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factor(&self, user: &Id<User>) -> Result<Option<SecondFactor>, StoreError> {
        let row = sqlx::query_as("select version, sealed from second_factors where user_id = $1")
            .bind(user.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|(version, sealed)| SecondFactor {
            user: user.clone(),
            version,
            sealed,
        }))
    }

    /// The second factor's data for its user's page.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factor_view(&self, user: &Id<User>) -> Result<Option<SecondFactorView>, StoreError> {
        let text = "select f.since, (select count(*) from recovery_codes c where c.user_id = f.user_id) as codes \
                    from second_factors f where f.user_id = $1";
        let query = sqlx::query_as(text).bind(user.as_str());
        let row = query.fetch_optional(&self.pool).await?;
        Ok(row.map(|(since, codes_left)| SecondFactorView { since, codes_left }))
    }

    /// Consumes a code, turns the second factor off and ends all sessions except `keep`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn turn_off_second_factor(
        &self,
        factor: &SecondFactor,
        proof: &FactorProof,
        keep: &Hash,
        entry: AuditEntry,
    ) -> Result<CodeUse, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let used = consume_code(&mut tx, &factor.user, &factor.version, proof).await?;
            if used != CodeUse::Accepted {
                return Ok(used);
            }
            remove(&mut tx, &factor.user).await?;
            new_session::end_others(&mut tx, &factor.user, keep).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            Ok(CodeUse::Accepted)
        })
        .await
    }

    /// Turns off a user's second factor, ends all their sessions and forgets all their browsers. Returns whether it was on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reset_second_factor(&self, user: &Id<User>, entry: AuditEntry) -> Result<bool, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let was_on = remove(&mut tx, user).await? == 1;
            if was_on {
                sqlx::query("delete from sessions where user_id = $1")
                    .bind(user.as_str())
                    .execute(&mut *tx)
                    .await?;
                browsers::forget_all(&mut tx, user).await?;
                audit::record(&mut tx, entry.clone()).await?;
            }
            tx.commit().await?;
            Ok(was_on)
        })
        .await
    }

    /// Consumes a code and replaces all recovery codes.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn replace_recovery_codes(
        &self,
        factor: &SecondFactor,
        proof: &FactorProof,
        (codes, answer): (&[Hash], Option<&KeptAnswer>),
        entry: AuditEntry,
    ) -> Result<CodeUse, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let used = consume_code(&mut tx, &factor.user, &factor.version, proof).await?;
            if used != CodeUse::Accepted {
                return Ok(used);
            }
            sqlx::query("delete from recovery_codes where user_id = $1")
                .bind(factor.user.as_str())
                .execute(&mut *tx)
                .await?;
            insert_codes(&mut tx, &factor.user, codes, answer).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            Ok(CodeUse::Accepted)
        })
        .await
    }
}

/// Reseals the factor after a password change, and ends set-ups and sign-ins begun with the old password. The caller has locked the
/// user's row. The factor comes first: a sign-in in progress locks its row, and its session must exist before all sessions are
/// deleted.
pub(super) async fn follow_password_change(
    tx: &mut Tx,
    user: &Id<User>,
    resealed: Option<&Resealed>,
) -> Result<(), StoreError> {
    match resealed {
        Some(resealed) => {
            let text = "update second_factors set version = $3, sealed = $4 where user_id = $1 and version = $2";
            let changed = sqlx::query(text)
                .bind(user.as_str())
                .bind(resealed.before.as_str())
                .bind(resealed.version.as_str())
                .bind(resealed.sealed.as_str())
                .execute(&mut **tx)
                .await?;
            exactly_one(changed.rows_affected())?;
        }
        None if has_factor(tx, user).await? => return Err(StoreError::Conflict),
        None => {}
    }
    answers::void(tx, answers::AnswerSubject::User, user.as_str()).await?;
    for text in [
        "delete from second_factor_setups where user_id = $1",
        "delete from pending_sign_ins where user_id = $1",
    ] {
        sqlx::query(text).bind(user.as_str()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Locks the user's row until the end of the transaction, if the checked password is still current.
async fn lock_user_with_password(tx: &mut Tx, user: &Id<User>, password_hash: &str) -> Result<(), StoreError> {
    let text = "update users set password_hash = $2 where id = $1 and password_hash = $2 and disabled_at is null";
    let locked = sqlx::query(text)
        .bind(user.as_str())
        .bind(password_hash)
        .execute(&mut **tx)
        .await?;
    exactly_one(locked.rows_affected())
}

/// Locks the user's row like [`lock_user_with_password`] and returns whether the second factor is on. Turning it on needs the
/// same lock.
///
/// # Errors
/// [`StoreError::Conflict`] if the password was changed meanwhile.
pub(super) async fn lock_user_and_check_factor(tx: &mut Tx, user: &UserRecord) -> Result<bool, StoreError> {
    lock_user_with_password(tx, &user.id, &user.password_hash).await?;
    has_factor(tx, &user.id).await
}

/// Locks the user's row, always before the factor's row: two transactions with opposite orders would deadlock.
async fn lock_user(tx: &mut Tx, user: &Id<User>) -> Result<(), StoreError> {
    sqlx::query("update users set disabled_at = disabled_at where id = $1")
        .bind(user.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the user's second factor is on. A separate statement after the lock on the user's row, so that PostgreSQL sees what was
/// committed during the wait.
async fn has_factor(tx: &mut Tx, user: &Id<User>) -> Result<bool, StoreError> {
    let row = sqlx::query("select 1 from second_factors where user_id = $1")
        .bind(user.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}

/// Consumes a code by compare-and-set, over all connections and nodes. Locks the factor's row.
async fn consume_code(
    tx: &mut Tx,
    user: &Id<User>,
    version: &Id<SecondFactor>,
    proof: &FactorProof,
) -> Result<CodeUse, StoreError> {
    let locked = sqlx::query("update second_factors set last_step = last_step where user_id = $1 and version = $2")
        .bind(user.as_str())
        .bind(version.as_str())
        .execute(&mut **tx)
        .await?;
    if locked.rows_affected() != 1 {
        return Ok(CodeUse::Ended);
    }
    let changed = match proof {
        FactorProof::Step(step) => {
            // A step far ahead was used before the clock was set back. It must not block all codes until that time.
            let text = "update second_factors set last_step = $2 \
                        where user_id = $1 and (last_step < $2 or last_step > $3)";
            sqlx::query(text)
                .bind(user.as_str())
                .bind(*step)
                .bind(*step + STEPS_AHEAD)
                .execute(&mut **tx)
                .await?
        }
        FactorProof::RecoveryCode(code) => {
            sqlx::query("delete from recovery_codes where user_id = $1 and code_hash = $2")
                .bind(user.as_str())
                .bind(code.as_str())
                .execute(&mut **tx)
                .await?
        }
    };
    Ok(if changed.rows_affected() == 1 {
        CodeUse::Accepted
    } else {
        CodeUse::Refused
    })
}

/// Stores new recovery codes and the response that shows them. Responses with earlier codes are voided.
async fn insert_codes(
    tx: &mut Tx,
    user: &Id<User>,
    codes: &[Hash],
    answer: Option<&KeptAnswer>,
) -> Result<(), StoreError> {
    answers::void(tx, answers::AnswerSubject::User, user.as_str()).await?;
    if let Some(answer) = answer {
        answers::keep(tx, answer).await?;
    }
    for code in codes {
        sqlx::query("insert into recovery_codes (user_id, code_hash) values ($1, $2)")
            .bind(user.as_str())
            .bind(code.as_str())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Removes a factor with its recovery codes and pending sign-ins. Returns the number of removed factors.
async fn remove(tx: &mut Tx, user: &Id<User>) -> Result<u64, StoreError> {
    answers::void(tx, answers::AnswerSubject::User, user.as_str()).await?;
    let removed = sqlx::query("delete from second_factors where user_id = $1")
        .bind(user.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected())
}
