//! The team of an account (members, roles, resources, invitations): loads it, and applies a change to it.
//!
//! The rules look at the whole team, so every change locks the account's row first. Writers of a team are serialised, and its invariants
//! (there is always an owner) hold across nodes. Giving roles to keys does not take this lock; foreign keys protect those.

use crate::{
    domain::{
        audit::event::Event,
        id::{Account, Id, User},
        keys::link::latest_end,
        people::{
            team::{Invitation, Member, Resource, Role, Team},
            team_change::{NAMED_MAX, RoleKeys, TeamChange, TeamRefusal},
        },
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{
            AuditEntry, KeptAnswer, Store, StoreError, Tx, answers, audit, database::Connection, exactly_one,
            invitations, team_writes,
        },
    },
};
use sqlx::{FromRow, any::AnyRow};
use std::collections::HashMap;

impl Store {
    /// The team of an account at `now`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn team(&self, account: &Id<Account>, now: Timestamp) -> Result<Team, StoreError> {
        let mut connection = self.pool.acquire().await?;
        load(&mut connection, account, now).await
    }

    /// The keys with a role: label and app key of the first few, and the total number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keys_with_role(&self, account: &Id<Account>, role: &Id<Role>) -> Result<RoleKeys, StoreError> {
        let total: i64 =
            sqlx::query_scalar("select count(*) as n from key_roles where account_id = $1 and role_id = $2")
                .bind(account.as_str())
                .bind(role.as_str())
                .fetch_one(&self.pool)
                .await?;
        let text = "select k.app_key, k.label from key_roles g join api_keys k on k.id = g.key_id \
                    where g.account_id = $1 and g.role_id = $2 order by k.created_at, k.id limit $3";
        let rows: Vec<(String, String)> = sqlx::query_as(text)
            .bind(account.as_str())
            .bind(role.as_str())
            .bind(NAMED_MAX as i64)
            .fetch_all(&self.pool)
            .await?;
        let named = rows.iter().map(|(app_key, label)| format!("{label} ({app_key})"));
        Ok(RoleKeys {
            named: named.collect(),
            total: usize::try_from(total).unwrap_or_default(),
        })
    }

    /// Loads the team under a lock, lets `decide` apply the rules, and writes the change with its audit entries. `link` is for changes that
    /// create an invitation: the hash of its link, and the kept response that shows the link.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if a role or resource came into use meanwhile; [`StoreError::Database`]. The inner result is the refusal of
    /// the rules.
    pub async fn change_team(
        &self,
        account: &Id<Account>,
        now: Timestamp,
        link: Option<(&Hash, Option<&KeptAnswer>)>,
        decide: &(dyn Fn(&Team) -> Result<TeamChange, TeamRefusal> + Send + Sync),
        entries: &(dyn Fn(&Team, &TeamChange) -> Vec<AuditEntry> + Send + Sync),
    ) -> Result<Result<TeamChange, TeamRefusal>, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            lock(&mut tx, account).await?;
            let team = load(&mut tx, account, now).await?;
            let change = match decide(&team) {
                Ok(change) => change,
                Err(refusal) => return Ok(Err(refusal)),
            };
            // Expired invitations must not block the change: their address may be invited again, and their roles deleted.
            let expired = invitations::expire_due_of_account(&mut tx, account, now).await?;
            team_writes::apply(&mut tx, account, &change, now, link.map(|(hash, _)| hash)).await?;
            if let Some((_, Some(answer))) = link {
                answers::keep(&mut tx, answer).await?;
            }
            let mut new_entries = entries(&team, &change);
            for invitation in change.cancelled_invitations(&team) {
                invitations::cancel(&mut tx, account, &invitation.id, now).await?;
                let cancelled = new_entries
                    .first()
                    .map(|first| first.followed_by(Event::InvitationCancelled, &invitation.email));
                new_entries.extend(cancelled);
            }
            for entry in expired.into_iter().chain(new_entries) {
                audit::record(&mut tx, entry).await?;
            }
            tx.commit().await?;
            Ok(Ok(change))
        })
        .await
    }
}

/// Serialises writers of one account's team. It is the first lock of their transactions; the audit chain's is the last.
pub(super) async fn lock(tx: &mut Tx, account: &Id<Account>) -> Result<(), StoreError> {
    let locked = sqlx::query("update accounts set created_at = created_at where id = $1")
        .bind(account.as_str())
        .execute(&mut **tx)
        .await?;
    exactly_one(locked.rows_affected())
}

pub(super) async fn load(from: &mut Connection, account: &Id<Account>, now: Timestamp) -> Result<Team, StoreError> {
    Ok(Team {
        members: members(from, account).await?,
        roles: roles(from, account).await?,
        resources: resources(from, account).await?,
        invitations: pending(from, account, now).await?,
    })
}

