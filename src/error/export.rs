//! Errors of exports.

use crate::{
    error::{AppError, HttpError},
    i18n::{on_server, t},
};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use std::time::Duration;
use thiserror::Error;

/// `Retry-After` while too many exports run.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// Why an export failed. Shown by pages; no script parses it.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ExportError {
    /// An error that all use cases have in common.
    #[error(transparent)]
    App(#[from] AppError),
    /// An unknown filter. A file with all keys would be mistaken for the filter's result.
    #[error("{}", AppError::Malformed)]
    UnknownFilter,
    /// The user already has a running export, or the limit for all users is reached.
    #[error("{}", on_server(t::export_busy))]
    Busy,
    /// The system clock is before 1970, where rust_xlsxwriter panics.
    #[error("{}", on_server(t::export_clock))]
    Clock,
    /// The temporary directory is full or not writable.
    #[error("{}", on_server(t::export_not_written))]
    NotWritten,
}

impl HttpError for ExportError {
    fn status(&self) -> u16 {
        match self {
            Self::App(error) => error.status(),
            Self::UnknownFilter => 400,
            Self::Busy => 429,
            Self::Clock | Self::NotWritten => 503,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::App(error) => error.retry_after(),
            Self::Busy => Some(RETRY_AFTER),
            Self::UnknownFilter | Self::Clock | Self::NotWritten => None,
        }
    }
}

impl FromServerFnError for ExportError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::App(AppError::from_server_fn_error(error))
    }
}
