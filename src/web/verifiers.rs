//! The forms about verifiers, which are the same with and without scripts. The list is part of the settings.

use crate::{
    domain::id::{Id, IdempotentForm},
    error::{AppError, Field},
    server::{
        context::Caller,
        verifier_settings::{self, SecretForm},
    },
    ui::{
        notice::Notice,
        pages::verifier_forms::{VerifierContent, VerifierStep, verifier_page},
        paths,
        plain::SEEN,
    },
    views::wire::Password,
    web::page_request::{Form, FormPost, PageRequest, redirect_with_notice},
};
use axum::{extract::Path, response::Response};

/// The page of *Create verifier*.
pub(super) async fn new(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let found = form_to_create(&page_request.caller, &account).await;
    page_request.show(found, verifier_page).await
}

/// The pages of *Edit*, *Renew*, *Delete old secret* and *Revoke*.
pub(super) async fn verifier(
    Path((account, verifier, action)): Path<(String, String, String)>,
    page_request: PageRequest,
) -> Response {
    let found = form_about(&page_request.caller, &account, &verifier, &action).await;
    page_request.show(found, verifier_page).await
}

/// The *Create verifier* form. Its reply shows the secret, which only a repetition of the same form can get again.
pub(super) async fn create(Path(account): Path<String>, post: FormPost) -> Response {
    let FormPost { caller, form, .. } = &post;
    let made = async {
        let view = verifier_settings::form_to_create(caller, &account).await?;
        let render = |secret| post.render(VerifierContent::Secret(view.viewer.clone(), secret), verifier_page);
        let id_and_password = (form.id(), form.password());
        let secret_form = secret_form(caller, &account, &id_and_password);
        verifier_settings::create(&secret_form, &form.value(Field::Name), resources(form), render).await
    };
    match made.await {
        Ok(page) => page,
        Err(error) => {
            let found = form_to_create(caller, &account).await;
            post.show_again(error, found, verifier_page).await
        }
    }
}

/// The forms about a verifier.
pub(super) async fn act(Path((account, verifier, action)): Path<(String, String, String)>, post: FormPost) -> Response {
    match carry_out(&post, &account, &verifier, &action).await {
        Ok(response) => response,
        Err(error) => {
            let found = form_about(&post.caller, &account, &verifier, &action).await;
            post.show_again(error, found, verifier_page).await
        }
    }
}

async fn carry_out(post: &FormPost, account: &str, verifier: &str, action: &str) -> Result<Response, AppError> {
    let FormPost { caller, form, .. } = post;
    let (id, seen, password) = (Id::new(verifier.to_owned()), form.text(SEEN), form.password());
    let seen = (&id, seen.as_str());
    let notice = match VerifierStep::parse(action).ok_or(AppError::NotFound)? {
        VerifierStep::Edit => {
            verifier_settings::edit(caller, account, seen, resources(form), &password).await?;
            Notice::VerifierSaved
        }
        VerifierStep::DeleteOld => {
            verifier_settings::delete_old(caller, account, seen, &password).await?;
            Notice::VerifierOldSecretDeleted
        }
        VerifierStep::Revoke => {
            verifier_settings::revoke(caller, account, seen, &password).await?;
            Notice::VerifierRevoked
        }
        VerifierStep::Renew => {
            let viewer = verifier_settings::form_to_create(caller, account).await?.viewer;
            let render = |secret| post.render(VerifierContent::Secret(viewer.clone(), secret), verifier_page);
            let id_and_password = (form.id(), password);
            return verifier_settings::renew(&secret_form(caller, account, &id_and_password), seen, render).await;
        }
    };
    Ok(redirect_with_notice(&paths::settings(account), notice))
}

/// A form that makes a secret, with its idempotency key and the password.
fn secret_form<'a>(
    caller: &'a Caller,
    account: &'a str,
    (form_id, password): &'a (Id<IdempotentForm>, Password),
) -> SecretForm<'a> {
    SecretForm {
        caller,
        account,
        form_id,
        password,
    }
}

fn resources(form: &Form) -> Vec<String> {
    let chosen = form.ids(Field::Resources).into_iter();
    chosen.map(|id| id.into_string()).collect()
}

async fn form_to_create(caller: &Caller, account: &str) -> Result<VerifierContent, AppError> {
    verifier_settings::form_to_create(caller, account)
        .await
        .map(VerifierContent::New)
}

async fn form_about(caller: &Caller, account: &str, verifier: &str, action: &str) -> Result<VerifierContent, AppError> {
    let view = verifier_settings::form_about(caller, account, &Id::new(verifier.to_owned())).await?;
    let step = VerifierStep::parse(action).ok_or(AppError::NotFound)?;
    Ok(VerifierContent::Step(view, step))
}