#[derive(sqlx_macros::FromRow)]
struct MemberRow {
    user_id: Id<User>,
    email: String,
    since: Timestamp,
    disabled_at: Option<Timestamp>,
    invited_by: String,
    last_seen_at: Option<Timestamp>,
}

async fn members(from: &mut Connection, account: &Id<Account>) -> Result<Vec<Member>, StoreError> {
    let text = "select m.user_id, u.email, m.since, m.disabled_at, m.invited_by, m.last_seen_at \
                from memberships m join users u on u.id = m.user_id where m.account_id = $1 order by u.email";
    let query = sqlx::query_as(text).bind(account.as_str());
    let rows: Vec<MemberRow> = query.fetch_all(&mut *from).await?;
    let mut roles = grouped::<Id<User>, _>(
        from,
        account,
        "select user_id as one, role_id as other from member_roles where account_id = $1 order by role_id",
    )
    .await?;
    let member = |row: MemberRow| Member {
        roles: roles.remove(&row.user_id).unwrap_or_default(),
        user: row.user_id,
        email: row.email,
        since: row.since,
        disabled_at: row.disabled_at,
        invited_by: row.invited_by,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(member).collect())
}

#[derive(sqlx_macros::FromRow)]
struct RoleRow {
    id: Id<Role>,
    name: String,
    predefined: i64,
    /// Number of keys that have it.
    keys: i64,
}

async fn roles(from: &mut Connection, account: &Id<Account>) -> Result<Vec<Role>, StoreError> {
    let text = "select r.id, r.name, r.predefined, (select count(*) from key_roles g where g.role_id = r.id) as keys \
                from roles r where r.account_id = $1 order by r.predefined desc, r.name, r.id";
    let query = sqlx::query_as(text).bind(account.as_str());
    let rows: Vec<RoleRow> = query.fetch_all(&mut *from).await?;
    let mut contents = grouped::<Id<Role>, _>(
        from,
        account,
        "select x.role_id as one, x.resource as other from role_resources x join roles r on r.id = x.role_id \
         where r.account_id = $1",
    )
    .await?;
    let role = |row: RoleRow| Role {
        resources: contents.remove(&row.id).unwrap_or_default(),
        id: row.id,
        name: row.name,
        predefined: row.predefined == 1,
        keys: row.keys,
    };
    Ok(rows.into_iter().map(role).collect())
}

async fn resources(from: &mut Connection, account: &Id<Account>) -> Result<Vec<Resource>, StoreError> {
    let rows = sqlx::query_as("select name, description from resources where account_id = $1 order by name")
        .bind(account.as_str())
        .fetch_all(from)
        .await?;
    let resource = |(name, description)| Resource { name, description };
    Ok(rows.into_iter().map(resource).collect())
}

#[derive(sqlx_macros::FromRow)]
struct PendingRow {
    id: Id<Invitation>,
    email: String,
    invited_by: String,
    expires_at: Timestamp,
}

async fn pending(from: &mut Connection, account: &Id<Account>, now: Timestamp) -> Result<Vec<Invitation>, StoreError> {
    let text = "select id, email, invited_by, expires_at from invitations \
                where account_id = $1 and state = 'pending' and expires_at > $2 and expires_at <= $3 order by email";
    let rows: Vec<PendingRow> = sqlx::query_as(text)
        .bind(account.as_str())
        .bind(now.millis())
        .bind(latest_end(now).millis())
        .fetch_all(&mut *from)
        .await?;
    let mut roles = grouped::<Id<Invitation>, _>(
        from,
        account,
        "select x.invitation_id as one, x.role_id as other from invitation_roles x \
         join invitations i on i.id = x.invitation_id where i.account_id = $1 order by x.role_id",
    )
    .await?;
    let invitation = |row: PendingRow| Invitation {
        roles: roles.remove(&row.id).unwrap_or_default(),
        id: row.id,
        email: row.email,
        invited_by: row.invited_by,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(invitation).collect())
}

/// The `other` values of each `one`, sorted here because the databases sort texts differently.
async fn grouped<K, V>(
    from: &mut Connection,
    account: &Id<Account>,
    text: &'static str,
) -> Result<HashMap<K, Vec<V>>, StoreError>
where
    K: Eq + std::hash::Hash + Send + Unpin,
    V: Ord + Send + Unpin,
    (K, V): for<'r> FromRow<'r, AnyRow>,
{
    let rows = sqlx::query_as(text).bind(account.as_str()).fetch_all(from).await?;
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (one, other) in rows {
        groups.entry(one).or_default().push(other);
    }
    groups.values_mut().for_each(|group| group.sort());
    Ok(groups)
}
