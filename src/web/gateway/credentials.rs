//! The credentials of a request: of the verifier that asks, and of the client that it asks about.

use crate::{
    server::{config::Config, crypto::Secret, verifiers::Asker},
    web::origins::unique_header,
};
use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use data_encoding::BASE64;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

const VTEX_APP_KEY: &str = "x-vtex-api-appkey";
const VTEX_APP_TOKEN: &str = "x-vtex-api-apptoken";
const TOKEN_ALONE: &str = "x-api-key";
const VERIFIER: &str = "x-keydesk-verifier";

/// Whether a verifier must prove itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By its secret.
    Secret,
    /// By reaching a listener that only gateways can reach.
    Listener,
}

impl Proof {
    /// Who asks with this secret; `None` if a secret is needed and missing.
    pub(super) fn asker(self, secret: Option<&Secret>) -> Option<Asker<'_>> {
        match self {
            Self::Listener => Some(Asker::Gateway),
            Self::Secret => secret.map(Asker::Verifier),
        }
    }
}

/// What a client presents: an app key and its token, or the token alone.
pub(super) struct Presented {
    pub app_key: Option<String>,
    pub app_token: Secret,
}

/// Why credentials are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// There are none, or only a part of them.
    Missing,
    /// A header occurs twice, is not ASCII, or several headers hold credentials. The gateway or the service behind it may read another one.
    Ambiguous,
}

impl Unusable {
    /// The reason for gateways.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Missing => "credentials_missing",
            Self::Ambiguous => "credentials_ambiguous",
        }
    }
}

/// The credentials of the client whose request a gateway forwards.
///
/// # Errors
/// [`Unusable`].
pub(super) fn presented(config: &Config, headers: &HeaderMap) -> Result<Presented, Unusable> {
    let pair = |key: &str, token: &str| -> Result<Option<Presented>, Unusable> {
        match (credential(headers, key)?, credential(headers, token)?) {
            (None, None) => Ok(None),
            (Some(key), Some(token)) => Ok(Some(Presented::pair(key, token))),
            (Some(_), None) | (None, Some(_)) => Err(Unusable::Missing),
        }
    };
    let configured = (config.app_key_header.as_str(), config.app_token_header.as_str());
    let of_vtex = (VTEX_APP_KEY, VTEX_APP_TOKEN);
    let found = [
        pair(configured.0, configured.1)?,
        if configured == of_vtex {
            None
        } else {
            pair(of_vtex.0, of_vtex.1)?
        },
        credential(headers, TOKEN_ALONE)?.map(Presented::alone),
        authorization(headers)?,
    ];
    let mut found = found.into_iter().flatten();
    match (found.next(), found.next()) {
        (Some(presented), None) => Ok(presented),
        (None, _) => Err(Unusable::Missing),
        (Some(_), Some(_)) => Err(Unusable::Ambiguous),
    }
}

/// The secret in `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let value = credential(headers, AUTHORIZATION.as_str()).ok()??;
    scheme(value, "bearer").map(Secret::new)
}

/// The secret with which a gateway proves itself beside the client's credentials.
pub(super) fn verifier(headers: &HeaderMap) -> Option<Secret> {
    credential(headers, VERIFIER).ok()?.map(Secret::new)
}

/// The value of a credential header without surrounding white space: values that were copied or read from files often end in some. An empty
/// value counts as none.
///
/// # Errors
/// [`Unusable::Ambiguous`].
pub(super) fn credential<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Unusable> {
    let value = unique_header(headers, name).map_err(|_| Unusable::Ambiguous)?;
    let text = value.map(HeaderValue::to_str).transpose();
    let text = text.map_err(|_| Unusable::Ambiguous)?;
    Ok(text.map(str::trim).filter(|text| !text.is_empty()))
}

impl Presented {
    fn pair(app_key: &str, app_token: &str) -> Self {
        Self {
            app_key: Some(app_key.to_owned()),
            app_token: Secret::new(app_token),
        }
    }

    fn alone(app_token: &str) -> Self {
        Self {
            app_key: None,
            app_token: Secret::new(app_token),
        }
    }
}

/// Credentials in `Authorization`: HTTP Basic with the app key as user and the token as password, or Bearer with the token. Other schemes
/// are not Keydesk's.
fn authorization(headers: &HeaderMap) -> Result<Option<Presented>, Unusable> {
    let Some(value) = credential(headers, AUTHORIZATION.as_str())? else {
        return Ok(None);
    };
    if let Some(token) = scheme(value, "bearer") {
        return Ok(Some(Presented::alone(token)));
    }
    let Some(encoded) = scheme(value, "basic") else {
        return Ok(None);
    };
    let decoded = decode(encoded);
    let pair = decoded.as_ref().and_then(|text| text.expose().split_once(':'));
    let (key, token) = pair.ok_or(Unusable::Missing)?;
    Ok(Some(Presented::pair(key.trim(), token.trim())))
}

