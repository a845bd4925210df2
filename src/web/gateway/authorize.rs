//! `/v1/authorize/{account}/{resource}`: decides by status, for gateways that ask before they forward a request. 200 is a yes; 401 says that
//! the credentials are missing or bad, 403 that they do not suffice, 503 that the answer cannot be known.
//!
//! Account and resource come from the gateway's own configuration. Gateways append the client's path and query, which are ignored, like
//! the method and the body. The client's address is the one that a trusted gateway names.

use super::{
    credentials::{self, Proof},
    problem::problem,
};
use crate::{
    domain::keys::verification::{Denial, VerifiedKey},
    i18n::{Language, with_language_sync},
    server::{
        config::Config,
        state::AppState,
        verifiers::{self, VerificationOutcome, VerificationRequest},
    },
    web::forwarded::hops,
};
use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::net::{IpAddr, SocketAddr};

const PREFIX: &str = "/v1/authorize";
/// Stands for the owner's account, or for no resource.
const NONE: &str = "-";

const ACCOUNT: HeaderName = HeaderName::from_static("x-keydesk-account");
const KEY: HeaderName = HeaderName::from_static("x-keydesk-key");
const LABEL: HeaderName = HeaderName::from_static("x-keydesk-label");
const ROLES: HeaderName = HeaderName::from_static("x-keydesk-roles");
const RESOURCES: HeaderName = HeaderName::from_static("x-keydesk-resources");
const REASON: HeaderName = HeaderName::from_static("x-keydesk-reason");

/// What is encoded in identity headers. The comma separates names, and the percent sign would be decoded.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b',').add(b'"');

/// Whether a path is that of an authorisation.
pub(super) fn is_at(path: &str) -> bool {
    path.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The address of the client that a gateway asks about, as far as a trusted gateway names it. Never the address of the connection: that is
/// the gateway's own, and a key that is good for the gateway's network would be good for everybody behind it.
fn address_behind_gateway(config: &Config, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let proxies = &config.trusted_proxies;
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    if !proxies.trusts(peer.map(|ConnectInfo(peer)| peer.ip().to_canonical())) {
        return None;
    }
    let mut client = None;
    for hop in hops(config.proxy_header, headers) {
        // Something other than an address makes the client unknown.
        client = Some(hop?);
        if !proxies.trusts(hop) {
            break;
        }
    }
    client
}

/// Answers a gateway.
pub(super) async fn authorize(state: &AppState, proof: Proof, request: Request) -> Response {
    // The body is dropped unread.
    let (request, _) = request.into_parts();
    let headers = &request.headers;
    let secret = credentials::verifier(headers);
    let Some(asker) = proof.asker(secret.as_ref()) else {
        return unknown_verifier();
    };
    let Some((account, resource)) = scope(request.uri.path()) else {
        return misconfigured();
    };
    let presented = match credentials::presented(&state.config, headers) {
        Ok(presented) => presented,
        Err(unusable) => return refused(StatusCode::UNAUTHORIZED, unusable.reason()),
    };
    let question = VerificationRequest {
        app_key: presented.app_key,
        app_token: presented.app_token,
        account,
        resource,
        client: address_behind_gateway(&state.config, &request.extensions, headers),
    };
    match verifiers::verify(state, asker, Ok(question)).await {
        Ok(VerificationOutcome::Allowed(key)) => allowed(&key),
        Ok(VerificationOutcome::Denied(denial)) => refused(status(denial), denial.name()),
        Ok(VerificationOutcome::UnknownVerifier | VerificationOutcome::OutsideScope) => unknown_verifier(),
        Ok(VerificationOutcome::Malformed(sentence)) => {
            problem(StatusCode::BAD_REQUEST, "malformed", sentence.to_owned())
        }
        Err(error) => {
            let message = with_language_sync(Language::English, || error.to_string());
            problem(StatusCode::SERVICE_UNAVAILABLE, error.code(), message)
        }
    }
}

/// Account and resource: the first two segments of the path, as they are written. `None` if there are fewer.
fn scope(path: &str) -> Option<(Option<String>, Option<String>)> {
    let mut segments = path.strip_prefix(PREFIX)?.strip_prefix('/')?.split('/');
    let mut next = || segments.next().filter(|segment| !segment.is_empty());
    let named = |segment: &str| (segment != NONE).then(|| segment.to_owned());
    Some((named(next()?), named(next()?)))
}

/// 401 if other credentials may help, 403 if not.
fn status(denial: Denial) -> StatusCode {
    match denial {
        Denial::UnknownKey | Denial::KeyDeleted | Denial::UnknownToken | Denial::TokenRevoked => {
            StatusCode::UNAUTHORIZED
        }
        Denial::KeyInactive
        | Denial::KeyExpired
        | Denial::AddressDenied
        | Denial::AccountDenied
        | Denial::ResourceDenied => StatusCode::FORBIDDEN,
    }
}

fn allowed(key: &VerifiedKey) -> Response {
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    let values = [
        (ACCOUNT, encoded(&key.account)),
        (KEY, encoded(&key.key)),
        (LABEL, encoded(&key.label)),
        (ROLES, list(&key.roles)),
        (RESOURCES, list(&key.resources)),
    ];
    for (name, value) in values {
        match HeaderValue::try_from(value) {
            Ok(value) => headers.insert(name, value),
            // Encoded text is ASCII without control characters.
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
    }
    response
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Names separated by commas.
fn list(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| encoded(name)).collect();
    names.join(",")
}

fn refused(status: StatusCode, reason: &'static str) -> Response {
    let mut response = (status, format!("{reason}\n")).into_response();
    let headers = response.headers_mut();
    headers.insert(REASON, HeaderValue::from_static(reason));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"API\""));
    }
    response
}

/// A gateway without the right secret lets nobody in.
fn unknown_verifier() -> Response {
    refused(StatusCode::UNAUTHORIZED, "unknown_verifier")
}

fn misconfigured() -> Response {
    let message = "The gateway must ask at /v1/authorize/{account}/{resource}; - stands for none of them.".to_owned();
    problem(StatusCode::BAD_REQUEST, "malformed", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_is_in_the_first_two_segments_whatever_follows() {
        let scope_of = |path: &str| scope(path).map(|(a, r)| (a.unwrap_or_default(), r.unwrap_or_default()));
        let of = |account: &str, resource: &str| Some((account.to_owned(), resource.to_owned()));
        assert_eq!(scope_of("/v1/authorize/acme/orders.read"), of("acme", "orders.read"));
        assert_eq!(scope_of("/v1/authorize/-/-"), of("", ""));
        assert_eq!(scope_of("/v1/authorize/acme/-/a/../../../x"), of("acme", ""));
        assert_eq!(scope_of("/v1/authorize/%61cme/-"), of("%61cme", ""));
        for few in ["", "/", "/acme", "/acme/", "//orders", "//"] {
            assert_eq!(scope(&format!("{PREFIX}{few}")), None, "{few}");
            assert!(is_at(&format!("{PREFIX}{few}")));
        }
        assert!(!is_at("/v1/authorized/a/b"));
    }

    #[test]
    fn names_cannot_end_a_header_or_a_list() {
        assert_eq!(
            list(&["a, b".to_owned(), "100 %\n".to_owned(), "ä".to_owned()]),
            "a%2C%20b,100%20%25%0A,%C3%A4"
        );
    }
}
