//! Extractors for page requests and posted forms, and the ways to respond to them.

use crate::{
    api::posted::{Posted, PostedOutcome},
    domain::{
        id::{Id, IdempotentForm},
        key_query::KeyQuery,
        people::team::Role,
        text::TextError,
    },
    error::{AppError, Field},
    server::context::Caller,
    ui::{components::form_id::FORM_ID, notice::Notice, shell::Scripts},
    views::wire::Password,
    web::{bodies::BODY_LIMIT, fields, pages, shared::Web},
};
use axum::{
    Extension, RequestPartsExt,
    body::{Body, to_bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::AnyView;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A request for a page.
pub(super) struct PageRequest {
    pub web: Web,
    pub caller: Caller,
    /// Without its body, which pages do not need.
    pub request: Parts,
}

impl FromRequestParts<Web> for PageRequest {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, web: &Web) -> Result<Self, Response> {
        let caller = request.extract::<Extension<Caller>>().await;
        let Extension(caller) = caller.map_err(IntoResponse::into_response)?;
        let (web, request) = (web.clone(), request.clone());
        Ok(Self { web, caller, request })
    }
}

impl PageRequest {
    /// Responds with the plain page that `render` makes from `found`, or with the error.
    pub async fn show<T: Send + Sync + 'static>(
        self,
        found: Result<T, AppError>,
        render: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        self.show_with(Scripts::Static, found, render).await
    }

    /// Like [`Self::show`], with other scripts.
    pub async fn show_with<T: Send + Sync + 'static>(
        self,
        scripts: Scripts,
        found: Result<T, AppError>,
        render: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        match found {
            Ok(found) => pages::plain(&self.web, &self.request, scripts, move || render(&found)),
            Err(error) => self.refuse(error).await,
        }
    }

    /// The query parameters. Empty if the query is not form-encoded.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.request.uri.query().unwrap_or_default();
        fields::parse(query.as_bytes()).unwrap_or_default()
    }

    /// The search, filters, order and page of a list that the query names.
    pub fn list_query(&self) -> KeyQuery {
        pages::list_query(&self.request)
    }

    /// Responds with the error page, or with a redirect to sign-in.
    pub async fn refuse(self, error: AppError) -> Response {
        pages::refuse(&self.web, self.request, error).await
    }
}

/// A form that was posted to the address of its own page.
pub(super) struct FormPost {
    pub web: Web,
    pub caller: Caller,
    pub request: Parts,
    pub form: Form,
}

impl FromRequest<Web> for FormPost {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let PageRequest { web, caller, request } = parts.extract_with_state(web).await?;
        match Form::read(body).await {
            Some(form) => Ok(Self {
                web,
                caller,
                request,
                form,
            }),
            None => Err(pages::refuse(&web, request, AppError::Malformed).await),
        }
    }
}

impl From<FormPost> for PageRequest {
    fn from(
        FormPost {
            web, caller, request, ..
        }: FormPost,
    ) -> Self {
        Self { web, caller, request }
    }
}

