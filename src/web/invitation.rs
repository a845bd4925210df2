//! The page of an invitation link. GET and HEAD show the invitation without accepting it. POST accepts it.

use crate::{
    error::{AppError, Field},
    server::{
        crypto::Secret,
        invitations::{self, Accepted, AfterJoining, InvitationDetails, prefix},
    },
    ui::{
        pages::invitation::{InvitationShown, OpenInvitation, invitation_page},
        paths::LOGIN,
    },
    web::{
        login_code,
        page_request::{FormPost, PageRequest},
        session_cookies::{self, keeps_cookies, with_kept, with_session},
        shared::Web,
    },
};
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};

/// GET and HEAD: shows what the invitation is for, or how it ended.
pub(super) async fn look(page_request: PageRequest) -> Response {
    match invitations::look(&page_request.caller, &id(&page_request.request.uri)).await {
        Ok(looked) => {
            let web = page_request.web.clone();
            let shown = shown(&web, looked);
            with_kept(&web, show(page_request, shown).await)
        }
        Err(AppError::NotFound) => not_found(page_request).await,
        Err(error) => page_request.refuse(error).await,
    }
}

/// POST after a click: accepts the invitation.
pub(super) async fn accept(post: FormPost) -> Response {
    let FormPost {
        web,
        caller,
        request,
        form,
    } = &post;
    let id = id(&request.uri);
    if let Err(error) = keeps_cookies(&post) {
        let looked = invitations::look(caller, &id).await.map(|looked| shown(web, looked));
        let web = web.clone();
        return with_kept(&web, post.again(error, looked, invitation_page).await);
    }
    match invitations::accept(caller, &id, &form.value(Field::Password)).await {
        Ok(Accepted::Joined { account, next }) => enter(web, &account, &next),
        Ok(Accepted::Ended(looked)) => {
            let shown = shown(web, looked);
            show(post.into(), shown).await
        }
        Err(AppError::NotFound) => not_found(post.into()).await,
        Err(error) => {
            let looked = invitations::look(caller, &id).await.map(|looked| shown(web, looked));
            post.again(error, looked, invitation_page).await
        }
    }
}

/// Redirects to the account, or to the missing step: the code or the sign-in.
fn enter(web: &Web, account: &str, next: &AfterJoining) -> Response {
    let home = format!("/{account}");
    match next {
        AfterJoining::Session(entered) => session_cookies::enter(web, entered, &home),
        AfterJoining::Code(pending) => login_code::ask(web, pending, &home),
        AfterJoining::SignIn => with_session(web, None, &format!("{LOGIN}?next={home}")),
    }
}

/// `/invitations/` itself, and paths below an invitation.
pub(super) async fn not_found(page_request: PageRequest) -> Response {
    show(page_request, InvitationShown::NotFound).await
}

/// The id in the path. Ids need no percent-encoding, so an encoded one is unknown.
fn id(uri: &Uri) -> Secret {
    Secret::new(uri.path().trim_start_matches("/invitations/"))
}

fn shown(web: &Web, looked: InvitationDetails) -> InvitationShown {
    match looked.link.pending_until(looked.now) {
        Some(expires_at) => InvitationShown::Waiting(OpenInvitation {
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

async fn show(page_request: PageRequest, shown: InvitationShown) -> Response {
    let status = match shown {
        InvitationShown::Waiting(_) => StatusCode::OK,
        InvitationShown::Ended { .. } => StatusCode::GONE,
        InvitationShown::NotFound => StatusCode::NOT_FOUND,
    };
    let mut response = page_request.show(Ok(shown), invitation_page).await;
    *response.status_mut() = status;
    response
}
