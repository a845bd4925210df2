//! All keys of an account at one instant, read in batches that need little memory.
//!
//! A batch is one text with a line per token or external key; the values of a line are separated by spaces. Single columns would be
//! slower: sqlx's Any driver copies each value several times. The caller parses a batch while the database prepares the next one.

use crate::{
    domain::{
        id::{Account, Id},
        keys::key::Status,
        time::Timestamp,
    },
    server::store::{Store, StoreError, Tx},
};
use std::{collections::HashMap, sync::Arc};

/// Maximum number of keys in a batch: enough to make the query's overhead small, few enough to keep every statement short.
const BATCH_SIZE: i64 = 2_000;

/// Separator between the names of a key's roles.
const ROLE_SEPARATOR: &str = ", ";

/// The names of an account's roles, by id.
type Roles = HashMap<String, String>;

/// A read-only transaction on one account. All its reads see the same instant, whatever is changed meanwhile.
pub struct Snapshot {
    tx: Tx,
    account: Id<Account>,
    roles: Arc<Roles>,
    /// The last generated and the last external key that were read.
    generated: Position,
    external: Position,
}

/// A position in a list sorted newest first: time and id.
struct Position(i64, String);

impl Position {
    /// Before the first key.
    const START: Self = Self(i64::MAX, String::new());
}

/// A batch of an account's generated keys.
pub struct GeneratedBatch {
    lines: String,
    roles: Arc<Roles>,
}

/// A batch of an account's external keys.
pub struct ExternalBatch {
    lines: String,
    roles: Arc<Roles>,
}

/// A generated key as exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedRow<'a> {
    pub id: &'a str,
    pub app_key: &'a str,
    /// The names of its roles, sorted.
    pub roles: String,
    pub label: &'a str,
    pub created_at: Timestamp,
    /// When the only token was created; during a renewal, when the old token was created.
    pub token_created_at: Timestamp,
    /// When the new token was created; `None` without a renewal.
    pub new_token_created_at: Option<Timestamp>,
    pub status: Status,
    pub expires_at: Option<Timestamp>,
    /// The canonical form of its allowed networks.
    pub networks: &'a str,
    /// When one of its tokens was used last.
    pub last_used_at: Option<Timestamp>,
}

/// An external key as exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalRow<'a> {
    pub id: &'a str,
    pub app_key: &'a str,
    /// The names of the roles that this account gave it, sorted.
    pub roles: String,
    /// The slug of the account that owns it.
    pub owner: &'a str,
    pub added_at: Timestamp,
    /// The status that its owner set.
    pub status: Status,
    /// The end that its owner set.
    pub expires_at: Option<Timestamp>,
}

impl Store {
    /// Begins to read an account's keys as they are now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn snapshot(&self, account: &Id<Account>) -> Result<Snapshot, StoreError> {
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        // Both databases take the snapshot at the first read, which is this one.
        let roles: Vec<(String, String)> = sqlx::query_as("select id, name from roles where account_id = $1")
            .bind(account.as_str())
            .fetch_all(&mut *tx)
            .await?;
        Ok(Snapshot {
            account: account.clone(),
            roles: Arc::new(roles.into_iter().collect()),
            tx,
            generated: Position::START,
            external: Position::START,
        })
    }
}

impl Snapshot {
    /// Number of generated and external keys.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn key_count(&mut self) -> Result<i64, StoreError> {
        let text = "select (select count(*) from api_keys where account_id = $1) \
                    + (select count(*) from external_keys where account_id = $1)";
        let query = sqlx::query_scalar(text).bind(self.account.as_str());
        Ok(query.fetch_one(&mut *self.tx).await?)
    }
}

/// A line per token: two for a key in renewal, the new token first. The label comes last because it may contain spaces; roles are ids
/// separated by commas.
const GENERATED: &str = "select string_agg( \
     concat_ws(' ', k.created_at, k.id, k.app_key, k.active, t.created_at, coalesce(cast(k.expires_at as text), ''), \
     k.allowed_networks, coalesce((select u.last_at from token_usage u where u.subject = t.token_hash), 0), \
     coalesce(k.roles, ''), k.label), '\n' \
     order by k.created_at desc, k.id desc, t.slot) \
     from (select created_at, id, app_key, active, expires_at, allowed_networks, label, \
     (select string_agg(x.role_id, ',') from key_roles x where x.key_id = api_keys.id and x.account_id = $1) as roles \
     from api_keys where account_id = $1 and (created_at, id) < ($2, $3) \
     order by created_at desc, id desc limit $4) k join api_tokens t on t.key_id = k.id";

