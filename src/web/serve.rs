//! Connections: how many, how long, and how they end.

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{convert::Infallible, future::Future, io::ErrorKind, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tower::ServiceExt;

/// What clients are given. Without such limits a single one could keep all others out with connections on which it says nothing.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there are at once. Further ones wait to be accepted.
    pub connections: usize,
    /// How long a connection may be without the head of a request: from when it is accepted, or from the last answer. Longer
    /// than gateways and proxies keep an idle one (90 seconds and less), so that it is they who close it and never meet one that is
    /// just being closed.
    pub head_within: Duration,
    /// How long requests that run when the server is asked to end may go on.
    pub end_within: Duration,
}

/// File descriptors for everything but connections: the database's, files that are served or made.
const SPARE_FILES: u64 = 256;
/// The most connections at once, where the system allows so many.
const CONNECTIONS: u64 = 16_384;

impl Limits {
    /// What the system has room for. Raises the number of files that this process may have open as far as is allowed.
    #[must_use]
    pub fn of_system() -> Self {
        let files = rlimit::increase_nofile_limit(CONNECTIONS + SPARE_FILES).unwrap_or_else(|error| {
            tracing::warn!(%error, "the number of open files could not be raised");
            1_024
        });
        let connections = files.saturating_sub(SPARE_FILES).clamp(64, CONNECTIONS);
        Self {
            connections: usize::try_from(connections).unwrap_or(64),
            head_within: Duration::from_secs(120),
            end_within: Duration::from_secs(20),
        }
    }
}

/// Serves until `end`, and then as long as requests run, at most [`Limits::end_within`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, end: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_within);
    let mut end = pin!(end);
    loop {
        let (stream, peer, place) = tokio::select! {
            Some(accepted) = accept(&listener, &room) => accepted,
            () = &mut end => break,
        };
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.end_within, connections.shutdown()).await.is_err() {
        tracing::warn!("requests that were still running are broken off");
    }
}

/// The next connection, as soon as there is room for one. `None` only when there will never be room again.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((stream, peer, place)),
            // Clients that have gone again already.
            Err(error) if is_clients(error.kind()) => {}
            Err(error) => {
                // Such as too many open files over the whole machine: others may close some.
                tracing::error!(%error, "no connection can be accepted");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_clients(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

async fn answer(router: Router, peer: SocketAddr, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}
