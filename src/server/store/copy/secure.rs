//! Ends in a copy what may have been used or ended in the original: links, invitations and sessions.

use super::{connection::End, error::CopyError};
use crate::{
    domain::{
        audit::event::Event,
        id::{Account, Id},
        keys::key::Key,
        time::Timestamp,
    },
    server::store::{AuditEntry, StoreError, audit},
};
use sqlx::AnyConnection;

/// What was ended in a copy.
#[derive(Debug, Default)]
pub struct Ended {
    /// The links, each with the slug of its account and the app key of its key.
    pub links: Vec<(String, String)>,
    /// The invitations, each with the slug of its account and an email address.
    pub invitations: Vec<(String, String)>,
    pub sessions: u64,
}

/// A link that was pending.
#[derive(sqlx_macros::FromRow)]
struct LinkRow {
    id_hash: String,
    key_id: Id<Key>,
    app_key: String,
    account_id: Id<Account>,
    slug: String,
    expires_at: Timestamp,
}

/// An invitation that was pending.
#[derive(sqlx_macros::FromRow)]
struct InvitationRow {
    id: String,
    email: String,
    account_id: Id<Account>,
    slug: String,
    expires_at: Timestamp,
}

/// Ends all pending links and invitations and all sessions, and records it. `made_at` is when the copy was made.
pub(super) async fn end_what_may_be_stale(
    target: &mut End,
    made_at: Timestamp,
    now: Timestamp,
) -> Result<Ended, CopyError> {
    match end_all(&mut target.connection, made_at, now).await {
        Ok(ended) => Ok(ended),
        Err(error) => Err(target.store_error(error)),
    }
}

async fn end_all(connection: &mut AnyConnection, made_at: Timestamp, now: Timestamp) -> Result<Ended, StoreError> {
    let (links, link_entries) = end_links(connection, now).await?;
    let (invitations, invitation_entries) = end_invitations(connection, now).await?;
    let sessions = sqlx::query("delete from sessions").execute(&mut *connection).await?;
    for unfinished in [
        "delete from pending_sign_ins",
        "delete from second_factor_setups",
        "delete from kept_answers",
    ] {
        sqlx::query(unfinished).execute(&mut *connection).await?;
    }
    // Uses after the copy was made are not in it, so these days say nothing about a token.
    for day in [made_at.day(), now.day()] {
        sqlx::query("insert into unrecorded_days (day) values ($1) on conflict do nothing")
            .bind(day)
            .execute(&mut *connection)
            .await?;
    }
    let accounts: Vec<Id<Account>> = sqlx::query_scalar("select id from accounts order by slug")
        .fetch_all(&mut *connection)
        .await?;
    let restored = |entry: AuditEntry| entry.about(made_at.iso());
    let of_accounts = accounts
        .iter()
        .map(|account| restored(AuditEntry::by_operator(account, Event::DatabaseRestored, now)));
    let of_installation = restored(AuditEntry::by_operator_on_installation(Event::DatabaseRestored, now));
    let entries = of_accounts
        .chain([of_installation])
        .chain(link_entries)
        .chain(invitation_entries);
    for entry in entries.collect::<Vec<_>>() {
        audit::record_alone(connection, entry).await?;
    }
    Ok(Ended {
        links,
        invitations,
        sessions: sessions.rows_affected(),
    })
}

/// What was ended, with names for the operator, and the entries to record.
type EndedWithEntries = (Vec<(String, String)>, Vec<AuditEntry>);

async fn end_links(connection: &mut AnyConnection, now: Timestamp) -> Result<EndedWithEntries, StoreError> {
    let text = "select l.id_hash, l.key_id, k.app_key, k.account_id, a.slug, l.expires_at from links l \
                join api_keys k on k.id = l.key_id join accounts a on a.id = k.account_id \
                where l.state = 'pending' order by a.slug, k.app_key, l.id_hash";
    let pending: Vec<LinkRow> = sqlx::query_as(text).fetch_all(&mut *connection).await?;
    let (mut links, mut entries) = (Vec::new(), Vec::new());
    for link in pending {
        let Ending {
            state,
            at,
            is_cancelled,
        } = Ending::of(link.expires_at, now);
        sqlx::query("update links set state = $2, ended_at = $3 where id_hash = $1")
            .bind(&link.id_hash)
            .bind(state)
            .bind(at.millis())
            .execute(&mut *connection)
            .await?;
        let event = if is_cancelled {
            Event::LinkCancelled
        } else {
            Event::LinkExpired
        };
        let entry = AuditEntry::by_operator(&link.account_id, event, now);
        entries.push(entry.about_key(&link.key_id, &link.app_key));
        if is_cancelled {
            links.push((link.slug, link.app_key));
        }
    }
    sqlx::query("delete from sealed_tokens").execute(connection).await?;
    Ok((links, entries))
}

async fn end_invitations(connection: &mut AnyConnection, now: Timestamp) -> Result<EndedWithEntries, StoreError> {
    let text = "select i.id, i.email, i.account_id, a.slug, i.expires_at from invitations i \
                join accounts a on a.id = i.account_id where i.state = 'pending' order by a.slug, i.email";
    let pending: Vec<InvitationRow> = sqlx::query_as(text).fetch_all(&mut *connection).await?;
    let (mut invitations, mut entries) = (Vec::new(), Vec::new());
    for invitation in pending {
        let Ending {
            state,
            at,
            is_cancelled,
        } = Ending::of(invitation.expires_at, now);
        sqlx::query("update invitations set state = $2, ended_at = $3 where id = $1")
            .bind(&invitation.id)
            .bind(state)
            .bind(at.millis())
            .execute(&mut *connection)
            .await?;
        let event = if is_cancelled {
            Event::InvitationCancelled
        } else {
            Event::InvitationExpired
        };
        entries.push(AuditEntry::by_operator(&invitation.account_id, event, now).about(&invitation.email));
        if is_cancelled {
            invitations.push((invitation.slug, invitation.email));
        }
    }
    sqlx::query("delete from invitation_roles").execute(connection).await?;
    Ok((invitations, entries))
}

/// How a pending link or invitation ends.
struct Ending {
    state: &'static str,
    at: Timestamp,
    is_cancelled: bool,
}

impl Ending {
    /// One whose time is over has expired, also if no job has marked it.
    fn of(expires_at: Timestamp, now: Timestamp) -> Self {
        let is_cancelled = expires_at > now;
        Self {
            state: if is_cancelled { "cancelled" } else { "expired" },
            at: expires_at.min(now),
            is_cancelled,
        }
    }
}
