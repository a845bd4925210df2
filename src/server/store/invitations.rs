//! Invitations: looking at one, which changes nothing, and accepting it, which happens once.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event, receipt::VISITS_LISTED},
        keys::link::{Link, latest_end},
        names::Id,
        people::team::Invitation,
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{
            Actor, Entry, Store, StoreError, Tx, UserRecord, answers, audit, exactly_one, keys::read_link, member_roles,
        },
    },
};
use sqlx::Row;

/// What an invitation's page may say about it.
#[derive(Clone, Debug)]
pub struct InvitationRecord {
    pub account_slug: String,
    pub email: Email,
    /// An address; empty for the operator.
    pub invited_by: String,
    /// As stored: a pending one whose time has come may not be marked yet.
    pub link: Link,
}

/// Who accepts an invitation.
#[derive(Clone, Copy, Debug)]
pub enum Invitee<'a> {
    /// A user who is made with it.
    New(&'a UserRecord),
    /// A user who proved to be one.
    Known(&'a UserRecord),
}

impl Invitee<'_> {
    fn user(&self) -> &UserRecord {
        match self {
            Self::New(user) | Self::Known(user) => user,
        }
    }
}

impl Store {
    /// Looks at an invitation.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn look_at_invitation(&self, link: &Hash) -> Result<Option<InvitationRecord>, StoreError> {
        let text = "select i.email, i.invited_by, i.state, i.expires_at, i.ended_at, a.slug \
                    from invitations i join accounts a on a.id = i.account_id where i.link_hash = $1";
        let row = sqlx::query(text).bind(link.as_str()).fetch_optional(&self.pool).await?;
        row.map(|row| {
            let email: String = row.try_get("email")?;
            Ok(InvitationRecord {
                account_slug: row.try_get("slug")?,
                email: Email::existing(&email).map_err(|_| StoreError::damaged("invitations.email"))?,
                invited_by: row.try_get("invited_by")?,
                link: read_link(&row)?,
            })
        })
        .transpose()
    }

    /// Accepts an invitation: whoever changes the row first has it, over every connection and node, and nobody read it in this
    /// transaction before. In the same one the user is made, where there was none, and becomes a member with the roles of the
    /// invitation; if that fails, the invitation stays as it was. `None` when it had ended.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the invitation is another's; [`StoreError::Duplicate`] when there is a user with the address of
    /// a new one by now; [`StoreError::Database`].
    pub async fn accept_invitation(
        &self,
        link: &Hash,
        invitee: Invitee<'_>,
        ip: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let won = sqlx::query(
                "update invitations set state = 'opened', ended_at = $2 \
                 where link_hash = $1 and state = 'pending' and expires_at > $2 and expires_at <= $3 \
                 returning id, account_id, email, invited_by",
            )
            .bind(link.as_str())
            .bind(now.0)
            .bind(latest_end(now).0)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(won) = won else { return Ok(None) };
            let (id, account) = (Id(won.try_get("id")?), Id(won.try_get("account_id")?));
            let user = invitee.user();
            if won.try_get::<String, _>("email")? != user.email.as_str() {
                return Err(StoreError::Conflict);
            }
            if let Invitee::New(user) = invitee {
                insert_user(&mut tx, user, now).await?;
            }
            join(&mut tx, &account, &user.id, won.try_get("invited_by")?, now).await?;
            give_roles(&mut tx, &account, &user.id, &id).await?;
            let about = sqlx::query("select slug from accounts where id = $1")
                .bind(account.as_str())
                .fetch_one(&mut *tx)
                .await?;
            let actor = Actor::User(user.email.as_str().to_owned());
            let entry = entry(account, actor, Event::InvitationOpened, user.email.as_str(), ip, now);
            audit::record(&mut tx, entry).await?;
            tx.commit().await?;
            Ok(Some(about.try_get("slug")?))
        })
        .await
    }

    /// Records that somebody came to an invitation that was accepted before, [`VISITS_LISTED`] times: whoever holds an address must not
    /// be able to fill the log. Does nothing for any other.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record_visit_to_invitation(&self, link: &Hash, ip: &str, now: Timestamp) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let row = sqlx::query(
                "update invitations set visits_after_end = visits_after_end + 1 \
                 where link_hash = $1 and state = 'opened' and visits_after_end < $2 returning account_id, email",
            )
            .bind(link.as_str())
            .bind(VISITS_LISTED)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(row) = row else { return Ok(()) };
            let (account, email) = (Id(row.try_get("account_id")?), row.try_get::<String, _>("email")?);
            let entry = entry(
                account,
                Actor::LinkHolder,
                Event::InvitationVisitedAgain,
                &email,
                ip,
                now,
            );
            audit::record(&mut tx, entry).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Marks invitations whose time has come, or that are from the future, a few at a time so that no lock is held for long. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expire_invitations(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let due = sqlx::query(
                "update invitations set state = 'expired', ended_at = case when expires_at > $1 then $1 else expires_at end \
                 where state = 'pending' and id in (select id from invitations where state = 'pending' \
                 and (expires_at <= $1 or expires_at > $2) order by expires_at limit 100) \
                 returning id, account_id, email",
            )
            .bind(now.0)
            .bind(latest_end(now).0)
            .fetch_all(&mut *tx)
            .await?;
            let mut ended = Vec::with_capacity(due.len());
            for row in &due {
                forget_roles(&mut tx, &Id(row.try_get("id")?)).await?;
                ended.push((Id(row.try_get("account_id")?), row.try_get::<String, _>("email")?));
            }
            // In one order on every node, since each row takes its chain's lock.
            ended.sort();
            for (account, email) in ended {
                let entry = entry(account, Actor::Clock, Event::InvitationExpired, &email, "", now);
                audit::record(&mut tx, entry).await?;
            }
            tx.commit().await?;
            Ok(due.len())
        })
        .await
    }
}

