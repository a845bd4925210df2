//! Reads request bodies before routing, with a memory limit for all connections together. Clients that never finish their bodies cannot
//! exhaust the memory, and cannot block bodies that arrive in one piece.

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Frame;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Maximum size of a request body, in bytes. A form has a few hundred.
pub const BODY_LIMIT: usize = 64 * 1024;
/// Number of permits for unfinished bodies. A body without a permit must arrive within two seconds.
pub const UNFINISHED_AT_ONCE: usize = 1_000;
/// Longer bodies, in bytes, need a second permit. Nearly all forms and questions are shorter.
const SHORT_LIMIT: usize = 4 * 1024;
/// Maximum number of longer bodies in memory: 16 MB in total.
pub const LONG_AT_ONCE: usize = 256;
/// Deadline for a whole body. 64 kB take 10 s on a modem.
const DEADLINE: Duration = Duration::from_secs(60);
/// Deadline for a whole body without a permit. It is also the longest pause within a body with a permit while no permit is free. A form
/// that arrives in one piece takes one round trip.
const CROWDED_DEADLINE: Duration = Duration::from_secs(2);

/// Permits for bodies.
#[derive(Clone)]
pub struct Bodies {
    unfinished: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self {
            unfinished: Arc::new(Semaphore::new(UNFINISHED_AT_ONCE)),
            long: Arc::new(Semaphore::new(LONG_AT_ONCE)),
        }
    }
}

/// Why a body was not read to its end.
enum BodyError {
    /// The body is too long, too slow, or incomplete.
    Bad,
    /// No permit is free.
    Busy,
}

/// Request extension: the body was dropped because no permit was free.
#[derive(Clone, Copy)]
pub struct NoBodyPermit;

/// Buffers the body, then runs the request. After a read error, handlers get a body that fails, so that they can answer in their own
/// format.
pub(super) async fn read(State(bodies): State<Bodies>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // Holds the permit until the request is answered.
    let (body, _permit) = match timeout(DEADLINE, bodies.collect(body)).await {
        Ok(Ok((body, permit))) => (Body::from(body), permit),
        Ok(Err(BodyError::Busy)) => {
            parts.extensions.insert(NoBodyPermit);
            (Body::empty(), None)
        }
        Ok(Err(BodyError::Bad)) | Err(_) => {
            let failing = Limited::new(Full::new(Bytes::from_static(b"x")), 0);
            (Body::new(failing), None)
        }
    };
    next.run(Request::from_parts(parts, body)).await
}

impl Bodies {
    /// The whole body, with its permit if it is long.
    async fn collect(&self, body: Body) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), BodyError> {
        let Ok(_permit) = self.unfinished.try_acquire() else {
            let read = self.read(body, false);
            return timeout(CROWDED_DEADLINE, read).await.unwrap_or(Err(BodyError::Busy));
        };
        self.read(body, true).await
    }

    /// Reads all frames. They are copied, because each frame keeps its whole read buffer alive.
    async fn read(
        &self,
        mut body: Body,
        has_permit: bool,
    ) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), BodyError> {
        let (mut buffer, mut permit) = (Vec::new(), None);
        while let Some(frame) = self.frame(&mut body, has_permit).await? {
            let Ok(part) = frame.into_data() else {
                continue; // trailers
            };
            let length = buffer.len() + part.len();
            if length > BODY_LIMIT {
                return Err(BodyError::Bad);
            }
            if length > SHORT_LIMIT && permit.is_none() {
                let free = Arc::clone(&self.long).try_acquire_owned();
                permit = Some(free.map_err(|_| BodyError::Busy)?);
            }
            buffer.extend_from_slice(&part);
        }
        Ok((buffer, permit))
    }

    /// The next frame. Gives up a body that stalls while no permit is free.
    async fn frame(&self, body: &mut Body, has_permit: bool) -> Result<Option<Frame<Bytes>>, BodyError> {
        loop {
            match timeout(CROWDED_DEADLINE, body.frame()).await {
                Ok(frame) => return frame.transpose().map_err(|_| BodyError::Bad),
                Err(_) if has_permit && self.unfinished.available_permits() > 0 => {}
                Err(_) => return Err(BodyError::Busy),
            }
        }
    }
}
