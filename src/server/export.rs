//! *Export*: all keys of an account in one XLSX file, as they were at one instant.

use crate::{
    domain::{
        audit::{detail::Detail, event::Event, log::exported_keys},
        page::KeyQuery,
        people::permission::Permission,
        time::Timestamp,
    },
    error::AppError,
    i18n::{self, t, with_language_sync},
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
use std::fs::File;
use thiserror::Error;
use tokio::{sync::mpsc, task::JoinError};

/// When to try again where there are too many, in seconds.
const RETRY_AFTER: i64 = 10;

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

/// Why there is no file.
#[derive(Debug, Error)]
pub enum ExportError {
    /// What every use case may say.
    #[error(transparent)]
    App(#[from] AppError),
    /// The user is exporting already, or too many others are.
    #[error("{}", t::export_busy())]
    Busy,
    /// The system's clock is before 1970, where rust_xlsxwriter panics.
    #[error("{}", t::export_clock())]
    Clock,
    /// The folder for temporary files is full or cannot be written.
    #[error("{}", t::export_not_written())]
    NotWritten,
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

impl ExportError {
    /// The HTTP status of an answer with this error.
    pub fn status(&self) -> u16 {
        match self {
            Self::App(error) => error.status(),
            Self::Busy => 429,
            Self::Clock | Self::NotWritten => 503,
        }
    }

    /// Seconds to wait before another try, where that is what the error says.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::App(error) => error.retry_after(),
            Self::Busy => Some(RETRY_AFTER),
            Self::Clock | Self::NotWritten => None,
        }
    }
}

/// The keys that a filter of one of the lists finds.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Whether the list is that of external keys.
    pub external: bool,
    pub query: KeyQuery,
}

/// Makes a file of all keys of an account, or of a selection. Recorded before anybody gets it: where that fails there is no file.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::TooMany`]; [`AppError::Unavailable`]; [`AppError::Malformed`] for a selection by what
/// there is not; [`ExportError::Busy`]; [`ExportError::Clock`]; [`ExportError::NotWritten`].
pub async fn export(caller: &Caller, account: &str, selection: Option<Selection>) -> Result<Export, ExportError> {
    let membership = caller.require(account, Permission::KeysView).await?;
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
        name: format!("keydesk-{}{part}-{}.xlsx", membership.slug, &now.iso()[..10]),
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
