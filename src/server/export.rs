//! *Export*: all keys of an account in one XLSX file, as they were at one instant.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event, log::exported_keys},
        page::KeyQuery,
        people::permission::Permission,
        time::Timestamp,
    },
    error::{AppError, export::ExportError},
    i18n::{self, with_language_sync},
    server::{
        context::Caller,
        export_limits::{NoTurn, PATIENCE},
        limits::Limited,
        lists,
        store::{Actor, Entry, ListKind, Membership, Snapshot, Store, StoreError},
        workbook::{
            Texts, WriteError,
            keys::{self, Keys, Part, Picked},
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

/// What an XLSX file is.
const XLSX: HeaderValue = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/// How much of the file is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// How many parts may have been read that are not written yet. Reading and writing take turns on two processors; more
/// would only wait in memory.
pub(super) const AHEAD: usize = 2;

/// A file to download.
#[derive(Debug)]
pub struct Export {
    /// It has no name in any folder, and is gone when it is closed.
    pub file: File,
    /// In bytes.
    pub length: u64,
    /// What it is called where it is saved: ASCII without blanks.
    pub name: String,
}

impl Export {
    /// The headers of a download.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, XLSX);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(self.length));
        if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name)) {
            headers.insert(CONTENT_DISPOSITION, disposition);
        }
        headers
    }

    /// Its bytes, read while they are sent.
    pub fn bytes(self) -> ReaderStream<tokio::fs::File> {
        ReaderStream::with_capacity(tokio::fs::File::from_std(self.file), CHUNK)
    }
}

/// A file as the answer of the current server function, which gets the headers of a download.
pub fn download(export: Export) -> ByteStream<ExportError> {
    if let Some(answer) = use_context::<ResponseOptions>() {
        for (name, value) in &export.headers() {
            answer.insert_header(name.clone(), value.clone());
        }
    }
    // The answer is under way by then: it breaks off, and its length tells that it is not whole.
    ByteStream::new(export.bytes().map_err(|error| {
        tracing::error!(%error, "an export could not be read");
        ExportError::NotWritten
    }))
}

impl From<NoTurn> for ExportError {
    fn from(error: NoTurn) -> Self {
        match error {
            NoTurn::Busy => Self::Busy,
            NoTurn::Clock => Self::Clock,
        }
    }
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// The keys that a filter of one of the lists finds.
#[derive(Clone, Debug)]
struct Selection {
    /// Whether the list is that of external keys.
    external: bool,
    query: KeyQuery,
}

impl Selection {
    /// Reads the search part of a list's address. `None` selects all keys.
    fn read(external: bool, filter: &str) -> Result<Option<Self>, ExportError> {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(filter).unwrap_or_default();
        let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let query = KeyQuery::read(get, filter);
        if !query.ignored.is_empty() {
            return Err(ExportError::UnknownFilter);
        }
        Ok(query.is_filtered().then_some(Self { external, query }))
    }
}

/// Makes a file of all keys of an account, or of those that a list's filter finds. Recorded before anybody gets it: where that fails
/// there is no file.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::TooMany`]; [`AppError::Unavailable`]; [`AppError::Malformed`] for a filter by what
/// there is not; [`ExportError::UnknownFilter`]; [`ExportError::Busy`]; [`ExportError::Clock`]; [`ExportError::NotWritten`].
pub async fn export(caller: &Caller, account: &str, external: bool, filter: &str) -> Result<Export, ExportError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let selection = Selection::read(external, filter)?;
    let state = &caller.state;
    state.limits.check(Limited::Export, &caller.ip)?;
    let _turn = state.exports.turn(&caller.session()?.user, PATIENCE).await?;
    let now = state.clock.now();
    let picked = match selection {
        Some(selection) => Some(pick(caller, &membership, selection).await?),
        None => None,
    };
    let part = if picked.is_some() { "-filtered" } else { "" };
    let keys = make(&state.store, &membership, picked, now).await?;
    state
        .store
        .record(Entry {
            account: Some(membership.account.clone()),
            actor: Actor::User(caller.session()?.email.as_str().to_owned()),
            event: Event::KeysExported,
            key: None,
            subject: exported_keys(keys.generated, keys.external),
            detail: Detail::default(),
            ip: caller.ip.clone(),
            at: now,
        })
        .await?;
    Ok(Export {
        file: keys.written.file,
        length: keys.written.length,
        name: format!("keydesk-{}{part}-{}.xlsx", membership.slug, now.iso_date()),
    })
}

/// Looks a selection up.
async fn pick(caller: &Caller, membership: &Membership, selection: Selection) -> Result<Picked, AppError> {
    let kind = if selection.external {
        ListKind::External
    } else {
        ListKind::Generated
    };
    let roles = caller.state.store.roles(&membership.account).await?;
    let keys = lists::matching(caller, membership, kind, selection.query, &roles).await?;
    Ok(Picked {
        external: selection.external,
        keys: keys.into_iter().map(|key| key.0).collect(),
    })
}

/// Reads the keys here and writes them on another thread, at the same time and in the same language.
async fn make(
    store: &Store,
    membership: &Membership,
    picked: Option<Picked>,
    now: Timestamp,
) -> Result<Keys, ExportError> {
    let mut snapshot = store.snapshot(&membership.account).await?;
    let texts = Texts::of(snapshot.keys().await?);
    let (parts, to_write) = mpsc::channel(AHEAD);
    let (slug, language) = (membership.slug.clone(), i18n::current());
    let write = move || keys::write(to_write, picked.as_ref(), &slug, texts, now);
    let writer = tokio::task::spawn_blocking(move || with_language_sync(language, write));
    let read = read(snapshot, parts).await;
    // The writer is waited for in any case: its files are gone before anything else is said.
    let outcome = writer.await;
    read?;
    written(outcome)
}

/// What a writer has made, or why it has not.
pub(super) fn written<T>(outcome: Result<Result<T, WriteError>, JoinError>) -> Result<T, ExportError> {
    match outcome {
        Ok(Ok(written)) => Ok(written),
        Ok(Err(WriteError::Store(error))) => Err(error.into()),
        Ok(Err(error)) => Err(not_written(&error)),
        // rust_xlsxwriter gives up its thread when it cannot write on to a temporary file.
        Err(error) => Err(not_written(&error)),
    }
}

fn not_written(error: &dyn std::error::Error) -> ExportError {
    tracing::error!(%error, "an export could not be written");
    ExportError::NotWritten
}

/// Hands everything to the writer. Where that has stopped there is nobody to read for, and it says why.
async fn read(mut snapshot: Snapshot, parts: mpsc::Sender<Part>) -> Result<(), StoreError> {
    while let Some(part) = snapshot.generated().await? {
        if parts.send(Part::Generated(part)).await.is_err() {
            return Ok(());
        }
    }
    while let Some(part) = snapshot.external().await? {
        if parts.send(Part::External(part)).await.is_err() {
            return Ok(());
        }
    }
    snapshot.end().await?;
    let _ = parts.send(Part::End).await;
    Ok(())
}
