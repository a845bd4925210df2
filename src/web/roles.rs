//! The roles' page and its forms, with and without scripts the same.

use crate::{
    domain::{names::Id, permission::Permission, roles::RoleInput},
    error::{AppError, Field},
    server::{context::Caller, team},
    ui::{
        notice::Notice,
        pages::{
            roles::{Shown, roles_page},
            user_forms::SEEN,
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

/// The lists.
pub(super) async fn list(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let shown = view(&caller, &account).await.map(Shown::List);
    show(&web, request, shown).await
}

/// *New role*.
pub(super) async fn new(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let shown = view(&caller, &account).await.map(Shown::New);
    show(&web, request, shown).await
}

/// *Edit* and *Delete*.
pub(super) async fn role(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, role, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    show(
        &web,
        request,
        form_about_role(&caller, &account, Id(role), &action).await,
    )
    .await
}

/// *Add resource*.
pub(super) async fn new_resource(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let shown = view(&caller, &account).await.map(Shown::NewResource);
    show(&web, request, shown).await
}

/// *Delete resource*.
pub(super) async fn resource(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, resource)): Path<(String, String)>,
    request: Request,
) -> Response {
    show(&web, request, form_about_resource(&caller, &account, resource).await).await
}

/// The *New role* form.
pub(super) async fn create(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match team::create_role(&caller, &account, input(&form), &form.password()).await {
        Ok(()) => done(&account, Notice::RoleCreated),
        Err(error) => {
            let shown = view(&caller, &account).await.map(Shown::New);
            pages::plain_again(&web, request, form, error, shown, roles_page).await
        }
    }
}

/// The forms about a role.
pub(super) async fn act(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, role, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let (role, password) = (Id(role), form.password());
    let outcome = match action.as_str() {
        paths::EDIT => team::edit_role(&caller, &account, &role, &form.text(SEEN), input(&form), &password)
            .await
            .map(|()| Notice::RoleSaved),
        paths::DELETE => team::delete_role(&caller, &account, &role, &password)
            .await
            .map(|()| Notice::RoleDeleted),
        _ => Err(AppError::NotFound),
    };
    match outcome {
        Ok(notice) => done(&account, notice),
        Err(error) => {
            let shown = form_about_role(&caller, &account, role, &action).await;
            pages::plain_again(&web, request, form, error, shown, roles_page).await
        }
    }
}

/// The *Add resource* form.
pub(super) async fn add_resource(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let (name, description) = (form.text(Field::Name.name()), form.text(Field::Description.name()));
    match team::add_resource(&caller, &account, &name, &description).await {
        Ok(()) => done(&account, Notice::ResourceAdded),
        Err(error) => {
            let shown = view(&caller, &account).await.map(Shown::NewResource);
            pages::plain_again(&web, request, form, error, shown, roles_page).await
        }
    }
}

/// The *Delete resource* form.
pub(super) async fn delete_resource(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, resource)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match team::delete_resource(&caller, &account, &resource).await {
        Ok(()) => done(&account, Notice::ResourceDeleted),
        Err(error) => {
            let shown = form_about_resource(&caller, &account, resource).await;
            pages::plain_again(&web, request, form, error, shown, roles_page).await
        }
    }
}

async fn view(caller: &Caller, account: &str) -> Result<crate::domain::team::TeamView, AppError> {
    team::show(caller, account, Permission::RolesManage).await
}

async fn form_about_role(caller: &Caller, account: &str, role: Id, action: &str) -> Result<Shown, AppError> {
    let view = team::show_role(caller, account, &role).await?;
    match action {
        paths::EDIT => Ok(Shown::Edit(view, role)),
        paths::DELETE => {
            let uses = team::role_uses(caller, account, &role).await?;
            Ok(Shown::Delete(view, role, uses))
        }
        _ => Err(AppError::NotFound),
    }
}

async fn form_about_resource(caller: &Caller, account: &str, resource: String) -> Result<Shown, AppError> {
    let view = view(caller, account).await?;
    if view.team.resources.iter().any(|there| there.name == resource) {
        Ok(Shown::DeleteResource(view, resource))
    } else {
        Err(AppError::NotFound)
    }
}

fn input(form: &Form) -> RoleInput {
    RoleInput {
        name: form.text(Field::Name.name()),
        resources: form.ids(Field::Resources.name()).into_iter().map(|id| id.0).collect(),
    }
}

fn done(account: &str, done: Notice) -> Response {
    Redirect::to(&format!("{}?done={}", paths::roles(account), done.word())).into_response()
}

async fn show(web: &Web, request: Request, shown: Result<Shown, AppError>) -> Response {
    match shown {
        Ok(shown) => pages::plain(web, request, move || roles_page(&shown)).await,
        Err(error) => pages::refuse(web, request, error).await,
    }
}
