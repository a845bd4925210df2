//! What happens on a connection, so that the server can close one that only holds a place: no request comes on it, or its client takes no
//! answers. In HTTP/1.1 hyper's own timeouts do most of this; in HTTP/2 it has none, because its pings only show that the client lives.

use axum::{body::Body, http::Version};
use http_body_util::BodyExt;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

/// The requests of a connection.
#[derive(Debug, Default)]
pub(super) struct Activity {
    first: Notify,
    is_http2: AtomicBool,
    /// How many requests came in this period. Wraps.
    begun: AtomicUsize,
    /// The number of the current period. Requests in progress are counted by the last bit of the period in which they came.
    period: AtomicUsize,
    running: [AtomicUsize; 2],
}

/// A request in progress: until its answer is with the client, or dropped.
#[derive(Debug)]
struct Running(Arc<Activity>, usize);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(count) = self.0.running.get(self.1) {
            count.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Activity {
    /// Notes a request. The result holds what has to live as long as its answer.
    pub fn begin(self: &Arc<Self>, version: Version) -> Answering {
        if version != Version::HTTP_2 {
            self.first.notify_one();
            return Answering(None);
        }
        self.is_http2.store(true, Ordering::Relaxed);
        self.first.notify_one();
        self.begun.fetch_add(1, Ordering::Relaxed);
        let parity = self.period.load(Ordering::Relaxed) % 2;
        if let Some(count) = self.running.get(parity) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        Answering(Some(Running(Arc::clone(self), parity)))
    }

    /// Completes when the connection is to be closed: no first request came within `first`, or in HTTP/2 no other one within `idle`, or an
    /// answer is not with the client after `first` to twice `first`.
    pub async fn ends(self: Arc<Self>, first: Duration, idle: Duration) {
        if timeout(first, self.first.notified()).await.is_err() {
            return;
        }
        if !self.is_http2.load(Ordering::Relaxed) {
            return std::future::pending().await;
        }
        let mut silent = Duration::ZERO;
        while silent < idle {
            sleep(first).await;
            let current = self.period.load(Ordering::Relaxed);
            let running = |period: usize| {
                self.running
                    .get(period % 2)
                    .map_or(0, |count| count.load(Ordering::Relaxed))
            };
            // Requests of the period before the current one, which ends now.
            if running(current.wrapping_add(1)) > 0 {
                return;
            }
            let is_silent = self.begun.swap(0, Ordering::Relaxed) == 0 && running(current) == 0;
            silent = if is_silent { silent + first } else { Duration::ZERO };
            self.period.store(current.wrapping_add(1), Ordering::Relaxed);
        }
    }
}

/// See [`Activity::begin`].
pub(super) struct Answering(Option<Running>);

impl Answering {
    /// The body, which now holds this.
    pub fn with(self, body: Body) -> Body {
        match self.0 {
            None => body,
            Some(running) => Body::new(body.map_frame(move |frame| {
                let _held = &running;
                frame
            })),
        }
    }
}