/// A line per external key.
const EXTERNAL: &str = "select string_agg( \
     concat_ws(' ', e.added_at, k.id, k.app_key, k.active, coalesce(cast(k.expires_at as text), ''), a.slug, \
     coalesce(e.roles, '')), '\n' \
     order by e.added_at desc, e.key_id desc) \
     from (select added_at, key_id, (select string_agg(x.role_id, ',') from key_roles x \
     where x.key_id = external_keys.key_id and x.account_id = $1) as roles \
     from external_keys where account_id = $1 and (added_at, key_id) < ($2, $3) \
     order by added_at desc, key_id desc limit $4) e \
     join api_keys k on k.id = e.key_id join accounts a on a.id = k.account_id";

impl Snapshot {
    /// The next batch of the generated keys, newest first; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn generated(&mut self) -> Result<Option<GeneratedBatch>, StoreError> {
        let lines = next_batch(&mut self.tx, GENERATED, &self.account, &mut self.generated).await?;
        let roles = self.roles.clone();
        Ok(lines.map(|lines| GeneratedBatch { lines, roles }))
    }

    /// The next batch of the external keys, most recently added first; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn external(&mut self) -> Result<Option<ExternalBatch>, StoreError> {
        let lines = next_batch(&mut self.tx, EXTERNAL, &self.account, &mut self.external).await?;
        let roles = self.roles.clone();
        Ok(lines.map(|lines| ExternalBatch { lines, roles }))
    }

    /// Ends the transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

/// Reads the lines after a position and moves the position to the last of them.
async fn next_batch(
    tx: &mut Tx,
    text: &'static str,
    account: &Id<Account>,
    after: &mut Position,
) -> Result<Option<String>, StoreError> {
    let lines: Option<String> = sqlx::query_scalar(text)
        .bind(account.as_str())
        .bind(after.0)
        .bind(after.1.as_str())
        .bind(BATCH_SIZE)
        .fetch_one(&mut **tx)
        .await?;
    let Some(lines) = lines else { return Ok(None) };
    *after = last_position(&lines).ok_or_else(damaged)?;
    Ok(Some(lines))
}

/// The position of the last line.
fn last_position(lines: &str) -> Option<Position> {
    let mut values = lines.rsplit('\n').next()?.split(' ');
    Some(Position(values.next()?.parse().ok()?, values.next()?.to_owned()))
}

impl GeneratedBatch {
    /// Parses the keys. An error means that a stored value is not valid in the domain.
    pub fn rows(&self) -> impl Iterator<Item = Result<GeneratedRow<'_>, StoreError>> {
        let mut lines = self.lines.split('\n').peekable();
        std::iter::from_fn(move || {
            let newest = read_generated(lines.next()?, &self.roles);
            let of_same_key = |line: &&str| {
                newest
                    .as_ref()
                    .is_some_and(|row| line.split(' ').nth(1) == Some(row.id))
            };
            let row = match lines.next_if(of_same_key) {
                None => newest,
                Some(line) => newest
                    .zip(read_generated(line, &self.roles))
                    .map(|(new, old)| GeneratedRow {
                        new_token_created_at: Some(new.token_created_at),
                        last_used_at: new.last_used_at.max(old.last_used_at),
                        ..old
                    }),
            };
            Some(row.ok_or_else(damaged))
        })
    }
}

impl ExternalBatch {
    /// Parses the keys. An error means that a stored value is not valid in the domain.
    pub fn rows(&self) -> impl Iterator<Item = Result<ExternalRow<'_>, StoreError>> {
        let lines = self.lines.split('\n');
        lines.map(|line| read_external(line, &self.roles).ok_or_else(damaged))
    }
}

