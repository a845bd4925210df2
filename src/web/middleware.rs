//! What happens around every request.

use crate::{
    error::AppError,
    i18n::t,
    server::{context::Caller, crypto::Secret, hung_up, sessions},
    ui::paths::{LOGIN, SETUP},
    web::{
        bodies::Busy,
        caching::NO_STORE,
        client::{self, SessionCookies},
        drawing::is_page,
        entry,
        origins::{host, is_same_site},
        owners::OfOneRequest,
        pages, share,
        shared::Web,
        verify,
        visit::FormPost,
    },
};
use axum::{
    extract::{FromRequest, MatchedPath, Request, State},
    http::{
        HeaderName, HeaderValue, Method, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY,
            USER_AGENT, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::FromServerFnError;

/// Carries a request to its end even when the client hangs up: a transaction that is dropped half way can poison a
/// PostgreSQL connection (sqlx 0.8.4 to 0.9.0), and an action that was begun should be recorded. The request has a reactive owner
/// of its own, so that it shares no signal with another one. What only waits for its turn learns that the client hung up, and gives
/// up.
pub(super) async fn run_to_end(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_page = is_page(&request);
    let work = OfOneRequest::new(next.run(request));
    // Dropped with this future, which is when the client hangs up.
    let (_client, task) = hung_up::watched(async move {
        if is_page {
            web.drawing.run(work).await
        } else {
            Ok(work.await)
        }
    });
    match tokio::spawn(task).await.flatten() {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Default `Retry-After` in seconds.
const TRY_AGAIN: HeaderValue = HeaderValue::from_static("5");

/// The headers that every answer has. A handler that set one of them knows better.
pub(super) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    // Browsers tell unencrypted sites on other machines no `Sec-Fetch-Site`, and under `no-referrer` no origin either: what
    // is left then to know our own forms by is the origin, which `same-origin` lets them send.
    let own_page = !request.uri().path().starts_with("/credentials/");
    let referrer = if own_page && !web.state.config.origin.is_trustworthy() {
        "same-origin"
    } else {
        "no-referrer"
    };
    let mut response = next.run(request).await;
    let defaults = [
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, referrer),
        (CACHE_CONTROL, NO_STORE),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-frame-options"), "DENY"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Some(policy) = web.state.config.strict_transport() {
        headers.insert(STRICT_TRANSPORT_SECURITY, policy);
    }
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        headers.entry(RETRY_AFTER).or_insert(TRY_AGAIN);
    }
    response
}

/// Where links have a host of their own, that host serves nothing but their page, and the other one all but it.
pub(super) async fn hosts(State(web): State<Web>, request: Request, next: Next) -> Response {
    let config = &web.state.config;
    if !config.has_share_host() {
        return next.run(request).await;
    }
    let on_share_host = host(&request).is_some_and(|host| config.share_origin.is_at(host));
    let path = request.uri().path();
    let is_share_page = path.starts_with("/credentials/");
    if on_share_host != is_share_page && !(on_share_host && web.site.is_for_share_page(path)) {
        return share::nothing_here(&web, request.method());
    }
    next.run(request).await
}

/// Refuses what another site makes a browser send (CSRF).
pub(super) async fn same_site(State(web): State<Web>, request: Request, next: Next) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // /v1 authenticates by a secret, not by cookies, and gateways forward the browser's own headers.
    let knows_no_cookie = request.uri().path().starts_with("/v1/");
    if looks || knows_no_cookie || is_same_site(&web.state.config, &request) {
        return next.run(request).await;
    }
    from_another_site(&web, request).await
}

/// The same for what is asked for with GET and is no page, such as an export: only Keydesk's own pages lead there, and addresses
/// typed in. Browsers tell unencrypted sites on other machines nothing of where a GET comes from. There the session's `Strict`
/// cookie decides, without which nobody is signed in here.
pub(super) async fn own_pages(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if !is_same_site(&web.state.config, &request) {
        return from_another_site(&web, request).await;
    }
    if !SessionCookies::of(&web.state.config, request.headers()).is_some_and(|cookies| cookies.strict)
        && let Some(caller) = request.extensions_mut().get_mut::<Caller>()
    {
        caller.session = None;
    }
    next.run(request).await
}

/// Says that nothing was done. Forms of an https origin's pages that were opened by http come as if from elsewhere, and browsers
/// say nothing else about them: whoever sent one needs the right address.
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

/// Finds out who asks and lets the rest know. Looking at a page takes the session's cookie for pages, everything else both.
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
    let cookies = SessionCookies::of(config, request.headers());
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

/// Whoever opens a link, verifies or loads a file is asked for no session.
fn needs_session(path: &str) -> bool {
    path != "/health"
        && !["/credentials/", "/pkg/", "/v1/"]
            .iter()
            .any(|start| path.starts_with(start))
}

async fn unavailable(web: &Web, request: Request, error: AppError) -> Response {
    if request.method() != Method::POST {
        return pages::refuse(web, request.into_parts().0, error).await;
    }
    if request.uri().path().starts_with("/api/") {
        return pages::with_status_of(&error, error.ser().into_response());
    }
    match FormPost::from_request(request, web).await {
        Ok(post) => post.refused(error).await,
        Err(refusal) => refusal,
    }
}

/// One line a request: what was asked and how it ended. The route and never the path, since paths can be secret.
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

/// Answers 503 to requests marked [`Busy`], in the language of the request.
pub(super) async fn busy(request: Request, next: Next) -> Response {
    if request.extensions().get::<Busy>().is_none() {
        return next.run(request).await;
    }
    if request.uri().path().starts_with("/v1/") {
        return verify::busy();
    }
    (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", t::entry_busy())).into_response()
}
