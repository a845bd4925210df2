//! Answers that give a browser the cookies of a session, or take them away.

use crate::{
    error::AppError,
    i18n::t,
    server::{crypto::Secret, sessions::Entered},
    web::{client, shared::Web, visit::FormPost},
};
use axum::{
    http::{HeaderValue, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};

/// The answer with the cookie by which a form of it that begins a session knows that the browser keeps cookies.
pub(super) fn with_kept(web: &Web, mut response: Response) -> Response {
    if let Some(cookie) = client::set_kept(&web.state.config)
        && let Ok(cookie) = HeaderValue::from_str(&cookie)
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Makes sure, before anything is done, that the browser keeps the cookies of the session that a form would begin. When pages of
/// an https origin are opened by http it does not, and the form would come again without a word.
///
/// # Errors
/// The sentence that says so. The page names the right address.
pub(super) fn keeps_cookies(post: &FormPost) -> Result<(), AppError> {
    if client::keeps_cookies(&post.web.state.config, &post.request.headers) {
        return Ok(());
    }
    Err(AppError::Said(t::entry_cookies_dropped().to_owned()))
}

/// A redirect that begins a session in a browser that is known from then on.
pub(super) fn enter(web: &Web, entered: &Entered, path: &str) -> Response {
    let mut response = with_session(web, Some(&entered.session), path);
    if let Ok(cookie) = HeaderValue::from_str(&client::set_browser_cookie(&web.state.config, &entered.browser)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A redirect that begins a session, or ends it.
pub(super) fn with_session(web: &Web, secret: Option<&Secret>, path: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    for cookie in client::set_session(&web.state.config, secret) {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}
