//! The *External* tab: its pages and forms, which are the same with and without scripts.

use crate::{
    domain::{id::Id, keys::key::Key},
    error::{AppError, Field},
    server::{context::Caller, external},
    ui::{
        notice::Notice,
        pages::external::{ExternalContent, external_page},
        paths,
        plain::SEEN,
        shell::Scripts,
    },
    views::external::ExternalInput,
    web::page_request::{Form, FormPost, PageRequest, redirect_with_notice},
};
use axum::{extract::Path, response::Response};

/// The list of external keys.
pub(super) async fn list(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = external::list(&page_request.caller, &account, page_request.list_query()).await;
    page_request
        .show_with(Scripts::List, found.map(ExternalContent::List), external_page)
        .await
}

/// The page of *Add key*.
pub(super) async fn new(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = external::form(&page_request.caller, &account).await;
    page_request.show(found.map(ExternalContent::Add), external_page).await
}

/// The pages of *Edit* and *Remove*.
pub(super) async fn key(
    Path((account, key, action)): Path<(String, String, String)>,
    page_request: PageRequest,
) -> Response {
    let found = form_about_key(&page_request.caller, &account, &Id::new(key), &action).await;
    page_request.show(found, external_page).await
}

/// The *Add key* form.
pub(super) async fn add(Path(account): Path<String>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    match external::add(caller, &account, input(form)).await {
        Ok(()) => redirect_with_notice(&paths::external(&account), Notice::ExternalAdded),
        Err(error) => {
            let found = external::form(caller, &account).await.map(ExternalContent::Add);
            post.show_again(error, found, external_page).await
        }
    }
}

/// The *Edit* and *Remove* forms.
pub(super) async fn act(Path((account, key, action)): Path<(String, String, String)>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let key = Id::new(key);
    let outcome = match action.as_str() {
        paths::EDIT => external::edit(caller, &account, &key, input(form))
            .await
            .map(|()| Notice::ExternalEdited),
        paths::REMOVE => external::remove(caller, &account, &key, &form.password())
            .await
            .map(|()| Notice::ExternalRemoved),
        _ => Err(AppError::NotFound),
    };
    match outcome {
        Ok(notice) => redirect_with_notice(&paths::external(&account), notice),
        Err(error) => {
            let found = form_about_key(caller, &account, &key, &action).await;
            post.show_again(error, found, external_page).await
        }
    }
}

async fn form_about_key(
    caller: &Caller,
    account: &str,
    key: &Id<Key>,
    action: &str,
) -> Result<ExternalContent, AppError> {
    let form = external::show(caller, account, key).await?;
    match action {
        paths::EDIT => Ok(ExternalContent::Edit(form)),
        paths::REMOVE => Ok(ExternalContent::Remove(form)),
        _ => Err(AppError::NotFound),
    }
}

fn input(form: &Form) -> ExternalInput {
    ExternalInput {
        app_key: form.value(Field::ExternalKey),
        roles: form.ids(Field::Roles),
        seen: form.text(SEEN),
        password: form.password(),
    }
}
