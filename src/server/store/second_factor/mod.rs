//! Second factors: set up, used, replaced and removed.
//!
//! Two rows are locks. The user's row is updated first where a password that was checked must still be the one (setting up,
//! changing the password, signing in with the password alone), and always before the factor's row, which is taken where a code is
//! used up. A password that
//! is changed seals the factor anew and gives it another version, so that whatever was begun with the old one finds nothing.

mod password_reset;
mod set_up;
mod sign_in;

pub use set_up::SetUp;
pub use sign_in::PendingSignIn;

use crate::{
    domain::{
        names::Id,
        time::{AHEAD, SECOND, Timestamp},
    },
    server::{
        crypto::{Hash, password_seal::PasswordSealed},
        store::{Answer, Entry, Store, StoreError, Tx, UserRecord, answers, audit, browsers, exactly_one, new_session},
    },
    views::second_factor::SecondFactorView,
};
use sqlx::Row;

/// How far the last used step may be ahead of a right code's and still be believed: [`AHEAD`], and what apps' clocks differ.
const STEPS_AHEAD: i64 = AHEAD / (30 * SECOND) + 2;

/// A user's second factor.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    pub user: Id,
    /// Another one at each sealing.
    pub version: Id,
    pub sealed: PasswordSealed,
}

/// What is used up to get past a second factor.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The step of an app's code that was found right.
    Step(i64),
    /// A recovery code; whether there is such a one only the store knows.
    RecoveryCode(Hash),
}

/// How using up a code ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    Yes,
    /// It was used before, or there is no such recovery code. Nothing was changed.
    Refused,
    /// The factor or the sign-in is no longer the one that this began with. Nothing was changed.
    Ended,
}

/// A second factor as a new password seals it.
#[derive(Clone, Debug)]
pub struct Resealed {
    /// The version that was opened with the old password.
    pub before: Id,
    pub version: Id,
    pub sealed: PasswordSealed,
}

impl Store {
    /// A user's second factor, if it is on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factor(&self, user: &Id) -> Result<Option<SecondFactor>, StoreError> {
        let row = sqlx::query("select version, sealed from second_factors where user_id = $1")
            .bind(user.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(SecondFactor {
                user: user.clone(),
                version: Id(row.try_get("version")?),
                sealed: PasswordSealed::stored(row.try_get("sealed")?),
            })
        })
        .transpose()
    }

    /// What its user may know of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factor_view(&self, user: &Id) -> Result<Option<SecondFactorView>, StoreError> {
        let text = "select f.since, (select count(*) from recovery_codes c where c.user_id = f.user_id) as codes \
                    from second_factors f where f.user_id = $1";
        let row = sqlx::query(text).bind(user.as_str()).fetch_optional(&self.pool).await?;
        row.map(|row| {
            Ok(SecondFactorView {
                since: Timestamp(row.try_get("since")?),
                codes_left: row.try_get("codes")?,
            })
        })
        .transpose()
    }

    /// Uses a code up and turns the second factor off, which ends all sessions but one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn turn_off_second_factor(
        &self,
        factor: &SecondFactor,
        proof: &Proof,
        keep: &Hash,
        entry: Entry,
    ) -> Result<Used, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let used = use_up(&mut tx, &factor.user, &factor.version, proof).await?;
            if used != Used::Yes {
                return Ok(used);
            }
            remove(&mut tx, &factor.user).await?;
            new_session::end_others(&mut tx, &factor.user, keep).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            Ok(Used::Yes)
        })
        .await
    }

    /// Turns off the second factor of whoever has this address, ends all their sessions and forgets all their browsers. Whether it
    /// was on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reset_second_factor(&self, user: &Id, entry: Entry) -> Result<bool, StoreError> {
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

    /// Uses a code up and replaces all recovery codes.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn replace_recovery_codes(
        &self,
        factor: &SecondFactor,
        proof: &Proof,
        (codes, answer): (&[Hash], Option<&Answer>),
        entry: Entry,
    ) -> Result<Used, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let used = use_up(&mut tx, &factor.user, &factor.version, proof).await?;
            if used != Used::Yes {
                return Ok(used);
            }
            sqlx::query("delete from recovery_codes where user_id = $1")
                .bind(factor.user.as_str())
                .execute(&mut *tx)
                .await?;
            insert_codes(&mut tx, &factor.user, codes, answer).await?;
            audit::record(&mut tx, entry.clone()).await?;
            tx.commit().await?;
            Ok(Used::Yes)
        })
        .await
    }
}

