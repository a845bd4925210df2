//! Who asks for a page or posts a form, and the ways to answer.

use crate::{
    api::posted::{Posted, PostedOutcome},
    domain::{names::Id, page::KeyQuery, text::TextError},
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

/// A page that somebody asks for.
pub(super) struct Visit {
    pub web: Web,
    pub caller: Caller,
    /// Without a body: pages need none.
    pub request: Parts,
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, web: &Web) -> Result<Self, Response> {
        let caller = request.extract::<Extension<Caller>>().await;
        let Extension(caller) = caller.map_err(IntoResponse::into_response)?;
        let (web, request) = (web.clone(), request.clone());
        Ok(Self { web, caller, request })
    }
}

impl Visit {
    /// The plain page that `draw` makes of what was found, or why there is none.
    pub async fn show<T: Send + Sync + 'static>(
        self,
        found: Result<T, AppError>,
        draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        self.show_with(Scripts::Static, found, draw).await
    }

    /// The same, with other scripts.
    pub async fn show_with<T: Send + Sync + 'static>(
        self,
        scripts: Scripts,
        found: Result<T, AppError>,
        draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        match found {
            Ok(found) => pages::plain(&self.web, &self.request, scripts, move || draw(&found)),
            Err(error) => self.refuse(error).await,
        }
    }

    /// The parameters of its address. A text that is none has none.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.request.uri.query().unwrap_or_default();
        fields::parse(query.as_bytes()).unwrap_or_default()
    }

    /// Which part of a list its address asks for.
    pub fn list_query(&self) -> KeyQuery {
        pages::list_query(&self.request)
    }

    /// Why there is no such page, or the way to sign in.
    pub async fn refuse(self, error: AppError) -> Response {
        pages::refuse(&self.web, self.request, error).await
    }
}

/// A form that somebody posted, to the address of the page that it stands on.
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
        let Visit { web, caller, request } = parts.extract_with_state(web).await?;
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

impl From<FormPost> for Visit {
    fn from(
        FormPost {
            web, caller, request, ..
        }: FormPost,
    ) -> Self {
        Self { web, caller, request }
    }
}

impl FormPost {
    /// What was posted is answered with a page, which may show what can be had only once.
    pub async fn show<T: Send + Sync + 'static>(
        self,
        found: Result<T, AppError>,
        draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        Visit::from(self).show(found, draw).await
    }

    /// The same in one go, for a page that has to be there before what it shows is done.
    pub fn draw<T: Send + Sync + 'static>(&self, found: T, draw: fn(&T) -> AnyView) -> Response {
        pages::plain(&self.web, &self.request, Scripts::Static, move || draw(&found))
    }

    /// Why it was refused, with the form as it was filled in where the page at this address can draw it itself.
    pub async fn refused(mut self, error: AppError) -> Response {
        if error == AppError::SentTwice {
            // What is shown again is another form: whatever is changed in it can be sent.
            self.form.fields.retain(|(name, _)| name != FORM_ID);
        }
        self.reply(PostedOutcome::Failed(error)).await
    }

    /// The page at this address in reply to its form.
    pub async fn reply(self, outcome: PostedOutcome) -> Response {
        let fields = self.form.kept();
        pages::reply(&self.web, self.request, Posted { fields, outcome }).await
    }

    /// The plain page again, with its form as it was filled in and why it was refused. `draw` makes it of what was found; where
    /// nothing was, or where there is nobody to show it to, the error stands alone.
    pub async fn again<T: Send + Sync + 'static>(
        self,
        error: AppError,
        found: Result<T, AppError>,
        draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
    ) -> Response {
        let Some(found) = found
            .ok()
            .filter(|_| !matches!(error, AppError::SessionEnded | AppError::Unavailable))
        else {
            return self.refused(error).await;
        };
        let posted = Posted {
            fields: self.form.kept(),
            outcome: PostedOutcome::Failed(error),
        };
        pages::plain_reply(&self.web, &self.request, posted, move || draw(&found))
    }
}

/// To the page at a path without query, which says what was done.
pub(super) fn done(path: &str, done: Notice) -> Response {
    Redirect::to(&done.at(path)).into_response()
}

/// The fields of a posted form.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads them; `None` where the body is no form.
    pub async fn read(body: Body) -> Option<Self> {
        let bytes = to_bytes(body, BODY_LIMIT).await.ok()?;
        fields::parse(&bytes).map(|fields| Self { fields })
    }

    /// What makes it do its work once.
    pub fn id(&self) -> Id {
        Id(self.text(FORM_ID))
    }

    /// All fields but that one, in order.
    pub fn content(&self) -> Vec<&(String, String)> {
        self.fields.iter().filter(|(name, _)| name != FORM_ID).collect()
    }

    /// A field's value, if it is there.
    pub fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(there, _)| there == name);
        field.map(|(_, value)| value.as_str())
    }

    /// A field's value; empty when it is not there.
    pub fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The value of a field that errors can point at.
    pub fn value(&self, field: Field) -> String {
        self.text(field.name())
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Makes sure that the box is ticked by which people confirm what they do to themselves.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at the box.
    pub fn understood(&self) -> Result<(), AppError> {
        if self.is_ticked(Field::Understood.name()) {
            Ok(())
        } else {
            Err(AppError::field(Field::Understood, TextError::NotUnderstood))
        }
    }

    /// All values of a field that may be there several times.
    pub fn ids(&self, field: Field) -> Vec<Id> {
        let values = self.fields.iter().filter(|(there, _)| there == field.name());
        values.map(|(_, value)| Id(value.clone())).collect()
    }

    /// The password, where the form asks for it again.
    pub fn password(&self) -> Password {
        Password(self.get(Field::Password.name()).map(str::to_owned))
    }

    /// The fields to fill the form in with again: all but passwords and codes.
    fn kept(self) -> Arc<[(String, String)]> {
        let secret = [Field::Password, Field::NewPassword, Field::Code, Field::RecoveryCode].map(Field::name);
        self.fields
            .into_iter()
            .filter(|(name, _)| !secret.contains(&name.as_str()))
            .collect()
    }
}
