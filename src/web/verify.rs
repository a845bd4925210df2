//! `POST /v1/verify`: checks whether an app key and token are valid. The callers are gateways and services, which authenticate with a
//! verifier's secret.

use crate::{
    error::AppError,
    i18n::{Language, with_language_sync},
    server::{
        crypto::Secret,
        verifiers::{self, VerificationOutcome, VerificationRequest, VerifiedKey},
    },
    web::{origins::unique_header, shared::Web},
};
use axum::{
    Json,
    body::{Bytes, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

/// Maximum size of the body, in bytes.
const QUESTION_LIMIT: usize = 8 * 1024;
const APP_KEY: &str = "x-api-appkey";
const APP_TOKEN: &str = "x-api-apptoken";

/// The JSON body. Unknown fields are refused: they are most likely misspelt, and ignoring one would drop a restriction. Null is refused for
/// the same reason: it usually comes from an unset variable.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    #[serde(default, deserialize_with = "text")]
    app_key: Option<String>,
    #[serde(default, deserialize_with = "text")]
    app_token: Option<Zeroizing<String>>,
    #[serde(default, deserialize_with = "text")]
    account: Option<String>,
    #[serde(default, deserialize_with = "text")]
    resource: Option<String>,
}

/// Deserialises a field that may be missing but not null.
fn text<'de, D: Deserializer<'de>, T: Deserialize<'de>>(field: D) -> Result<Option<T>, D::Error> {
    T::deserialize(field).map(Some)
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Allowed {
        allowed: bool,
        #[serde(flatten)]
        key: VerifiedKey,
    },
    Denied {
        allowed: bool,
        reason: crate::domain::keys::verification::Denial,
    },
}

/// Answers 200 with the verdict, 400 for a malformed question, 401 for a bad verifier, and 503 if the database is unavailable.
pub(super) async fn verify(State(web): State<Web>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(secret) = bearer(&parts.headers) else {
        return unauthorised();
    };
    let question = match to_bytes(body, QUESTION_LIMIT).await {
        Ok(body) => question(&parts.headers, &body),
        Err(_) => Err("The question is too long; 8 kB are enough."),
    };
    match verifiers::verify(&web.state, &secret, question).await {
        Ok(VerificationOutcome::Allowed(key)) => Json(Answer::Allowed { allowed: true, key }).into_response(),
        Ok(VerificationOutcome::Denied(reason)) => Json(Answer::Denied { allowed: false, reason }).into_response(),
        Ok(VerificationOutcome::Malformed(sentence)) => malformed(sentence),
        Ok(VerificationOutcome::UnknownVerifier) => unauthorised(),
        Err(error) => cannot_know(&error),
    }
}

fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let value = credential(headers, AUTHORIZATION.as_str()).ok()??;
    let (scheme, secret) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| Secret::new(secret.trim()))
}

/// The value of a credential header. Duplicates are refused, because the gateway may have checked the other one.
fn credential<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, &'static str> {
    let value = unique_header(headers, name).map_err(|_| "A credential header came twice.")?;
    let text = value.map(HeaderValue::to_str).transpose();
    text.map_err(|_| "A credential header holds other than ASCII text.")
}

/// Parses the body: empty or a JSON object. serde would also accept an array of the field values.
fn read(body: &[u8]) -> Result<Body, &'static str> {
    if body.is_empty() {
        return Ok(Body::default());
    }
    let object = body.trim_ascii_start().starts_with(b"{").then_some(body);
    object.and_then(|object| serde_json::from_slice(object).ok()).ok_or(
        "The body must be a JSON object with appKey and appToken, and optionally account and resource, all of them texts.",
    )
}

fn question(headers: &HeaderMap, body: &Bytes) -> Result<VerificationRequest, &'static str> {
    let body = read(body)?;
    // Credentials that were copied or read from files often end in white space.
    fn one<'a>(
        header: Option<&'a str>,
        field: Option<&'a str>,
        missing: &'static str,
    ) -> Result<&'a str, &'static str> {
        match (header, field) {
            (Some(_), Some(_)) => Err("Send the credentials in headers or in the body, not in both."),
            (Some(value), None) | (None, Some(value)) => Ok(value.trim()),
            (None, None) => Err(missing),
        }
    }
    Ok(VerificationRequest {
        app_key: one(
            credential(headers, APP_KEY)?,
            body.app_key.as_deref(),
            "The app key is missing: send appKey or X-API-AppKey.",
        )?
        .to_owned(),
        app_token: Secret::new(one(
            credential(headers, APP_TOKEN)?,
            body.app_token.as_deref().map(String::as_str),
            "The app token is missing: send appToken or X-API-AppToken.",
        )?),
        account: body.account,
        resource: body.resource,
    })
}

#[derive(Serialize)]
struct Problem {
    error: &'static str,
    message: String,
}

fn unauthorised() -> Response {
    let message =
        "Prove yourself with Authorization: Bearer and a verifier's secret; `keydesk verifier create` makes one.";
    let problem = Problem {
        error: "unauthorised",
        message: message.to_owned(),
    };
    let mut response = (StatusCode::UNAUTHORIZED, Json(problem)).into_response();
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Keydesk\""));
    response
}

fn malformed(sentence: &str) -> Response {
    (
        StatusCode::BAD_REQUEST,
        Json(Problem {
            error: "malformed",
            message: sentence.to_owned(),
        }),
    )
        .into_response()
}

/// 503: no permit was free for the body.
pub(super) fn busy() -> Response {
    let problem = Problem {
        error: "busy",
        message: "Too much is being sent to Keydesk at once. Try again in a few seconds.".to_owned(),
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(problem)).into_response()
}

fn cannot_know(error: &AppError) -> Response {
    let problem = Problem {
        error: error.code(),
        // Programs read this message, so it is always English, whatever language the caller accepts.
        message: with_language_sync(Language::English, || error.to_string()),
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(problem)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn programs_are_answered_in_english_whatever_they_accept() {
        let answer = with_language_sync(Language::Portuguese, || cannot_know(&AppError::Unavailable));
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("Keydesk cannot read or write its database"), "{text}");
    }
}
