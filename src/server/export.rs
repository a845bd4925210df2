//! The *Export* of keys: all or selected keys of an account as one XLSX file, from a snapshot of the database.

use crate::{
    domain::{
        audit::{event::Event, log::exported_keys},
        key_query::KeyQuery,
        people::permission::Permission,
        time::Timestamp,
    },
    error::{AppError, export::ExportError},
    i18n::{self, with_language_sync},
    server::{
        context::Caller,
        export_limits::{ExportRefused, PERMIT_TIMEOUT},
        limits::RateLimited,
        lists,
        store::{ListKind, Membership, Snapshot, Store, StoreError},
        workbook::{
            TextStorage, WriteError,
            keys::{self, KeysBatch, SelectedKeys, WrittenKeys},
        },
    },
};
use axum::http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE},
};
use futures_util::TryStreamExt;
use leptos::{prelude::use_context, server_fn::codec::ByteStream};
use leptos_axum::ResponseOptions;
use std::fs::File;
use tokio::{sync::mpsc, task::JoinError};
use tokio_util::io::ReaderStream;

/// The media type of XLSX.
const XLSX: HeaderValue = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/// Size of the chunks in which the file is sent, in bytes.
const CHUNK: usize = 64 * 1024;

/// Capacity of the channel between reader and writer. The two alternate on two processors, so more parts would only use memory.
pub(super) const CHANNEL_CAPACITY: usize = 2;

/// A file to download.
#[derive(Debug)]
pub struct KeysExport {
    /// An unnamed temporary file, deleted when it is closed.
    pub file: File,
    /// In bytes.
    pub length: u64,
    /// The file name for the download: ASCII without spaces.
    pub name: String,
}

impl KeysExport {
    /// The headers of the download.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, XLSX);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(self.length));
        if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name)) {
            headers.insert(CONTENT_DISPOSITION, disposition);
        }
        headers
    }

    /// The file's content as a stream.
    pub fn bytes(self) -> ReaderStream<tokio::fs::File> {
        ReaderStream::with_capacity(tokio::fs::File::from_std(self.file), CHUNK)
    }
}

/// The file as the response of the current server function, with the headers of a download.
pub fn download(export: KeysExport) -> ByteStream<ExportError> {
    if let Some(answer) = use_context::<ResponseOptions>() {
        for (name, value) in &export.headers() {
            answer.insert_header(name.clone(), value.clone());
        }
    }
    // The response has started by then. It breaks off, and the client notices because `Content-Length` does not match.
    ByteStream::new(export.bytes().map_err(|error| {
        tracing::error!(%error, "an export could not be read");
        ExportError::NotWritten
    }))
}

impl From<ExportRefused> for ExportError {
    fn from(error: ExportRefused) -> Self {
        match error {
            ExportRefused::Busy => Self::Busy,
            ExportRefused::Clock => Self::Clock,
        }
    }
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// The keys that match a filter of one of the lists.
#[derive(Clone, Debug)]
struct Selection {
    /// Whether the list is the one of external keys.
    external: bool,
    query: KeyQuery,
}

impl Selection {
    /// Parses the query string of a list's URL. `None` selects all keys.
    fn read(external: bool, filter: &str) -> Result<Option<Self>, ExportError> {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(filter).unwrap_or_default();
        let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let query = KeyQuery::parse(get, filter);
        if !query.ignored.is_empty() {
            return Err(ExportError::UnknownFilter);
        }
        Ok(query.is_filtered().then_some(Self { external, query }))
    }
}

/// Exports all keys of an account, or those that match a list's filter. The export is recorded before the file is returned; if recording
/// fails, there is no file.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::TooMany`]; [`AppError::Unavailable`]; [`AppError::Malformed`] for a filter that the list does not
/// support; [`ExportError::UnknownFilter`]; [`ExportError::Busy`]; [`ExportError::Clock`]; [`ExportError::NotWritten`].
pub async fn export(caller: &Caller, account: &str, external: bool, filter: &str) -> Result<KeysExport, ExportError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let selection = Selection::read(external, filter)?;
    let state = &caller.state;
    state.limits.check(RateLimited::Export, &caller.ip)?;
    let _permit = state.exports.acquire(&caller.session()?.user, PERMIT_TIMEOUT).await?;
    let now = state.clock.now();
    let entry = caller.entry(&membership.account, Event::KeysExported)?;
    let selected = match selection {
        Some(selection) => Some(select_keys(caller, &membership, selection).await?),
        None => None,
    };
    let suffix = if selected.is_some() { "-filtered" } else { "" };
    let keys = write_file(&state.store, &membership, selected, now).await?;
    let entry = entry.about(exported_keys(keys.generated, keys.external));
    state.store.record(entry).await?;
    Ok(KeysExport {
        file: keys.written.file,
        length: keys.written.length,
        name: format!("keydesk-{}{suffix}-{}.xlsx", membership.slug, now.iso_date()),
    })
}

