//! Single-access links: reading one without changing it, opening (claiming) it once, counting visits, and expiry.

use crate::{
    domain::{
        audit::{
            event::Event,
            receipt::{VISITS_COUNTED, VISITS_LISTED, VisitKind, VisitedBy},
        },
        id::{Account, Id},
        keys::{
            key::{Key, Token},
            link::{Link, latest_end},
        },
        time::Timestamp,
    },
    server::{
        crypto::{Hash, Sealed},
        store::{AuditEntry, KeptAnswer, Store, StoreError, Tx, answers, audit},
    },
};

/// The data for a link's page.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    pub account_slug: String,
    pub label: String,
    /// As stored: a pending link past its expiry may not be marked yet.
    pub link: Link,
    /// The hash that identifies the browser that opened the link.
    pub opener: Option<Hash>,
}

/// The columns of a single-access link, or of an invitation, that hold its state.
#[derive(sqlx_macros::FromRow)]
pub(super) struct LinkRow {
    state: String,
    expires_at: Timestamp,
    /// `None` while it is pending.
    ended_at: Option<Timestamp>,
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let ended = || row.ended_at.ok_or_else(|| StoreError::damaged("links.ended_at"));
        match row.state.as_str() {
            "pending" => Ok(Self::Pending {
                expires_at: row.expires_at,
            }),
            "opened" => Ok(Self::Opened { at: ended()? }),
            "expired" => Ok(Self::Expired { at: ended()? }),
            "cancelled" => Ok(Self::Cancelled { at: ended()? }),
            _ => Err(StoreError::damaged("links.state")),
        }
    }
}

/// A link with its key and account.
#[derive(sqlx_macros::FromRow)]
struct LinkRecordRow {
    #[sqlx(flatten)]
    link: LinkRow,
    opener: Option<Hash>,
    label: String,
    slug: String,
}

/// The key of a link that is being opened.
#[derive(sqlx_macros::FromRow)]
struct ClaimedKeyRow {
    app_key: String,
    label: String,
    account_id: Id<Account>,
    slug: String,
}

/// A link after a visit was counted.
#[derive(sqlx_macros::FromRow)]
struct VisitedRow {
    key_id: Id<Key>,
    state: String,
    visits_after_end: i64,
    visits_seen: i64,
}

/// The result of opening a link, for the one caller who opened it.
#[derive(Clone, Debug)]
pub struct ClaimedLink {
    pub token_id: Id<Token>,
    pub account_slug: String,
    pub label: String,
    pub app_key: String,
    pub sealed: Sealed,
}

/// The visitor of a link.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    pub ip: &'a str,
    /// A short description of the browser.
    pub browser: &'a str,
    pub by: VisitedBy,
}

