//! Middleware around every request: security headers, host and cross-site checks, the caller's session, logging, and completion after the
//! client disconnects.

use crate::{
    error::AppError,
    i18n::t,
    server::{context::Caller, crypto::Secret, disconnect, request_id, sessions, state::AppState},
    ui::paths::{LOGIN, SETUP},
    web::{
        bodies::NoBodyPermit,
        caching::NO_STORE,
        client::{self, SessionCookies},
        entry, health,
        origins::{host, is_same_site},
        owners::OwnedFuture,
        page_request::FormPost,
        pages,
        rendering::is_page,
        share,
        shared::Web,
    },
};
use axum::{
    extract::{FromRequest, MatchedPath, Request, State},
    http::{
        HeaderName, HeaderValue, Method, StatusCode,
        header::{
            CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER,
            STRICT_TRANSPORT_SECURITY, USER_AGENT, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::FromServerFnError;

/// Runs a request to completion even if the client disconnects: a transaction that is dropped halfway can poison a PostgreSQL connection
/// (sqlx 0.8.4 to 0.9.0), and a started action must be recorded. The request has its own reactive owner, so that it shares no signals with
/// other requests. Work that is still waiting for a permit stops when the client disconnects.
pub(super) async fn run_to_end(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_page = is_page(&request);
    let work = OwnedFuture::new(next.run(request));
    // Dropped together with this future, which happens when the client disconnects.
    let (_client, task) = disconnect::watched(async move {
        if is_page {
            web.render_permits.run(work).await
        } else {
            Ok(work.await)
        }
    });
    match tokio::spawn(request_id::carried(task)).await.flatten() {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Default `Retry-After` in seconds.
const TRY_AGAIN: HeaderValue = HeaderValue::from_static("5");

/// Adds default headers to every response. Headers that a handler has set are kept.
pub(super) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    // To unencrypted sites on other machines, browsers send no `Sec-Fetch-Site`, and under `no-referrer` no origin either. `same-origin`
    // makes them send the `Origin` that identifies Keydesk's own forms.
    let own_page = !request.uri().path().starts_with("/credentials/");
    let referrer = if own_page && !web.state.config.origin.is_trustworthy() {
        "same-origin"
    } else {
        "no-referrer"
    };
    let mut response = next.run(request).await;
    add_headers(&mut response, &web.state, referrer);
    response
}

/// Headers of every response that sets no others.
const DEFAULTS: [(HeaderName, HeaderValue); 7] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (CACHE_CONTROL, HeaderValue::from_static(NO_STORE)),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    ),
];

/// Adds the default headers to a response. `referrer` is its `Referrer-Policy`. Headers that are set already are kept.
pub(super) fn add_headers(response: &mut Response, state: &AppState, referrer: &'static str) {
    let status = response.status();
    let headers = response.headers_mut();
    headers.reserve(DEFAULTS.len() + 2);
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
    headers
        .entry(REFERRER_POLICY)
        .or_insert(HeaderValue::from_static(referrer));
    if let Some(policy) = state.config.strict_transport() {
        headers.insert(STRICT_TRANSPORT_SECURITY, policy);
    }
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        headers.entry(RETRY_AFTER).or_insert(TRY_AGAIN);
    }
    if state.is_ending() {
        // So that no proxy sends a request on a connection that is about to close. It could not tell whether the request was carried out.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
}

/// If links have their own host, that host serves only the share page and its files, and answers the doctor. The main host serves everything
/// else.
pub(super) async fn hosts(State(web): State<Web>, request: Request, next: Next) -> Response {
    let config = &web.state.config;
    if !config.has_share_host() {
        return next.run(request).await;
    }
    let on_share_host = host(&request).is_some_and(|host| config.share_origin.is_at(host));
    let path = request.uri().path();
    let is_share_page = path.starts_with("/credentials/");
    if on_share_host == is_share_page || (on_share_host && web.site.is_for_share_page(path)) {
        return next.run(request).await;
    }
    let may_be_the_doctor = on_share_host && path == "/health";
    if may_be_the_doctor && health::question(&web.state, request.headers()).await.is_some() {
        return next.run(request).await;
    }
    share::nothing_here(&web, request.method())
}

/// Rejects cross-site requests that could change something (CSRF).
pub(super) async fn same_site(State(web): State<Web>, request: Request, next: Next) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if looks || is_same_site(&web.state.config, &request) {
        return next.run(request).await;
    }
    from_another_site(&web, request).await
}

/// The same check for GET requests that are not pages, such as exports: only links on Keydesk's own pages and typed addresses are allowed.
/// To unencrypted sites on other machines, browsers send no header that shows where a GET comes from. There the session's `Strict` cookie
/// decides: a request without it counts as signed out.
pub(super) async fn own_pages(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if !is_same_site(&web.state.config, &request) {
        return from_another_site(&web, request).await;
    }
    if !SessionCookies::from_headers(&web.state.config, request.headers()).is_some_and(|cookies| cookies.strict)
        && let Some(caller) = request.extensions_mut().get_mut::<Caller>()
    {
        caller.session = None;
    }
    next.run(request).await
}

/// Answers 403 and says that nothing was done. If the origin is https but its page was opened over http, a form also looks cross-site, so
/// the response contains the right address.
async fn from_another_site(web: &Web, request: Request) -> Response {
    let origin = &web.state.config.origin;
    let by_http = origin.is_https() && !request.headers().contains_key("sec-fetch-site");
    if by_http && [LOGIN, SETUP].contains(&request.uri().path()) {
        return entry::opened_by_http(web, request.into_parts().0).await;
    }
    let mut text = format!("{}\n", t::entry_from_another_site());
    if by_http {
        text += &format!("{}\n", t::entry_own_address(origin.as_str()));
    }
    (StatusCode::FORBIDDEN, text).into_response()
}

/// Identifies the caller and stores it as a request extension. GET and HEAD need only the session's `Lax` cookie. Other methods need both
/// cookies.
pub(super) async fn caller(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let config = &web.state.config;
    let ip = client::ip(config, request.extensions(), request.headers());
    let user_agent = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut caller = Caller {
        state: web.state.clone(),
        session: None,
        browser: client::browser_cookie(config, request.headers()).map(Secret::new),
        ip,
        user_agent: user_agent.to_owned(),
    };
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    let cookies = SessionCookies::from_headers(config, request.headers());
    let cookies = cookies.filter(|cookies| (looks || cookies.strict) && needs_session(request.uri().path()));
    if let Some(cookies) = cookies {
        match sessions::find(&web.state, cookies.pages).await {
            Ok(session) => caller.session = session,
            Err(error) => {
                request.extensions_mut().insert(caller);
                return unavailable(&web, request, error).await;
            }
        }
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Whether the path may need a session. The share page and static files do not.
fn needs_session(path: &str) -> bool {
    path != "/health" && !["/credentials/", "/pkg/"].iter().any(|start| path.starts_with(start))
}

async fn unavailable(web: &Web, request: Request, error: AppError) -> Response {
    if request.method() != Method::POST {
        return pages::refuse(web, request.into_parts().0, error).await;
    }
    if request.uri().path().starts_with("/api/") {
        return pages::with_status_of(&error, error.ser().into_response());
    }
    match FormPost::from_request(request, web).await {
        Ok(post) => post.refuse(error).await,
        Err(refusal) => refusal,
    }
}

/// Logs method, route and status of each request. It logs the route instead of the path, because paths can contain secrets.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let response = next.run(request).await;
    tracing::debug!(%method, route, status = response.status().as_u16(), "answered");
    response
}

/// Answers 503 to requests marked [`NoBodyPermit`], in the language of the request.
pub(super) async fn busy(request: Request, next: Next) -> Response {
    if request.extensions().get::<NoBodyPermit>().is_none() {
        return next.run(request).await;
    }
    (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", t::entry_busy())).into_response()
}
