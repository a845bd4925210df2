//! The invitee's page: looking, which opens nothing, and joining.

use crate::{
    error::{AppError, Field},
    server::{
        crypto::Secret,
        invitations::{self, Accepted, Looked, Next, prefix},
    },
    ui::{
        pages::invitation::{InvitationShown, Waiting, invitation_page},
        paths::LOGIN,
    },
    web::{
        login_code,
        session_cookies::{self, keeps_cookies, with_kept, with_session},
        shared::Web,
        visit::{FormPost, Visit},
    },
};
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};

/// GET and HEAD: says what the invitation is for, or how it ended.
pub(super) async fn look(visit: Visit) -> Response {
    match invitations::look(&visit.caller, &id(&visit.request.uri)).await {
        Ok(looked) => {
            let web = visit.web.clone();
            let shown = shown(&web, looked);
            with_kept(&web, show(visit, shown).await)
        }
        Err(AppError::NotFound) => not_found(visit).await,
        Err(error) => visit.refuse(error).await,
    }
}

/// POST, after a real click: joins.
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

/// On to the account, or to what is missing on the way.
fn enter(web: &Web, account: &str, next: &Next) -> Response {
    let home = format!("/{account}");
    match next {
        Next::Session(entered) => session_cookies::enter(web, entered, &home),
        Next::Code(pending) => login_code::ask(web, pending, &home),
        Next::SignIn => with_session(web, None, &format!("{LOGIN}?next={home}")),
    }
}

/// `/invitations/` itself, and what is below an invitation.
pub(super) async fn not_found(visit: Visit) -> Response {
    show(visit, InvitationShown::NotFound).await
}

/// The id as it stands in the address. Ids need no decoding, so one that is written otherwise is simply unknown.
fn id(uri: &Uri) -> Secret {
    Secret::new(uri.path().trim_start_matches("/invitations/"))
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

async fn show(visit: Visit, shown: InvitationShown) -> Response {
    let status = match shown {
        InvitationShown::Waiting(_) => StatusCode::OK,
        InvitationShown::Ended { .. } => StatusCode::GONE,
        InvitationShown::NotFound => StatusCode::NOT_FOUND,
    };
    let mut response = visit.show(Ok(shown), invitation_page).await;
    *response.status_mut() = status;
    response
}
