//! Forms, with and without JavaScript: initial values, submitted values, and sending.
//!
//! A form has the same named controls in both cases. Without JavaScript the server reads them, and [`EnteredFields`] fills them in again
//! after a refusal. With JavaScript [`SubmittedFields`] reads them, and [`Submission`] sends them and holds the result.

use crate::{
    api::posted::Posted,
    domain::{id::Id, people::team::Role, text::TextError},
    error::{AppError, Field},
    views::wire::{Password, RestrictionsInput},
};
use leptos::{
    ev::SubmitEvent,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement},
};
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};
use zeroize::Zeroizing;

/// The values of a submitted form, for filling it in again.
#[derive(Clone)]
pub struct EnteredFields(Option<Fields>);

/// Names and values of a form's fields, without passwords.
type Fields = Arc<[(String, String)]>;

/// The fields of dialogs that are filled in again: all except passwords and hidden fields.
const REFILLED_FIELDS: [&str; 9] = [
    "label",
    "roles",
    "active",
    "consent",
    "understood",
    "in_use",
    "expires",
    "expires_on",
    "networks",
];

impl EnteredFields {
    /// The values of the form to which this page replies, if any.
    pub fn from_context() -> Self {
        Self(use_context::<Posted>().map(|posted| posted.fields))
    }

    /// The posted text, or `default`.
    pub fn text(&self, name: &str, default: &str) -> String {
        self.values(name).next().unwrap_or(default).to_owned()
    }

    /// Whether the check box or radio button was selected; `default` if nothing was posted.
    pub fn chosen(&self, name: &str, value: &str, default: bool) -> bool {
        if self.0.is_some() {
            self.values(name).any(|v| v == value)
        } else {
            default
        }
    }

    /// Whether the posted form had this field.
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter().flat_map(|fields| fields.iter());
        fields.filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The values of a form that is being submitted in the browser.
pub struct SubmittedFields(Option<FormData>);

impl SubmittedFields {
    /// Intercepts the submission and reads the form.
    pub fn take(event: &SubmitEvent) -> Self {
        event.prevent_default();
        Self::of(event.target().and_then(|t| t.dyn_into().ok()))
    }

    /// Reads the current values of a form.
    pub fn of(form: Option<HtmlFormElement>) -> Self {
        Self(form.and_then(|form| FormData::new_with_form(&form).ok()))
    }

    /// The values for rendering the form again.
    pub fn entered(&self) -> EnteredFields {
        let fields = REFILLED_FIELDS
            .into_iter()
            .flat_map(|name| self.all(name).map(move |value| (name.to_owned(), value)));
        EnteredFields(Some(fields.collect()))
    }

    fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let values = self.0.as_ref().map(|data| data.get_all(name));
        values.into_iter().flatten().filter_map(|value| value.as_string())
    }

    /// The first value of a control, or an empty string.
    pub fn text(&self, name: &str) -> String {
        self.0
            .as_ref()
            .and_then(|data| data.get(name).as_string())
            .unwrap_or_default()
    }

    /// Whether the form sends this field.
    pub fn has(&self, name: &str) -> bool {
        self.0.as_ref().is_some_and(|data| data.has(name))
    }

    /// Whether a check box is ticked. Forms send only ticked boxes.
    pub fn ticked(&self, name: &str) -> bool {
        self.has(name)
    }

    /// The ticked roles.
    pub fn roles(&self) -> Vec<Id<Role>> {
        self.all(Field::Roles.name()).map(Id::new).collect()
    }

    /// *Expires* and *Allowed addresses*.
    pub fn restrictions(&self) -> RestrictionsInput {
        RestrictionsInput {
            expires: self.text(Field::Expires.name()),
            expires_on: self.text(Field::ExpiresOn.name()),
            networks: Some(self.text(Field::Networks.name())),
        }
    }

    /// The version of the key for which the form was rendered.
    pub fn version(&self) -> i64 {
        self.text("version").parse().unwrap_or_default()
    }

    /// The password, if the form asked for it.
    ///
    /// # Errors
    /// [`TextError::PasswordMissing`] if the field is present and empty.
    pub fn password(&self) -> Result<Password, AppError> {
        let name = Field::Password.name();
        match self.has(name).then(|| self.text(name)) {
            Some(password) if password.is_empty() => Err(AppError::field(Field::Password, TextError::PasswordMissing)),
            password => Ok(Password(password.map(Zeroizing::new))),
        }
    }
}

/// The delay before a pending request is shown. Faster answers would only make the text flicker.
pub const SLOW: Duration = Duration::from_millis(400);

/// A request to the server. Boxed, so that the browser's module contains the code around it only once.
pub type Request<T> = Pin<Box<dyn Future<Output = Result<T, AppError>>>>;

/// The state of one form: whether a request is pending, and its error.
#[derive(Clone, Copy)]
pub struct Submission {
    pending: RwSignal<bool>,
    /// Whether the answer takes longer than [`SLOW`].
    slow: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    asks_password: RwSignal<bool>,
}

impl Submission {
    /// A form that starts with the error of the posted form, if this page replies to one.
    pub fn new() -> Self {
        Self::with_error(use_context::<Posted>().and_then(|posted| posted.error().cloned()))
    }

    /// A form that starts with an error.
    pub fn with_error(error: Option<AppError>) -> Self {
        let asks_password = error.as_ref().is_some_and(asks_password);
        Self {
            pending: RwSignal::new(false),
            slow: RwSignal::new(false),
            error: RwSignal::new(error),
            asks_password: RwSignal::new(asks_password),
        }
    }

    /// The form's error.
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error.into()
    }

    /// The error of a field.
    pub fn error_at(self, field: Field) -> Option<TextError> {
        self.error
            .with(|error| error.as_ref().and_then(|e| e.error_at(field).cloned()))
    }

    /// Whether a request is pending.
    pub fn pending(self) -> bool {
        self.pending.get()
    }

    /// Whether the pending request is slow.
    pub fn slow(self) -> bool {
        self.slow.get()
    }

    /// Whether the form shows the password field. It does once the server has asked for the password.
    pub fn asks_password(self) -> bool {
        self.asks_password.get()
    }

    /// Shows an error in the form.
    pub fn fail(self, error: AppError) {
        if asks_password(&error) {
            self.asks_password.try_set(true);
        }
        self.error.try_set(Some(error));
    }

    /// Sends the form unless a request is pending. Passes the answer to `on_success`, or calls `on_error` and shows the error.
    pub fn send<T: 'static>(
        self,
        request: Result<Request<T>, AppError>,
        on_success: impl FnOnce(T) + 'static,
        on_error: impl FnOnce(&AppError) + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.error.set(None);
        let request = match request {
            Ok(request) => request,
            Err(error) => return self.fail(error),
        };
        self.pending.set(true);
        set_timeout(
            move || {
                if self.pending.try_get_untracked() == Some(true) {
                    self.slow.try_set(true);
                }
            },
            SLOW,
        );
        spawn_local(async move {
            let answer = request.await;
            // The dialog and its signals may have been dropped by now.
            self.pending.try_set(false);
            self.slow.try_set(false);
            match answer {
                Ok(value) => on_success(value),
                Err(error) => {
                    on_error(&error);
                    self.fail(error);
                }
            }
        });
    }
}

impl Default for Submission {
    fn default() -> Self {
        Self::new()
    }
}

fn asks_password(error: &AppError) -> bool {
    *error == AppError::PasswordNeeded || error.error_at(Field::Password).is_some()
}
