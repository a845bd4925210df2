//! The pages about a user's second factor. Values that are shown once (the QR code, recovery codes) are in the reply to the POST.

use crate::{
    error::{AppError, Field},
    server::{
        context::Caller,
        second_factor::{self, set_up},
    },
    ui::{
        notice::Notice,
        pages::second_factor::{SETUP, SecondFactorContent, second_factor_page},
        paths,
    },
    views::wire::Viewer,
    web::page_request::{FormPost, PageRequest, redirect_with_notice},
};
use axum::response::{IntoResponse, Redirect, Response};

/// Turning it on: the page with the password field.
pub(super) async fn start(page_request: PageRequest) -> Response {
    let found = while_off(&page_request.caller, false).await;
    answer(page_request, found).await
}

/// Turning it on: the form with the password, then the form with a code and the hidden set-up field.
pub(super) async fn turn_on(post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let set_up = form.get(SETUP).unwrap_or_default();
    if set_up.is_empty() {
        return begin(post).await;
    }
    let render = |codes| post.render(SecondFactorContent::Codes(codes), second_factor_page);
    match set_up::turn_on(caller, &form.id(), (set_up, form.entered(Field::Code)), render).await {
        Ok(Some(page)) => page,
        Ok(None) => start_anew(post).await,
        Err(error) => match set_up::reopen(caller, set_up).await {
            Ok(Some(view)) => {
                post.show_again(error, Ok(SecondFactorContent::SetUp(view)), second_factor_page)
                    .await
            }
            Ok(None) => start_anew(post).await,
            Err(_) => post.refuse(error).await,
        },
    }
}

async fn begin(post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    match set_up::begin(caller, form.entered(Field::Password)).await {
        Ok(view) => {
            post.show(Ok(SecondFactorContent::SetUp(view)), second_factor_page)
                .await
        }
        Err(error) => {
            let found = while_off(caller, false).await;
            refused(post, error, found).await
        }
    }
}

/// Shows the first page again, because the set-up of the form has ended.
async fn start_anew(post: FormPost) -> Response {
    let found = while_off(&post.caller, true).await;
    answer(post.into(), found).await
}

/// The page of turning it off.
pub(super) async fn off(page_request: PageRequest) -> Response {
    let found = while_on(&page_request.caller, |viewer| SecondFactorContent::Off { viewer }).await;
    answer(page_request, found).await
}

/// The form of turning it off.
pub(super) async fn turn_off(post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let (password, code) = (form.entered(Field::Password), form.entered(Field::Code));
    match second_factor::turn_off(caller, password, code).await {
        Ok(()) => redirect_with_notice(paths::PROFILE, Notice::SecondFactorOff),
        Err(error) => {
            let found = while_on(caller, |viewer| SecondFactorContent::Off { viewer }).await;
            refused(post, error, found).await
        }
    }
}

/// The page of replacing the recovery codes.
pub(super) async fn codes(page_request: PageRequest) -> Response {
    let found = while_on(&page_request.caller, |viewer| SecondFactorContent::Renew { viewer }).await;
    answer(page_request, found).await
}

/// The form of replacing the recovery codes.
pub(super) async fn replace_codes(post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let (password, code) = (form.entered(Field::Password), form.entered(Field::Code));
    let render = |codes| post.render(SecondFactorContent::Codes(codes), second_factor_page);
    match second_factor::replace_codes(caller, &form.id(), (password, code), render).await {
        Ok(page) => page,
        Err(error) => {
            let found = while_on(caller, |viewer| SecondFactorContent::Renew { viewer }).await;
            refused(post, error, found).await
        }
    }
}

/// The first page of turning it on. `None` if it is on already. `ended`: a set-up has ended.
async fn while_off(caller: &Caller, ended: bool) -> Result<Option<SecondFactorContent>, AppError> {
    let (viewer, factor) = second_factor::show(caller).await?;
    Ok(factor.is_none().then_some(SecondFactorContent::Start { viewer, ended }))
}

/// A page that exists only while it is on. `None` if it is off.
async fn while_on(
    caller: &Caller,
    page: impl FnOnce(Option<Viewer>) -> SecondFactorContent,
) -> Result<Option<SecondFactorContent>, AppError> {
    let (viewer, factor) = second_factor::show(caller).await?;
    Ok(factor.map(|_| page(viewer)))
}

/// Responds with the page, or with a redirect to the profile, which shows whether it is on.
async fn answer(page_request: PageRequest, found: Result<Option<SecondFactorContent>, AppError>) -> Response {
    match found.transpose() {
        Some(found) => page_request.show(found, second_factor_page).await,
        None => Redirect::to(paths::PROFILE).into_response(),
    }
}

/// Like [`answer`], for a refused form.
async fn refused(post: FormPost, error: AppError, found: Result<Option<SecondFactorContent>, AppError>) -> Response {
    match found.transpose() {
        Some(found) => post.show_again(error, found, second_factor_page).await,
        None => Redirect::to(paths::PROFILE).into_response(),
    }
}