/// User and password of HTTP Basic, separated by a colon.
fn decode(encoded: &str) -> Option<Secret> {
    let bytes = BASE64.decode(encoded.as_bytes()).ok()?;
    String::from_utf8(bytes).ok().map(Secret::new)
}

/// The password of an OAuth client in HTTP Basic. It is form-encoded there (RFC 6749, section 2.3.1).
pub(super) fn client_secret(headers: &HeaderMap) -> Option<Secret> {
    let value = credential(headers, AUTHORIZATION.as_str()).ok()??;
    let decoded = decode(scheme(value, "basic")?)?;
    let (_, password) = decoded.expose().split_once(':')?;
    let spaces = Zeroizing::new(password.replace('+', " "));
    let password = percent_decode_str(&spaces).decode_utf8().ok()?;
    Some(Secret::new(password.trim()))
}

/// What follows the scheme of an `Authorization` value.
fn scheme<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    (scheme.eq_ignore_ascii_case(name) && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP_KEY: &str = "x-api-appkey";
    const APP_TOKEN: &str = "x-api-apptoken";

    fn of(headers: &[(&'static str, &'static str)]) -> Result<(Option<String>, String), Unusable> {
        with("", headers)
    }

    fn with(settings: &str, headers: &[(&'static str, &'static str)]) -> Result<(Option<String>, String), Unusable> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        presented(&Config::from_sources(settings, std::iter::empty()).unwrap(), &map)
            .map(|found| (found.app_key, found.app_token.expose().to_owned()))
    }

    #[test]
    fn each_way_to_send_credentials_is_understood() {
        let pair = Ok((Some("key".to_owned()), "token".to_owned()));
        assert_eq!(of(&[(APP_KEY, "key"), (APP_TOKEN, "token")]), pair);
        assert_eq!(of(&[(APP_KEY, " key\t"), (APP_TOKEN, " token ")]), pair);
        assert_eq!(of(&[(VTEX_APP_KEY, "key"), (VTEX_APP_TOKEN, "token")]), pair);
        assert_eq!(of(&[("authorization", "Basic a2V5OnRva2Vu")]), pair);
        assert_eq!(of(&[("authorization", "basic  a2V5OnRva2Vu ")]), pair);
        let alone = Ok((None, "token".to_owned()));
        assert_eq!(of(&[("authorization", "Bearer token")]), alone);
        assert_eq!(of(&[(TOKEN_ALONE, "token ")]), alone);
        assert_eq!(
            of(&[(TOKEN_ALONE, "token"), ("authorization", "Digest username=\"a\"")]),
            alone
        );
    }

    #[test]
    fn configured_names_replace_the_default_ones() {
        let pair = Ok((Some("key".to_owned()), "token".to_owned()));
        let of_vtex =
            "KEYDESK_APP_KEY_HEADER = \"X-VTEX-API-AppKey\"\nKEYDESK_APP_TOKEN_HEADER = \"X-VTEX-API-AppToken\"";
        assert_eq!(with(of_vtex, &[(VTEX_APP_KEY, "key"), (VTEX_APP_TOKEN, "token")]), pair);
        let others = "KEYDESK_APP_KEY_HEADER = \"X-Key\"\nKEYDESK_APP_TOKEN_HEADER = \"X-Token\"";
        assert_eq!(with(others, &[("x-key", "key"), ("x-token", "token")]), pair);
        assert_eq!(with(others, &[(VTEX_APP_KEY, "key"), (VTEX_APP_TOKEN, "token")]), pair);
        assert_eq!(
            with(others, &[(APP_KEY, "key"), (APP_TOKEN, "token")]),
            Err(Unusable::Missing)
        );
    }

    #[test]
    fn incomplete_and_contradictory_credentials_are_refused() {
        let missing: [&[_]; 8] = [
            &[],
            &[(APP_KEY, "key")],
            &[(APP_TOKEN, "token")],
            &[(APP_KEY, "key"), (APP_TOKEN, " ")],
            &[(APP_KEY, "key"), (VTEX_APP_TOKEN, "token")],
            &[("authorization", "Bearer ")],
            &[("authorization", "Basic !")],
            &[("authorization", "Basic a2V5")],
        ];
        for headers in missing {
            assert_eq!(of(headers), Err(Unusable::Missing), "{headers:?}");
        }
        let ambiguous: [&[_]; 5] = [
            &[(APP_KEY, "key"), (APP_KEY, "key"), (APP_TOKEN, "token")],
            &[(APP_KEY, "key"), (APP_TOKEN, "token"), (TOKEN_ALONE, "token")],
            &[
                (APP_KEY, "key"),
                (APP_TOKEN, "token"),
                (VTEX_APP_KEY, "key"),
                (VTEX_APP_TOKEN, "token"),
            ],
            &[(TOKEN_ALONE, "token"), ("authorization", "Bearer token")],
            &[("authorization", "Bearer token"), ("authorization", "Bearer token")],
        ];
        for headers in ambiguous {
            assert_eq!(of(headers), Err(Unusable::Ambiguous), "{headers:?}");
        }
    }
}
