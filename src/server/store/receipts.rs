//! The receipts of single-access links: reading them, and dismissing notices of repeated visits.

use crate::{
    domain::{
        audit::receipt::{LinkVisit, Receipt, Revisit, TokenState, VisitKind, VisitedBy},
        id::Id,
        keys::key::{Key, Token},
        time::Timestamp,
    },
    server::store::{AuditEntry, Store, StoreError, audit, exactly_one, links::LinkRow, statement::placeholders},
};
use sqlx::AssertSqlSafe;

/// A link with its counters, and the slot of its token if that still exists.
#[derive(sqlx_macros::FromRow)]
struct ReceiptRow {
    token_id: Id<Token>,
    slot: Option<String>,
    issued_at: Timestamp,
    issued_by: String,
    #[sqlx(flatten)]
    link: LinkRow,
    looks: Option<i64>,
    visits_after_end: i64,
    quiet: Option<i64>,
    visits_seen: i64,
    last_visit_at: Option<Timestamp>,
}

impl ReceiptRow {
    fn receipt(self, key_created_at: Timestamp) -> Result<Receipt, StoreError> {
        Ok(Receipt {
            token: self.token_id,
            delivered: match self.slot.as_deref() {
                None => TokenState::Gone,
                Some("newest") => TokenState::Newest,
                Some("old") => TokenState::Old,
                Some(_) => return Err(StoreError::damaged("api_tokens.slot")),
            },
            issued_at: self.issued_at,
            issued_by: self.issued_by,
            with_key: self.issued_at == key_created_at,
            link: self.link.try_into()?,
            looks: self.looks.unwrap_or_default(),
            visits_after_end: self.visits_after_end,
            quiet_visits: self.quiet.unwrap_or_default(),
            visits_seen: self.visits_seen,
            last_visit_at: self.last_visit_at,
            visits: Vec::new(),
        })
    }
}

/// A visit to the link of a token.
#[derive(sqlx_macros::FromRow)]
struct VisitRow {
    token_id: Id<Token>,
    kind: String,
    visited_by: String,
    number: i64,
    at: Timestamp,
    ip: String,
    browser: String,
}

impl TryFrom<VisitRow> for LinkVisit {
    type Error = StoreError;

    fn try_from(row: VisitRow) -> Result<Self, StoreError> {
        Ok(Self {
            kind: VisitKind::from_name(&row.kind).ok_or_else(|| StoreError::damaged("link_visits.kind"))?,
            by: VisitedBy::from_name(&row.visited_by).ok_or_else(|| StoreError::damaged("link_visits.visited_by"))?,
            number: row.number,
            at: row.at,
            ip: row.ip,
            browser: row.browser,
        })
    }
}

impl Store {
    /// The keys with opened links that were visited again, if nobody has dismissed those visits yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revisits(&self, keys: &[Key]) -> Result<Vec<Revisit>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        // `state || ''` keeps SQLite off the index on states, which would visit every opened link.
        let text = AssertSqlSafe(format!(
            "select key_id, cast(sum(visits_after_end - visits_seen) as bigint) as times, max(last_visit_at) as last_at \
             from links where key_id in ({}) and state || '' = 'opened' and visits_after_end > visits_seen group by key_id",
            placeholders(1, keys.len())
        ));
        let query = keys
            .iter()
            .fold(sqlx::query_as(text), |query, key| query.bind(key.id.as_str()));
        let rows = query.fetch_all(&self.pool).await?;
        let revisit = |(key, times, last_at)| Revisit { key, times, last_at };
        Ok(rows.into_iter().map(revisit).collect())
    }

    /// The receipts of a key's newest links, newest first. Links with undismissed visits come before them, whatever their age, because they
    /// can be dismissed only here.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn receipts(&self, key: &Key, limit: i64) -> Result<Vec<Receipt>, StoreError> {
        let links = "select l.*, k.looks, k.quiet, t.slot from links l left join link_looks k on k.link_hash = l.id_hash \
                     left join api_tokens t on t.id = l.token_id \
                     where l.key_id = $1 order by case when l.state = 'opened' and l.visits_after_end > l.visits_seen \
                     then 0 else 1 end, l.issued_at desc, l.token_id desc limit $2";
        let visits = "select l.token_id, v.kind, v.visited_by, v.number, v.at, v.ip, v.browser \
                      from (select id_hash, token_id from links where key_id = $1 \
                            order by case when state = 'opened' and visits_after_end > visits_seen then 0 else 1 end, \
                            issued_at desc, token_id desc limit $2) l \
                      join link_visits v on v.link_hash = l.id_hash order by v.at, v.number";
        let links = sqlx::query_as(links).bind(key.id.as_str()).bind(limit);
        let links: Vec<ReceiptRow> = links.fetch_all(&self.pool).await?;
        let visits = sqlx::query_as(visits).bind(key.id.as_str()).bind(limit);
        let visits: Vec<VisitRow> = visits.fetch_all(&self.pool).await?;
        let mut receipts = links
            .into_iter()
            .map(|row| row.receipt(key.created_at))
            .collect::<Result<Vec<_>, _>>()?;
        for row in visits {
            // A link issued between the two queries is not in the list yet.
            if let Some(receipt) = receipts.iter_mut().find(|receipt| receipt.token == row.token_id) {
                receipt.visits.push(row.try_into()?);
            }
        }
        Ok(receipts)
    }

    /// Marks the visits to an opened link as seen, up to and including number `visits`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if there were fewer visits, or they are already marked.
    pub async fn dismiss_visits(
        &self,
        key: &Id<Key>,
        token: &Id<Token>,
        visits: i64,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.retried(|| async {
            let mut tx = self.begin().await?;
            let seen = sqlx::query(
                "update links set visits_seen = $3 where key_id = $1 and token_id = $2 and state = 'opened' \
                 and visits_seen < $3 and visits_after_end >= $3",
            )
            .bind(key.as_str())
            .bind(token.as_str())
            .bind(visits)
            .execute(&mut *tx)
            .await?;
            exactly_one(seen.rows_affected())?;
            audit::record(&mut tx, entry.clone()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
