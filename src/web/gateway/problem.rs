//! Errors as JSON, for programs.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

#[derive(Serialize)]
struct Problem {
    error: &'static str,
    message: String,
}

/// An answer with this status. `error` is stable, `message` is a sentence in English.
pub(super) fn problem(status: StatusCode, error: &'static str, message: String) -> Response {
    (status, Json(Problem { error, message })).into_response()
}
