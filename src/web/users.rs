//! The users' page and its forms, with and without scripts the same.

use crate::{
    domain::{names::Id, permission::Permission, team::InvitationLink},
    error::{AppError, Field},
    server::{context::Caller, team},
    ui::{
        notice::Notice,
        pages::{
            user_forms::SEEN,
            users::{InvitationStep, MemberStep, Shown, users_page},
        },
        paths,
    },
    web::{Web, forms::Form, pages},
};
use axum::{
    Extension,
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};

/// The list.
pub(super) async fn list(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let shown = team::show(&caller, &account, Permission::UsersManage)
        .await
        .map(Shown::List);
    show(&web, request, shown).await
}

/// *Invite user*.
pub(super) async fn new(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    show(&web, request, form_to_invite(&caller, &account).await).await
}

/// *Edit roles*, *Disable*, *Enable*, *Remove*.
pub(super) async fn member(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, user, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    show(
        &web,
        request,
        form_about_member(&caller, &account, Id(user), &action).await,
    )
    .await
}

/// *Cancel invitation*, *New link*.
pub(super) async fn invitation(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, invitation, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let shown = form_about_invitation(&caller, &account, Id(invitation), &action).await;
    show(&web, request, shown).await
}

/// The *Invite user* form. Its reply shows the link, which cannot be had again.
pub(super) async fn invite(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let (email, roles) = (form.text(Field::Email.name()), form.ids(Field::Roles.name()));
    match team::invite(&caller, &account, &email, &roles, &form.password()).await {
        Ok(link) => show_link(&web, request, &caller, &account, link).await,
        Err(error) => {
            let shown = form_to_invite(&caller, &account).await;
            pages::plain_again(&web, request, form, error, shown, users_page).await
        }
    }
}

/// The forms about a member.
pub(super) async fn act(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, user, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let user = Id(user);
    match carry_out(&caller, &account, &user, &action, &form).await {
        // Whoever did it to themselves may not see this page any more.
        Ok(_) if caller.session.as_ref().is_some_and(|own| own.user == user) => Redirect::to("/").into_response(),
        Ok(notice) => done(&account, notice),
        Err(error) => {
            let shown = form_about_member(&caller, &account, user, &action).await;
            pages::plain_again(&web, request, form, error, shown, users_page).await
        }
    }
}

async fn carry_out(caller: &Caller, account: &str, user: &Id, action: &str, form: &Form) -> Result<Notice, AppError> {
    let password = form.password();
    match MemberStep::parse(action).ok_or(AppError::NotFound)? {
        MemberStep::Edit => {
            let (seen, roles) = (form.text(SEEN), form.ids(Field::Roles.name()));
            team::set_roles(caller, account, user, &seen, &roles, &password).await?;
            Ok(Notice::UserRolesSaved)
        }
        MemberStep::Disable => {
            team::disable(caller, account, user).await?;
            Ok(Notice::UserDisabled)
        }
        MemberStep::Enable => {
            team::enable(caller, account, user, &password).await?;
            Ok(Notice::UserEnabled)
        }
        MemberStep::Remove => {
            team::remove(caller, account, user, &password).await?;
            Ok(Notice::UserRemoved)
        }
    }
}

/// The forms about an invitation.
pub(super) async fn act_on_invitation(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, invitation, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let id = Id(invitation);
    let outcome = match InvitationStep::parse(&action) {
        None => Err(AppError::NotFound),
        Some(InvitationStep::Cancel) => team::cancel_invitation(&caller, &account, &id).await.map(|()| None),
        Some(InvitationStep::NewLink) => {
            let renewed = team::renew_invitation(&caller, &account, &id, &form.password()).await;
            renewed.map(Some)
        }
    };
    match outcome {
        Ok(None) => done(&account, Notice::InvitationCancelled),
        Ok(Some(link)) => show_link(&web, request, &caller, &account, link).await,
        Err(error) => {
            let shown = form_about_invitation(&caller, &account, id, &action).await;
            pages::plain_again(&web, request, form, error, shown, users_page).await
        }
    }
}

async fn form_to_invite(caller: &Caller, account: &str) -> Result<Shown, AppError> {
    team::show(caller, account, Permission::UsersManage)
        .await
        .map(Shown::Invite)
}

async fn form_about_member(caller: &Caller, account: &str, user: Id, action: &str) -> Result<Shown, AppError> {
    let view = team::show_member(caller, account, &user).await?;
    let step = MemberStep::parse(action).ok_or(AppError::NotFound)?;
    Ok(Shown::Member(view, user, step))
}

async fn form_about_invitation(
    caller: &Caller,
    account: &str,
    invitation: Id,
    action: &str,
) -> Result<Shown, AppError> {
    let view = team::show_invitation(caller, account, &invitation).await?;
    let step = InvitationStep::parse(action).ok_or(AppError::NotFound)?;
    Ok(Shown::Invitation(view, invitation, step))
}

async fn show_link(web: &Web, request: Request, caller: &Caller, account: &str, link: InvitationLink) -> Response {
    let view = team::show(caller, account, Permission::UsersManage).await;
    show(web, request, view.map(|view| Shown::Link(view, link))).await
}

fn done(account: &str, done: Notice) -> Response {
    Redirect::to(&format!("{}?done={}", paths::users(account), done.word())).into_response()
}

async fn show(web: &Web, request: Request, shown: Result<Shown, AppError>) -> Response {
    match shown {
        Ok(shown) => pages::plain(web, request, move || users_page(&shown)).await,
        Err(error) => pages::refuse(web, request, error).await,
    }
}
