//! Reads the audit log page by page, by row number. Every combination of filters is served by an index in row order, so a page costs
//! the same at the beginning and at the end of a log with millions of rows.

use crate::{
    domain::{
        audit::{
            event::Event,
            log::{AuditFilter, AuditRecord, KeyFilter, PageStart},
        },
        id::{Account, Id},
        keys::key::Key,
        time::Timestamp,
    },
    server::{
        in_place::in_place,
        store::{
            Store, StoreError,
            audit::{chain::HashedRow, read_detail},
            database::Ends,
            statement::placeholders,
        },
    },
};
use sqlx::{AssertSqlSafe, FromRow, any::AnyRow};

/// Maximum number of users that match the beginning of an email address. Each is queried separately.
const MAX_USERS: usize = 20;

const COLUMNS: &str = "e.chain, e.seq, e.at, e.actor, e.action, e.key_id, e.subject, e.ip, e.detail, e.hash";

/// Details of a page that are looked up now: each key's label, if the account may see it, and the browser that visited a link.
const DETAILS: &str = "(select k.label from api_keys k where k.id = e.key_id and (k.account_id = e.chain or exists \
     (select 1 from external_keys x where x.key_id = k.id and x.account_id = e.chain))) as label, \
     (select d.label from deleted_keys d where d.key_id = e.key_id and d.account_id = e.chain) as old_label, \
     (select min(v.browser) from links l join link_visits v on v.link_hash = l.id_hash \
      where l.key_id = e.key_id and v.at = e.at and v.ip = e.ip and v.kind <> 'looked' and v.visited_by = 'somebody' \
      and e.action in ('link_opened', 'link_visited_again')) as browser";

/// Keys found by the words of a filter.
#[derive(Debug, Default)]
pub struct MatchingKeys {
    pub keys: Vec<Id<Key>>,
    /// Whether more keys matched than `keys` holds.
    pub too_many: bool,
}

/// The filtered part of an account's log, with all names in the filter resolved.
#[derive(Clone, Debug)]
pub struct Scope {
    chain: String,
    /// Ids of the keys; `None` for all rows.
    keys: Option<Vec<String>>,
    /// The actors; `None` for all.
    actors: Option<Vec<String>>,
    action: Option<&'static str>,
    /// Start (inclusive) and end (exclusive).
    span: (Option<Timestamp>, Option<Timestamp>),
    /// First and last row number that can match.
    bounds: (i64, i64),
    /// Whether more users matched than are searched.
    pub too_many_users: bool,
    /// Whether more keys matched than are searched.
    pub too_many_keys: bool,
}

impl Scope {
    /// Upper bound of the number of matching rows.
    pub fn rows_at_most(&self) -> i64 {
        let (first, last) = self.bounds;
        last.saturating_sub(first).saturating_add(1).max(0)
    }

    /// Excludes the rows after `seq`.
    #[must_use]
    pub fn up_to(self, seq: i64) -> Self {
        let (first, last) = self.bounds;
        Self {
            bounds: (first, last.min(seq)),
            ..self
        }
    }
}

/// A value that a condition compares with.
enum Value<'a> {
    Text(&'a str),
    Number(i64),
}

impl Scope {
    /// The conditions of the rows by one actor, or by all, next to the start of a page. Each is a test without its placeholder, and a
    /// value. The keys are tested separately.
    fn conditions<'a>(&'a self, actor: Option<&'a str>, start: PageStart) -> Vec<(&'static str, Value<'a>)> {
        let (first, last) = self.bounds;
        let (above, below) = match start {
            PageStart::Newest => (first - 1, last + 1),
            PageStart::Before(seq) => (first - 1, seq.min(last + 1)),
            PageStart::After(seq) => (seq.max(first - 1), last + 1),
        };
        // A key has few rows, so its index is the most selective. `|| ''` keeps the planner off the other indexes.
        let (actor_test, action_test) = match self.keys {
            Some(_) => ("e.actor || '' =", "e.action || '' ="),
            None => ("e.actor =", "e.action ="),
        };
        let (from, to) = self.span;
        let mut conditions = vec![
            ("e.chain =", Value::Text(&self.chain)),
            ("e.seq >", Value::Number(above)),
            ("e.seq <", Value::Number(below)),
        ];
        conditions.extend(actor.map(|actor| (actor_test, Value::Text(actor))));
        conditions.extend(self.action.map(|action| (action_test, Value::Text(action))));
        conditions.extend(from.map(|at| ("e.at >=", Value::Number(at.millis()))));
        conditions.extend(to.map(|at| ("e.at <", Value::Number(at.millis()))));
        conditions
    }

    /// The index that has these rows in row order; `None` for the primary key.
    fn index(&self, actor: Option<&str>) -> Option<&'static str> {
        match (&self.keys, actor, self.action) {
            (Some(_), _, _) => Some("audit_events_key"),
            (None, Some(_), Some(_)) => Some("audit_events_actor_action"),
            (None, Some(_), None) => Some("audit_events_actor"),
            (None, None, Some(_)) => Some("audit_events_action"),
            (None, None, None) => None,
        }
    }
}

