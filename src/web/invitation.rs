//! The invitee's page: looking, which opens nothing, and joining.

use crate::{
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::Secret,
        invitations::{self, Accepted, Looked, Next, prefix},
    },
    ui::{
        pages::invitation::{InvitationShown, Waiting, invitation_page},
        paths::LOGIN,
    },
    web::{Web, entry::with_cookie, forms::Form, login_code, pages},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{StatusCode, Uri},
    response::Response,
};

/// GET and HEAD: says what the invitation is for, or how it ended.
pub(super) async fn look(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    match invitations::look(&caller, &id(request.uri())).await {
        Ok(looked) => show(&web, request, shown(&web, looked)).await,
        Err(error) => show_error(&web, request, error).await,
    }
}

/// POST, after a real click: joins.
pub(super) async fn accept(State(web): State<Web>, Extension(caller): Extension<Caller>, request: Request) -> Response {
    let id = id(request.uri());
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match invitations::accept(&caller, &id, &form.text(Field::Password.name())).await {
        Ok(Accepted::Joined { account, next }) => enter(&web, &account, &next),
        Ok(Accepted::Ended(looked)) => show(&web, request, shown(&web, looked)).await,
        Err(AppError::NotFound) => nothing_here(&web, request).await,
        Err(error) => {
            let looked = invitations::look(&caller, &id).await.map(|looked| shown(&web, looked));
            pages::plain_again(&web, request, form, error, looked, invitation_page).await
        }
    }
}

/// On to the account, or to what is missing on the way.
fn enter(web: &Web, account: &str, next: &Next) -> Response {
    let home = format!("/{account}");
    match next {
        Next::Session(session) => with_cookie(web, Some(session.expose()), &home),
        Next::Code(pending) => login_code::ask(web, pending, &home),
        Next::SignIn => with_cookie(web, None, &format!("{LOGIN}?next={home}")),
    }
}

/// `/invitations/` itself, and what is below an invitation.
pub(super) async fn not_found(State(web): State<Web>, request: Request) -> Response {
    nothing_here(&web, request).await
}

/// The id as it stands in the address. Ids need no decoding, so one that is written otherwise is simply unknown.
fn id(uri: &Uri) -> Secret {
    Secret::new(uri.path().trim_start_matches("/invitations/"))
}

async fn nothing_here(web: &Web, request: Request) -> Response {
    show(web, request, InvitationShown::NotFound).await
}

async fn show_error(web: &Web, request: Request, error: AppError) -> Response {
    if error == AppError::NotFound {
        return nothing_here(web, request).await;
    }
    pages::refuse(web, request, error).await
}

fn shown(web: &Web, looked: Looked) -> InvitationShown {
    match looked.link.pending_until(looked.now) {
        Some(expires_at) => InvitationShown::Waiting(Waiting {
            account: looked.account,
            email: looked.email.as_str().to_owned(),
            invited_by: looked.invited_by,
            own: looked.own,
            expires_at,
            now: looked.now,
            genuine_prefix: prefix(&web.state.config),
        }),
        None => InvitationShown::Ended {
            account: looked.account,
            link: looked.link,
        },
    }
}

async fn show(web: &Web, request: Request, shown: InvitationShown) -> Response {
    let status = match shown {
        InvitationShown::Waiting(_) => StatusCode::OK,
        InvitationShown::Ended { .. } => StatusCode::GONE,
        InvitationShown::NotFound => StatusCode::NOT_FOUND,
    };
    let mut response = pages::plain(web, request, move || invitation_page(&shown)).await;
    *response.status_mut() = status;
    response
}
