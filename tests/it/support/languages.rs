//! Persons whose browsers prefer a language.

use super::app::{Answer, Person};
use axum::{
    body::Body,
    http::{Request, header},
};

const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// `Accept-Language` of browsers, and the language tag of the answer.
pub const LANGUAGES: [(&str, &str); 3] = [
    ("en-GB,en;q=0.9", "en"),
    ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
    ("es-MX,es;q=0.9,en;q=0.8", "es"),
];

impl Person {
    /// GETs a page with an `Accept-Language`.
    pub async fn get_accepting(&self, accepted: &str, path: &str) -> Answer {
        self.accepting(accepted, "GET", path, None).await
    }

    /// Posts a form with an `Accept-Language`.
    pub async fn post_accepting(&self, accepted: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.accepting(accepted, "POST", path, Some(fields)).await
    }

    async fn accepting(&self, accepted: &str, method: &str, path: &str, fields: Option<&[(&str, &str)]>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::USER_AGENT, CHROME)
            .header(header::ACCEPT_LANGUAGE, accepted);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = match fields {
            Some(fields) => {
                request = request
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header("sec-fetch-site", "same-origin");
                Body::from(serde_html_form::to_string(fields).unwrap())
            }
            None => Body::empty(),
        };
        self.app.send(request.body(body).unwrap()).await
    }
}

/// The language tag of a page.
pub fn language_of(page: &Answer) -> &str {
    let (_, rest) = page
        .body
        .split_once("<html lang=\"")
        .unwrap_or_else(|| panic!("no page: {page:?}"));
    rest.split('"').next().unwrap()
}

/// Asserts that the page contains every text. Ignores the markers that leptos puts between texts.
pub fn assert_says(page: &Answer, texts: &[&str]) {
    let body = page.body.replace("<!>", "");
    for text in texts {
        assert!(body.contains(text), "{text:?} is not in {body}");
    }
}
