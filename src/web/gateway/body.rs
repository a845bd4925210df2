//! Reads the bodies of gateways' requests.

use axum::body::{Body, Bytes, to_bytes};
use std::time::Duration;
use tokio::time::timeout;

/// How long a body may take. The server's own limit counts for each part of it, so that one byte at a time would hold a connection for hours.
const READ_WITHIN: Duration = Duration::from_secs(10);

/// A request's body; `None` if it is longer than `limit` bytes, incomplete, or not there in time.
pub(super) async fn read_body(body: Body, limit: usize) -> Option<Bytes> {
    timeout(READ_WITHIN, to_bytes(body, limit)).await.ok()?.ok()
}
