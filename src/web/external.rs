//! The *External* tab: its pages and forms, with and without scripts the same.

use crate::{
    domain::{names::Id, page::KeyQuery, views::ExternalInput},
    error::{AppError, Field},
    server::{context::Caller, external},
    ui::{
        notice::Notice,
        pages::external::{Shown, external_page},
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
    let pairs: Vec<(String, String)> = request
        .uri()
        .query()
        .and_then(|query| serde_urlencoded::from_str(query).ok())
        .unwrap_or_default();
    let query = KeyQuery::read(|name| {
        let pair = pairs.iter().find(|(n, _)| n == name);
        pair.map(|(_, value)| value.clone())
    });
    let shown = external::list(&caller, &account, query).await.map(Shown::List);
    show(&web, request, shown).await
}

/// *Add key*.
pub(super) async fn new(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let shown = external::form(&caller, &account).await.map(Shown::Add);
    show(&web, request, shown).await
}

/// *Edit* and *Remove*.
pub(super) async fn key(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, key, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    show(&web, request, shown(&caller, &account, key, &action).await).await
}

async fn shown(caller: &Caller, account: &str, key: String, action: &str) -> Result<Shown, AppError> {
    let form = external::show(caller, account, &Id(key)).await?;
    match action {
        paths::EDIT => Ok(Shown::Edit(form)),
        paths::REMOVE => Ok(Shown::Remove(form)),
        _ => Err(AppError::NotFound),
    }
}

/// The *Add key* form.
pub(super) async fn add(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match external::add(&caller, &account, input(&form)).await {
        Ok(()) => done(&account, Notice::ExternalAdded),
        Err(error) => {
            let shown = external::form(&caller, &account).await.map(Shown::Add);
            pages::plain_again(&web, request, form, error, shown, external_page).await
        }
    }
}

/// The *Edit* and *Remove* forms.
pub(super) async fn act(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, key, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let id = Id(key.clone());
    let outcome = match action.as_str() {
        paths::EDIT => external::edit(&caller, &account, &id, input(&form))
            .await
            .map(|()| Notice::ExternalEdited),
        paths::REMOVE => external::remove(&caller, &account, &id, &form.password())
            .await
            .map(|()| Notice::ExternalRemoved),
        _ => Err(AppError::NotFound),
    };
    match outcome {
        Ok(what) => done(&account, what),
        Err(error) => {
            let shown = shown(&caller, &account, key, &action).await;
            pages::plain_again(&web, request, form, error, shown, external_page).await
        }
    }
}

fn input(form: &Form) -> ExternalInput {
    ExternalInput {
        app_key: form.text(Field::ExternalKey.name()),
        roles: form.ids(Field::Roles.name()),
        password: form.password(),
    }
}

fn done(account: &str, done: Notice) -> Response {
    Redirect::to(&format!("{}?done={}", paths::external(account), done.word())).into_response()
}

async fn show(web: &Web, request: Request, shown: Result<Shown, AppError>) -> Response {
    match shown {
        Ok(shown) => pages::plain(web, request, move || external_page(&shown)).await,
        Err(error) => pages::refuse(web, request, error).await,
    }
}
