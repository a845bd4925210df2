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
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// What clients are given. Without such limits a single one could keep all others out with connections on which it says nothing.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there are at once. Further ones wait to be accepted.
    pub connections: usize,
    /// How long it may take from when a connection is accepted until the head of its first request is there.
    pub first_within: Duration,
    /// The same from an answer to the next request. Longer than gateways and proxies keep an idle connection (Caddy two minutes, some
    /// load balancers ten), so that it is they who close it: one that is just being closed here would lose their next request. Only
    /// for connections that are accepted while half of the places are free; the others have `first_within` each time, so that
    /// nobody takes all places by asking once on each.
    pub idle_within: Duration,
    /// How long a client may leave the server waiting for the next part of a request's body.
    pub body_within: Duration,
    /// How long a client may leave the server waiting until it takes more of an answer. Browsers take nothing while a download is
    /// paused.
    pub taken_within: Duration,
    /// How long requests that run when the server is asked to end may go on.
    pub end_within: Duration,
}

/// The most that a connection buffers of what it sends and is sent, in bytes, beside the part of an answer that is being sent. Heads of
/// requests are never near that; a longer one is refused.
const BUFFER: usize = 16 * 1024;
/// File descriptors for everything but connections: the database's, files that are served or made.
const SPARE_FILES: u64 = 256;
/// The most connections at once, where the system allows so many.
const CONNECTIONS: u64 = 8_192;

impl Limits {
    /// What the system has room for. Raises the number of files that this process may have open as far as is allowed.
    #[must_use]
    pub fn of_system() -> Self {
        // A connection may need a second one, for the file that it is sent.
        let files = rlimit::increase_nofile_limit(2 * CONNECTIONS + SPARE_FILES).unwrap_or_else(|error| {
            tracing::warn!(%error, "the number of open files could not be raised");
            1_024
        });
        let connections = (files.saturating_sub(SPARE_FILES) / 2).clamp(64, CONNECTIONS);
        Self {
            connections: usize::try_from(connections).unwrap_or(64),
            first_within: Duration::from_secs(20),
            idle_within: Duration::from_secs(620),
            body_within: Duration::from_secs(20),
            taken_within: Duration::from_secs(120),
            end_within: Duration::from_secs(20),
        }
    }
}

/// Serves until `end`, and then as long as requests run, at most [`Limits::end_within`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, end: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).max_buf_size(BUFFER);
    let router = router.layer(RequestBodyTimeoutLayer::new(limits.body_within));
    let mut end = pin!(end);
    loop {
        let (stream, peer, place) = tokio::select! {
            Some(accepted) = accept(&listener, &room) => accepted,
            () = &mut end => break,
        };
        let (router, asked) = (router.clone(), Arc::new(Notify::new()));
        let first = first_request(Arc::clone(&asked), limits.first_within);
        let service = service_fn(move |request| {
            asked.notify_one();
            answer(router.clone(), peer, request)
        });
        let crowded = room.available_permits() < limits.connections / 2;
        http.header_read_timeout(if crowded {
            limits.first_within
        } else {
            limits.idle_within
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.taken_within));
        let connection = connections.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke off");
                },
                () = first => tracing::debug!("a connection asked for nothing"),
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.end_within, connections.shutdown()).await.is_err() {
        tracing::warn!("requests that were still running are broken off");
    }
}

/// Ends when nothing has been asked in time, and never when something was.
async fn first_request(asked: Arc<Notify>, within: Duration) {
    if timeout(within, asked.notified()).await.is_ok() {
        std::future::pending().await
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
            Ok((stream, peer)) => {
                // Head and body of a file are written separately. With Nagle's algorithm the body would wait for the client's
                // delayed acknowledgement of the head, 40 ms.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY could not be set");
                }
                return Some((stream, peer, place));
            }
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
