//! Probes: `/health` for load balancers, and `/readyz`, which also knows whether verification can answer and whether the program is ending.

use crate::{
    server::{
        doctor::{self, SeenRequest},
        state::AppState,
        store::StoreError,
    },
    web::{client, origins::host, shared::Web},
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

/// Answers 200 if the database can be read and written, otherwise 503. The doctor is told what was seen of its request.
pub(super) async fn health(State(web): State<Web>, request: Request) -> Response {
    let checked = web.state.store.check_health().await;
    let proof = request
        .headers()
        .get(doctor::HEADER)
        .and_then(|value| value.to_str().ok());
    match (checked, proof) {
        (Ok(()), Some(proof)) if doctor::is_proof(&web.state, proof).await => seen(&web.state, &request),
        (checked, _) => answer(checked),
    }
}

/// What was seen of a request, as JSON.
fn seen(state: &AppState, request: &Request) -> Response {
    let (config, headers) = (&state.config, request.headers());
    let lines = |name: &str| {
        let lines = headers.get_all(name).iter();
        lines
            .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
            .collect()
    };
    let peer = client::peer(request.extensions());
    let seen = SeenRequest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: state.clock.now(),
        peer: peer.map_or_else(|| "unix".to_owned(), |peer| peer.to_string()),
        peer_is_trusted: client::is_from_proxy(config, request.extensions()),
        client: client::ip(config, request.extensions(), headers),
        host: host(request).unwrap_or_default().to_owned(),
        x_forwarded_for: lines("x-forwarded-for"),
        forwarded: lines("forwarded"),
    };
    match serde_json::to_string(&seen) {
        Ok(json) => ([(CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => {
            tracing::error!(%error, "the doctor could not be told what was seen");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Answers 200 if this node may get requests: it is not ending, the database can be used and fits this version, and verification's memory is
/// current.
pub(super) async fn ready(state: &AppState) -> Response {
    if state.is_ending() {
        return (StatusCode::SERVICE_UNAVAILABLE, "Keydesk is ending\n").into_response();
    }
    let checked = state.store.check_health().await;
    if let Some(needed) = state.store.needed_migration() {
        tracing::error!(
            "the database was migrated by a newer version of Keydesk, with which this version does not work: it does not know migration {needed}. Upgrade \
             this node"
        );
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database needs a newer version of Keydesk\n",
        )
            .into_response();
    }
    if checked.is_err() {
        return answer(checked);
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
