//! The user's own page and its forms, with and without scripts the same.

use crate::{
    error::Field,
    server::{context::Caller, profile},
    ui::{
        notice::Notice,
        pages::profile::{OTHERS, SESSION, profile_page},
        paths,
    },
    web::{Web, entry::with_cookie, forms::Form, pages},
};
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};

/// The page.
pub(super) async fn page(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match profile::show(&caller).await {
        Ok(view) => pages::plain(&web, request, move || profile_page(&view)).await,
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// *Change password*.
pub(super) async fn change_password(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let (current, new) = (form.text(Field::Password.name()), form.text(Field::NewPassword.name()));
    match profile::change_password(&caller, &current, &new).await {
        Ok(session) => with_cookie(&web, Some(session.expose()), &done(Notice::PasswordChanged)),
        Err(error) => {
            let page = profile::show(&caller).await;
            pages::plain_again(&web, request, form, error, page, profile_page).await
        }
    }
}

/// The buttons that end sessions.
pub(super) async fn revoke(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let which = form.text(SESSION);
    let revoked = if which == OTHERS {
        profile::revoke_others(&caller).await
    } else {
        profile::revoke(&caller, &which).await
    };
    match revoked {
        Ok(()) => Redirect::to(&done(Notice::SessionsRevoked)).into_response(),
        Err(error) => form.refused(&web, request, error).await,
    }
}

fn done(done: Notice) -> String {
    format!("{}?done={}", paths::PROFILE, done.word())
}
