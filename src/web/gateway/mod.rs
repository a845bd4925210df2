//! The light path for gateways and services: `/v1/*`, `/oauth2/introspect`, `/livez` and `/readyz`. It stands in front of everything that belongs to
//! pages, so it knows no session, language, compression or check of origins, and it renders nothing.

mod authorize;
mod batch;
mod batch_permits;
mod body;
mod credentials;
mod introspect;
mod listener;
mod problem;
mod verify;

pub use credentials::Proof;
pub use listener::Place;

use crate::{
    server::{clock::Stopwatch, config::Config, state::AppState},
    web::{
        health, middleware::add_headers, origins::host, request_id, serve::ConnectionLimits, shared::Web, well_formed,
    },
};
use axum::{
    extract::{Request, State},
    http::{
        HeaderValue, Method, StatusCode, Version,
        header::{ALLOW, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use problem::problem;
use std::{convert::Infallible, sync::Arc};
use tokio::task::JoinHandle;
use tower::{Service, service_fn};

/// The path of token introspection, which its standard leaves open.
const INTROSPECT: &str = "/oauth2/introspect";

/// `Retry-After` in seconds.
const TRY_AGAIN: HeaderValue = HeaderValue::from_static("1");

/// The answer to a request for a page in HTTP/2.
const NO_PAGES: &str = "HTTP/2 without TLS is for gateways, at /v1. Ask for pages in HTTP/1.1.\n";

/// Takes the configured address of the listener for gateways. `None` if there is none.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub async fn take(config: &Config) -> Result<Option<Place>, String> {
    match &config.verify_listener {
        Some(configured) => Ok(Some(listener::take(&configured.address).await?)),
        None => Ok(None),
    }
}

/// Serves gateways at an address that was taken, until `end` completes.
///
/// # Errors
/// One sentence for the operator if the address cannot be listened on.
pub fn serve(
    state: &AppState,
    place: Place,
    limits: ConnectionLimits,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<JoinHandle<()>, String> {
    let configured = state.config.verify_listener.as_ref();
    let proof = if configured.is_some_and(|configured| configured.without_secret) {
        Proof::Listener
    } else {
        Proof::Secret
    };
    let running = listener::serve(place, service(state.clone(), proof), limits, end)?;
    if let Some(configured) = configured {
        tracing::info!("gateways are served on {:?}", configured.address);
    }
    Ok(running)
}

/// The service of the separate listener. Not a router, which would cost more than some verifications.
pub fn service(
    state: AppState,
    proof: Proof,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static {
    let state = Arc::new(state);
    service_fn(move |request| {
        let state = Arc::clone(&state);
        async move {
            let id = request_id::of(&state.config, &request);
            Ok(request_id::answered(id, answer(&state, proof, request)).await)
        }
    })
}

/// Middleware in front of the pages: answers requests of the light path, and any in HTTP/2, which pages are not served in.
pub(super) async fn first(State(web): State<Web>, request: Request, next: Next) -> Response {
    let id = request_id::of(&web.state.config, &request);
    request_id::answered(id, answer_or_pass_on(&web, request, next)).await
}

async fn answer_or_pass_on(web: &Web, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_light = is_question(path) || matches!(path, "/livez" | "/readyz");
    let config = &web.state.config;
    let host = request
        .uri()
        .authority()
        .map_or_else(|| host(&request), |named| Some(named.as_str()));
    let is_for_links = config.has_share_host() && host.is_some_and(|host| config.share_origin.is_at(host));
    if is_light && !is_for_links {
        answer(&web.state, Proof::Secret, request).await
    } else if request.version() == Version::HTTP_2 {
        let mut response = (StatusCode::HTTP_VERSION_NOT_SUPPORTED, NO_PAGES).into_response();
        add_headers(&mut response, &web.state, "no-referrer");
        response
    } else {
        next.run(request).await
    }
}

async fn answer(state: &AppState, proof: Proof, request: Request) -> Response {
    let method = request.method().clone();
    let watch = is_question(request.uri().path()).then(Stopwatch::start);
    let mut response = match well_formed::checked(request) {
        Ok(request) => route(state, proof, request).await,
        Err(refusal) => refusal,
    };
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, TRY_AGAIN);
    }
    add_headers(&mut response, state, "no-referrer");
    if let Some(watch) = watch {
        state.metrics.answered(watch.elapsed());
    }
    tracing::debug!(%method, status = response.status().as_u16(), "answered a gateway or probe");
    response
}

/// Whether a path is one of questions, and not of probes.
fn is_question(path: &str) -> bool {
    path.starts_with("/v1/") || path == INTROSPECT
}

async fn route(state: &AppState, proof: Proof, request: Request) -> Response {
    match request.uri().path() {
        "/v1/verify" if *request.method() == Method::POST => verify::verify(state, proof, request).await,
        "/v1/verify/batch" if *request.method() == Method::POST => batch::verify(state, proof, request).await,
        INTROSPECT if *request.method() == Method::POST => introspect::introspect(state, proof, request).await,
        "/v1/verify" | "/v1/verify/batch" | INTROSPECT => {
            (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST")]).into_response()
        }
        "/livez" if matches!(*request.method(), Method::GET | Method::HEAD) => "ok\n".into_response(),
        "/livez" => (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response(),
        "/readyz" if matches!(*request.method(), Method::GET | Method::HEAD) => health::ready(state).await,
        "/readyz" => (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response(),
        path if authorize::is_at(path) => authorize::authorize(state, proof, request).await,
        _ => {
            let message =
                "There is /v1/verify, /v1/verify/batch, /v1/authorize/{account}/{resource} and /oauth2/introspect.";
            problem(StatusCode::NOT_FOUND, "not_found", message.to_owned())
        }
    }
}
