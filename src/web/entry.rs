//! The ways in: the start page, set-up, signing in and out.

use crate::{
    error::AppError,
    server::{
        accounts::{self, SetupInput},
        context::Caller,
        crypto::Secret,
        sessions::{self, SignedIn},
    },
    ui::{pages::no_account::no_account_page, paths, shell::Scripts},
    web::{Web, client, forms::Form, login_code, pages},
};
use axum::{
    Extension,
    extract::{Path, Query, Request, State},
    http::{HeaderValue, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// `/`: to the first page that the user may see, to sign-in, or to set-up while there is no account.
pub(super) async fn home(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match where_home_is(&caller).await {
        Ok(Some(path)) => Redirect::to(&path).into_response(),
        Ok(None) => {
            let email = caller.session.map(|session| session.email.as_str().to_owned());
            pages::plain(&web, request, move || {
                no_account_page(email.as_deref().unwrap_or_default())
            })
            .await
        }
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// The path; none for a user without an account.
async fn where_home_is(caller: &Caller) -> Result<Option<String>, AppError> {
    let store = &caller.state.store;
    let Some(session) = &caller.session else {
        let way_in = if store.has_accounts().await? {
            "/login"
        } else {
            "/setup"
        };
        return Ok(Some(way_in.to_owned()));
    };
    let accounts = store.accounts_of(&session.user).await?;
    for account in &accounts {
        let found = caller.membership(account.as_str()).await;
        match found.map(|found| paths::landing(account.as_str(), &found.permissions)) {
            Ok(Some(path)) => return Ok(Some(path)),
            Ok(None) | Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    // With an account in which they may do nothing, there is a sentence that says so.
    if accounts.is_empty() {
        Ok(None)
    } else {
        Err(AppError::Forbidden)
    }
}

/// `/{account}` and `/{account}/api-keys`: to the first of its pages that the user may see.
pub(super) async fn account_home(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    // Files such as /favicon.svg have the shape of an account's address.
    if crate::domain::names::AccountSlug::parse(&account).is_err() {
        return pages::file_or_not_found(State(web), request).await;
    }
    let landing = caller.membership(&account).await.and_then(|membership| {
        paths::landing(membership.slug.as_str(), &membership.permissions).ok_or(AppError::Forbidden)
    });
    match landing {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

#[derive(Deserialize)]
pub(super) struct SetupQuery {
    #[serde(default)]
    code: String,
}

/// The set-up page, for whoever has the printed link.
pub(super) async fn setup_page(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<SetupQuery>,
    request: Request,
) -> Response {
    match accounts::check_setup_code(&caller, &query.code).await {
        Ok(()) => pages::render(&web, request, Scripts::Static, None).await,
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// The set-up form.
pub(super) async fn set_up(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let input = SetupInput {
        code: form.text("setup_code"),
        account: form.text("account"),
        email: form.text("email"),
        password: form.text("password"),
    };
    match accounts::set_up(&caller, &input).await {
        Ok((slug, session)) => enter(&web, &session, &format!("/{slug}/api-keys/generated")),
        Err(error) => form.refused(&web, request, error).await,
    }
}

/// The sign-in page. Whoever is signed in is sent on.
pub(super) async fn login_page(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    if caller.session.is_some() {
        let query = request.uri().query().unwrap_or_default();
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let next = pairs
            .iter()
            .find(|(name, _)| name == "next")
            .map_or("/", |(_, next)| next);
        return Redirect::to(own_path(next)).into_response();
    }
    pages::render(&web, request, Scripts::Static, None).await
}

/// The sign-in form.
pub(super) async fn sign_in(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match sessions::sign_in(&caller, &form.text("email"), &form.text("password")).await {
        Ok(SignedIn::Session(session)) => enter(&web, &session, own_path(&form.text("next"))),
        Ok(SignedIn::CodeNeeded(pending)) => login_code::ask(&web, &pending, &form.text("next")),
        Err(error) => form.refused(&web, request, error).await,
    }
}

/// Signing out.
pub(super) async fn sign_out(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    match sessions::sign_out(&caller).await {
        Ok(()) => with_cookie(&web, None, "/login?signed-out"),
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

fn enter(web: &Web, session: &Secret, path: &str) -> Response {
    with_cookie(web, Some(session.expose()), path)
}

/// A redirect that begins a session, or ends it.
pub(super) fn with_cookie(web: &Web, value: Option<&str>, path: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&client::set_cookie(&web.state.config, value)) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// Where to go after signing in: a path of this site, whatever `next` says. Browsers read `\` as `/` and drop tabs and
/// line breaks, so that `/\t/elsewhere` would leave the site.
pub(super) fn own_path(next: &str) -> &str {
    let local = next.starts_with('/') && !next.starts_with("//");
    let clean = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if local && clean { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn signing_in_never_leaves_the_site() {
        for next in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "evil",
            "/a b",
            "/\n/x",
        ] {
            assert_eq!(own_path(next), "/", "{next:?}");
        }
        assert_eq!(
            own_path("/acme/api-keys/generated?page=2"),
            "/acme/api-keys/generated?page=2"
        );
    }
}