/// Stores a new invitation.
pub(super) async fn insert(
    tx: &mut Tx,
    account: &Id,
    new: &Invitation,
    link: &Hash,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into invitations (id, link_hash, account_id, email, invited_by, state, issued_at, expires_at) \
         values ($1, $2, $3, $4, $5, 'pending', $6, $7)",
    )
    .bind(new.id.as_str())
    .bind(link.as_str())
    .bind(account.as_str())
    .bind(&new.email)
    .bind(&new.invited_by)
    .bind(now.0)
    .bind(new.expires_at.0)
    .execute(&mut **tx)
    .await?;
    for role in &new.roles {
        let given = sqlx::query(
            "insert into invitation_roles (invitation_id, role_id) \
             select cast($2 as text), id from roles where account_id = $1 and id = $3",
        )
        .bind(account.as_str())
        .bind(new.id.as_str())
        .bind(role.as_str())
        .execute(&mut **tx)
        .await?;
        exactly_one(given.rows_affected())?;
    }
    Ok(())
}

/// Withdraws an invitation, which may have been accepted in the same moment.
pub(super) async fn cancel(tx: &mut Tx, account: &Id, id: &Id, now: Timestamp) -> Result<(), StoreError> {
    let cancelled = sqlx::query(
        "update invitations set state = 'cancelled', ended_at = $3 where account_id = $1 and id = $2 and state = 'pending'",
    )
    .bind(account.as_str())
    .bind(id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    exactly_one(cancelled.rows_affected())?;
    answers::void(tx, answers::About::Invitation, id.as_str()).await?;
    forget_roles(tx, id).await
}

/// Marks an account's invitations whose time has come. Returns what is to be recorded about them, after everything else that takes
/// a lock.
pub(super) async fn end_due_of(tx: &mut Tx, account: &Id, now: Timestamp) -> Result<Vec<Entry>, StoreError> {
    let due = sqlx::query(
        "update invitations set state = 'expired', ended_at = case when expires_at > $2 then $2 else expires_at end \
         where account_id = $1 and state = 'pending' and (expires_at <= $2 or expires_at > $3) returning id, email",
    )
    .bind(account.as_str())
    .bind(now.0)
    .bind(latest_end(now).0)
    .fetch_all(&mut **tx)
    .await?;
    let mut entries = Vec::with_capacity(due.len());
    for row in due {
        forget_roles(tx, &Id(row.try_get("id")?)).await?;
        let email: String = row.try_get("email")?;
        entries.push(entry(
            account.clone(),
            Actor::Clock,
            Event::InvitationExpired,
            &email,
            "",
            now,
        ));
    }
    Ok(entries)
}

/// What an invitation that ended would have given keeps no role from being deleted.
async fn forget_roles(tx: &mut Tx, id: &Id) -> Result<(), StoreError> {
    sqlx::query("delete from invitation_roles where invitation_id = $1")
        .bind(id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn insert_user(tx: &mut Tx, user: &UserRecord, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("insert into users (id, email, password_hash, created_at) values ($1, $2, $3, $4)")
        .bind(user.id.as_str())
        .bind(user.email.as_str())
        .bind(&user.password_hash)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Makes a member. Whoever is one already was invited by the operator, and can act again.
async fn join(tx: &mut Tx, account: &Id, user: &Id, invited_by: String, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "insert into memberships (account_id, user_id, since, invited_by) values ($1, $2, $3, $4) \
         on conflict (account_id, user_id) do update set disabled_at = null",
    )
    .bind(account.as_str())
    .bind(user.as_str())
    .bind(now.0)
    .bind(invited_by)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn give_roles(tx: &mut Tx, account: &Id, user: &Id, invitation: &Id) -> Result<(), StoreError> {
    let roles = sqlx::query("delete from invitation_roles where invitation_id = $1 returning role_id")
        .bind(invitation.as_str())
        .fetch_all(&mut **tx)
        .await?;
    for row in roles {
        let role = Id(row.try_get("role_id")?);
        let has = sqlx::query("select 1 from member_roles where account_id = $1 and user_id = $2 and role_id = $3")
            .bind(account.as_str())
            .bind(user.as_str())
            .bind(role.as_str())
            .fetch_optional(&mut **tx)
            .await?;
        if has.is_none() {
            member_roles::give(tx, account, user, &role).await?;
        }
    }
    Ok(())
}

fn entry(account: Id, actor: Actor, event: Event, email: &str, ip: &str, at: Timestamp) -> Entry {
    Entry {
        account: Some(account),
        actor,
        event,
        key: None,
        subject: email.to_owned(),
        detail: Detail::default(),
        ip: ip.to_owned(),
        at,
    }
}
