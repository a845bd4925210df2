//! The page of an invitation link. GET and HEAD show the invitation without accepting it. POST accepts it.

use crate::{
    error::{AppError, Field},
    server::{
        crypto::Secret,
        invitations::{self, Accepted, AfterJoining, InvitationDetails, url_prefix},
    },
    ui::{
        pages::invitation::{InvitationContent, OpenInvitation, invitation_page},
        paths::LOGIN,
    },
    web::{
        login_code,
        page_request::{FormPost, PageRequest},
        session_cookies::{self, keeps_cookies, redirect_with_session, with_probe_cookie},
        shared::Web,
    },
};
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};

/// GET and HEAD: shows what the invitation is for, or how it ended.
pub(super) async fn view(page_request: PageRequest) -> Response {
    match invitations::view(&page_request.caller, &id(&page_request.request.uri)).await {
        Ok(details) => {
            let web = page_request.web.clone();
            let shown = shown(&web, details);
            with_probe_cookie(&web, show(page_request, shown).await)
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
        let details = invitations::view(caller, &id).await.map(|details| shown(web, details));
        let web = web.clone();
        return with_probe_cookie(&web, post.show_again(error, details, invitation_page).await);
    }
    match invitations::accept(caller, &id, form.entered(Field::Password)).await {
        Ok(Accepted::Joined { account, next }) => redirect_after_joining(web, &account, &next),
        Ok(Accepted::Ended(details)) => {
            let shown = shown(web, details);
            show(post.into(), shown).await
        }
        Err(AppError::NotFound) => not_found(post.into()).await,
        Err(error) => {
            let details = invitations::view(caller, &id).await.map(|details| shown(web, details));
            post.show_again(error, details, invitation_page).await
        }
    }
}

/// Redirects to the account, or to the missing step: the code or the sign-in.
fn redirect_after_joining(web: &Web, account: &str, next: &AfterJoining) -> Response {
    let home = format!("/{account}");
    match next {
        AfterJoining::Session(secrets) => session_cookies::begin_session(web, secrets, &home),
        AfterJoining::Code(pending) => login_code::ask(web, pending, &home),
        AfterJoining::SignIn => redirect_with_session(web, None, &format!("{LOGIN}?next={home}")),
    }
}

/// `/invitations/` itself, and paths below an invitation.
pub(super) async fn not_found(page_request: PageRequest) -> Response {
    show(page_request, InvitationContent::NotFound).await
}

/// The id in the path. Ids need no percent-encoding, so an encoded one is unknown.
fn id(uri: &Uri) -> Secret {
    Secret::new(uri.path().trim_start_matches("/invitations/"))
}

fn shown(web: &Web, details: InvitationDetails) -> InvitationContent {
    match details.link.pending_until(details.now) {
        Some(expires_at) => InvitationContent::Waiting(OpenInvitation {
            account: details.account,
            email: details.email.as_str().to_owned(),
            invited_by: details.invited_by,
            own: details.own,
            expires_at,
            now: details.now,
            genuine_prefix: url_prefix(&web.state.config),
        }),
        None => InvitationContent::Ended {
            account: details.account,
            link: details.link,
        },
    }
}

async fn show(page_request: PageRequest, shown: InvitationContent) -> Response {
    let status = match shown {
        InvitationContent::Waiting(_) => StatusCode::OK,
        InvitationContent::Ended { .. } => StatusCode::GONE,
        InvitationContent::NotFound => StatusCode::NOT_FOUND,
    };
    let mut response = page_request.show(Ok(shown), invitation_page).await;
    *response.status_mut() = status;
    response
}
