//! The *Users* page and its forms, which are the same with and without scripts.

use crate::{
    domain::{
        id::{Id, IdempotentForm, User},
        people::{
            permission::Permission,
            team::{Invitation, MemberOrder},
        },
    },
    error::{AppError, Field},
    server::{context::Caller, team},
    ui::{
        notice::Notice,
        pages::{
            user_steps::{InvitationStep, MemberStep},
            users::{UsersContent, users_page},
        },
        paths,
        plain::SEEN,
    },
    views::{team::TeamView, wire::Password},
    web::page_request::{Form, FormPost, PageRequest, redirect_with_notice},
};
use axum::{extract::Path, response::Response};

/// The list of members and invitations.
pub(super) async fn list(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let sort = page_request.query().into_iter().find(|(name, _)| name == "sort");
    let order = sort.map_or_else(MemberOrder::default, |(_, word)| MemberOrder::from_word(&word));
    let found = view(&page_request.caller, &account).await.map(|mut view| {
        order.sort(&mut view.team.members);
        UsersContent::List(view, order)
    });
    page_request.show(found, users_page).await
}

/// The page of *Invite user*.
pub(super) async fn new(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = form_to_invite(&page_request.caller, &account).await;
    page_request.show(found, users_page).await
}

/// The pages of *Edit roles*, *Disable*, *Enable* and *Remove*.
pub(super) async fn member(
    Path((account, user, action)): Path<(String, String, String)>,
    page_request: PageRequest,
) -> Response {
    let found = form_about_member(&page_request.caller, &account, Id::new(user), &action).await;
    page_request.show(found, users_page).await
}

/// The pages of *Cancel invitation* and *New link*.
pub(super) async fn invitation(
    Path((account, invitation, action)): Path<(String, String, String)>,
    page_request: PageRequest,
) -> Response {
    let found = form_about_invitation(&page_request.caller, &account, Id::new(invitation), &action).await;
    page_request.show(found, users_page).await
}

/// The *Invite user* form. Its reply shows the link, which only a repetition of the same form can get again.
pub(super) async fn invite(Path(account): Path<String>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let (email, roles) = (form.value(Field::Email), form.ids(Field::Roles));
    let invited = async {
        let view = view(caller, &account).await?;
        let render = |link| post.render(UsersContent::Link(view.clone(), link), users_page);
        let id_and_password = (form.id(), form.password());
        team::invite(&link_form(caller, &account, &id_and_password), &email, &roles, render).await
    };
    match invited.await {
        Ok(page) => page,
        Err(error) => {
            let found = form_to_invite(caller, &account).await;
            post.show_again(error, found, users_page).await
        }
    }
}

/// The forms about a member.
pub(super) async fn act(Path((account, user, action)): Path<(String, String, String)>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let user = Id::new(user);
    let is_self = caller.session.as_ref().is_some_and(|session| session.user == user);
    match carry_out(caller, &account, (&user, is_self), &action, form).await {
        Ok(notice) if is_self => redirect_after_own_change(caller, &account, notice).await,
        Ok(notice) => redirect_with_notice(&paths::users(&account), notice),
        Err(error) => {
            let found = form_about_member(caller, &account, user, &action).await;
            post.show_again(error, found, users_page).await
        }
    }
}

/// Redirects a user who changed their own membership: to the list if they may still see it, otherwise to their profile, which lists their
/// accounts.
async fn redirect_after_own_change(caller: &Caller, account: &str, notice: Notice) -> Response {
    let stays = caller.require(account, Permission::UsersManage).await.is_ok();
    match notice {
        Notice::UserDisabled => redirect_with_notice(paths::PROFILE, Notice::DisabledSelf),
        Notice::UserRemoved => redirect_with_notice(paths::PROFILE, Notice::LeftAccount),
        Notice::UserRolesSaved if !stays => redirect_with_notice(paths::PROFILE, Notice::OwnRolesSaved),
        notice => redirect_with_notice(&paths::users(account), notice),
    }
}

async fn carry_out(
    caller: &Caller,
    account: &str,
    (user, is_self): (&Id<User>, bool),
    action: &str,
    form: &Form,
) -> Result<Notice, AppError> {
    let password = form.password();
    let step = MemberStep::parse(action).ok_or(AppError::NotFound)?;
    if is_self && step != MemberStep::Enable {
        form.understood()?;
    }
    match step {
        MemberStep::Edit => {
            let (seen, roles) = (form.text(SEEN), form.ids(Field::Roles));
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
    Path((account, invitation, action)): Path<(String, String, String)>,
    post: FormPost,
) -> Response {
    let FormPost { caller, form, .. } = &post;
    let id = Id::new(invitation);
    let outcome = async {
        match InvitationStep::parse(&action).ok_or(AppError::NotFound)? {
            InvitationStep::Cancel => team::cancel_invitation(caller, &account, &id).await.map(|()| None),
            InvitationStep::NewLink => {
                let view = view(caller, &account).await?;
                let render = |link| post.render(UsersContent::Link(view.clone(), link), users_page);
                let id_and_password = (form.id(), form.password());
                let page = team::renew_invitation(&link_form(caller, &account, &id_and_password), &id, render).await?;
                Ok(Some(page))
            }
        }
    };
    match outcome.await {
        Ok(None) => redirect_with_notice(&paths::users(&account), Notice::InvitationCancelled),
        Ok(Some(page)) => page,
        Err(error) => {
            let found = form_about_invitation(caller, &account, id, &action).await;
            post.show_again(error, found, users_page).await
        }
    }
}

/// A form that creates a link, with its idempotency key and the password.
fn link_form<'a>(
    caller: &'a Caller,
    account: &'a str,
    (form_id, password): &'a (Id<IdempotentForm>, Password),
) -> team::InvitationForm<'a> {
    team::InvitationForm {
        caller,
        account,
        form_id,
        password,
    }
}

/// The data of the pages. Handlers load it before they create a link: a later failure would lose the link.
async fn view(caller: &Caller, account: &str) -> Result<TeamView, AppError> {
    team::show(caller, account, Permission::UsersManage).await
}

async fn form_to_invite(caller: &Caller, account: &str) -> Result<UsersContent, AppError> {
    view(caller, account).await.map(UsersContent::Invite)
}

async fn form_about_member(
    caller: &Caller,
    account: &str,
    user: Id<User>,
    action: &str,
) -> Result<UsersContent, AppError> {
    let view = team::show_member(caller, account, &user).await?;
    let step = MemberStep::parse(action).ok_or(AppError::NotFound)?;
    Ok(UsersContent::Member(view, user, step))
}

async fn form_about_invitation(
    caller: &Caller,
    account: &str,
    invitation: Id<Invitation>,
    action: &str,
) -> Result<UsersContent, AppError> {
    let view = team::show_invitation(caller, account, &invitation).await?;
    let step = InvitationStep::parse(action).ok_or(AppError::NotFound)?;
    Ok(UsersContent::Invitation(view, invitation, step))
}
