//! The listener for Prometheus and for probes. It needs no credentials, so it is a separate one.

use super::{
    health,
    serve::{self, ConnectionLimits},
};
use crate::server::{scrape::scrape, state::AppState};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// The text format of OpenMetrics, which Prometheus reads.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves the configured listener until `end` completes. `None` if there is none.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub async fn serve(
    state: &AppState,
    limits: ConnectionLimits,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<Option<JoinHandle<()>>, String> {
    let Some(address) = state.config.metrics_listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!(
            "Cannot listen on {address} for metrics: {error}. Stop the program that uses it, or set KEYDESK_METRICS_LISTEN to another address."
        )
    })?;
    tracing::info!("metrics are served on {address}");
    Ok(Some(tokio::spawn(serve::serve(
        listener,
        router(state.clone()),
        limits,
        end,
    ))))
}

/// The router of the listener.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/metrics", get(numbers))
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(state)
}

async fn numbers(State(state): State<AppState>) -> Response {
    match scrape(&state).await {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn ready(State(state): State<AppState>) -> Response {
    health::ready(&state).await
}
