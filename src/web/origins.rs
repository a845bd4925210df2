//! Cross-site request checks: they identify the requests that come from Keydesk's own pages.

use crate::server::{config::Config, origin::Origin};
use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue,
        header::{HOST, ORIGIN},
    },
};

/// Path prefix of the recipient's page.
const SHARE_PAGE: &str = "/credentials/";

/// Whether a request comes from Keydesk's own pages, from the address bar, or from a program. `Sec-Fetch-Site` decides; `Origin` is the
/// fallback for browsers that do not send it. A request with neither header is allowed: no other site can make a browser post a form
/// without one. Duplicates of either header are refused, because only the first would be checked.
pub(super) fn is_same_site(config: &Config, request: &Request) -> bool {
    let headers = request.headers();
    match (
        unique_header(headers, "sec-fetch-site"),
        unique_header(headers, ORIGIN.as_str()),
    ) {
        (Err(DuplicateHeader), _) | (_, Err(DuplicateHeader)) => false,
        (Ok(Some(site)), _) => site == "same-origin" || site == "none",
        (Ok(None), Ok(None)) => true,
        (Ok(None), Ok(Some(origin))) => origin.to_str().is_ok_and(|origin| is_own(config, request, origin)),
    }
}

/// Whether an `Origin` may send this request: it matches the `Host`, or the configured origin, since many proxies replace `Host`.
fn is_own(config: &Config, request: &Request, origin: &str) -> bool {
    let is_share_page = request.uri().path().starts_with(SHARE_PAGE);
    if origin == "null" {
        // Pages under `no-referrer` send `null`. Opening a link is authorised by knowing the link, not by a cookie.
        return is_share_page;
    }
    let configured = if is_share_page {
        &config.share_origin
    } else {
        &config.origin
    };
    // Proxies may include the scheme's default port, which browsers omit.
    Origin::parse(origin).is_some_and(|from| from == *configured || host(request).is_some_and(|host| from.is_at(host)))
}

/// The value of `Host`.
pub(super) fn host(request: &Request) -> Option<&str> {
    request.headers().get(HOST)?.to_str().ok()
}

/// A header that must be unique occurs twice.
pub(super) struct DuplicateHeader;

/// The value of a header that must be unique.
pub(super) fn unique_header<'a>(
    headers: &'a HeaderMap,
    name: &str,
) -> Result<Option<&'a HeaderValue>, DuplicateHeader> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(DuplicateHeader),
    }
}
