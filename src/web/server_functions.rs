//! The endpoint of the server functions, which hydrated pages call.

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header::ACCEPT},
    response::{IntoResponse, Response},
};
use leptos::server_fn::axum::server_fn_paths;

/// Answers a call. Unknown functions get 404.
pub(super) async fn answer(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if !server_fn_paths().any(|(known, _)| known == path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = call(request).await;
    // Keydesk's own errors set another status. Status 500 means that the arguments could not be parsed.
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// Runs the server function at the request's path. Forms without scripts post to pages instead, so `Accept` disables the redirect that
/// server_fn has for them.
pub(super) async fn call(mut request: Request) -> Response {
    request
        .headers_mut()
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    leptos_axum::handle_server_fns_with_context(|| {}, request)
        .await
        .into_response()
}
