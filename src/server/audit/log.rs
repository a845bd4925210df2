//! The use cases of *Audit log*: reading and exporting an account's log.

use crate::{
    domain::{
        audit::{
            csv,
            event::Event,
            log::{AuditFilter, AuditQuery, AuditRecord, KeyFilter, PageStart, WHOLE_LOG},
        },
        key_query::PAGE_SIZE,
        people::permission::Permission,
    },
    error::{AppError, export::ExportError},
    i18n::{self, Language, with_language_sync},
    server::{
        context::Caller,
        export, export_limits,
        in_place::in_place,
        limits::RateLimited,
        lists,
        store::{MatchingKeys, Membership, Scope, Store, StoreError},
        workbook::{self, TextStorage, Written, audit::LogBatch},
    },
    views::audit::AuditPage,
    words::events,
};
use tokio::sync::mpsc;

/// Rows per query of an export.
const BATCH: i64 = 1_000;

/// One page of the account's log.
///
/// # Errors
/// As [`Caller::require`].
pub async fn show(caller: &Caller, account: &str, query: AuditQuery) -> Result<AuditPage, AppError> {
    let membership = caller.require(account, Permission::AuditView).await?;
    let store = &caller.state.store;
    let scope = scope(caller, &membership, &query.filter).await?;
    let mut records = if query.is_invalid() {
        Vec::new()
    } else {
        store.audit_rows(&scope, query.start, PAGE_SIZE + 1, true).await?
    };
    let has_more = records.len() as i64 > PAGE_SIZE;
    records.truncate(PAGE_SIZE as usize);
    let first = records.first().map(|record| record.seq);
    let (newer, older) = match query.start {
        PageStart::Newest => (false, has_more),
        PageStart::Before(_) => (has_rows(store, &scope, first.map(PageStart::After)).await?, has_more),
        PageStart::After(_) => {
            // These rows come oldest first.
            records.reverse();
            (has_more, has_rows(store, &scope, first.map(PageStart::Before)).await?)
        }
    };
    Ok(AuditPage {
        viewer: caller.viewer(&membership)?,
        query,
        records,
        newer,
        older,
        too_many_users: scope.too_many_users,
        too_many_keys: scope.too_many_keys,
    })
}

/// Whether a page that starts here has rows.
async fn has_rows(store: &Store, scope: &Scope, start: Option<PageStart>) -> Result<bool, StoreError> {
    match start {
        Some(start) => Ok(!store.audit_rows(scope, start, 1, false).await?.is_empty()),
        None => Ok(false),
    }
}

/// Resolves the users and keys that a filter names.
async fn scope(caller: &Caller, membership: &Membership, filter: &AuditFilter) -> Result<Scope, AppError> {
    let named = match &filter.key {
        Some(KeyFilter::Words(words)) => lists::keys_by_name(caller, membership, words).await?,
        Some(KeyFilter::AppKey(_) | KeyFilter::Id(_)) | None => MatchingKeys::default(),
    };
    Ok(caller
        .state
        .store
        .audit_scope(&membership.account, filter, named)
        .await?)
}

/// A running export of the log as CSV. It reads in batches, so its memory does not depend on the length of the log.
pub struct LogExport {
    store: Store,
    scope: Scope,
    /// The number of the last row that was read.
    last_seq: i64,
    /// Whether the CSV header was returned.
    header_sent: bool,
    /// The file name.
    pub name: String,
}

/// Checks that the caller may export the log.
///
/// # Errors
/// As [`Caller::require`].
pub async fn may_export(caller: &Caller, account: &str) -> Result<(), AppError> {
    caller.require(account, Permission::AuditView).await.map(drop)
}

/// Begins a CSV export. First records the export; the file then contains all rows up to that record.
///
/// # Errors
/// As [`Caller::require`].
pub async fn export(caller: &Caller, account: &str, filter: &AuditFilter) -> Result<LogExport, AppError> {
    let membership = caller.require(account, Permission::AuditView).await?;
    caller.state.limits.check(RateLimited::Export, &caller.ip)?;
    begin_export(caller, &membership, filter).await
}

