//! The id of a request: a trusted proxy's, or a new one. Log lines, error pages and the answer name it.
//!
//! It belongs to the task and not to a span of `tracing`: a span costs as much as a good part of a verification, and most requests log nothing.

use crate::server::crypto::random;
use axum::http::HeaderValue;
use data_encoding::HEXLOWER;
use std::sync::{
    LazyLock,
    atomic::{AtomicU64, Ordering},
};

tokio::task_local! {
    static CURRENT: RequestId;
}

/// Maximum length of an id, in characters.
const MAX_LENGTH: usize = 128;

/// What the ids of this process begin with.
static OF_PROCESS: LazyLock<String> = LazyLock::new(|| HEXLOWER.encode(&random::bytes::<6>()));
/// The number of the next id of this process.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// The id of a request. It has only characters that need no quotes in a log line, in JSON and in HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// An id of the proxy's: 1 to 128 letters, digits and `-_.:=+/`. `None` for any other text, which could forge a log line.
    pub fn parse(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(byte);
        let is_good = (1..=MAX_LENGTH).contains(&bytes.len()) && bytes.iter().all(is_allowed);
        is_good.then(|| Self(value.clone()))
    }

    /// A new id, unique among all nodes. Not a secret.
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let text = format!("{}-{number:x}", OF_PROCESS.as_str());
        Self(HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from(number)))
    }

    /// The value of the header `X-Request-Id`.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// Does work for the request with this id.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::new()
    }
}

/// The id of the request that this task works for.
pub fn current() -> Option<RequestId> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Passes the current request's id on to work in another task or thread.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let id = current().unwrap_or_default();
    CURRENT.scope(id, work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_ids_of_harmless_characters_are_taken() {
        let longest = "x".repeat(MAX_LENGTH);
        for good in [
            "a",
            "0f3b-77",
            "Root=1-67891233-abcdef",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            &longest,
        ] {
            let value = HeaderValue::from_str(good).unwrap();
            assert_eq!(RequestId::parse(&value).unwrap().as_str(), good);
        }
        let too_long = "x".repeat(MAX_LENGTH + 1);
        for bad in [
            "", " ", "a b", "a,b", "a\"b", "a\\b", "a{b}", "a<b>", "a\tb", "a;b", "\u{e9}", &too_long,
        ] {
            let value = HeaderValue::from_bytes(bad.as_bytes()).unwrap();
            assert_eq!(RequestId::parse(&value), None, "{bad}");
        }
    }

    #[tokio::test]
    async fn a_task_knows_its_request_and_passes_it_on() {
        assert_eq!(current(), None);
        let (id, other) = (RequestId::new(), RequestId::new());
        assert_ne!(id, other);
        let work = async {
            assert_eq!(current(), Some(id.clone()));
            let carried = carried(async { current() });
            tokio::spawn(carried).await.unwrap()
        };
        assert_eq!(id.clone().scope(work).await, Some(id));
    }
}
