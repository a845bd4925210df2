//! The start page, set-up, sign-in and sign-out.

use crate::{
    api::posted::{Posted, PostedOutcome},
    error::{AppError, Field},
    i18n::t,
    server::{
        accounts::{self, SetupInput},
        context::Caller,
        sessions,
        sign_in::{self, SignedIn},
    },
    ui::{pages::no_account::no_account_page, paths, shell::Scripts},
    web::{
        client::SessionCookies,
        login_code,
        own_path::own_path,
        page_request::{FormPost, PageRequest},
        pages,
        session_cookies::{begin_session, keeps_cookies, redirect_with_session, with_probe_cookie},
        shared::Web,
    },
};
use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::sync::Arc;
use zeroize::Zeroizing;

/// `/`: redirects to the first page that the user may see, to sign-in, or to set-up if no account exists. A user without an account gets a
/// page that says so.
pub(super) async fn home(page_request: PageRequest) -> Response {
    match home_path(&page_request.caller).await {
        Ok(Some(path)) => Redirect::to(&path).into_response(),
        Ok(None) => {
            let session = page_request.caller.session.as_ref();
            let email = session.map_or_else(String::new, |session| session.email.as_str().to_owned());
            page_request.show(Ok(email), |email| no_account_page(email)).await
        }
        Err(error) => page_request.refuse(error).await,
    }
}

/// The redirect target of `/`. `None` for a user without an account.
async fn home_path(caller: &Caller) -> Result<Option<String>, AppError> {
    let store = &caller.state.store;
    let Some(session) = &caller.session else {
        let path = if store.has_accounts().await? {
            "/login"
        } else {
            "/setup"
        };
        return Ok(Some(path.to_owned()));
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
    // A user with an account but without any permission gets the message of `Forbidden`.
    if accounts.is_empty() {
        Ok(None)
    } else {
        Err(AppError::Forbidden)
    }
}

/// `/{account}` and `/{account}/api-keys`: redirects to the first page of the account that the user may see.
pub(super) async fn account_home(Path(account): Path<String>, page_request: PageRequest) -> Response {
    // Paths of files such as /favicon.svg match this route, too.
    if crate::domain::names::AccountSlug::parse_existing(&account).is_err() {
        return pages::file_or_not_found(
            State(page_request.web),
            Request::from_parts(page_request.request, Body::empty()),
        )
        .await;
    }
    let landing = page_request.caller.membership(&account).await.and_then(|membership| {
        paths::landing(membership.slug.as_str(), &membership.permissions).ok_or(AppError::Forbidden)
    });
    match landing {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => page_request.refuse(error).await,
    }
}

#[derive(Deserialize)]
pub(super) struct SetupQuery {
    #[serde(default)]
    code: Zeroizing<String>,
}

/// The set-up page. It requires the code of the link in the log.
pub(super) async fn setup_page(Query(query): Query<SetupQuery>, page_request: PageRequest) -> Response {
    let web = page_request.web.clone();
    match accounts::check_setup_code(&page_request.caller, &query.code).await {
        Ok(()) => with_probe_cookie(&web, pages::render(&web, &page_request.request, Scripts::Static)),
        Err(error) => page_request.refuse(error).await,
    }
}

/// The page of a form that was opened over http although the origin is https, with the error and the right address.
pub(super) async fn opened_by_http(web: &Web, request: Parts) -> Response {
    let posted = Posted {
        fields: Arc::from([]),
        outcome: PostedOutcome::Failed(AppError::ServerMessage(t::entry_cookies_dropped().to_owned())),
    };
    let mut response = pages::reply(web, request, posted).await;
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

/// The set-up form.
pub(super) async fn set_up(post: FormPost) -> Response {
    if let Err(error) = keeps_cookies(&post) {
        return with_probe_cookie(&post.web.clone(), post.refuse(error).await);
    }
    let FormPost { web, caller, form, .. } = &post;
    let input = SetupInput {
        code: form.get("setup_code").unwrap_or_default(),
        account: form.entered(Field::Account),
        email: form.entered(Field::Email),
        password: form.entered(Field::Password),
    };
    match accounts::set_up(caller, &input).await {
        Ok((slug, Some(secrets))) => begin_session(web, &secrets, &format!("/{slug}/api-keys/generated")),
        Ok((_, None)) => Redirect::to(paths::LOGIN).into_response(),
        Err(error) => post.refuse(error).await,
    }
}

/// The sign-in page. It redirects signed-in users to `next`. Links from other sites come without the `Strict` cookie, so it is not required
/// there. Any other request without it comes from a browser that lost it; the user must sign in again, so they get the form.
pub(super) async fn login_page(page_request: PageRequest) -> Response {
    let headers = &page_request.request.headers;
    let is_same_site = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "same-origin" || site == "none");
    let has_strict_cookie =
        SessionCookies::from_headers(&page_request.web.state.config, headers).is_some_and(|cookies| cookies.strict);
    if page_request.caller.session.is_some() && (has_strict_cookie || !is_same_site) {
        let parameters = page_request.query();
        let next = parameters.iter().find(|(name, _)| name == "next");
        return Redirect::to(own_path(next.map_or("/", |(_, next)| next))).into_response();
    }
    let web = page_request.web;
    with_probe_cookie(&web, pages::render(&web, &page_request.request, Scripts::Static))
}

/// The sign-in form.
pub(super) async fn sign_in(post: FormPost) -> Response {
    if let Err(error) = keeps_cookies(&post) {
        return with_probe_cookie(&post.web.clone(), post.refuse(error).await);
    }
    let FormPost { web, caller, form, .. } = &post;
    match sign_in::sign_in(caller, form.entered(Field::Email), form.entered(Field::Password)).await {
        Ok(SignedIn::Session(secrets)) => begin_session(web, &secrets, own_path(&form.text("next"))),
        Ok(SignedIn::CodeNeeded(pending)) => login_code::ask(web, &pending, &form.text("next")),
        Err(error) => post.refuse(error).await,
    }
}

/// Signs out.
pub(super) async fn sign_out(page_request: PageRequest) -> Response {
    match sessions::sign_out(&page_request.caller).await {
        Ok(()) => redirect_with_session(&page_request.web, None, "/login?signed-out"),
        Err(error) => page_request.refuse(error).await,
    }
}

/// GET at the address of *Sign out* redirects to the start page, because a link must not sign anybody out.
pub(super) async fn no_sign_out_page() -> Redirect {
    Redirect::to("/")
}
