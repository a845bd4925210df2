//! `X-Request-Id`: taken from trusted proxies, made otherwise, and named in every answer.

use crate::{
    server::{config::Config, request_id::RequestId},
    web::client,
};
use axum::{extract::Request, http::HeaderName, response::Response};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request. What a client or an unknown proxy sends does not count, and neither do several ids.
pub(super) fn of(config: &Config, request: &Request) -> RequestId {
    let mut sent = request.headers().get_all(X_REQUEST_ID).iter();
    match (sent.next(), sent.next()) {
        (Some(id), None) if client::is_from_proxy(config, request.extensions()) => RequestId::parse(id),
        _ => None,
    }
    .unwrap_or_default()
}

/// Answers a request under its id, which the answer names.
pub(super) async fn answered(id: RequestId, work: impl Future<Output = Response>) -> Response {
    let header = id.header();
    let mut response = id.scope(work).await;
    response.headers_mut().insert(X_REQUEST_ID, header);
    response
}
