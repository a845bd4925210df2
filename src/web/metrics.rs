//! The listener for Prometheus and for probes. It needs no credentials, so it is a separate one.

use super::{
    health,
    place::TcpPlace,
    serve::{self, ConnectionLimits},
};
use crate::server::{config::Config, scrape::scrape, state::AppState};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{io, net::SocketAddr};
use tokio::task::JoinHandle;

/// The text format of OpenMetrics, which Prometheus reads.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Takes the configured address. `None` if there is none.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub fn take(config: &Config) -> Result<Option<TcpPlace>, String> {
    let Some(address) = config.metrics_listen else {
        return Ok(None);
    };
    let place = TcpPlace::take(address).map_err(|error| refused(address, &error))?;
    Ok(Some(place))
}

/// Serves at an address that was taken, until `end` completes.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub fn serve(
    state: &AppState,
    place: TcpPlace,
    limits: ConnectionLimits,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<JoinHandle<()>, String> {
    let address = place.address();
    let listener = place.listen().map_err(|error| refused(address, &error))?;
    tracing::info!("metrics are served on {address}");
    Ok(tokio::spawn(serve::serve(listener, router(state.clone()), limits, end)))
}

fn refused(address: SocketAddr, error: &io::Error) -> String {
    format!(
        "Cannot listen on {address} for metrics: {error}. Stop the program that uses it, or set KEYDESK_METRICS_LISTEN to another address."
    )
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
