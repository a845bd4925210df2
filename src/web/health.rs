//! Probes: `/health` for load balancers, and `/readyz`, which also knows whether verification can answer and whether the program is ending.

use crate::{
    server::{
        doctor::{self, Question, SeenRequest},
        state::AppState,
        store::StoreError,
    },
    web::{client, origins::host, shared::Web},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

/// Maximum length of a header in an answer to the doctor, in characters.
const LINE: usize = 1_000;

/// Answers 200 if the database can be read and written, otherwise 503. The doctor is told what was seen of its request.
pub(super) async fn health(State(web): State<Web>, request: Request) -> Response {
    let checked = web.state.store.check_health().await;
    let question = question(&web.state, request.headers()).await;
    match (checked, question) {
        (Ok(()), Some(question)) => seen(&web.state, &question, &request),
        (checked, _) => answer(checked),
    }
}

/// The doctor's question in a request, if it has a valid one.
pub(super) async fn question(state: &AppState, headers: &HeaderMap) -> Option<Question> {
    let proof = headers.get(doctor::HEADER)?.to_str().ok()?;
    Question::of_proof(state, proof).await
}

/// What was seen of a request, as an answer to the doctor's question.
fn seen(state: &AppState, question: &Question, request: &Request) -> Response {
    let (config, headers) = (&state.config, request.headers());
    let lines = |name: &str| {
        let lines = headers.get_all(name).iter();
        lines
            .map(|line| {
                String::from_utf8_lossy(line.as_bytes())
                    .chars()
                    .take(LINE)
                    .collect::<String>()
            })
            .collect()
    };
    let seen = SeenRequest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: state.clock.now(),
        peer: client::peer(request.extensions()),
        peer_is_trusted: client::is_from_proxy(config, request.extensions()),
        client: client::address(config, request.extensions(), headers),
        host: host(request).unwrap_or_default().to_owned(),
        x_forwarded_for: lines("x-forwarded-for"),
        forwarded: lines("forwarded"),
    };
    match serde_json::to_string(&seen) {
        Ok(json) => question.answer(&json).into_response(),
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
            "a newer version of Keydesk has migrated the database to tables that this version cannot use: it does not know migration {needed}. \
             Upgrade this node"
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