/// Within the change of a password, which holds the user's row: seals the factor anew, and ends what was begun with the old
/// password. The factor first: a sign-in that is being finished holds its row, and its session must be there before all
/// sessions end.
pub(super) async fn password_changed(tx: &mut Tx, user: &Id, resealed: Option<&Resealed>) -> Result<(), StoreError> {
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
    answers::void(tx, answers::About::User, user.as_str()).await?;
    for text in [
        "delete from second_factor_setups where user_id = $1",
        "delete from pending_sign_ins where user_id = $1",
    ] {
        sqlx::query(text).bind(user.as_str()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Holds the user's row to the end of the transaction, where the password is still the one that was checked.
async fn lock_user(tx: &mut Tx, user: &Id, password_hash: &str) -> Result<(), StoreError> {
    let text = "update users set password_hash = $2 where id = $1 and password_hash = $2 and disabled_at is null";
    let held = sqlx::query(text)
        .bind(user.as_str())
        .bind(password_hash)
        .execute(&mut **tx)
        .await?;
    exactly_one(held.rows_affected())
}

/// Holds the user's row to the end of the transaction, where the password is still the one that was checked, and says whether the
/// second factor is on: whoever turns it on holds the row too.
///
/// # Errors
/// [`StoreError::Conflict`] when the password was changed in the meantime.
pub(super) async fn asks_for_code(tx: &mut Tx, user: &UserRecord) -> Result<bool, StoreError> {
    lock_user(tx, &user.id, &user.password_hash).await?;
    has_factor(tx, &user.id).await
}

/// Holds the user's row. Before that of the factor, as everywhere: two transactions that take them the other way round would
/// wait for each other.
async fn hold_user(tx: &mut Tx, user: &Id) -> Result<(), StoreError> {
    sqlx::query("update users set disabled_at = disabled_at where id = $1")
        .bind(user.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the user's second factor is on. A statement of its own after the one that holds the user's row, so that PostgreSQL sees what was
/// committed while that one waited.
async fn has_factor(tx: &mut Tx, user: &Id) -> Result<bool, StoreError> {
    let row = sqlx::query("select 1 from second_factors where user_id = $1")
        .bind(user.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}

/// Uses a code up. Whoever changes the row has won, over every connection and node; the factor's row is held from here on.
async fn use_up(tx: &mut Tx, user: &Id, version: &Id, proof: &Proof) -> Result<Used, StoreError> {
    let held = sqlx::query("update second_factors set last_step = last_step where user_id = $1 and version = $2")
        .bind(user.as_str())
        .bind(version.as_str())
        .execute(&mut **tx)
        .await?;
    if held.rows_affected() != 1 {
        return Ok(Used::Ended);
    }
    let changed = match proof {
        Proof::Step(step) => {
            // A step that is far ahead was used before the clock was set back, and must not refuse all codes until then.
            let text = "update second_factors set last_step = $2 \
                        where user_id = $1 and (last_step < $2 or last_step > $3)";
            sqlx::query(text)
                .bind(user.as_str())
                .bind(*step)
                .bind(*step + STEPS_AHEAD)
                .execute(&mut **tx)
                .await?
        }
        Proof::RecoveryCode(code) => {
            sqlx::query("delete from recovery_codes where user_id = $1 and code_hash = $2")
                .bind(user.as_str())
                .bind(code.as_str())
                .execute(&mut **tx)
                .await?
        }
    };
    Ok(if changed.rows_affected() == 1 {
        Used::Yes
    } else {
        Used::Refused
    })
}

/// Keeps new recovery codes and the answer that shows them. Answers that show earlier codes are void.
async fn insert_codes(tx: &mut Tx, user: &Id, codes: &[Hash], answer: Option<&Answer>) -> Result<(), StoreError> {
    answers::void(tx, answers::About::User, user.as_str()).await?;
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

/// Removes a factor with its recovery codes and all sign-ins that wait for a code of it. How many there were.
async fn remove(tx: &mut Tx, user: &Id) -> Result<u64, StoreError> {
    answers::void(tx, answers::About::User, user.as_str()).await?;
    let removed = sqlx::query("delete from second_factors where user_id = $1")
        .bind(user.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected())
}
