//! The use cases of *Audit log*: reading an account's log, and exporting it.

use crate::{
    domain::{
        audit::{ALL_OF_IT, AuditFilter, AuditPage, AuditQuery, Turn},
        audit_csv,
        audit_detail::Detail,
        event::Event,
        page::PAGE_SIZE,
        permission::Permission,
    },
    error::AppError,
    i18n::{Language, with_language_sync},
    server::{
        context::Caller,
        limits::Limited,
        store::{Actor, Entry, Scope, Store, StoreError},
    },
};

/// How many rows of an export are read at once.
const BATCH: i64 = 1_000;

/// One page of the account's log.
///
/// # Errors
/// What [`Caller::require`] refuses.
pub async fn show(caller: &Caller, account: &str, query: AuditQuery) -> Result<AuditPage, AppError> {
    let membership = caller.require(account, Permission::AuditView).await?;
    let store = &caller.state.store;
    let scope = store.audit_scope(&membership.account, &query.filter).await?;
    let mut records = store.audit_rows(&scope, query.turn, PAGE_SIZE + 1, true).await?;
    let more = records.len() as i64 > PAGE_SIZE;
    records.truncate(PAGE_SIZE as usize);
    let first = records.first().map(|record| record.seq);
    let there = async |turn: Option<Turn>| match turn {
        Some(turn) => Ok::<_, StoreError>(!store.audit_rows(&scope, turn, 1, false).await?.is_empty()),
        None => Ok(false),
    };
    let (newer, older) = match query.turn {
        Turn::Newest => (false, more),
        Turn::Before(_) => (there(first.map(Turn::After)).await?, more),
        Turn::After(_) => {
            records.reverse();
            (more, there(first.map(Turn::Before)).await?)
        }
    };

    Ok(AuditPage {
        viewer: caller.viewer(&membership)?,
        query,
        records,
        newer,
        older,
        too_many_users: scope.too_many_users,
    })
}

/// An export under way. It reads a batch at a time, so it needs as much memory for a log of millions as for a short one.
pub struct Export {
    store: Store,
    scope: Scope,
    /// The last row that was read.
    at: i64,
    /// Whether the head of the file is out.
    begun: bool,
    /// What the file is called.
    pub name: String,
}

/// Makes sure that the caller may export the log.
///
/// # Errors
/// What [`Caller::require`] refuses.
pub async fn may_export(caller: &Caller, account: &str) -> Result<(), AppError> {
    caller.require(account, Permission::AuditView).await.map(drop)
}

/// Begins an export: everything up to the row that records it, which is written first.
///
/// # Errors
/// What [`Caller::require`] refuses.
pub async fn export(caller: &Caller, account: &str, filter: &AuditFilter) -> Result<Export, AppError> {
    let membership = caller.require(account, Permission::AuditView).await?;
    caller.state.limits.check(Limited::Export, &caller.ip)?;
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let entry = Entry {
        account: Some(membership.account.clone()),
        actor: Actor::User(caller.session()?.email.as_str().to_owned()),
        event: Event::AuditExported,
        key: None,
        subject: if filter.is_empty() {
            ALL_OF_IT.to_owned()
        } else {
            filter.search()
        },
        detail: Detail::default(),
        ip: caller.ip.clone(),
        at: now,
    };
    store.record(entry).await?;
    let end = store.audit_end(&membership.account).await?;
    let scope = store.audit_scope(&membership.account, filter).await?.up_to(end);
    let day: String = now.iso().chars().take(10).collect();
    Ok(Export {
        store: store.clone(),
        scope,
        at: 0,
        begun: false,
        name: format!("keydesk-audit-{}-{day}.csv", membership.slug),
    })
}

impl Export {
    /// The next part of the file; `None` at its end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn next(&mut self) -> Result<Option<String>, StoreError> {
        if !self.begun {
            self.begun = true;
            return Ok(Some(audit_csv::HEAD.to_owned()));
        }
        let turn = Turn::After(self.at);
        let records = self.store.audit_rows(&self.scope, turn, BATCH, false).await?;
        let Some(last) = records.last() else { return Ok(None) };
        self.at = last.seq;
        let lines = || records.iter().map(audit_csv::line).collect();
        Ok(Some(with_language_sync(Language::English, lines)))
    }
}
