//! Answers that are shown once, kept for a moment for the form that got them.
//!
//! What is kept opens with the form's nonce only, which is not stored. How often it is handed out is counted by compare-and-set, over
//! all connections and nodes.

use crate::{
    domain::time::{SECOND, Timestamp},
    server::{
        crypto::{Hash, Sealed},
        store::{Store, StoreError, Tx, exactly_one},
    },
};
use sqlx::Row;

/// How long an answer can be had again, in milliseconds.
pub const KEPT_FOR: i64 = 30 * SECOND;
/// How often, after the first time.
const TIMES: i64 = 2;
/// How far ahead of this node's clock another node's may be, in milliseconds. What is further in the future has ended: a clock was set
/// back.
const AHEAD: i64 = 30 * SECOND;

/// An answer as it is kept.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Of the form's nonce and what it may be used for.
    pub id: Hash,
    /// Of what was sent with it.
    pub body: Hash,
    /// What it is about: a link's hash or a user's id.
    pub about: String,
    pub salt: String,
    pub sealed: Sealed,
    pub made_at: Timestamp,
}

/// What became of a form that may have been sent before.
#[derive(Clone, Debug)]
pub enum Again {
    /// Nothing is kept for it, or nothing any more.
    Nothing,
    /// It was sent before with something else in it.
    OtherBody,
    /// It was sent before: the salt and the answer.
    Same(String, Sealed),
}

impl Store {
    /// Hands the answer out once more to the form that got it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn answer_again(&self, id: &Hash, body: &Hash, now: Timestamp) -> Result<Again, StoreError> {
        // Nearly every form is sent once, so looking comes before the transaction.
        let row = sqlx::query("select body from kept_answers where id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(Again::Nothing) };
        if !Hash::stored(row.try_get("body")?).matches(body) {
            return Ok(Again::OtherBody);
        }
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let taken = sqlx::query(
                "update kept_answers set times_left = times_left - 1 \
                 where id = $1 and body = $2 and times_left > 0 and made_at > $3 and made_at <= $4 \
                 returning salt, sealed, times_left",
            )
            .bind(id.as_str())
            .bind(body.as_str())
            .bind(now.plus(-KEPT_FOR).0)
            .bind(now.plus(AHEAD).0)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(taken) = taken else { return Ok(Again::Nothing) };
            let same = Again::Same(taken.try_get("salt")?, Sealed::stored(taken.try_get("sealed")?));
            if taken.try_get::<i64, _>("times_left")? == 0 {
                sqlx::query("update kept_answers set sealed = '' where id = $1")
                    .bind(id.as_str())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Ok(same)
        })
        .await
    }

    /// Whether a form was carried out a moment ago, though its answer may be had no more.
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

    /// Destroys the answers that can be had no more. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_answers(&self, now: Timestamp) -> Result<u64, StoreError> {
        let text = "delete from kept_answers where made_at <= $1 or made_at > $2";
        let forgotten = sqlx::query(text)
            .bind(now.plus(-KEPT_FOR).0)
            .bind(now.plus(AHEAD).0)
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }
}

/// Keeps an answer, in the transaction of the action that it answers.
///
/// # Errors
/// [`StoreError::Conflict`] when the form was carried out before.
pub(super) async fn keep(tx: &mut Tx, answer: &Answer) -> Result<(), StoreError> {
    let kept = sqlx::query(
        "insert into kept_answers (id, body, about, salt, sealed, made_at, times_left) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (id) do nothing",
    )
    .bind(answer.id.as_str())
    .bind(answer.body.as_str())
    .bind(&answer.about)
    .bind(&answer.salt)
    .bind(answer.sealed.as_str())
    .bind(answer.made_at.0)
    .bind(TIMES)
    .execute(&mut **tx)
    .await?;
    exactly_one(kept.rows_affected())
}

/// What was undone, by whose id.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A user's second factor.
    User,
    /// The link of a token.
    Token,
    /// All links of a key.
    Key,
    /// An invitation's link.
    Invitation,
}

/// Destroys the answers about something that was undone. The rows stay for a moment, so that the form cannot be carried out once more.
pub(super) async fn void(tx: &mut Tx, about: About, id: &str) -> Result<(), StoreError> {
    let text = match about {
        About::User => "update kept_answers set sealed = '', times_left = 0 where about = $1",
        About::Token => {
            "update kept_answers set sealed = '', times_left = 0 \
             where about in (select id_hash from links where token_id = $1)"
        }
        About::Key => {
            "update kept_answers set sealed = '', times_left = 0 \
             where about in (select id_hash from links where key_id = $1)"
        }
        About::Invitation => {
            "update kept_answers set sealed = '', times_left = 0 \
             where about in (select link_hash from invitations where id = $1)"
        }
    };
    sqlx::query(text).bind(id).execute(&mut **tx).await?;
    Ok(())
}
