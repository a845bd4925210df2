//! Limits how many pages are rendered at once, and renders them on blocking threads.
//!
//! Rendering and compressing a page of 50 rows takes some milliseconds. On the runtime's workers, each page would delay verifications and
//! all other requests that long, and a thousand concurrent pages would all be in memory.

use crate::{
    error::AppError,
    server::{disconnect, request_id},
    web::compression,
};
use axum::{
    extract::Request,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use std::{sync::Arc, thread::available_parallelism, time::Duration};
use tokio::{
    runtime::Handle,
    sync::Semaphore,
    task::{JoinError, spawn_blocking},
    time::timeout,
};

/// Maximum time to wait for a permit. If the database hangs, requests that wait for it hold all permits.
const PERMIT_TIMEOUT: Duration = Duration::from_secs(20);

/// The permits. Clones share them.
#[derive(Clone)]
pub(super) struct RenderPermits(Arc<Semaphore>);

impl Default for RenderPermits {
    fn default() -> Self {
        // Twice the number of processors, because some requests wait for the database.
        let processors = available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(2 * processors)))
    }
}

impl RenderPermits {
    /// Acquires a permit, then runs the request to its end and compresses the response. Answers 503 if no permit becomes free in time or
    /// the client disconnects.
    pub async fn run(&self, work: impl Future<Output = Response> + Send + 'static) -> Result<Response, JoinError> {
        let permit = tokio::select! {
            () = disconnect::hung_up() => None,
            permit = timeout(PERMIT_TIMEOUT, self.0.clone().acquire_owned()) => permit.ok().and_then(Result::ok),
        };
        let Some(permit) = permit else {
            return Ok((StatusCode::SERVICE_UNAVAILABLE, AppError::Unavailable.to_string()).into_response());
        };
        let work = async { compression::buffered(work.await).await };
        let work = request_id::carried(disconnect::with_current_signal(work));
        let runtime = Handle::current();
        spawn_blocking(move || {
            let answer = runtime.block_on(work);
            drop(permit);
            answer
        })
        .await
    }
}

/// Whether a request is for a page of the application. Files, exports, server functions and endpoints for programs are not pages; neither
/// are share pages, which are small.
pub(super) fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    let other_prefixes = ["/credentials/", "/pkg/", "/api/", "/v1/"];
    matches!(*request.method(), Method::GET | Method::HEAD)
        && path != "/health"
        && !other_prefixes.iter().any(|start| path.starts_with(start))
        && !path.ends_with("/export")
        && !path.rsplit('/').next().is_some_and(|file| file.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::{ThreadId, current};
    use tokio::sync::oneshot;

    /// Work that reports its thread as a response extension.
    async fn work() -> Response {
        let mut answer = Response::default();
        answer.extensions_mut().insert(current().id());
        answer
    }

    #[tokio::test]
    async fn pages_are_drawn_beside_the_runtimes_workers_and_so_many_at_once() {
        let permits = RenderPermits(Arc::new(Semaphore::new(1)));
        let (begin, begun) = oneshot::channel();
        let (end, ended) = oneshot::channel::<()>();
        let first = permits.clone();
        let first = tokio::spawn(async move {
            let work = async {
                let _ = begin.send(());
                let _ = ended.await;
                work().await
            };
            first.run(work).await
        });
        begun.await.unwrap();
        let waiting = permits.clone();
        let (client, waiting) = disconnect::watched(async move { waiting.run(work()).await });
        let waiting = tokio::spawn(waiting);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished(), "there is one permit");
        drop(client);
        let answer = waiting.await.unwrap().unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "nobody waits for it");
        end.send(()).unwrap();
        let answer = first.await.unwrap().unwrap();
        assert_ne!(answer.extensions().get::<ThreadId>(), Some(&current().id()));
    }

    #[test]
    fn files_exports_and_answers_for_programs_are_no_pages() {
        let is_page = |method: &str, path: &str| {
            let request = axum::http::Request::builder().method(method).uri(path);
            super::is_page(&request.body(axum::body::Body::empty()).unwrap())
        };
        for page in [
            "/",
            "/login?next=/a.b",
            "/acme/api-keys/generated?q=x",
            "/acme/audit",
            "/profile",
        ] {
            assert!(is_page("GET", page), "{page}");
        }
        for other in [
            "/health",
            "/favicon.svg",
            "/pkg/keydesk.css",
            "/v1/verify",
            "/credentials/x",
            "/acme/api-keys/export",
            "/acme/audit/export?from=2026-01-01",
        ] {
            assert!(!is_page("GET", other), "{other}");
        }
        assert!(!is_page("POST", "/login"));
    }
}
