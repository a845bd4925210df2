//! Invitations: reading one without changing it, accepting it once, expiring and cancelling it.

use crate::{
    domain::{
        audit::{event::Event, receipt::VISITS_LISTED},
        id::{Account, Id, User},
        keys::link::{Link, latest_end},
        people::team::{Invitation, Role},
        text::Email,
        time::Timestamp,
    },
    server::{
        crypto::Hash,
        store::{
            AuditEntry, Store, StoreError, Tx, UserRecord, answers, audit, exactly_one, links::LinkRow, member_roles,
        },
    },
};

/// The data for an invitation's page.
#[derive(Clone, Debug)]
pub struct InvitationRecord {
    pub account_slug: String,
    pub email: Email,
    /// The inviter's email address; empty for the operator.
    pub invited_by: String,
    /// As stored: a pending invitation past its expiry may not be marked yet.
    pub link: Link,
}

/// An invitation with its account.
#[derive(sqlx_macros::FromRow)]
struct InvitationRow {
    email: String,
    invited_by: String,
    #[sqlx(flatten)]
    link: LinkRow,
    slug: String,
}

impl TryFrom<InvitationRow> for InvitationRecord {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Result<Self, StoreError> {
        Ok(Self {
            account_slug: row.slug,
            email: Email::parse_existing(&row.email).map_err(|_| StoreError::damaged("invitations.email"))?,
            invited_by: row.invited_by,
            link: row.link.try_into()?,
        })
    }
}

/// An invitation that is being accepted.
#[derive(sqlx_macros::FromRow)]
struct AcceptedRow {
    id: Id<Invitation>,
    account_id: Id<Account>,
    email: String,
    invited_by: String,
}

/// The user who accepts an invitation.
#[derive(Clone, Copy, Debug)]
pub enum Invitee<'a> {
    /// A user created by the acceptance.
    New(&'a UserRecord),
    /// An existing user who has proved their identity.
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
    /// Reads an invitation without changing it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn read_invitation(&self, link: &Hash) -> Result<Option<InvitationRecord>, StoreError> {
        let text = "select i.email, i.invited_by, i.state, i.expires_at, i.ended_at, a.slug \
                    from invitations i join accounts a on a.id = i.account_id where i.link_hash = $1";
        let query = sqlx::query_as(text).bind(link.as_str());
        let row: Option<InvitationRow> = query.fetch_optional(&self.pool).await?;
        row.map(InvitationRecord::try_from).transpose()
    }

    /// Accepts an invitation. A compare-and-set decides between concurrent callers, over all connections and nodes. The same transaction
    /// creates a new user and adds the membership with the invitation's roles; if that fails, the invitation is unchanged.
    /// Returns the account's slug, or `None` if the invitation has ended.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the invitation is for another address; [`StoreError::Duplicate`] if a new user's address is already
    /// taken; [`StoreError::Database`].
    pub async fn accept_invitation(
        &self,
        link: &Hash,
        invitee: Invitee<'_>,
        ip: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let accepted: Option<AcceptedRow> = sqlx::query_as(
                "update invitations set state = 'opened', ended_at = $2 \
                 where link_hash = $1 and state = 'pending' and expires_at > $2 and expires_at <= $3 \
                 returning id, account_id, email, invited_by",
            )
            .bind(link.as_str())
            .bind(now.millis())
            .bind(latest_end(now).millis())
            .fetch_optional(&mut *tx)
            .await?;
            let Some(accepted) = accepted else { return Ok(None) };
            let account = accepted.account_id;
            let user = invitee.user();
            if accepted.email != user.email.as_str() {
                return Err(StoreError::Conflict);
            }
            if let Invitee::New(user) = invitee {
                insert_user(&mut tx, user, now).await?;
            }
            insert_membership(&mut tx, &account, &user.id, accepted.invited_by, now).await?;
            give_roles(&mut tx, &account, &user.id, &accepted.id).await?;
            let slug = sqlx::query_scalar("select slug from accounts where id = $1")
                .bind(account.as_str())
                .fetch_one(&mut *tx)
                .await?;
            let entry = AuditEntry::by_user(&user.email, &account, Event::InvitationOpened, ip, now);
            audit::record(&mut tx, entry.about(user.email.as_str())).await?;
            tx.commit().await?;
            Ok(Some(slug))
        })
        .await
    }

    /// Records a visit to an accepted invitation, at most [`VISITS_LISTED`] times, so that nobody with the link can fill the log. Does
    /// nothing for any other invitation.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record_visit_to_invitation(&self, link: &Hash, ip: &str, now: Timestamp) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let visited: Option<(Id<Account>, String)> = sqlx::query_as(
                "update invitations set visits_after_end = visits_after_end + 1 \
                 where link_hash = $1 and state = 'opened' and visits_after_end < $2 returning account_id, email",
            )
            .bind(link.as_str())
            .bind(VISITS_LISTED)
            .fetch_optional(&mut *tx)
            .await?;
            let Some((account, email)) = visited else { return Ok(()) };
            let entry = AuditEntry::by_link_holder(&account, Event::InvitationVisitedAgain, ip, now);
            audit::record(&mut tx, entry.about(email)).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Marks expired invitations, and those dated in the future, in batches of 100 so that no lock is held for long. Returns their number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expire_invitations(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let due: Vec<(Id<Invitation>, Id<Account>, String)> = sqlx::query_as(
                "update invitations set state = 'expired', ended_at = case when expires_at > $1 then $1 else expires_at end \
                 where state = 'pending' and id in (select id from invitations where state = 'pending' \
                 and (expires_at <= $1 or expires_at > $2) order by expires_at limit 100) \
                 returning id, account_id, email",
            )
            .bind(now.millis())
            .bind(latest_end(now).millis())
            .fetch_all(&mut *tx)
            .await?;
            let number = due.len();
            let mut expired = Vec::with_capacity(number);
            for (id, account, email) in due {
                forget_roles(&mut tx, &id).await?;
                expired.push((account, email));
            }
            // Sorted, so that all nodes lock the audit chains in the same order.
            expired.sort();
            for (account, email) in expired {
                audit::record(&mut tx, expired_entry(&account, email, now)).await?;
            }
            tx.commit().await?;
            Ok(number)
        })
        .await
    }
}