/// Exports the log as an XLSX file. The file is complete before the first byte is sent, so a download is never truncated by a later error.
/// Like the export of keys, it uses temporary files, and each user can run only one at a time.
///
/// # Errors
/// As [`Caller::require`]; [`ExportError::Busy`]; [`ExportError::Clock`]; [`ExportError::NotWritten`].
pub async fn workbook(caller: &Caller, account: &str, filter: &AuditFilter) -> Result<export::KeysExport, ExportError> {
    let membership = caller.require(account, Permission::AuditView).await?;
    caller.state.limits.check(RateLimited::Export, &caller.ip)?;
    let exports = &caller.state.exports;
    let _permit = exports
        .acquire(&caller.session()?.user, export_limits::PERMIT_TIMEOUT)
        .await?;
    let log = begin_export(caller, &membership, filter).await?;
    let name = log.name.replace(".csv", ".xlsx");
    let (batches, received) = mpsc::channel(export::CHANNEL_CAPACITY);
    let (slug, language, now) = (membership.slug, i18n::current(), caller.state.clock.now());
    let texts = TextStorage::for_rows(log.scope.rows_at_most());
    let writer = tokio::task::spawn_blocking(move || {
        with_language_sync(language, || workbook::audit::write(received, &slug, texts, now))
    });
    let read = log.send_rows(batches).await;
    // Wait for the writer even after a read error, so that its temporary files are deleted before the response.
    let outcome = writer.await;
    read?;
    let Written { file, length } = export::writer_result(outcome)?;
    Ok(export::KeysExport { file, length, name })
}

async fn begin_export(caller: &Caller, membership: &Membership, filter: &AuditFilter) -> Result<LogExport, AppError> {
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let subject = if filter.is_empty() {
        WHOLE_LOG.to_owned()
    } else {
        filter.query_string()
    };
    let entry = caller.entry(&membership.account, Event::AuditExported)?.about(subject);
    let scope = scope(caller, membership, filter).await?;
    store.record(entry).await?;
    let scope = scope.up_to(store.audit_end(&membership.account).await?);
    let day = now.iso_date();
    Ok(LogExport {
        store: store.clone(),
        scope,
        last_seq: 0,
        header_sent: false,
        name: format!("keydesk-audit-{}-{day}.csv", membership.slug),
    })
}

impl LogExport {
    /// The next part of the file; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn next(&mut self) -> Result<Option<String>, StoreError> {
        if !self.header_sent {
            self.header_sent = true;
            return Ok(Some(csv::HEADER.to_owned()));
        }
        let records = self.rows().await?;
        let lines = || {
            records
                .iter()
                .map(|record| csv::row(record, events::action(record)))
                .collect()
        };
        Ok((!records.is_empty()).then(|| in_place(|| with_language_sync(Language::English, lines))))
    }

    /// The next rows; empty at the end.
    async fn rows(&mut self) -> Result<Vec<AuditRecord>, StoreError> {
        let start = PageStart::After(self.last_seq);
        let records = self.store.audit_rows(&self.scope, start, BATCH, false).await?;
        self.last_seq = records.last().map_or(self.last_seq, |last| last.seq);
        Ok(records)
    }

    /// Sends all rows to the writer of a workbook. If the writer has stopped, this returns `Ok`, because the writer reports its own error.
    async fn send_rows(mut self, batches: mpsc::Sender<LogBatch>) -> Result<(), StoreError> {
        loop {
            let records = self.rows().await?;
            let is_end = records.is_empty();
            let batch = if is_end { LogBatch::End } else { LogBatch::Rows(records) };
            if batches.send(batch).await.is_err() || is_end {
                return Ok(());
            }
        }
    }
}
