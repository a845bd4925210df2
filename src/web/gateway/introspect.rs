//! `POST /oauth2/introspect`: OAuth 2.0 Token Introspection (RFC 7662), for gateways and libraries that know opaque tokens. The client that
//! asks is a verifier. Errors have the form of RFC 6749, section 5.2.

use super::{
    body::read_body,
    credentials::{Proof, bearer, client_secret},
    verify::{client_address, sentence_in_english},
};
use crate::{
    domain::{keys::verification::VerifiedKey, time::Timestamp},
    server::{
        crypto::Secret,
        state::AppState,
        verifiers::{self, IntrospectedToken, VerificationOutcome},
    },
    web::fields,
};
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Maximum size of the body, in bytes.
const BODY_LIMIT: usize = 8 * 1024;

/// The answer about a token that is not valid here. It says nothing more.
#[derive(Serialize)]
struct Inactive {
    active: bool,
}

/// The answer about a valid token.
#[derive(Serialize)]
struct Active<'a> {
    active: bool,
    /// The app key.
    client_id: &'a str,
    /// The key acts for itself.
    sub: &'a str,
    /// The key's label.
    client_name: &'a str,
    /// The resources, separated by spaces.
    scope: String,
    token_type: &'static str,
    iss: &'a str,
    /// The key's end, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    account: &'a str,
    roles: &'a [String],
}

#[derive(Serialize)]
struct OAuthError<'a> {
    error: &'static str,
    error_description: &'a str,
}

/// Answers 200 with the state of the token, 400 for a malformed request, 401 for a bad verifier, and 503 if the answer cannot be known.
pub(super) async fn introspect(state: &AppState, proof: Proof, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let fields = read_body(body, BODY_LIMIT).await;
    let Some(mut fields) = fields.and_then(|body| fields::parse(&body)) else {
        return invalid("The body must be form-encoded and at most 8 kB long, and arrive within 10 seconds.");
    };
    let mut take = |name: &str| take(&mut fields, name);
    let parameters = [take("token"), take("client_secret"), take("client_ip")];
    let [Ok(token), Ok(in_body), Ok(client_ip)] = parameters else {
        return invalid("A parameter came twice.");
    };
    let secret = match client(&parts.headers, in_body) {
        Ok(secret) => secret,
        Err(sentence) => return invalid(sentence),
    };
    let Some(asker) = proof.asker(secret.as_ref()) else {
        return unauthorised();
    };
    match verifiers::introspect(state, asker, question(token, client_ip.as_ref())).await {
        Ok(VerificationOutcome::Allowed(key)) => active(state, &key),
        Ok(VerificationOutcome::Denied(_) | VerificationOutcome::OutsideScope) => {
            Json(Inactive { active: false }).into_response()
        }
        Ok(VerificationOutcome::Malformed(sentence)) => invalid(sentence),
        Ok(VerificationOutcome::UnknownVerifier) => unauthorised(),
        Err(error) => refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            &sentence_in_english(&error),
        ),
    }
}

/// The token and the client's address, which RFC 7662 names as a further parameter without naming it.
fn question(token: Option<Secret>, client_ip: Option<&Secret>) -> Result<IntrospectedToken, &'static str> {
    Ok(IntrospectedToken {
        token: token.ok_or("The token is missing: send it form-encoded as token.")?,
        client: client_ip.map(|ip| client_address(ip.expose())).transpose()?,
    })
}

/// A parameter came twice.
struct Twice;

/// The value of a parameter, without surrounding white space. An empty one counts as none.
fn take(fields: &mut [(String, String)], name: &str) -> Result<Option<Secret>, Twice> {
    let mut found = fields.iter_mut().filter(|(field, _)| field == name);
    let value = found.next().map(|(_, value)| Secret::new(std::mem::take(value)));
    match (value, found.next()) {
        (_, Some(_)) => Err(Twice),
        (value, None) => {
            let value = value.map(|value| Secret::new(value.expose().trim()));
            Ok(value.filter(|value| !value.expose().is_empty()))
        }
    }
}

/// The secret with which the client authenticates: by HTTP Basic, by a bearer token, or in the body. The client's id is not compared.
fn client(headers: &HeaderMap, in_body: Option<Secret>) -> Result<Option<Secret>, &'static str> {
    let in_header = bearer(headers).or_else(|| client_secret(headers));
    match (in_header, in_body) {
        (Some(_), Some(_)) => Err("Authenticate in one way: in the Authorization header or with client_secret."),
        (secret, None) | (None, secret) => Ok(secret),
    }
}

fn active(state: &AppState, key: &VerifiedKey) -> Response {
    Json(Active {
        active: true,
        client_id: &key.key,
        sub: &key.key,
        client_name: &key.label,
        scope: key.resources.join(" "),
        token_type: "Bearer",
        iss: state.config.origin.as_str(),
        exp: key.expires_at.map(Timestamp::seconds),
        account: &key.account,
        roles: &key.roles,
    })
    .into_response()
}

fn invalid(sentence: &str) -> Response {
    refused(StatusCode::BAD_REQUEST, "invalid_request", sentence)
}

fn unauthorised() -> Response {
    let sentence =
        "Authenticate as a verifier: its secret as the password of HTTP Basic, as client_secret, or as a bearer token.";
    let mut response = refused(StatusCode::UNAUTHORIZED, "invalid_client", sentence);
    for challenge in ["Basic realm=\"Keydesk\"", "Bearer realm=\"Keydesk\""] {
        let challenge = HeaderValue::from_static(challenge);
        response.headers_mut().append(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn refused(status: StatusCode, error: &'static str, sentence: &str) -> Response {
    let error = OAuthError {
        error,
        error_description: sentence,
    };
    (status, Json(error)).into_response()
}