fn read_generated<'a>(line: &'a str, roles: &Roles) -> Option<GeneratedRow<'a>> {
    let mut values = line.splitn(10, ' ');
    Some(GeneratedRow {
        created_at: timestamp(values.next()?)?,
        id: values.next()?,
        app_key: values.next()?,
        status: status(values.next()?)?,
        token_created_at: timestamp(values.next()?)?,
        new_token_created_at: None,
        expires_at: end(values.next()?)?,
        networks: values.next()?,
        last_used_at: timestamp(values.next()?).map(|at| Some(at).filter(|at| *at > Timestamp::EPOCH))?,
        roles: role_names(values.next()?, roles)?,
        label: values.next()?,
    })
}

fn read_external<'a>(line: &'a str, roles: &Roles) -> Option<ExternalRow<'a>> {
    let mut values = line.splitn(7, ' ');
    Some(ExternalRow {
        added_at: timestamp(values.next()?)?,
        id: values.next()?,
        app_key: values.next()?,
        status: status(values.next()?)?,
        expires_at: end(values.next()?)?,
        owner: values.next()?,
        roles: role_names(values.next()?, roles)?,
    })
}

fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().map(Timestamp::from_millis)
}

/// The end of a key; an empty text if it has none.
fn end(text: &str) -> Option<Option<Timestamp>> {
    if text.is_empty() {
        Some(None)
    } else {
        timestamp(text).map(Some)
    }
}

fn status(active: &str) -> Option<Status> {
    match active {
        "1" => Some(Status::Active),
        "0" => Some(Status::Inactive),
        _ => None,
    }
}

/// The names of the roles, sorted here because the databases sort differently.
fn role_names(ids: &str, roles: &Roles) -> Option<String> {
    let ids = ids.split(',').filter(|id| !id.is_empty());
    let names = ids.map(|id| roles.get(id).map(String::as_str));
    let mut names = names.collect::<Option<Vec<_>>>()?;
    names.sort_unstable();
    Some(names.join(ROLE_SEPARATOR))
}

fn damaged() -> StoreError {
    StoreError::damaged("a key to export")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(lines: &str) -> GeneratedBatch {
        let roles = [("r1", "Orders"), ("r2", "Catalog")].map(|(id, name)| (id.to_owned(), name.to_owned()));
        GeneratedBatch {
            lines: lines.to_owned(),
            roles: Arc::new(roles.into()),
        }
    }

    #[test]
    fn the_lines_of_two_tokens_are_one_key() {
        let batch = batch(
            "9 b appkey-b 0 9  10.0.0.0/8,::1 0 r1,r2 a  b \n5 a appkey-a 1 7 8  0  =1+1\n5 a appkey-a 1 6 8  8  =1+1",
        );
        let rows: Vec<_> = batch.rows().map(Result::unwrap).collect();
        assert_eq!(
            rows,
            [
                GeneratedRow {
                    id: "b",
                    app_key: "appkey-b",
                    roles: "Catalog, Orders".to_owned(),
                    label: "a  b ",
                    created_at: Timestamp::from_millis(9),
                    token_created_at: Timestamp::from_millis(9),
                    new_token_created_at: None,
                    status: Status::Inactive,
                    expires_at: None,
                    networks: "10.0.0.0/8,::1",
                    last_used_at: None,
                },
                GeneratedRow {
                    id: "a",
                    app_key: "appkey-a",
                    roles: String::new(),
                    label: "=1+1",
                    created_at: Timestamp::from_millis(5),
                    token_created_at: Timestamp::from_millis(6),
                    new_token_created_at: Some(Timestamp::from_millis(7)),
                    status: Status::Active,
                    expires_at: Some(Timestamp::from_millis(8)),
                    networks: "",
                    last_used_at: Some(Timestamp::from_millis(8)),
                },
            ]
        );
        assert_eq!(
            last_position(&batch.lines).map(|at| (at.0, at.1)),
            Some((5, "a".to_owned()))
        );
    }

    #[test]
    fn what_the_domain_would_not_have_stored_is_an_error() {
        for line in [
            "",
            "x b appkey-b 0 9   0  ERP",
            "9 b appkey-b 2 9   0  ERP",
            "9 b appkey-b 0 9 x  0  ERP",
            "9 b appkey-b 0 9   x  ERP",
            "9 b appkey-b 0 9   0 r3 ERP",
            "9 b appkey-b 0 9   0 r1",
        ] {
            assert!(batch(line).rows().any(|row| row.is_err()), "{line:?}");
        }
    }
}
