//! Writes a change to a team, in the transaction in which the rules allowed it.

use crate::{
    domain::{
        id::{Account, Id, User},
        people::{team::Role, team_change::TeamChange},
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{StoreError, Tx, exactly_one, invitations, member_roles},
    },
};
use sqlx::Any;

/// Writes a change.
pub(super) async fn apply(
    tx: &mut Tx,
    account: &Id<Account>,
    change: &TeamChange,
    now: Timestamp,
    link: Option<&Hash>,
) -> Result<(), StoreError> {
    let link = || link.ok_or_else(|| StoreError::damaged("an invitation's change"));
    match change {
        TeamChange::Nothing => Ok(()),
        TeamChange::Invite(new) => invitations::insert(tx, account, new, link()?, now).await,
        TeamChange::RenewInvitation { old, new } => {
            invitations::cancel(tx, account, old, now).await?;
            invitations::insert(tx, account, new, link()?, now).await
        }
        TeamChange::CancelInvitation { id, .. } => invitations::cancel(tx, account, id, now).await,
        TeamChange::SetRoles { user, roles, .. } => set_roles(tx, account, user, roles).await,
        TeamChange::Disable { user, .. } => {
            let text = "update memberships set disabled_at = $3 where account_id = $1 and user_id = $2 and disabled_at is null";
            execute_one(tx, statement(text, account, user.as_str()).bind(now.millis())).await
        }
        TeamChange::Enable { user, .. } => {
            let text = "update memberships set disabled_at = null \
                        where account_id = $1 and user_id = $2 and disabled_at is not null";
            execute_one(tx, statement(text, account, user.as_str())).await
        }
        TeamChange::Remove { user, .. } => {
            let text = "delete from memberships where account_id = $1 and user_id = $2";
            execute_one(tx, statement(text, account, user.as_str())).await
        }
        TeamChange::CreateRole(role) => create_role(tx, account, role, now).await,
        TeamChange::EditRole(role) => edit_role(tx, account, role).await,
        // Foreign keys prevent the deletion of a role in use, even if a key or user got it just now.
        TeamChange::DeleteRole { id, .. } => {
            let text = "delete from roles where account_id = $1 and id = $2 and predefined = 0";
            execute_one(tx, statement(text, account, id.as_str())).await
        }
        TeamChange::AddResource(resource) => {
            let text = "insert into resources (account_id, name, description, created_at) values ($1, $2, $3, $4)";
            let insert = statement(text, account, &resource.name).bind(resource.description.clone());
            execute_one(tx, insert.bind(now.millis())).await
        }
        TeamChange::DeleteResource { name } => {
            let text = "delete from resources where account_id = $1 and name = $2";
            execute_one(tx, statement(text, account, name)).await
        }
    }
}

type Query = sqlx::query::Query<'static, Any, <Any as sqlx::Database>::Arguments>;

/// A statement with an account (`$1`) and the id or name of a part of it (`$2`).
fn statement(text: &'static str, account: &Id<Account>, id: &str) -> Query {
    sqlx::query(text).bind(account.as_str().to_owned()).bind(id.to_owned())
}

/// Executes a statement that must change exactly one row.
async fn execute_one(tx: &mut Tx, statement: Query) -> Result<(), StoreError> {
    exactly_one(statement.execute(&mut **tx).await?.rows_affected())
}

async fn set_roles(tx: &mut Tx, account: &Id<Account>, user: &Id<User>, roles: &[Id<Role>]) -> Result<(), StoreError> {
    let text = "delete from member_roles where account_id = $1 and user_id = $2";
    statement(text, account, user.as_str()).execute(&mut **tx).await?;
    for role in roles {
        member_roles::give(tx, account, user, role).await?;
    }
    Ok(())
}

async fn create_role(tx: &mut Tx, account: &Id<Account>, role: &Role, now: Timestamp) -> Result<(), StoreError> {
    let text = "insert into roles (id, account_id, name, predefined, created_at) values ($2, $1, $3, 0, $4)";
    let insert = statement(text, account, role.id.as_str()).bind(role.name.clone());
    execute_one(tx, insert.bind(now.millis())).await?;
    insert_resources(tx, role).await
}

async fn edit_role(tx: &mut Tx, account: &Id<Account>, role: &Role) -> Result<(), StoreError> {
    let text = "update roles set name = $3 where account_id = $1 and id = $2 and predefined = 0";
    execute_one(tx, statement(text, account, role.id.as_str()).bind(role.name.clone())).await?;
    sqlx::query("delete from role_resources where role_id = $1")
        .bind(role.id.as_str())
        .execute(&mut **tx)
        .await?;
    insert_resources(tx, role).await
}

async fn insert_resources(tx: &mut Tx, role: &Role) -> Result<(), StoreError> {
    for resource in &role.resources {
        sqlx::query("insert into role_resources (role_id, resource) values ($1, $2)")
            .bind(role.id.as_str())
            .bind(resource)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
