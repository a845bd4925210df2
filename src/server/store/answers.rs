//! Responses that are shown once, kept for 30 seconds so that a resent form gets the same response.
//!
//! A kept response is encrypted with the form's nonce, which is not stored. A compare-and-set counts how often it was delivered, across
//! all connections and nodes.

use crate::{
    domain::time::Timestamp,
    server::{
        crypto::{Hash, Sealed},
        store::{Store, StoreError, Tx, exactly_one},
    },
};
use std::time::Duration;

/// How long a response can be delivered again.
pub const KEPT_FOR: Duration = Duration::from_secs(30);
/// Maximum number of repeat deliveries.
const MAX_REPEATS: i64 = 2;
/// Maximum clock difference between nodes. A response from further in the future counts as expired: a clock was set
/// back.
const AHEAD: Duration = Duration::from_secs(30);

/// A kept response.
#[derive(Clone, Debug)]
pub struct KeptAnswer {
    /// Hash of the form's nonce and its purpose.
    pub id: Hash,
    /// Hash of the request body.
    pub body: Hash,
    /// The subject: a link's hash, or the id of a user or verifier.
    pub about: String,
    pub salt: String,
    pub sealed: Sealed,
    pub made_at: Timestamp,
}

/// Result of looking up a form that may have been sent before.
#[derive(Clone, Debug)]
pub enum RepeatedForm {
    /// No response is kept, or it can no longer be delivered.
    Nothing,
    /// The form was sent before with a different body.
    OtherBody,
    /// The form was sent before, with the same body.
    Same { salt: String, sealed: Sealed },
}

impl Store {
    /// Delivers a kept response again to the same form.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn repeat_answer(&self, id: &Hash, body: &Hash, now: Timestamp) -> Result<RepeatedForm, StoreError> {
        // Nearly every form is sent once, so a plain read comes before the transaction.
        let stored_body: Option<Hash> = sqlx::query_scalar("select body from kept_answers where id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(stored_body) = stored_body else {
            return Ok(RepeatedForm::Nothing);
        };
        if !stored_body.matches(body) {
            return Ok(RepeatedForm::OtherBody);
        }
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let delivered: Option<(String, Sealed, i64)> = sqlx::query_as(
                "update kept_answers set times_left = times_left - 1 \
                 where id = $1 and body = $2 and times_left > 0 and made_at > $3 and made_at <= $4 \
                 returning salt, sealed, times_left",
            )
            .bind(id.as_str())
            .bind(body.as_str())
            .bind(now.minus(KEPT_FOR).millis())
            .bind(now.plus(AHEAD).millis())
            .fetch_optional(&mut *tx)
            .await?;
            let Some((salt, sealed, times_left)) = delivered else {
                return Ok(RepeatedForm::Nothing);
            };
            if times_left == 0 {
                sqlx::query("update kept_answers set sealed = '' where id = $1")
                    .bind(id.as_str())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Ok(RepeatedForm::Same { salt, sealed })
        })
        .await
    }

    /// Whether a form was processed recently, even if its response can no longer be delivered.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_answer(&self, id: &Hash) -> Result<bool, StoreError> {
        let row = sqlx::query("select 1 from kept_answers where id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.is_some())
    }

    /// Deletes expired responses. Returns how many were deleted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_answers(&self, now: Timestamp) -> Result<u64, StoreError> {
        let text = "delete from kept_answers where made_at <= $1 or made_at > $2";
        let forgotten = sqlx::query(text)
            .bind(now.minus(KEPT_FOR).millis())
            .bind(now.plus(AHEAD).millis())
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }
}

/// Keeps a response, in the transaction of its action.
///
/// # Errors
/// [`StoreError::Conflict`] if the form was already processed.
pub(super) async fn keep(tx: &mut Tx, answer: &KeptAnswer) -> Result<(), StoreError> {
    let inserted = sqlx::query(
        "insert into kept_answers (id, body, about, salt, sealed, made_at, times_left) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (id) do nothing",
    )
    .bind(answer.id.as_str())
    .bind(answer.body.as_str())
    .bind(&answer.about)
    .bind(&answer.salt)
    .bind(answer.sealed.as_str())
    .bind(answer.made_at.millis())
    .bind(MAX_REPEATS)
    .execute(&mut **tx)
    .await?;
    exactly_one(inserted.rows_affected())
}

/// Selects the responses to void. Each variant says which id it needs.
#[derive(Clone, Copy, Debug)]
pub(super) enum AnswerSubject {
    /// A user's second factor, by user id.
    User,
    /// A verifier's secret, by verifier id.
    Verifier,
    /// The single-access link of a token, by token id.
    Token,
    /// All single-access links of a key, by key id.
    Key,
    /// An invitation's link, by invitation id.
    Invitation,
}

/// Destroys the kept responses about a subject. The rows stay until they expire, so that the form cannot be processed again.
pub(super) async fn void(tx: &mut Tx, about: AnswerSubject, id: &str) -> Result<(), StoreError> {
    let text = match about {
        AnswerSubject::User | AnswerSubject::Verifier => {
            "update kept_answers set sealed = '', times_left = 0 where about = $1"
        }
        AnswerSubject::Token => {
            "update kept_answers set sealed = '', times_left = 0 \
             where about in (select id_hash from links where token_id = $1)"
        }
        AnswerSubject::Key => {
            "update kept_answers set sealed = '', times_left = 0 \
             where about in (select id_hash from links where key_id = $1)"
        }
        AnswerSubject::Invitation => {
            "update kept_answers set sealed = '', times_left = 0 \
             where about in (select link_hash from invitations where id = $1)"
        }
    };
    sqlx::query(text).bind(id).execute(&mut **tx).await?;
    Ok(())
}
