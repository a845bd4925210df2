//! Responses that set or remove the cookies of a session.

use crate::{
    error::AppError,
    i18n::t,
    server::{crypto::Secret, sessions::SessionSecrets},
    web::{client, page_request::FormPost, shared::Web},
};
use axum::{
    http::{HeaderValue, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};

/// Adds the cookie that shows, when a form of this page is posted, that the browser keeps cookies.
pub(super) fn with_probe_cookie(web: &Web, mut response: Response) -> Response {
    if let Some(cookie) = client::set_probe_cookie(&web.state.config)
        && let Ok(cookie) = HeaderValue::from_str(&cookie)
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Checks, before the form takes effect, that the browser will keep the session cookies. If pages of an https origin are opened over http,
/// it drops them, and the form would reappear without an error.
///
/// # Errors
/// The message that the browser drops the cookies. The page shows the right address.
pub(super) fn keeps_cookies(post: &FormPost) -> Result<(), AppError> {
    if client::keeps_cookies(&post.web.state.config, &post.request.headers) {
        return Ok(());
    }
    Err(AppError::ServerMessage(t::entry_cookies_dropped().to_owned()))
}

/// Redirects, begins a session, and makes the browser known.
pub(super) fn begin_session(web: &Web, secrets: &SessionSecrets, path: &str) -> Response {
    let mut response = redirect_with_session(web, Some(&secrets.session), path);
    if let Ok(cookie) = HeaderValue::from_str(&client::set_browser_cookie(&web.state.config, &secrets.browser)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Redirects, and begins a session (`Some` with its secret) or ends it (`None`).
pub(super) fn redirect_with_session(web: &Web, secret: Option<&Secret>, path: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    for cookie in client::set_session(&web.state.config, secret) {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}
