//! `/health`, for load balancers.

use crate::web::shared::Web;
use axum::{extract::State, http::StatusCode, response::IntoResponse};

/// Answers 200 if the database can be read and written, otherwise 503.
pub(super) async fn health(State(web): State<Web>) -> impl IntoResponse {
    match web.state.store.check_health().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database cannot be used");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be used\n")
        }
    }
}
