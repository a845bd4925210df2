//! The page that asks users with a second factor for a code, between the password and the session.

use crate::{
    domain::people::second_factor::TypedCode,
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::Secret,
        second_factor::sign_in::{self, CodeOutcome},
    },
    ui::{
        pages::login_code::{CodePage, login_code_page},
        paths,
    },
    web::{
        client,
        own_path::own_path,
        page_request::{FormPost, PageRequest},
        session_cookies::begin_session,
        shared::Web,
    },
};
use axum::{
    extract::Query,
    http::{HeaderMap, HeaderValue, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// The query parameters of the page.
#[derive(Deserialize)]
pub(super) struct CodeQuery {
    #[serde(default)]
    next: String,
    /// Present if the page asks for a recovery code.
    recovery: Option<String>,
}

/// Redirects to this page after the correct password of a user with a second factor.
pub(super) fn ask(web: &Web, pending: &Secret, next: &str) -> Response {
    let mut response = Redirect::to(&paths::login_code(own_path(next), false)).into_response();
    set_code_cookie(web, &mut response, Some(pending.expose()));
    response
}

/// The page with the code field.
pub(super) async fn page(Query(query): Query<CodeQuery>, page_request: PageRequest) -> Response {
    let recovery = query.recovery.is_some();
    let PageRequest { web, caller, request } = &page_request;
    match code_page(web, caller, &request.headers, recovery, &query.next)
        .await
        .transpose()
    {
        Some(page) => page_request.show(page, login_code_page).await,
        None => restart(web, &query.next),
    }
}

/// The form, with either kind of code.
pub(super) async fn enter(post: FormPost) -> Response {
    let FormPost {
        web,
        caller,
        request,
        form,
    } = &post;
    let next = form.text("next");
    let (field, code) = match form.get(Field::RecoveryCode.name()) {
        Some(code) => (Field::RecoveryCode, TypedCode::recovery(code)),
        None => (Field::Code, TypedCode::app(form.entered(Field::Code))),
    };
    let cookie = client::code_cookie(&web.state.config, &request.headers).unwrap_or_default();
    match sign_in::finish(caller, cookie, code, field).await {
        Ok(CodeOutcome::SignedIn(secrets)) => {
            let mut response = begin_session(web, &secrets, own_path(&next));
            set_code_cookie(web, &mut response, None);
            response
        }
        Ok(CodeOutcome::Ended) => restart(web, &next),
        Err(error) => {
            let recovery = field == Field::RecoveryCode;
            match code_page(web, caller, &request.headers, recovery, &next)
                .await
                .transpose()
            {
                Some(page) => post.show_again(error, page, login_code_page).await,
                None => restart(web, &next),
            }
        }
    }
}

async fn code_page(
    web: &Web,
    caller: &Caller,
    headers: &HeaderMap,
    recovery: bool,
    next: &str,
) -> Result<Option<CodePage>, AppError> {
    let Some(cookie) = client::code_cookie(&web.state.config, headers) else {
        return Ok(None);
    };
    let email = sign_in::pending(caller, cookie).await?;
    Ok(email.map(|email| CodePage {
        email,
        recovery,
        next: own_path(next).to_owned(),
    }))
}

/// Redirects to the password form, because the sign-in does not exist or has expired.
fn restart(web: &Web, next: &str) -> Response {
    let mut response = Redirect::to(&paths::login_after_code(own_path(next))).into_response();
    set_code_cookie(web, &mut response, None);
    response
}

fn set_code_cookie(web: &Web, response: &mut Response, value: Option<&str>) {
    if let Ok(cookie) = HeaderValue::from_str(&client::set_code_cookie(&web.state.config, value)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
