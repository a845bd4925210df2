//! The user's own page and its forms, with and without scripts the same.

use crate::{
    api::posted::{Posted, PostedOutcome},
    error::{AppError, Field},
    server::{context::Caller, profile},
    ui::{
        done::Done,
        pages::profile::{OTHERS, SESSION},
        paths,
        shell::Scripts,
    },
    web::{
        Web,
        entry::with_cookie,
        forms::Form,
        pages::{self, with_status_of},
    },
};
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::provide_context;

/// The page.
pub(super) async fn page(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    show(&web, &caller, request, None).await
}

async fn show(web: &Web, caller: &Caller, request: Request, posted: Option<Posted>) -> Response {
    let view = match profile::show(caller).await {
        Ok(view) => view,
        Err(error) => return pages::refuse(web, request, error).await,
    };
    let provide = move || {
        provide_context(view.clone());
        if let Some(posted) = posted.clone() {
            provide_context(posted);
        }
    };
    pages::render_with(web, request, Scripts::Static, provide).await
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
        Ok(session) => with_cookie(&web, Some(session.expose()), &done(Done::PasswordChanged)),
        // The page with its form, except where there is nobody to show it to or nothing to make it from.
        Err(error @ (AppError::Invalid(_) | AppError::TooMany { .. } | AppError::Conflict)) => {
            let posted = Posted {
                fields: form.kept(),
                outcome: PostedOutcome::Failed(error.clone()),
            };
            with_status_of(&error, show(&web, &caller, request, Some(posted)).await)
        }
        Err(error) => form.refused(&web, request, error).await,
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
        Ok(()) => Redirect::to(&done(Done::SessionsRevoked)).into_response(),
        Err(error) => form.refused(&web, request, error).await,
    }
}

fn done(done: Done) -> String {
    format!("{}?done={}", paths::PROFILE, done.word())
}
