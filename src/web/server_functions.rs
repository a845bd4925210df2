//! Server functions, as the hydrated pages call them.

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header::ACCEPT},
    response::{IntoResponse, Response},
};
use leptos::server_fn::axum::server_fn_paths;

/// Answers a call.
pub(super) async fn answer(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if !server_fn_paths().any(|(known, _)| known == path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = call(request).await;
    // Every error of ours sets its status; what is left is a call whose arguments could not be read.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// Runs the server function at the request's path. Forms without scripts post to pages and not here, so the redirect that
/// server_fn has for those is switched off: an answer is always an answer.
pub(super) async fn call(mut request: Request) -> Response {
    request
        .headers_mut()
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    leptos_axum::handle_server_fns_with_context(|| {}, request)
        .await
        .into_response()
}
