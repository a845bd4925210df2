//! The pages about a user's second factor. What they show once (the QR code, recovery codes) stands in the reply to the POST.

use crate::{
    error::{AppError, Field},
    server::{
        context::Caller,
        second_factor::{self, set_up},
    },
    ui::{
        notice::Notice,
        pages::second_factor::{SETUP, Shown, second_factor_page},
        paths,
    },
    web::{Web, forms::Form, pages},
};
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};

/// Turning it on: the page that asks for the password.
pub(super) async fn start(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match second_factor::show(&caller).await {
        Ok((viewer, None)) => show(&web, request, Shown::Start { viewer, ended: false }).await,
        Ok((_, Some(_))) => Redirect::to(paths::PROFILE).into_response(),
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// Turning it on: the password, and then a code with what the form behind the QR code holds.
pub(super) async fn turn_on(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let set_up = form.text(SETUP);
    if set_up.is_empty() {
        return begin(&web, &caller, request, form).await;
    }
    match set_up::turn_on(&caller, &set_up, &form.text(Field::Code.name())).await {
        Ok(Some(codes)) => show(&web, request, Shown::Codes(codes)).await,
        Ok(None) => start_anew(&web, &caller, request).await,
        Err(error) => match set_up::again(&caller, &set_up).await {
            Ok(Some(view)) => again(&web, request, form, error, Ok(Shown::SetUp(view))).await,
            Ok(None) => start_anew(&web, &caller, request).await,
            Err(_) => form.refused(&web, request, error).await,
        },
    }
}

async fn begin(web: &Web, caller: &Caller, request: Request, form: Form) -> Response {
    let error = match set_up::begin(caller, &form.text(Field::Password.name())).await {
        Ok(view) => return show(web, request, Shown::SetUp(view)).await,
        Err(error) => error,
    };
    match second_factor::show(caller).await {
        Ok((_, Some(_))) => Redirect::to(paths::PROFILE).into_response(),
        found => {
            let start = found.map(|(viewer, _)| Shown::Start { viewer, ended: false });
            again(web, request, form, error, start).await
        }
    }
}

/// The set-up that the form belongs to has ended.
async fn start_anew(web: &Web, caller: &Caller, request: Request) -> Response {
    match second_factor::show(caller).await {
        Ok((viewer, None)) => show(web, request, Shown::Start { viewer, ended: true }).await,
        Ok((_, Some(_))) => Redirect::to(paths::PROFILE).into_response(),
        Err(error) => pages::refuse(web, request, error).await,
    }
}

/// Turning it off: the page.
pub(super) async fn off(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let shown = when_on(&caller, |viewer| Shown::Off { viewer }).await;
    answer(&web, request, shown).await
}

/// Turning it off.
pub(super) async fn turn_off(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let (password, code) = (form.text(Field::Password.name()), form.text(Field::Code.name()));
    match second_factor::turn_off(&caller, &password, &code).await {
        Ok(()) => Redirect::to(&paths::profile_done(Notice::SecondFactorOff.word())).into_response(),
        Err(error) => {
            let shown = when_on(&caller, |viewer| Shown::Off { viewer }).await;
            refused(&web, request, form, error, shown).await
        }
    }
}

/// New recovery codes: the page.
pub(super) async fn codes(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let shown = when_on(&caller, |viewer| Shown::Renew { viewer }).await;
    answer(&web, request, shown).await
}

/// New recovery codes.
pub(super) async fn replace_codes(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let (password, code) = (form.text(Field::Password.name()), form.text(Field::Code.name()));
    match second_factor::replace_codes(&caller, &password, &code).await {
        Ok(codes) => show(&web, request, Shown::Codes(codes)).await,
        Err(error) => {
            let shown = when_on(&caller, |viewer| Shown::Renew { viewer }).await;
            refused(&web, request, form, error, shown).await
        }
    }
}

/// A page that is there only while the second factor is on.
async fn when_on(
    caller: &Caller,
    page: impl FnOnce(Option<crate::domain::views::Viewer>) -> Shown,
) -> Result<Option<Shown>, AppError> {
    let (viewer, factor) = second_factor::show(caller).await?;
    Ok(factor.map(|_| page(viewer)))
}

async fn answer(web: &Web, request: Request, shown: Result<Option<Shown>, AppError>) -> Response {
    match shown {
        Ok(Some(shown)) => show(web, request, shown).await,
        Ok(None) => Redirect::to(paths::PROFILE).into_response(),
        Err(error) => pages::refuse(web, request, error).await,
    }
}

async fn refused(
    web: &Web,
    request: Request,
    form: Form,
    error: AppError,
    shown: Result<Option<Shown>, AppError>,
) -> Response {
    match shown {
        Ok(Some(shown)) => again(web, request, form, error, Ok(shown)).await,
        Ok(None) => Redirect::to(paths::PROFILE).into_response(),
        Err(_) => form.refused(web, request, error).await,
    }
}

async fn show(web: &Web, request: Request, shown: Shown) -> Response {
    pages::plain(web, request, move || second_factor_page(&shown)).await
}

async fn again(web: &Web, request: Request, form: Form, error: AppError, shown: Result<Shown, AppError>) -> Response {
    pages::plain_again(web, request, form, error, shown, second_factor_page).await
}