impl Store {
    /// Reads a link without changing it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn read_link(&self, link: &Hash) -> Result<Option<LinkRecord>, StoreError> {
        let text = "select l.state, l.expires_at, l.ended_at, l.opener, k.label, a.slug from links l \
                    join api_keys k on k.id = l.key_id join accounts a on a.id = k.account_id where l.id_hash = $1";
        let query = sqlx::query_as(text).bind(link.as_str());
        let row: Option<LinkRecordRow> = query.fetch_optional(&self.pool).await?;
        row.map(|row| {
            Ok(LinkRecord {
                account_slug: row.slug,
                label: row.label,
                link: row.link.try_into()?,
                opener: row.opener,
            })
        })
        .transpose()
    }

    /// Opens a link. A compare-and-set decides between concurrent callers, over all connections and nodes. `unseal` returns the value to
    /// show and the response to keep for the form that opened the link; if it fails, the link is unchanged. `opener` identifies the
    /// browser on later visits.
    ///
    /// # Errors
    /// [`StoreError::Database`], also if the sealed token cannot be opened.
    pub async fn claim_link<T>(
        &self,
        link: &Hash,
        visitor: Visitor<'_>,
        opener: &Hash,
        now: Timestamp,
        unseal: impl Fn(&ClaimedLink) -> Option<(T, Option<KeptAnswer>)>,
    ) -> Result<Option<(ClaimedLink, T)>, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let opened_row: Option<(Id<Token>, Id<Key>)> = sqlx::query_as(
                "update links set state = 'opened', ended_at = $2, opener = $4 \
                 where id_hash = $1 and state = 'pending' and expires_at > $2 and expires_at <= $3 returning token_id, key_id",
            )
            .bind(link.as_str())
            .bind(now.millis())
            .bind(latest_end(now).millis())
            .bind(opener.as_str())
            .fetch_optional(&mut *tx)
            .await?;
            let Some((token_id, key)) = opened_row else { return Ok(None) };
            let sealed = sqlx::query_scalar("delete from sealed_tokens where link_hash = $1 returning sealed")
                .bind(link.as_str())
                .fetch_one(&mut *tx)
                .await?;
            let row = claimed_key(&mut tx, &key).await?;
            let claim = ClaimedLink {
                token_id,
                account_slug: row.slug,
                label: row.label,
                app_key: row.app_key,
                sealed,
            };
            let (unsealed, answer) = unseal(&claim).ok_or_else(|| StoreError::damaged("sealed_tokens.sealed"))?;
            if let Some(answer) = &answer {
                answers::keep(&mut tx, answer).await?;
            }
            insert_visit(&mut tx, link, (VisitKind::Opened, 1), visitor, now).await?;
            let entry = AuditEntry::by_link_holder(&row.account_id, Event::LinkOpened, visitor.ip, now);
            audit::record(&mut tx, entry.about_key(&key, &claim.app_key)).await?;
            tx.commit().await?;
            Ok(Some((claim, unsealed)))
        })
        .await
    }

    /// Counts a visit to a link that can still be opened, and stores the visitor of the first visits. Does not write the link's own row.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record_view(&self, link: &Hash, visitor: Visitor<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let number: Option<i64> = sqlx::query_scalar(
                "insert into link_looks (link_hash, looks) values ($1, 1) \
                 on conflict (link_hash) do update set looks = link_looks.looks + 1 where link_looks.looks < $2 returning looks",
            )
            .bind(link.as_str())
            .bind(VISITS_COUNTED)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(number) = number else { return Ok(()) };
            if number <= VISITS_LISTED {
                insert_visit(&mut tx, link, (VisitKind::Looked, number), visitor, now).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Records a visit to a link that has ended; does nothing for an unknown or pending link. The first visits, and the first one after a
    /// notice was dismissed, are stored with an audit entry each. Visits that are not by [`VisitedBy::Somebody`] raise no notice; they
    /// are stored and counted separately.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn record_visit_after_end(
        &self,
        link: &Hash,
        kind: VisitKind,
        visitor: Visitor<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if visitor.by != VisitedBy::Somebody {
            return self.record_quiet_visit(link, kind, visitor, now).await;
        }
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let visited: Option<VisitedRow> = sqlx::query_as(
                "update links set visits_after_end = visits_after_end + 1, last_visit_at = $2 \
                 where id_hash = $1 and (state <> 'pending' or expires_at <= $2 or expires_at > $4) and visits_after_end - visits_seen < $3 \
                 returning key_id, state, visits_after_end, visits_seen",
            )
            .bind(link.as_str())
            .bind(now.millis())
            .bind(VISITS_COUNTED)
            .bind(latest_end(now).millis())
            .fetch_optional(&mut *tx)
            .await?;
            let Some(visited) = visited else { return Ok(()) };
            let number = visited.visits_after_end;
            if number <= VISITS_LISTED || number == visited.visits_seen + 1 {
                insert_visit(&mut tx, link, (kind, number), visitor, now).await?;
                // Viewing a link that was never opened reveals nothing of use, so it gets no audit entry.
                if visited.state == "opened" || kind == VisitKind::TriedAgain {
                    record_visit_in_log(&mut tx, visited.key_id, visitor, now).await?;
                }
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    async fn record_quiet_visit(
        &self,
        link: &Hash,
        kind: VisitKind,
        visitor: Visitor<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let number: Option<i64> = sqlx::query_scalar(
                "insert into link_looks (link_hash, looks, quiet) values ($1, 0, 1) \
                 on conflict (link_hash) do update set quiet = link_looks.quiet + 1 where link_looks.quiet < $2 returning quiet",
            )
            .bind(link.as_str())
            .bind(VISITS_COUNTED)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(number) = number else { return Ok(()) };
            if number <= VISITS_LISTED {
                insert_visit(&mut tx, link, (kind, number), visitor, now).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Marks expired links, and those dated in the future, and destroys their sealed tokens, in batches of 100 so that no lock is held for
    /// long. Returns their number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expire_links(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let due: Vec<(Hash, Id<Key>)> = sqlx::query_as(
                "update links set state = 'expired', ended_at = case when expires_at > $1 then $1 else expires_at end \
                 where state = 'pending' and id_hash in (select id_hash from links where state = 'pending' \
                 and (expires_at <= $1 or expires_at > $2) order by expires_at limit 100) \
                 returning id_hash, key_id, expires_at",
            )
            .bind(now.millis())
            .bind(latest_end(now).millis())
            .fetch_all(&mut *tx)
            .await?;
            for (link, key) in &due {
                sqlx::query("delete from sealed_tokens where link_hash = $1")
                    .bind(link.as_str())
                    .execute(&mut *tx)
                    .await?;
                let (account, app_key) = owner(&mut tx, key).await?;
                let entry = AuditEntry::by_clock(&account, Event::LinkExpired, now).about_key(key, &app_key);
                audit::record(&mut tx, entry).await?;
            }
            tx.commit().await?;
            Ok(due.len())
        })
        .await
    }

    /// The state of each link of a key, oldest first. For tests.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn links_of_key(&self, key: &Id<Key>) -> Result<Vec<Link>, StoreError> {
        let text = "select state, expires_at, ended_at from links where key_id = $1 order by issued_at, token_id";
        let query = sqlx::query_as(text).bind(key.as_str());
        let rows: Vec<LinkRow> = query.fetch_all(&self.pool).await?;
        rows.into_iter().map(Link::try_from).collect()
    }
}

