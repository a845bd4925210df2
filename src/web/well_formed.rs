//! Rejects ambiguous requests before routing, since a proxy in front may have interpreted them differently. A request that passes
//! has exactly one host, in `Host`, and a request target in origin form (RFC 9112, section 3.2).

use crate::server::origin::is_host;
use axum::{
    extract::Request,
    http::{
        HeaderValue, Method, StatusCode, Uri, Version,
        header::{ALLOW, HOST},
        uri::{Authority, PathAndQuery, Scheme},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

/// `Allow` for responses that concern the server instead of a route.
const METHODS: [(axum::http::HeaderName, HeaderValue); 1] = [(ALLOW, HeaderValue::from_static("GET, HEAD, POST"))];

const NO_HOST: &str = "The request's host is none.";

/// Rejects requests without a path or a single host. Absolute-form targets are rewritten to origin form.
pub(super) async fn well_formed(request: Request, next: Next) -> Response {
    match checked(request) {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    }
}

/// The request in origin form, with exactly one host.
///
/// # Errors
/// The response that refuses it, or that answers for the server instead of a route.
#[expect(clippy::result_large_err, reason = "the error is the response")]
pub(super) fn checked(mut request: Request) -> Result<Request, Response> {
    if request.method() == Method::CONNECT {
        return Err((StatusCode::METHOD_NOT_ALLOWED, METHODS).into_response());
    }
    if request.method() == Method::OPTIONS && request.uri() == "*" {
        return Err((StatusCode::NO_CONTENT, METHODS).into_response());
    }
    match target(&request) {
        Ok(None) => Ok(request),
        Ok(Some((path, host))) => {
            *request.uri_mut() = Uri::from(path);
            request.headers_mut().insert(HOST, host);
            Ok(request)
        }
        Err(sentence) => Err((StatusCode::BAD_REQUEST, format!("{sentence}\n")).into_response()),
    }
}

/// The path and host of a request that is not in origin form. Only HTTP/1.0 may leave the host out.
fn target(request: &Request) -> Result<Option<(PathAndQuery, HeaderValue)>, &'static str> {
    let host = host(request)?;
    let uri = request.uri();
    let path = uri.path_and_query().filter(|path| path.as_str().starts_with('/'));
    let path = path.ok_or("The request names no path.")?;
    let Some(authority) = uri.authority() else {
        let needed = request.version() >= Version::HTTP_11;
        return match host {
            None if needed => Err("The request names no host."),
            Some(_) | None => Ok(None),
        };
    };
    // Absolute form: servers must accept it, although clients send it to proxies only.
    if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme()) || has_user(authority) {
        return Err("The request's address is not one of http or https.");
    }
    if !is_valid(authority.as_str()) {
        return Err(NO_HOST);
    }
    if host.is_some_and(|named| *authority != *named) {
        return Err("The request names two hosts.");
    }
    let host = HeaderValue::from_str(authority.as_str()).map_err(|_| NO_HOST)?;
    Ok(Some((path.clone(), host)))
}

/// The value of the `Host` header.
fn host(request: &Request) -> Result<Option<&str>, &'static str> {
    let mut values = request.headers().get_all(HOST).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err("The request names two hosts."),
        (Some(value), None) => match value.to_str() {
            Ok(host) if is_valid(host) => Ok(Some(host)),
            Ok(_) | Err(_) => Err(NO_HOST),
        },
    }
}

/// Whether an authority is a host and, optionally, a port from 0 to 65535.
fn is_valid(authority: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok();
    match authority.rsplit_once(':') {
        // Not one of the colons of an IPv6 address.
        Some((host, port)) if !port.ends_with(']') => is_host(host) && is_port(port),
        Some(_) | None => is_host(authority),
    }
}

/// Whether an authority has userinfo, as in `user@host`.
fn has_user(authority: &Authority) -> bool {
    authority.as_str().contains('@')
}

/// Redirects GET and HEAD from paths with trailing slashes to the page. Posted forms and files get 404 instead: a redirect would lose the
/// form, and a file has no folder.
pub(super) async fn without_slash(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(page) = page_without_slash(request.uri())
    {
        return axum::response::Redirect::permanent(&page).into_response();
    }
    next.run(request).await
}

/// The redirect target; `None` if there is nothing to redirect.
fn page_without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let page = path.trim_end_matches('/');
    let is_file = page.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let is_own = path == page || ["", "/credentials", "/invitations"].contains(&page) || is_file;
    if is_own || crate::web::own_path::own_path(page) != page {
        return None;
    }
    Some(match uri.query() {
        Some(query) => format!("{page}?{query}"),
        None => page.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_or_addresses_with_a_port_that_there_can_be() {
        for host in [
            "a",
            "a_b:3000",
            "keys.example.com.",
            "127.0.0.1:80",
            "[::1]",
            "[2001:db8::7]:65535",
        ] {
            assert!(is_valid(host), "{host}");
        }
        for none in [
            "a:99999",
            "a:x",
            "a:+1",
            "a:",
            "a,b",
            "*",
            "..",
            "a..b",
            "[1.2.3.4]",
            "user@a",
            "a:80:80",
            "::1",
            "[::1]:",
            "[::1]a",
            "",
        ] {
            assert!(!is_valid(none), "{none}");
        }
    }

    #[test]
    fn only_pages_are_found_without_their_slashes() {
        let of = |uri: &str| page_without_slash(&uri.parse().unwrap());
        assert_eq!(of("/login/").as_deref(), Some("/login"));
        assert_eq!(
            of("/acme/api-keys/generated//?page=2").as_deref(),
            Some("/acme/api-keys/generated?page=2")
        );
        assert_eq!(of("/credentials/x/").as_deref(), Some("/credentials/x"));
        for other in [
            "/",
            "//",
            "/login",
            "/credentials/",
            "/credentials//",
            "/invitations/",
            "/favicon.svg/",
            "/pkg/keydesk.css//",
            "//evil.example/x/",
            "/\\evil/",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
