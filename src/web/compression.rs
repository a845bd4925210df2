//! Decides which responses are compressed, and how.

use axum::{
    body::Body,
    http::{Extensions, HeaderMap, StatusCode, Version},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate},
};

/// Response extension: the response may be compressed. Replies to posted forms are never marked: they may contain a link beside user input,
/// and the compressed size would leak information about the link (BREACH).
#[derive(Clone, Copy)]
struct Compressible;

/// Marks a response that may be compressed.
pub(super) fn compressible(mut response: Response) -> Response {
    response.extensions_mut().insert(Compressible);
    response
}

/// Renders and compresses a marked response to its end, and buffers it. Returns other responses unchanged.
pub(super) async fn buffered(response: Response) -> Response {
    if response.extensions().get::<Compressible>().is_none() {
        return response;
    }
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(whole) => Response::from_parts(parts, Body::from(whole.to_bytes())),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered to its end");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Compresses marked responses. This brotli level takes 2 ms for a page of 50 rows; the result is a tenth smaller than with gzip. Files are
/// precompressed by the build.
pub(super) fn compression() -> CompressionLayer<impl Predicate> {
    let layer = CompressionLayer::new().quality(CompressionLevel::Precise(6));
    layer.compress_when(|_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions| {
        extensions.get::<Compressible>().is_some()
    })
}
