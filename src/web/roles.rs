//! The *Roles* page and its forms, which are the same with and without scripts.

use crate::{
    domain::{
        id::Id,
        people::{permission::Permission, roles::RoleInput, team::Role},
    },
    error::{AppError, Field},
    server::{context::Caller, team},
    ui::{
        notice::Notice,
        pages::roles::{RolesContent, roles_page},
        paths,
        plain::SEEN,
    },
    views::team::TeamView,
    web::page_request::{Form, FormPost, PageRequest, redirect_with_notice},
};
use axum::{extract::Path, response::Response};

/// The lists of roles and resources.
pub(super) async fn list(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = view(&page_request.caller, &account).await.map(RolesContent::List);
    page_request.show(found, roles_page).await
}

/// The page of *New role*.
pub(super) async fn new(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = view(&page_request.caller, &account).await.map(RolesContent::New);
    page_request.show(found, roles_page).await
}

/// The pages of *Edit* and *Delete*.
pub(super) async fn role(
    Path((account, role, action)): Path<(String, String, String)>,
    page_request: PageRequest,
) -> Response {
    let found = form_about_role(&page_request.caller, &account, Id::new(role), &action).await;
    page_request.show(found, roles_page).await
}

/// The page of *Add resource*.
pub(super) async fn new_resource(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = view(&page_request.caller, &account)
        .await
        .map(RolesContent::NewResource);
    page_request.show(found, roles_page).await
}

/// The page of *Delete resource*.
pub(super) async fn resource(Path((account, resource)): Path<(String, String)>, page_request: PageRequest) -> Response {
    let found = form_about_resource(&page_request.caller, &account, resource).await;
    page_request.show(found, roles_page).await
}

/// The *New role* form.
pub(super) async fn create(Path(account): Path<String>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    match team::create_role(caller, &account, input(form), &form.password()).await {
        Ok(()) => redirect_with_notice(&paths::roles(&account), Notice::RoleCreated),
        Err(error) => {
            let found = view(caller, &account).await.map(RolesContent::New);
            post.show_again(error, found, roles_page).await
        }
    }
}

/// The forms about a role.
pub(super) async fn act(Path((account, role, action)): Path<(String, String, String)>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let (role, password) = (Id::new(role), form.password());
    let outcome = match action.as_str() {
        paths::EDIT => edit(caller, &account, &role, form).await,
        paths::DELETE => team::delete_role(caller, &account, &role, &password)
            .await
            .map(|()| Notice::RoleDeleted),
        _ => Err(AppError::NotFound),
    };
    match outcome {
        Ok(Notice::OwnRolesSaved) => redirect_with_notice(paths::PROFILE, Notice::OwnRolesSaved),
        Ok(notice) => redirect_with_notice(&paths::roles(&account), notice),
        Err(error) => {
            let found = form_about_role(caller, &account, role, &action).await;
            post.show_again(error, found, roles_page).await
        }
    }
}

async fn edit(caller: &Caller, account: &str, role: &Id<Role>, form: &Form) -> Result<Notice, AppError> {
    if team::show_role(caller, account, role).await?.has_role(role) {
        form.understood()?;
    }
    let (seen, password) = (form.text(SEEN), form.password());
    team::edit_role(caller, account, role, &seen, input(form), &password).await?;
    // Users who removed their own permission for this page are redirected to their profile.
    match caller.require(account, Permission::RolesManage).await {
        Ok(_) => Ok(Notice::RoleSaved),
        Err(_) => Ok(Notice::OwnRolesSaved),
    }
}

/// The *Add resource* form.
pub(super) async fn add_resource(Path(account): Path<String>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let (name, description) = (form.value(Field::Name), form.value(Field::Description));
    match team::add_resource(caller, &account, &name, &description).await {
        Ok(()) => redirect_with_notice(&paths::roles(&account), Notice::ResourceAdded),
        Err(error) => {
            let found = view(caller, &account).await.map(RolesContent::NewResource);
            post.show_again(error, found, roles_page).await
        }
    }
}

/// The *Delete resource* form.
pub(super) async fn delete_resource(Path((account, resource)): Path<(String, String)>, post: FormPost) -> Response {
    let caller = &post.caller;
    match team::delete_resource(caller, &account, &resource).await {
        Ok(()) => redirect_with_notice(&paths::roles(&account), Notice::ResourceDeleted),
        Err(error) => {
            let found = form_about_resource(caller, &account, resource).await;
            post.show_again(error, found, roles_page).await
        }
    }
}

async fn view(caller: &Caller, account: &str) -> Result<TeamView, AppError> {
    team::show(caller, account, Permission::RolesManage).await
}

async fn form_about_role(
    caller: &Caller,
    account: &str,
    role: Id<Role>,
    action: &str,
) -> Result<RolesContent, AppError> {
    let view = team::show_role(caller, account, &role).await?;
    match action {
        paths::EDIT => Ok(RolesContent::Edit(view, role)),
        paths::DELETE => {
            let uses = team::role_uses(caller, account, &role).await?;
            Ok(RolesContent::Delete(view, role, uses))
        }
        _ => Err(AppError::NotFound),
    }
}

async fn form_about_resource(caller: &Caller, account: &str, resource: String) -> Result<RolesContent, AppError> {
    let view = view(caller, account).await?;
    if view.team.resources.iter().any(|known| known.name == resource) {
        Ok(RolesContent::DeleteResource(view, resource))
    } else {
        Err(AppError::NotFound)
    }
}

fn input(form: &Form) -> RoleInput {
    RoleInput {
        name: form.value(Field::Name),
        resources: form
            .ids(Field::Resources)
            .into_iter()
            .map(|id| id.into_string())
            .collect(),
    }
}
