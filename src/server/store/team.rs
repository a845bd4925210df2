//! The team of an account (members, roles, resources, invitations): loads it, and applies a change to it.
//!
//! The rules look at the whole team, so every change locks the account's row first. Writers of a team are serialised, and its invariants
//! (there is always an owner) hold across nodes. Giving roles to keys does not take this lock; foreign keys protect those.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::{Account, Id},
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
use sqlx::{Row, any::AnyRow};
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
        let count = sqlx::query("select count(*) as n from key_roles where account_id = $1 and role_id = $2")
            .bind(account.as_str())
            .bind(role.as_str())
            .fetch_one(&self.pool)
            .await?;
        let text = "select k.app_key, k.label from key_roles g join api_keys k on k.id = g.key_id \
                    where g.account_id = $1 and g.role_id = $2 order by k.created_at, k.id limit $3";
        let rows = sqlx::query(text)
            .bind(account.as_str())
            .bind(role.as_str())
            .bind(NAMED_MAX as i64)
            .fetch_all(&self.pool)
            .await?;
        let named = rows.iter().map(|row| {
            let (app_key, label): (String, String) = (row.try_get("app_key")?, row.try_get("label")?);
            Ok::<_, StoreError>(format!("{label} ({app_key})"))
        });
        let total: i64 = count.try_get("n")?;
        Ok(RoleKeys {
            named: named.collect::<Result<_, _>>()?,
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
            let ended = invitations::end_due_of(&mut tx, account, now).await?;
            team_writes::apply(&mut tx, account, &change, now, link.map(|(hash, _)| hash)).await?;
            if let Some((_, Some(answer))) = link {
                answers::keep(&mut tx, answer).await?;
            }
            let mut done = entries(&team, &change);
            for invitation in change.withdraws(&team) {
                invitations::cancel(&mut tx, account, &invitation.id, now).await?;
                let cancelled = done.first().map(|first| AuditEntry {
                    event: Event::InvitationCancelled,
                    subject: invitation.email.clone(),
                    detail: Detail::default(),
                    ..first.clone()
                });
                done.extend(cancelled);
            }
            for entry in ended.into_iter().chain(done) {
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

async fn members(from: &mut Connection, account: &Id<Account>) -> Result<Vec<Member>, StoreError> {
    let text = "select m.user_id, u.email, m.since, m.disabled_at, m.invited_by, m.last_seen_at \
                from memberships m join users u on u.id = m.user_id where m.account_id = $1 order by u.email";
    let rows = sqlx::query(text).bind(account.as_str()).fetch_all(&mut *from).await?;
    let mut roles = grouped(
        from,
        account,
        "select user_id as one, role_id as other from member_roles where account_id = $1 order by role_id",
    )
    .await?;
    rows.iter()
        .map(|row| {
            let user: String = row.try_get("user_id")?;
            Ok(Member {
                roles: ids(roles.remove(&user)),
                user: Id::new(user),
                email: row.try_get("email")?,
                since: Timestamp(row.try_get("since")?),
                disabled_at: row.try_get::<Option<i64>, _>("disabled_at")?.map(Timestamp),
                invited_by: row.try_get("invited_by")?,
                last_seen_at: row.try_get::<Option<i64>, _>("last_seen_at")?.map(Timestamp),
            })
        })
        .collect()
}

async fn roles(from: &mut Connection, account: &Id<Account>) -> Result<Vec<Role>, StoreError> {
    let text = "select r.id, r.name, r.predefined, (select count(*) from key_roles g where g.role_id = r.id) as keys \
                from roles r where r.account_id = $1 order by r.predefined desc, r.name, r.id";
    let rows = sqlx::query(text).bind(account.as_str()).fetch_all(&mut *from).await?;
    let mut contents = grouped(
        from,
        account,
        "select x.role_id as one, x.resource as other from role_resources x join roles r on r.id = x.role_id \
         where r.account_id = $1",
    )
    .await?;
    rows.iter()
        .map(|row| {
            let (id, predefined): (String, i64) = (row.try_get("id")?, row.try_get("predefined")?);
            // Sorted here, because the databases sort texts differently.
            let mut resources = contents.remove(&id).unwrap_or_default();
            resources.sort();
            Ok(Role {
                id: Id::new(id),
                name: row.try_get("name")?,
                predefined: predefined == 1,
                resources,
                keys: row.try_get("keys")?,
            })
        })
        .collect()
}

async fn resources(from: &mut Connection, account: &Id<Account>) -> Result<Vec<Resource>, StoreError> {
    let rows = sqlx::query("select name, description from resources where account_id = $1 order by name")
        .bind(account.as_str())
        .fetch_all(from)
        .await?;
    let read = |row: &AnyRow| {
        Ok(Resource {
            name: row.try_get("name")?,
            description: row.try_get("description")?,
        })
    };
    rows.iter().map(read).collect()
}

async fn pending(from: &mut Connection, account: &Id<Account>, now: Timestamp) -> Result<Vec<Invitation>, StoreError> {
    let text = "select id, email, invited_by, expires_at from invitations \
                where account_id = $1 and state = 'pending' and expires_at > $2 and expires_at <= $3 order by email";
    let rows = sqlx::query(text)
        .bind(account.as_str())
        .bind(now.0)
        .bind(latest_end(now).0)
        .fetch_all(&mut *from)
        .await?;
    let mut roles = grouped(
        from,
        account,
        "select x.invitation_id as one, x.role_id as other from invitation_roles x \
         join invitations i on i.id = x.invitation_id where i.account_id = $1 order by x.role_id",
    )
    .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            Ok(Invitation {
                roles: ids(roles.remove(&id)),
                id: Id::new(id),
                email: row.try_get("email")?,
                invited_by: row.try_get("invited_by")?,
                expires_at: Timestamp(row.try_get("expires_at")?),
            })
        })
        .collect()
}

/// The `other` values of each `one`.
async fn grouped(
    from: &mut Connection,
    account: &Id<Account>,
    text: &'static str,
) -> Result<HashMap<String, Vec<String>>, StoreError> {
    let rows = sqlx::query(text).bind(account.as_str()).fetch_all(from).await?;
    let mut groups: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        groups
            .entry(row.try_get("one")?)
            .or_default()
            .push(row.try_get("other")?);
    }
    Ok(groups)
}

fn ids<T>(texts: Option<Vec<String>>) -> Vec<Id<T>> {
    let mut ids: Vec<_> = texts.unwrap_or_default().into_iter().map(Id::new).collect();
    ids.sort();
    ids
}
