//! Why an export has no file.

use crate::{
    error::{AppError, HttpError},
    i18n::{on_server, t},
};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use thiserror::Error;

/// When to try again where there are too many exports, in seconds.
const RETRY_AFTER: i64 = 10;

/// Why there is no file. Pages show it; no script reads it.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ExportError {
    /// An error of every use case.
    #[error(transparent)]
    App(#[from] AppError),
    /// A filter that no list has. A file with all keys would be taken for what it finds.
    #[error("{}", AppError::Malformed)]
    UnknownFilter,
    /// The user is exporting already, or too many others are.
    #[error("{}", on_server(t::export_busy))]
    Busy,
    /// The system's clock is before 1970, where rust_xlsxwriter panics.
    #[error("{}", on_server(t::export_clock))]
    Clock,
    /// The folder for temporary files is full or cannot be written.
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

    fn retry_after(&self) -> Option<i64> {
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