impl FormPost {
    /// Responds to the form with a page. The page may contain something that is shown only once.
    pub async fn show<T: Send + Sync + 'static>(
        self,
        found: Result<T, AppError>,
        render: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        PageRequest::from(self).show(found, render).await
    }

    /// Renders the page synchronously, for a page that the transaction of the action must store before it commits.
    pub fn render<T: Send + Sync + 'static>(&self, found: T, render: fn(&T) -> AnyView) -> Response {
        pages::plain(&self.web, &self.request, Scripts::Static, move || render(&found))
    }

    /// Responds with the error. The form keeps its values if the page at this address can be rendered from its address alone.
    pub async fn refuse(mut self, error: AppError) -> Response {
        if error == AppError::SentTwice {
            // Drops the idempotency key, so that the form shown again gets a new one and can be sent with changes.
            self.form.fields.retain(|(name, _)| name != FORM_ID);
        }
        self.reply(PostedOutcome::Failed(error)).await
    }

    /// Renders the page at this address as the reply to its form.
    pub async fn reply(self, outcome: PostedOutcome) -> Response {
        let fields = self.form.refill_fields();
        pages::reply(&self.web, self.request, Posted { fields, outcome }).await
    }

    /// Renders the plain page again with the error and the values of the form. `render` makes it from `found`. The error page is shown
    /// alone if `found` is an error, the session has ended, or the database is unavailable.
    pub async fn show_again<T: Send + Sync + 'static>(
        self,
        error: AppError,
        found: Result<T, AppError>,
        render: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        let Some(found) = found
            .ok()
            .filter(|_| !matches!(error, AppError::SessionEnded | AppError::Unavailable))
        else {
            return self.refuse(error).await;
        };
        let posted = Posted {
            fields: self.form.refill_fields(),
            outcome: PostedOutcome::Failed(error),
        };
        pages::plain_reply(&self.web, &self.request, posted, move || render(&found))
    }
}

/// Redirects to the page at `path` (without query), which shows the notice.
pub(super) fn redirect_with_notice(path: &str, notice: Notice) -> Response {
    Redirect::to(&notice.at(path)).into_response()
}

/// The fields of a posted form. The memory of the values is wiped on drop, because some are passwords and codes.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<(String, Zeroizing<String>)>,
}

impl Form {
    /// Parses the body. `None` if it is too long or not form-encoded.
    pub async fn read(body: Body) -> Option<Self> {
        let bytes = to_bytes(body, BODY_LIMIT).await.ok()?;
        let fields = fields::parse(&bytes)?.into_iter();
        Some(Self {
            fields: fields.map(|(name, value)| (name, Zeroizing::new(value))).collect(),
        })
    }

    /// The form's idempotency key.
    pub fn id(&self) -> Id<IdempotentForm> {
        Id::new(self.text(FORM_ID))
    }

    /// All fields except the idempotency key, in order.
    pub fn content(&self) -> Vec<&(String, Zeroizing<String>)> {
        self.fields.iter().filter(|(name, _)| name != FORM_ID).collect()
    }

    /// The value of a field, if present.
    pub fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field_name, _)| field_name == name);
        field.map(|(_, value)| value.as_str())
    }

    /// The value of a field; empty if absent.
    pub fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The value of a field that errors can refer to.
    pub fn value(&self, field: Field) -> String {
        self.text(field.name())
    }

    /// The entered text of a field; empty if absent. Borrowed, so that a password is not copied.
    pub fn entered(&self, field: Field) -> &str {
        self.get(field.name()).unwrap_or_default()
    }

    /// Whether a checkbox is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Checks that the user confirmed an action on themselves by ticking its checkbox.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at the checkbox.
    pub fn understood(&self) -> Result<(), AppError> {
        if self.is_ticked(Field::Understood.name()) {
            Ok(())
        } else {
            Err(AppError::field(Field::Understood, TextError::NotUnderstood))
        }
    }

    /// All values of a repeated field.
    pub fn ids(&self, field: Field) -> Vec<Id<Role>> {
        let values = self.fields.iter().filter(|(field_name, _)| field_name == field.name());
        values.map(|(_, value)| Id::new(value.to_string())).collect()
    }

    /// The password, if the form asks for it again.
    pub fn password(&self) -> Password {
        let password = self.get(Field::Password.name());
        Password(password.map(|password| Zeroizing::new(password.to_owned())))
    }

    /// The fields that fill in the form again: all except passwords and codes.
    fn refill_fields(self) -> Arc<[(String, String)]> {
        let secret = [Field::Password, Field::NewPassword, Field::Code, Field::RecoveryCode].map(Field::name);
        self.fields
            .into_iter()
            .filter(|(name, _)| !secret.contains(&name.as_str()))
            .map(|(name, mut value)| (name, std::mem::take(&mut *value)))
            .collect()
    }
}
