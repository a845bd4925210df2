//! The receipts of single-access links: reading them, and dismissing notices of repeated visits.

use crate::{
    domain::{
        audit::receipt::{LinkVisit, Receipt, Revisit, TokenState, VisitKind, VisitedBy},
        id::Id,
        keys::key::{Key, Token},
        time::Timestamp,
    },
    server::store::{AuditEntry, Store, StoreError, audit, exactly_one, keys::read_link},
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};
use std::fmt::Write;

impl Store {
    /// The keys with opened links that were visited again, if nobody has dismissed those visits yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revisits(&self, keys: &[Key]) -> Result<Vec<Revisit>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let places = (1..=keys.len()).fold(String::new(), |mut text, n| {
            let comma = if n == 1 { "" } else { ", " };
            let _ = write!(text, "{comma}${n}");
            text
        });
        // `state || ''` keeps SQLite off the index on states, which would visit every opened link.
        let text = AssertSqlSafe(format!(
            "select key_id, cast(sum(visits_after_end - visits_seen) as bigint) as times, max(last_visit_at) as last_at \
             from links where key_id in ({places}) and state || '' = 'opened' and visits_after_end > visits_seen group by key_id"
        ));
        let query = keys
            .iter()
            .fold(sqlx::query(text), |query, key| query.bind(key.id.as_str()));
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                Ok(Revisit {
                    key: Id::new(row.try_get("key_id")?),
                    times: row.try_get("times")?,
                    last_at: Timestamp(row.try_get("last_at")?),
                })
            })
            .collect()
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
        let (mut rows, mut of_links) = (Vec::new(), Vec::new());
        for (text, found) in [(links, &mut rows), (visits, &mut of_links)] {
            *found = sqlx::query(text)
                .bind(key.id.as_str())
                .bind(limit)
                .fetch_all(&self.pool)
                .await?;
        }
        let mut receipts = rows
            .iter()
            .map(|row| read_receipt(row, key.created_at))
            .collect::<Result<Vec<_>, _>>()?;
        for row in &of_links {
            let token: String = row.try_get("token_id")?;
            // A link issued between the two queries is not in the list yet.
            if let Some(receipt) = receipts.iter_mut().find(|receipt| receipt.token.as_str() == token) {
                receipt.visits.push(read_visit(row)?);
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

fn read_receipt(row: &AnyRow, key_created_at: Timestamp) -> Result<Receipt, StoreError> {
    let slot: Option<String> = row.try_get("slot")?;
    let issued_at = Timestamp(row.try_get("issued_at")?);
    Ok(Receipt {
        token: Id::new(row.try_get("token_id")?),
        delivered: match slot.as_deref() {
            None => TokenState::Gone,
            Some("newest") => TokenState::Newest,
            Some("old") => TokenState::Old,
            Some(_) => return Err(StoreError::damaged("api_tokens.slot")),
        },
        issued_at,
        issued_by: row.try_get("issued_by")?,
        with_key: issued_at == key_created_at,
        link: read_link(row)?,
        looks: row.try_get::<Option<i64>, _>("looks")?.unwrap_or_default(),
        visits_after_end: row.try_get("visits_after_end")?,
        quiet_visits: row.try_get::<Option<i64>, _>("quiet")?.unwrap_or_default(),
        visits_seen: row.try_get("visits_seen")?,
        last_visit_at: row.try_get::<Option<i64>, _>("last_visit_at")?.map(Timestamp),
        visits: Vec::new(),
    })
}

fn read_visit(row: &AnyRow) -> Result<LinkVisit, StoreError> {
    let (kind, by): (String, String) = (row.try_get("kind")?, row.try_get("visited_by")?);
    Ok(LinkVisit {
        kind: VisitKind::from_name(&kind).ok_or_else(|| StoreError::damaged("link_visits.kind"))?,
        by: VisitedBy::from_name(&by).ok_or_else(|| StoreError::damaged("link_visits.visited_by"))?,
        number: row.try_get("number")?,
        at: Timestamp(row.try_get("at")?),
        ip: row.try_get("ip")?,
        browser: row.try_get("browser")?,
    })
}
