//! The roles of a member.

use crate::{
    domain::{
        id::{Account, Id, User},
        people::team::Role,
    },
    server::store::{StoreError, Tx, exactly_one},
};

/// Gives a member a role of the account. A role of another account is refused with a conflict.
pub(super) async fn give(
    tx: &mut Tx,
    account: &Id<Account>,
    user: &Id<User>,
    role: &Id<Role>,
) -> Result<(), StoreError> {
    let text = "insert into member_roles (account_id, user_id, role_id) \
                select account_id, cast($2 as text), id from roles where account_id = $1 and id = $3";
    let given = sqlx::query(text)
        .bind(account.as_str())
        .bind(user.as_str())
        .bind(role.as_str())
        .execute(&mut **tx)
        .await?;
    exactly_one(given.rows_affected())
}
