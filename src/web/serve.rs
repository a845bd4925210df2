//! The HTTP server on its listener: connection limits, timeouts and graceful shutdown.

use super::activity::{Activity, Answering};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, Response},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use std::{
    convert::Infallible,
    future::Future,
    io::{self, ErrorKind},
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::Duration,
};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::{Service, ServiceExt};
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Limits for connections. Without them, a single client could occupy all connections by sending nothing on them.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Maximum number of concurrent connections. Further clients wait to be accepted.
    pub connections: usize,
    /// Timeout from accepting a connection until the head of its first request is complete.
    pub first_within: Duration,
    /// Timeout from a response until the head of the next request is complete. It is longer than the keep-alive timeouts of proxies (Caddy
    /// two minutes, some load balancers ten), so that the proxy closes idle connections: if the server closed one, the proxy's next request
    /// on it could be lost. It applies only to connections that are accepted while at least half of the permits are free. The others use
    /// `first_within` for each request, so that a client cannot hold all permits with one request on each connection.
    pub idle_within: Duration,
    /// Timeout for the next part of a request body.
    pub body_within: Duration,
    /// Write timeout: maximum time until the client reads more of a response. Browsers read nothing while a download is paused.
    pub taken_within: Duration,
    /// Grace period for running requests at shutdown.
    pub end_within: Duration,
    /// Whether a client that closes its half of a connection after its request still gets the answer. Where it does not, that counts as a
    /// hang-up, and waiting work for it is given up: from the server's side both look the same.
    pub answers_half_closed: bool,
}

/// Maximum size of a connection's buffers, in bytes, in addition to the part of a response that is being sent. Request heads are far
/// shorter; a longer one is refused.
const BUFFER: usize = 16 * 1024;
/// File descriptors reserved for everything except connections: the database, and files that are served or created.
const SPARE_FILES: u64 = 256;
/// Maximum number of concurrent connections, if the open-file limit allows it.
const CONNECTIONS: u64 = 8_192;

impl ConnectionLimits {
    /// The limits for this system. Raises the open-file limit of this process as far as allowed.
    #[must_use]
    pub fn of_system() -> Self {
        // Two file descriptors per connection: the socket, and a file that is being served.
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
            answers_half_closed: false,
        }
    }
}

/// Maximum number of concurrent requests on an HTTP/2 connection.
const STREAMS: u32 = 100;
/// How often a silent HTTP/2 connection is tested.
const TESTED_EVERY: Duration = Duration::from_secs(30);
/// How much of the bodies of an HTTP/2 connection the client may send ahead, in bytes. Less is not possible.
const AHEAD: u32 = 65_535;

/// Serves a router until `end`, as [`serve_service`] does, and limits the time for each part of a request body.
pub async fn serve(listener: impl Listen, router: Router, limits: ConnectionLimits, end: impl Future<Output = ()>) {
    let router = router.layer(RequestBodyTimeoutLayer::new(limits.body_within));
    serve_service(listener, router, limits, end).await;
}

/// Serves HTTP/1.1, and HTTP/2 without TLS to clients that begin with it. The service limits the time of request bodies. After `end` it waits
/// for running requests, at most [`ConnectionLimits::end_within`].
pub(super) async fn serve_service<S: Answer>(
    listener: impl Listen,
    service: S,
    limits: ConnectionLimits,
    end: impl Future<Output = ()>,
) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let connections = GracefulShutdown::new();
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .max_buf_size(BUFFER)
        .half_close(limits.answers_half_closed);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(TESTED_EVERY)
        .max_concurrent_streams(STREAMS)
        .initial_connection_window_size(AHEAD)
        .initial_stream_window_size(AHEAD)
        .max_send_buf_size(BUFFER)
        .max_header_list_size(BUFFER as u32);
    let mut end = pin!(end);
    loop {
        let (stream, peer, place) = tokio::select! {
            Some(accepted) = accept(&listener, &room) => accepted,
            () = &mut end => break,
        };
        let (answers, activity) = (service.clone(), Arc::new(Activity::default()));
        let crowded = room.available_permits() < limits.connections / 2;
        let idle_within = if crowded {
            limits.first_within
        } else {
            limits.idle_within
        };
        http.http1().header_read_timeout(idle_within);
        let given_up = Arc::clone(&activity).ends(limits.first_within, idle_within);
        let service = service_fn(move |request: Request<Incoming>| {
            let answering = activity.begin(request.version());
            answer(answers.clone(), peer, request, answering)
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.taken_within));
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = connections.watch(connection.into_owned());
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke off");
                },
                () = given_up => tracing::debug!("a connection asked for nothing, or took no answer"),
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.end_within, connections.shutdown()).await.is_err() {
        tracing::warn!("requests that were still running are broken off");
    }
}

/// A service that can be served.
pub(super) trait Answer:
    Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<S> Answer for S where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

/// A listener.
pub trait Listen {
    type Stream: AsyncRead + AsyncWrite + Send + 'static;

    /// Accepts a connection; with the client's address, if it has one.
    fn accept(&self) -> impl Future<Output = io::Result<(Self::Stream, Option<SocketAddr>)>> + Send;
}

impl Listen for TcpListener {
    type Stream = TcpStream;

    async fn accept(&self) -> io::Result<(TcpStream, Option<SocketAddr>)> {
        let (stream, peer) = Self::accept(self).await?;
        // Head and body of a file are written separately. With Nagle's algorithm, the body would wait 40 ms for the client's delayed
        // acknowledgement of the head.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        Ok((stream, Some(peer)))
    }
}

#[cfg(unix)]
impl Listen for UnixListener {
    type Stream = UnixStream;

    async fn accept(&self) -> io::Result<(UnixStream, Option<SocketAddr>)> {
        let (stream, _) = Self::accept(self).await?;
        Ok((stream, None))
    }
}

/// Acquires a permit, then accepts the next connection. `None` only if the semaphore is closed.
async fn accept<L: Listen>(
    listener: &L,
    room: &Arc<Semaphore>,
) -> Option<(L::Stream, Option<SocketAddr>, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((stream, peer, place)),
            // The client disconnected before its connection was accepted.
            Err(error) if is_clients(error.kind()) => {}
            Err(error) => {
                // For example, the system-wide open-file limit is reached. Retry, because other processes may close files.
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

async fn answer(
    service: impl Answer,
    peer: Option<SocketAddr>,
    request: Request<Incoming>,
    answering: Answering,
) -> Result<Response<Body>, Infallible> {
    let mut request = request.map(Body::new);
    if let Some(peer) = peer {
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    let response = service.oneshot(request).await?;
    Ok(response.map(|body| answering.with(body)))
}
