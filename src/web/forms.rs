//! Forms posted without scripts, each to the address of the dialog that it stands in. The use cases are those of the
//! server functions. What succeeds ends in a redirect to the list; what is refused, and what makes a link that is
//! shown once, is answered with the page itself.

use crate::{
    api::posted::{Posted, PostedOutcome},
    domain::{
        key::{Action, Consent, DeleteOld},
        names::Id,
        views::{
            CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyRef, NewLink, Password, RenewInput,
        },
    },
    error::{AppError, Field},
    server::{context::Caller, keys},
    ui::{done::Done, paths::Step},
    web::{BODY_LIMIT, Web, pages},
};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

/// A posted form.
pub(super) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads the form, and leaves a request to render the answer for.
    pub(super) async fn read(request: Request) -> Result<(Request, Self), (Request, AppError)> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, Body::empty());
        let fields = to_bytes(body, BODY_LIMIT)
            .await
            .ok()
            .and_then(|bytes| serde_urlencoded::from_bytes(&bytes).ok());
        match fields {
            Some(fields) => Ok((request, Self { fields })),
            None => Err((request, AppError::Malformed)),
        }
    }

    /// A field's value; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The fields to fill the form in with again: all but passwords and codes.
    pub(super) fn kept(self) -> Arc<[(String, String)]> {
        let secret = [Field::Password, Field::NewPassword, Field::Code, Field::RecoveryCode].map(Field::name);
        self.fields
            .into_iter()
            .filter(|(name, _)| !secret.contains(&name.as_str()))
            .collect()
    }

    /// The page with the form as it was filled in, and why it was refused.
    pub(super) async fn refused(self, web: &Web, request: Request, error: AppError) -> Response {
        self.answer(web, request, PostedOutcome::Failed(error)).await
    }

    async fn answer(self, web: &Web, request: Request, outcome: PostedOutcome) -> Response {
        let fields = self.kept();
        pages::reply(web, request, Posted { fields, outcome }).await
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    fn is_ticked(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn ids(&self, name: &str) -> Vec<Id> {
        self.fields
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, value)| Id(value.clone()))
            .collect()
    }

    pub(super) fn password(&self) -> Password {
        Password(self.get("password").map(str::to_owned))
    }

    /// The version that the person saw. A form without one is of no version that there is.
    fn version(&self) -> i64 {
        self.get("version")
            .and_then(|version| version.parse().ok())
            .unwrap_or(-1)
    }
}

/// How an action ended.
enum Success {
    Link(Box<NewLink>),
    Done(Done),
}

/// *Generate*.
pub(super) async fn generate(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let input = GenerateInput {
        label: form.text("label"),
        roles: form.ids("roles"),
        form_id: Id(form.text("form_id")),
        password: form.password(),
    };
    let outcome = keys::generate(&caller, &account, input)
        .await
        .map(|link| Success::Link(Box::new(link)));
    finish(&web, request, &account, form, outcome).await
}

/// Everything that is about a key.
pub(super) async fn act(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, key, action)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let Some(step) = Step::parse(&action) else {
        return pages::refuse(&web, request, AppError::NotFound).await;
    };
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    let key = KeyRef {
        account: account.clone(),
        key: Id(key),
        version: form.version(),
    };
    let outcome = carry_out(&caller, &key, step, &form).await;
    finish(&web, request, &account, form, outcome).await
}

async fn carry_out(caller: &Caller, key: &KeyRef, step: Step, form: &Form) -> Result<Success, AppError> {
    let done = match step {
        Step::Action(Action::Renew) => {
            let consent = if form.is_ticked("consent") {
                Consent::OldTokenMayGo
            } else {
                Consent::NotGiven
            };
            let link = keys::renew(
                caller,
                key,
                RenewInput {
                    consent,
                    password: form.password(),
                },
            )
            .await?;
            return Ok(Success::Link(Box::new(link)));
        }
        Step::CompleteRenewal => {
            let delete_old = if form.get("delete_old") == Some("now") {
                DeleteOld::Now
            } else {
                DeleteOld::Later
            };
            let input = CompleteInput {
                delete_old,
                password: form.password(),
            };
            keys::complete_renewal(caller, key, input).await?;
            match delete_old {
                DeleteOld::Later => Done::CompletedLater,
                DeleteOld::Now => Done::CompletedNow,
            }
        }
        Step::Action(Action::Edit) => {
            let input = EditInput {
                label: form.text("label"),
                roles: form.ids("roles"),
                active: form.is_ticked("active"),
                password: form.password(),
            };
            keys::edit(caller, key, input).await?;
            Done::Edited
        }
        Step::Action(Action::UndoRenewal) => keys::undo_renewal(caller, key).await.map(|_| Done::Undone)?,
        Step::Action(Action::DeleteOldToken) => keys::delete_old_token(
            caller,
            key,
            DeleteOldInput {
                password: form.password(),
            },
        )
        .await
        .map(|_| Done::OldTokenDeleted)?,
        Step::Action(Action::Deactivate) => keys::deactivate(caller, key).await.map(|_| Done::Deactivated)?,
        Step::Action(Action::Activate) => keys::activate(caller, key).await.map(|_| Done::Activated)?,
        Step::Action(Action::Delete) => {
            let input = DeleteInput {
                understood: form.is_ticked("understood"),
                password: form.password(),
            };
            keys::delete(caller, key, input).await?;
            Done::Deleted
        }
    };
    Ok(Success::Done(done))
}

async fn finish(
    web: &Web,
    request: Request,
    account: &str,
    form: Form,
    outcome: Result<Success, AppError>,
) -> Response {
    match outcome {
        Ok(Success::Done(done)) => {
            let query = request.uri().query().map_or_else(String::new, |q| format!("{q}&"));
            let list = format!("/{account}/api-keys/generated?{query}done={}", done.word());
            Redirect::to(&list).into_response()
        }
        Ok(Success::Link(link)) => {
            let link = PostedOutcome::Link(Arc::new(*link));
            form.answer(web, request, link).await
        }
        Err(error) => form.refused(web, request, error).await,
    }
}