/// The keys of a selection.
async fn select_keys(caller: &Caller, membership: &Membership, selection: Selection) -> Result<SelectedKeys, AppError> {
    let kind = if selection.external {
        ListKind::External
    } else {
        ListKind::Generated
    };
    let roles = caller.state.store.roles(&membership.account).await?;
    let keys = lists::matching(caller, membership, kind, selection.query, &roles).await?;
    Ok(SelectedKeys {
        external: selection.external,
        keys: keys.into_iter().map(|key| key.into_string()).collect(),
    })
}

/// Reads the keys in this task and writes them on a blocking thread, concurrently and in the same language.
async fn write_file(
    store: &Store,
    membership: &Membership,
    selected: Option<SelectedKeys>,
    now: Timestamp,
) -> Result<WrittenKeys, ExportError> {
    let mut snapshot = store.snapshot(&membership.account).await?;
    let texts = TextStorage::for_rows(snapshot.key_count().await?);
    let (batches, received) = mpsc::channel(CHANNEL_CAPACITY);
    let (slug, language) = (membership.slug.clone(), i18n::current());
    let write = move || keys::write(received, selected.as_ref(), &slug, texts, now);
    let writer = tokio::task::spawn_blocking(move || with_language_sync(language, write));
    let read = send_snapshot(snapshot, batches).await;
    // Wait for the writer even after a read error, so that its temporary files are deleted before the response.
    let outcome = writer.await;
    read?;
    writer_result(outcome)
}

/// Converts the outcome of a writer.
pub(super) fn writer_result<T>(outcome: Result<Result<T, WriteError>, JoinError>) -> Result<T, ExportError> {
    match outcome {
        Ok(Ok(written)) => Ok(written),
        Ok(Err(WriteError::Store(error))) => Err(error.into()),
        Ok(Err(error)) => Err(not_written(&error)),
        // rust_xlsxwriter panics if it cannot write to a temporary file.
        Err(error) => Err(not_written(&error)),
    }
}

fn not_written(error: &dyn std::error::Error) -> ExportError {
    tracing::error!(%error, "an export could not be written");
    ExportError::NotWritten
}

/// Sends the snapshot to the writer. If the writer has stopped, this returns `Ok`, because the writer reports its own error.
async fn send_snapshot(mut snapshot: Snapshot, batches: mpsc::Sender<KeysBatch>) -> Result<(), StoreError> {
    while let Some(batch) = snapshot.generated().await? {
        if batches.send(KeysBatch::Generated(batch)).await.is_err() {
            return Ok(());
        }
    }
    while let Some(batch) = snapshot.external().await? {
        if batches.send(KeysBatch::External(batch)).await.is_err() {
            return Ok(());
        }
    }
    snapshot.end().await?;
    let _ = batches.send(KeysBatch::End).await;
    Ok(())
}