impl Store {
    /// Resolves the key, the users and the days of a filter. `matching` holds the keys that match the filter's words.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_scope(
        &self,
        account: &Id<Account>,
        filter: &AuditFilter,
        matching: MatchingKeys,
    ) -> Result<Scope, StoreError> {
        let (actors, too_many_users) = match &filter.user {
            None => (None, false),
            Some(beginning) => {
                let mut actors = self.actors(account, beginning).await?;
                let too_many = actors.len() > MAX_USERS;
                actors.truncate(MAX_USERS);
                (Some(actors), too_many)
            }
        };
        Ok(Scope {
            chain: account.as_str().to_owned(),
            keys: match &filter.key {
                None => None,
                Some(KeyFilter::Id(id)) => Some(vec![id.as_str().to_owned()]),
                Some(KeyFilter::AppKey(app_key)) => Some(Vec::from_iter(self.key_id(app_key.as_str()).await?)),
                Some(KeyFilter::Words(_)) => Some(matching.keys.into_iter().map(|key| key.into_string()).collect()),
            },
            actors,
            action: filter.action.map(Event::name),
            span: filter.time_range(),
            bounds: self.bounds(account, filter.time_range()).await?,
            too_many_users,
            too_many_keys: matching.too_many,
        })
    }

    /// The users in the log whose email address starts with `beginning`. An exact match is returned alone.
    async fn actors(&self, account: &Id<Account>, beginning: &str) -> Result<Vec<String>, StoreError> {
        let actor = format!("user:{beginning}");
        let text = "select actor from audit_actors where chain = $1 and substr(actor, 1, $3) = $2 \
                    order by case when actor = $2 then 0 else 1 end, actor limit $4";
        let mut found: Vec<String> = sqlx::query_scalar(text)
            .bind(account.as_str())
            .bind(&actor)
            .bind(actor.chars().count() as i32)
            .bind(MAX_USERS as i64 + 1)
            .fetch_all(&self.pool)
            .await?;
        if found.first() == Some(&actor) {
            found.truncate(1);
        }
        Ok(found)
    }

    async fn key_id(&self, app_key: &str) -> Result<Option<String>, StoreError> {
        let text =
            "select id from api_keys where app_key = $1 union all select key_id from deleted_keys where app_key = $1";
        let query = sqlx::query_scalar(text).bind(app_key);
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// First and last row number of these days; (1, 0) if there are no rows.
    async fn bounds(
        &self,
        account: &Id<Account>,
        span: (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<(i64, i64), StoreError> {
        if span == (None, None) {
            return Ok((1, i64::MAX - 1));
        }
        let text = "select min(first_seq) as first, max(last_seq) as last from audit_days where chain = $1 and day >= $2 and day < $3";
        let day = |at: Option<Timestamp>, otherwise| at.map_or(otherwise, Timestamp::day);
        let (first, last): (Option<i64>, Option<i64>) = sqlx::query_as(text)
            .bind(account.as_str())
            .bind(day(span.0, i64::MIN))
            .bind(day(span.1, i64::MAX))
            .fetch_one(&self.pool)
            .await?;
        Ok(first.zip(last).unwrap_or((1, 0)))
    }

    /// Rows of a scope. Pages before a row are sorted newest first, pages after a row oldest first; both start next to that row.
    /// `details` adds the current labels and browsers.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_rows(
        &self,
        scope: &Scope,
        start: PageStart,
        limit: i64,
        details: bool,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        if scope.keys.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Vec::new());
        }
        let Some(actors) = &scope.actors else {
            return self.rows_by(None, scope, start, limit, details).await;
        };
        let mut records = Vec::new();
        for actor in actors {
            records.extend(self.rows_by(Some(actor), scope, start, limit, details).await?);
        }
        match start {
            PageStart::Newest | PageStart::Before(_) => records.sort_by_key(|record| -record.seq),
            PageStart::After(_) => records.sort_by_key(|record| record.seq),
        }
        records.truncate(limit as usize);
        Ok(records)
    }

    /// Rows of a scope by one actor, or by all.
    async fn rows_by(
        &self,
        actor: Option<&str>,
        scope: &Scope,
        start: PageStart,
        limit: i64,
        details: bool,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let order = match start {
            PageStart::Newest | PageStart::Before(_) => "desc",
            PageStart::After(_) => "asc",
        };
        let index = scope
            .index(actor)
            .map(|index| self.dialect.indexed_by(index))
            .unwrap_or_default();
        let conditions = scope.conditions(actor, start);
        let keys = scope.keys.as_deref().unwrap_or_default();
        let mut tests: Vec<_> = (1..)
            .zip(&conditions)
            .map(|(number, (test, _))| format!("{test} ${number}"))
            .collect();
        if !keys.is_empty() {
            tests.push(format!(
                "e.key_id in ({})",
                placeholders(conditions.len() + 1, keys.len())
            ));
        }
        let mut text = format!(
            "select {COLUMNS} from audit_events e{index} where {} order by e.seq {order} limit ${}",
            tests.join(" and "),
            conditions.len() + keys.len() + 1
        );
        if details {
            text = format!("select {COLUMNS}, {DETAILS} from ({text}) e order by e.seq {order}");
        }
        let mut query = sqlx::query(AssertSqlSafe(text));
        for (_, value) in &conditions {
            query = match value {
                Value::Text(text) => query.bind(*text),
                Value::Number(number) => query.bind(*number),
            };
        }
        for key in keys {
            query = query.bind(key);
        }
        let rows = query.bind(limit).fetch_all(&self.pool).await?;
        in_place(|| {
            if details {
                records::<DetailedRow>(&rows)
            } else {
                records::<HashedRow>(&rows)
            }
        })
    }

    /// The number of the last row of an account's log.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_end(&self, account: &Id<Account>) -> Result<i64, StoreError> {
        let known = self.pool.heights().of(account.as_str());
        let query = sqlx::query_scalar("select seq from audit_chains where chain = $1").bind(account.as_str());
        let end: Option<i64> = query.fetch_optional(&self.pool).await?;
        let end = end.unwrap_or_default();
        let ends = |seq| Ends::from([(account.as_str().to_owned(), seq)]);
        self.pool.compare(&ends(known), ends(end))?;
        Ok(end)
    }
}

/// A row with [`DETAILS`].
#[derive(sqlx_macros::FromRow)]
struct DetailedRow {
    #[sqlx(flatten)]
    stored: HashedRow,
    label: Option<String>,
    old_label: Option<String>,
    browser: Option<String>,
}

impl From<HashedRow> for AuditRecord {
    fn from(HashedRow { row, hash }: HashedRow) -> Self {
        Self {
            chain: row.chain,
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            action: row.action,
            key_id: row.key_id,
            subject: row.subject,
            ip: row.ip,
            changed: read_detail(&row.detail),
            detail: row.detail,
            hash,
            label: None,
            browser: None,
        }
    }
}

impl From<DetailedRow> for AuditRecord {
    fn from(row: DetailedRow) -> Self {
        Self {
            label: row.label.or(row.old_label),
            browser: row.browser,
            ..row.stored.into()
        }
    }
}

fn records<T: for<'r> FromRow<'r, AnyRow> + Into<AuditRecord>>(
    rows: &[AnyRow],
) -> Result<Vec<AuditRecord>, StoreError> {
    rows.iter().map(|row| Ok(T::from_row(row)?.into())).collect()
}
