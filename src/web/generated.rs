//! The *Generated* tab: its pages, and its forms when they are posted without scripts. Each form is posted to the address of its own
//! dialog. The use cases are the same as those of the server functions. Success redirects to the list. Errors, and new links, which are
//! shown once, are answered with the page itself.

use crate::{
    domain::{
        id::Id,
        keys::{choice::Consent, key::Action},
        people::permission::Permission,
    },
    error::{AppError, Field},
    server::keys,
    ui::{
        data::LoadedData,
        dialogs::complete::{DELETE_OLD, UNSEEN, chosen},
        done::Done,
        paths::DialogAction,
    },
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyDetail, KeyRef, NewLinkInput,
        RenewInput, RestrictionsInput,
    },
    web::{
        page_request::{Form, FormPost, PageRequest},
        pages,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

/// The list of generated keys.
pub(super) async fn list(Path(account): Path<String>, page_request: PageRequest) -> Response {
    hydrated(page_request, &account, Ok(None)).await
}

/// The dialog *Generate key* over the list.
pub(super) async fn new(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let may = page_request.caller.require(&account, Permission::KeysEdit).await;
    hydrated(page_request, &account, may.map(|_| None)).await
}

/// The dialogs about a key, over the list.
pub(super) async fn key(
    Path((account, key, action)): Path<(String, String, String)>,
    page_request: PageRequest,
) -> Response {
    let found = match DialogAction::parse(&action) {
        Some(_) => keys::show(&page_request.caller, &account, &Id::new(key))
            .await
            .map(Some),
        None => Err(AppError::NotFound),
    };
    hydrated(page_request, &account, found).await
}

/// Renders the list for hydration, with the dialog about `key` if it is given.
async fn hydrated(page_request: PageRequest, account: &str, key: Result<Option<KeyDetail>, AppError>) -> Response {
    let list = keys::list(&page_request.caller, account, page_request.list_query()).await;
    match (list, key) {
        (Ok(list), Ok(key)) => {
            let found = LoadedData {
                list: Arc::new(Ok(list)),
                key: key.map(|key| Arc::new(Ok(key))),
            };
            pages::hydrated(&page_request.web, page_request.request, found).await
        }
        (Err(error), _) | (_, Err(error)) => page_request.refuse(error).await,
    }
}

/// The form *Generate key*.
pub(super) async fn generate(Path(account): Path<String>, post: FormPost) -> Response {
    let form = &post.form;
    let input = GenerateInput {
        label: form.value(Field::Label),
        roles: form.ids(Field::Roles),
        restrictions: restrictions(form),
        form_id: form.id(),
        password: form.password(),
    };
    let render = |link| pages::new_link(&post.web, &post.request, link);
    let page = keys::generate(&post.caller, &account, input, render).await;
    finish(post, &account, page.map(Success::Page)).await
}

/// The forms about a key.
pub(super) async fn act(Path((account, key, action)): Path<(String, String, String)>, post: FormPost) -> Response {
    let key = KeyRef {
        account: account.clone(),
        key: Id::new(key),
        version: version(&post.form),
    };
    let outcome = match DialogAction::parse(&action) {
        Some(step) => carry_out(&post, &key, step).await,
        None => Err(AppError::NotFound),
    };
    finish(post, &account, outcome).await
}

/// The result of a successful action.
enum Success {
    /// The page that shows a new link.
    Page(Response),
    Done(Done),
}

async fn carry_out(post: &FormPost, key: &KeyRef, step: DialogAction) -> Result<Success, AppError> {
    let FormPost { caller, form, .. } = post;
    let done = match step {
        DialogAction::Action(Action::Renew) => {
            let render = |link| pages::new_link(&post.web, &post.request, link);
            return keys::renew(caller, key, renewal(form), render).await.map(Success::Page);
        }
        DialogAction::Action(Action::NewLink) => {
            let input = NewLinkInput {
                form_id: form.id(),
                password: form.password(),
            };
            let render = |link| pages::new_link(&post.web, &post.request, link);
            return keys::replace_link(caller, key, input, render).await.map(Success::Page);
        }
        DialogAction::CompleteRenewal => {
            let (input, done) = completion(form)?;
            keys::complete_renewal(caller, key, input).await?;
            done
        }
        DialogAction::Action(Action::Edit) => {
            keys::edit(caller, key, edit(form)).await?;
            Done::Edited
        }
        DialogAction::Action(Action::UndoRenewal) => {
            keys::undo_renewal(caller, key).await?;
            Done::Undone
        }
        DialogAction::Action(Action::DeleteOldToken) => {
            let input = DeleteOldInput {
                in_use: form.is_ticked(Field::InUse.name()),
                password: form.password(),
            };
            keys::delete_old_token(caller, key, input).await?;
            Done::OldTokenDeleted
        }
        DialogAction::Action(Action::Deactivate) => {
            keys::deactivate(caller, key, form.is_ticked(Field::InUse.name())).await?;
            Done::Deactivated
        }
        DialogAction::Action(Action::Activate) => {
            keys::activate(caller, key).await?;
            Done::Activated
        }
        DialogAction::Action(Action::Delete) => {
            let input = DeleteInput {
                understood: form.is_ticked(Field::Understood.name()),
                in_use: form.is_ticked(Field::InUse.name()),
                password: form.password(),
            };
            keys::delete(caller, key, input).await?;
            Done::Deleted
        }
    };
    Ok(Success::Done(done))
}

fn renewal(form: &Form) -> RenewInput {
    let consent = if form.is_ticked("consent") {
        Consent::Given
    } else {
        Consent::NotGiven
    };
    RenewInput {
        consent,
        in_use: form.is_ticked(Field::InUse.name()),
        form_id: form.id(),
        password: form.password(),
    }
}

fn completion(form: &Form) -> Result<(CompleteInput, Done), AppError> {
    let (delete_old, done) = chosen(&form.text(DELETE_OLD), form.entered(Field::Days))?;
    let input = CompleteInput {
        delete_old,
        unseen: form.is_ticked(UNSEEN),
        in_use: form.is_ticked(Field::InUse.name()),
        password: form.password(),
    };
    Ok((input, done))
}

fn restrictions(form: &Form) -> RestrictionsInput {
    RestrictionsInput {
        expires: form.value(Field::Expires),
        expires_on: form.value(Field::ExpiresOn),
        networks: form.get(Field::Networks.name()).map(str::to_owned),
    }
}

fn edit(form: &Form) -> EditInput {
    EditInput {
        label: form.value(Field::Label),
        roles: form.ids(Field::Roles),
        restrictions: restrictions(form),
        active: form.is_ticked("active"),
        in_use: form.is_ticked(Field::InUse.name()),
        password: form.password(),
    }
}

/// The version of the key that the user saw. -1, which no key has, if the field is missing or invalid.
fn version(form: &Form) -> i64 {
    form.get("version")
        .and_then(|version| version.parse().ok())
        .unwrap_or(-1)
}

async fn finish(post: FormPost, account: &str, outcome: Result<Success, AppError>) -> Response {
    match outcome {
        Ok(Success::Done(done)) => {
            let query = post.request.uri.query();
            let query = query.map_or_else(String::new, |query| format!("{query}&"));
            let list = format!("/{account}/api-keys/generated?{query}done={}", done.word());
            Redirect::to(&list).into_response()
        }
        Ok(Success::Page(page)) => page,
        Err(error) => post.refuse(error).await,
    }
}
