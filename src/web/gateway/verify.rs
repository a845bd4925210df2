//! `POST /v1/verify`: checks whether an app key and token are valid. The callers are gateways and services, which authenticate with a
//! verifier's secret.

use super::{
    body::read_body,
    credentials::{Proof, bearer, credential},
    problem::problem,
};
use crate::{
    domain::keys::verification::VerifiedKey,
    error::AppError,
    i18n::{Language, with_language_sync},
    server::{
        config::Config,
        crypto::Secret,
        state::AppState,
        verifiers::{self, VerificationOutcome, VerificationRequest},
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData, net::IpAddr};
use zeroize::Zeroizing;

/// Maximum size of the body, in bytes.
const QUESTION_LIMIT: usize = 8 * 1024;

/// The JSON body. Unknown fields are refused: they are most likely misspelt, and ignoring one would drop a restriction. Null is refused for
/// the same reason: it usually comes from an unset variable.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Body {
    #[serde(default, deserialize_with = "text")]
    pub app_key: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub app_token: Option<Zeroizing<String>>,
    #[serde(default, deserialize_with = "text")]
    pub account: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub resource: Option<String>,
    /// The address of the client that presents the credentials.
    #[serde(default, deserialize_with = "text")]
    pub client_ip: Option<String>,
}

/// A JSON object. Without it, serde would also accept an array of the field values.
pub(super) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        struct MapOnly<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for MapOnly<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Object<T>, M::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        value.deserialize_map(MapOnly(PhantomData))
    }
}

/// Deserialises a field that may be missing but not null.
fn text<'de, D: Deserializer<'de>, T: Deserialize<'de>>(field: D) -> Result<Option<T>, D::Error> {
    T::deserialize(field).map(Some)
}

/// The answer to a question.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Verdict {
    Allowed {
        allowed: bool,
        #[serde(flatten)]
        key: VerifiedKey,
    },
    Denied {
        allowed: bool,
        reason: &'static str,
    },
}

impl Verdict {
    pub fn allowed(key: VerifiedKey) -> Self {
        Self::Allowed { allowed: true, key }
    }

    pub fn denied(reason: &'static str) -> Self {
        Self::Denied { allowed: false, reason }
    }
}

/// Answers 200 with the verdict, 400 for a malformed question, 401 for a bad verifier, and 503 if the database is unavailable.
pub(super) async fn verify(state: &AppState, proof: Proof, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let secret = bearer(&parts.headers);
    let Some(asker) = proof.asker(secret.as_ref()) else {
        return unauthorised();
    };
    let question = match read_body(body, QUESTION_LIMIT).await {
        Some(body) => question(&state.config, &parts.headers, &body),
        None => Err("The question is too long, incomplete, or did not arrive within 10 seconds; 8 kB are enough."),
    };
    match verifiers::verify(state, asker, question).await {
        Ok(VerificationOutcome::Allowed(key)) => Json(Verdict::allowed(key)).into_response(),
        Ok(VerificationOutcome::Denied(denial)) => Json(Verdict::denied(denial.name())).into_response(),
        Ok(VerificationOutcome::Malformed(sentence)) => {
            problem(StatusCode::BAD_REQUEST, "malformed", sentence.to_owned())
        }
        Ok(VerificationOutcome::UnknownVerifier | VerificationOutcome::OutsideScope) => unauthorised(),
        Err(error) => cannot_know(&error),
    }
}

/// Parses the body: empty or a JSON object.
fn read(body: &[u8]) -> Result<Body, &'static str> {
    if body.is_empty() {
        return Ok(Body::default());
    }
    let body = serde_json::from_slice(body).map(|Object(body)| body);
    body.map_err(|_|
        "The body must be a JSON object with appKey and appToken, and optionally account, resource and clientIp, all of them texts.",
    )
}

/// The value of a credential header.
fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, &'static str> {
    credential(headers, name.as_str()).map_err(|_| "A credential header came twice or holds other than ASCII text.")
}

fn question(config: &Config, headers: &HeaderMap, body: &Bytes) -> Result<VerificationRequest, &'static str> {
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
        app_key: Some(
            one(
                header(headers, &config.app_key_header)?,
                body.app_key.as_deref(),
                "The app key is missing: send appKey or X-API-AppKey.",
            )?
            .to_owned(),
        ),
        app_token: Secret::new(one(
            header(headers, &config.app_token_header)?,
            body.app_token.as_deref().map(String::as_str),
            "The app token is missing: send appToken or X-API-AppToken.",
        )?),
        account: body.account,
        resource: body.resource,
        client: body.client_ip.as_deref().map(client_address).transpose()?,
    })
}

/// An address that cannot be read is refused: it would count as unknown, and deny keys that are good for some addresses only.
pub(super) fn client_address(text: &str) -> Result<IpAddr, &'static str> {
    let address = text.trim().parse().map(|ip: IpAddr| ip.to_canonical());
    address.map_err(|_| "clientIp must be one IPv4 or IPv6 address without a port, such as 192.0.2.7 or 2001:db8::7.")
}

/// The answer to an unknown verifier, and to one that may not ask about the account or resource.
pub(super) fn unauthorised() -> Response {
    let message =
        "Prove yourself with Authorization: Bearer and a verifier's secret; `keydesk verifier create` makes one.";
    let mut response = problem(StatusCode::UNAUTHORIZED, "unauthorised", message.to_owned());
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Keydesk\""));
    response
}

pub(super) fn cannot_know(error: &AppError) -> Response {
    problem(
        StatusCode::SERVICE_UNAVAILABLE,
        error.code(),
        sentence_in_english(error),
    )
}

/// Programs read this sentence, so it is always English, whatever language the caller accepts.
pub(super) fn sentence_in_english(error: &AppError) -> String {
    with_language_sync(Language::English, || error.to_string())
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
