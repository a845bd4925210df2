//! Sets a new password without the old one. A second factor is sealed under the old password, so it must be removed, too.

use crate::{
    domain::id::{Id, User},
    server::store::{
        AuditEntry, Store, StoreError, audit, browsers, exactly_one,
        second_factor::{follow_password_change, remove},
    },
};

impl Store {
    /// Sets the password of an enabled user and ends all their sessions. `and_second_factor` also removes a second factor and records
    /// the second entry. Returns whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if there is a second factor and `and_second_factor` is false, or the user was disabled meanwhile;
    /// [`StoreError::Database`].
    pub async fn reset_password(
        &self,
        user: &Id<User>,
        new: &str,
        and_second_factor: bool,
        [reset, removed]: [AuditEntry; 2],
    ) -> Result<bool, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            // The user's row first, in the same lock order as everywhere.
            let text = "update users set password_hash = $2 where id = $1 and disabled_at is null";
            let changed = sqlx::query(text)
                .bind(user.as_str())
                .bind(new)
                .execute(&mut *tx)
                .await?;
            exactly_one(changed.rows_affected())?;
            let had_factor = and_second_factor && remove(&mut tx, user).await? == 1;
            follow_password_change(&mut tx, user, None).await?;
            browsers::forget_all(&mut tx, user).await?;
            sqlx::query("delete from sessions where user_id = $1")
                .bind(user.as_str())
                .execute(&mut *tx)
                .await?;
            audit::record(&mut tx, reset.clone()).await?;
            if had_factor {
                audit::record(&mut tx, removed.clone()).await?;
            }
            tx.commit().await?;
            Ok(had_factor)
        })
        .await
    }
}
