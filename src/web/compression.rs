//! Which answers are compressed, and how.

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

/// Marks an answer that may be compressed. What replies to a posted form may hold a link beside what somebody typed, and
/// the size of the two compressed together would say something about the link.
#[derive(Clone, Copy)]
struct Compressible;

/// Marks an answer that may be compressed.
pub(super) fn compressible(mut response: Response) -> Response {
    response.extensions_mut().insert(Compressible);
    response
}

/// An answer that may be compressed, with its body drawn and compressed to the end; others as they are.
pub(super) async fn whole(response: Response) -> Response {
    if response.extensions().get::<Compressible>().is_none() {
        return response;
    }
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(whole) => Response::from_parts(parts, Body::from(whole.to_bytes())),
        Err(error) => {
            tracing::error!(%error, "a page could not be compressed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Compresses the answers that are marked for it, with brotli at a level that takes 2 ms for a page of 50 rows and makes it a tenth
/// smaller than gzip does. Files need no layer: they lie there compressed.
pub(super) fn compression() -> CompressionLayer<impl Predicate> {
    let layer = CompressionLayer::new().quality(CompressionLevel::Precise(6));
    layer.compress_when(|_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions| {
        extensions.get::<Compressible>().is_some()
    })
}
