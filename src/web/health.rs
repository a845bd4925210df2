//! Probes: `/health` for load balancers, and `/readyz`, which also knows whether verification can answer and whether the program is ending.

use crate::{
    server::{state::AppState, store::StoreError},
    web::shared::Web,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Answers 200 if the database can be read and written, otherwise 503.
pub(super) async fn health(State(web): State<Web>) -> Response {
    answer(web.state.store.check_health().await)
}

/// Answers 200 if this node may get requests: it is not ending, the database can be used, and verification's memory is current.
pub(super) async fn ready(state: &AppState) -> Response {
    if state.is_ending() {
        return (StatusCode::SERVICE_UNAVAILABLE, "Keydesk is ending\n").into_response();
    }
    if let Err(error) = state.store.check_health().await {
        return answer(Err(error));
    }
    match state.store.keys_in_memory().await {
        Ok(_) => answer(Ok(())),
        Err(error) => {
            tracing::error!(%error, "verification's memory is not current");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "verification's memory is not current\n",
            )
                .into_response()
        }
    }
}

fn answer(checked: Result<(), StoreError>) -> Response {
    match checked {
        Ok(()) => (StatusCode::OK, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the database cannot be used");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be used\n").into_response()
        }
    }
}