/// The key of a link that is being opened, with its account.
async fn claimed_key(tx: &mut Tx, key: &Id<Key>) -> Result<ClaimedKeyRow, StoreError> {
    let text = "select k.app_key, k.label, k.account_id, a.slug \
                from api_keys k join accounts a on a.id = k.account_id where k.id = $1";
    Ok(sqlx::query_as(text).bind(key.as_str()).fetch_one(&mut **tx).await?)
}

/// Stores a visit with its number within its kind.
async fn insert_visit(
    tx: &mut Tx,
    link: &Hash,
    (kind, number): (VisitKind, i64),
    visitor: Visitor<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into link_visits (link_hash, kind, visited_by, number, at, ip, browser) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(link.as_str())
    .bind(kind.name())
    .bind(visitor.by.name())
    .bind(number)
    .bind(now.millis())
    .bind(visitor.ip)
    .bind(visitor.browser)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records a visit to an ended link in the audit log.
async fn record_visit_in_log(
    tx: &mut Tx,
    key: Id<Key>,
    visitor: Visitor<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (account, app_key) = owner(tx, &key).await?;
    let entry = AuditEntry::by_link_holder(&account, Event::LinkVisitedAgain, visitor.ip, now);
    audit::record(tx, entry.about_key(&key, &app_key)).await
}

/// The account and the app key of a key.
async fn owner(tx: &mut Tx, key: &Id<Key>) -> Result<(Id<Account>, String), StoreError> {
    let (app_key, account) = sqlx::query_as("select app_key, account_id from api_keys where id = $1")
        .bind(key.as_str())
        .fetch_one(&mut **tx)
        .await?;
    Ok((account, app_key))
}
