//! Selects the language of each response, and serves the texts of hydrated pages.

use crate::{
    i18n::{Language, preferred, with_language},
    web::{client, compression::compressible, own_path::own_path, shared::Web, texts::TEXTS},
};
use axum::{
    extract::{Path, Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, SET_COOKIE, VARY},
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

/// The query parameter that selects a language, as in `?lang=pt`.
pub const LANGUAGE_PARAMETER: &str = "lang";

/// Answers in the selected language, or in the one that the browser prefers. An address with `?lang=`, as in the footer of each page, sets
/// the cookie and redirects to the same address without the parameter, so that bookmarked and shared addresses do not fix a language.
pub(super) async fn choose(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some((chosen, path)) = chosen(request.uri())
    {
        let mut response = Redirect::to(own_path(&path)).into_response();
        if let Ok(cookie) = HeaderValue::from_str(&client::set_language_cookie(&web.state.config, chosen)) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        return response;
    }
    let language = of_request(&web, request.headers());
    request.extensions_mut().insert(language);
    with_language(language, next.run(request)).await
}

fn of_request(web: &Web, headers: &HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    preferred(client::language_cookie(&web.state.config, headers), accepted)
}

/// The language that an address selects, and the address without the parameter. `None` if it selects no known language; the page handles
/// the parameter then.
fn chosen(uri: &Uri) -> Option<(Language, String)> {
    let (choices, rest): (Vec<&str>, Vec<&str>) = uri
        .query()?
        .split('&')
        .partition(|part| part.split('=').next() == Some(LANGUAGE_PARAMETER));
    let (_, tag) = choices.last()?.split_once('=')?;
    let language = Language::ALL.into_iter().find(|language| language.tag() == tag)?;
    let path = match rest.join("&") {
        none if none.is_empty() => uri.path().to_owned(),
        rest => format!("{}?{rest}", uri.path()),
    };
    Some((language, path))
}

/// The texts of a language, by name. Browsers may cache them for ever. Nodes of another version have other names.
pub(super) async fn texts(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(texts) = TEXTS.iter().find(|texts| texts.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers_of_texts = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "accept-encoding"),
    ];
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    // Plain `br`, as browsers send it, gets the precompressed texts. For quality values (`br;q=0.5`), the compression layer negotiates the
    // encoding.
    if accepted.is_some_and(|all| all.split(',').any(|one| one.trim() == "br")) {
        let compressed = texts.compressed().await;
        if !compressed.is_empty() {
            return (headers_of_texts, [(CONTENT_ENCODING, "br")], compressed).into_response();
        }
    }
    compressible((headers_of_texts, texts.plain.as_str()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(address: &str) -> Option<(Language, String)> {
        chosen(&address.parse().unwrap())
    }

    #[test]
    fn the_choice_is_taken_out_of_the_address() {
        assert_eq!(
            choice("/login?lang=pt"),
            Some((Language::Portuguese, "/login".to_owned()))
        );
        assert_eq!(
            choice("/acme/api-keys/generated?search=a%26b&lang=es&page=2"),
            Some((
                Language::Spanish,
                "/acme/api-keys/generated?search=a%26b&page=2".to_owned()
            ))
        );
        assert_eq!(choice("/?lang=pt&lang=en"), Some((Language::English, "/".to_owned())));
    }

    #[test]
    fn what_is_no_language_is_left_alone() {
        for address in [
            "/login",
            "/login?",
            "/login?lang",
            "/login?lang=",
            "/login?lang=de",
            "/login?language=pt",
        ] {
            assert_eq!(choice(address), None, "{address}");
        }
    }
}