/// Stores a new invitation.
pub(super) async fn insert(
    tx: &mut Tx,
    account: &Id<Account>,
    invitation: &Invitation,
    link: &Hash,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into invitations (id, link_hash, account_id, email, invited_by, state, issued_at, expires_at) \
         values ($1, $2, $3, $4, $5, 'pending', $6, $7)",
    )
    .bind(invitation.id.as_str())
    .bind(link.as_str())
    .bind(account.as_str())
    .bind(&invitation.email)
    .bind(&invitation.invited_by)
    .bind(now.millis())
    .bind(invitation.expires_at.millis())
    .execute(&mut **tx)
    .await?;
    for role in &invitation.roles {
        let given = sqlx::query(
            "insert into invitation_roles (invitation_id, role_id) \
             select cast($2 as text), id from roles where account_id = $1 and id = $3",
        )
        .bind(account.as_str())
        .bind(invitation.id.as_str())
        .bind(role.as_str())
        .execute(&mut **tx)
        .await?;
        exactly_one(given.rows_affected())?;
    }
    Ok(())
}

/// Cancels an invitation. Fails with a conflict if it was accepted meanwhile.
pub(super) async fn cancel(
    tx: &mut Tx,
    account: &Id<Account>,
    id: &Id<Invitation>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let cancelled = sqlx::query(
        "update invitations set state = 'cancelled', ended_at = $3 where account_id = $1 and id = $2 and state = 'pending'",
    )
    .bind(account.as_str())
    .bind(id.as_str())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    exactly_one(cancelled.rows_affected())?;
    answers::void(tx, answers::AnswerSubject::Invitation, id.as_str()).await?;
    forget_roles(tx, id).await
}

/// Marks an account's expired invitations. Returns their audit entries; the caller records them after taking all other locks.
pub(super) async fn expire_due_of_account(
    tx: &mut Tx,
    account: &Id<Account>,
    now: Timestamp,
) -> Result<Vec<AuditEntry>, StoreError> {
    let due: Vec<(Id<Invitation>, String)> = sqlx::query_as(
        "update invitations set state = 'expired', ended_at = case when expires_at > $2 then $2 else expires_at end \
         where account_id = $1 and state = 'pending' and (expires_at <= $2 or expires_at > $3) returning id, email",
    )
    .bind(account.as_str())
    .bind(now.millis())
    .bind(latest_end(now).millis())
    .fetch_all(&mut **tx)
    .await?;
    let mut entries = Vec::with_capacity(due.len());
    for (id, email) in due {
        forget_roles(tx, &id).await?;
        entries.push(expired_entry(account, email, now));
    }
    Ok(entries)
}

/// Removes the roles of an ended invitation, so that it does not prevent the deletion of a role.
async fn forget_roles(tx: &mut Tx, id: &Id<Invitation>) -> Result<(), StoreError> {
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
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Adds a membership. An existing member was invited again by the operator; their membership is enabled again.
async fn insert_membership(
    tx: &mut Tx,
    account: &Id<Account>,
    user: &Id<User>,
    invited_by: String,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into memberships (account_id, user_id, since, invited_by) values ($1, $2, $3, $4) \
         on conflict (account_id, user_id) do update set disabled_at = null",
    )
    .bind(account.as_str())
    .bind(user.as_str())
    .bind(now.millis())
    .bind(invited_by)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn give_roles(
    tx: &mut Tx,
    account: &Id<Account>,
    user: &Id<User>,
    invitation: &Id<Invitation>,
) -> Result<(), StoreError> {
    let roles: Vec<Id<Role>> =
        sqlx::query_scalar("delete from invitation_roles where invitation_id = $1 returning role_id")
            .bind(invitation.as_str())
            .fetch_all(&mut **tx)
            .await?;
    for role in roles {
        let existing =
            sqlx::query("select 1 from member_roles where account_id = $1 and user_id = $2 and role_id = $3")
                .bind(account.as_str())
                .bind(user.as_str())
                .bind(role.as_str())
                .fetch_optional(&mut **tx)
                .await?;
        if existing.is_none() {
            member_roles::give(tx, account, user, &role).await?;
        }
    }
    Ok(())
}

fn expired_entry(account: &Id<Account>, email: String, now: Timestamp) -> AuditEntry {
    AuditEntry::by_clock(account, Event::InvitationExpired, now).about(email)
}
