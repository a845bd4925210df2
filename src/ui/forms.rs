//! Forms, with and without scripts: what a form starts from, what was filled in, and its way to the server.
//!
//! A form has the same named controls either way. Without scripts the server reads them and [`Kept`] fills them in again
//! after a refusal; with scripts [`Filled`] reads them and [`Submission`] carries the answer.

use crate::{
    api::posted::Posted,
    domain::{names::Id, text::TextError},
    error::{AppError, Field},
    views::wire::Password,
};
use leptos::{
    ev::SubmitEvent,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement},
};
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

/// What a form held that was sent, so that it can be shown again as it was filled in.
#[derive(Clone)]
pub struct Kept(Option<Fields>);

/// Names and values of a form's fields, passwords left out.
type Fields = Arc<[(String, String)]>;

/// The fields that are worth keeping, over all forms.
const KEPT: [&str; 5] = ["label", "roles", "active", "consent", "understood"];

impl Kept {
    /// Of the form that this page replies to, if it replies to one.
    pub fn from_context() -> Self {
        Self(use_context::<Posted>().map(|posted| posted.fields))
    }

    /// The text that was posted, or `otherwise`.
    pub fn text(&self, name: &str, otherwise: &str) -> String {
        self.values(name).next().unwrap_or(otherwise).to_owned()
    }

    /// Whether the tick box or radio button was chosen; `otherwise` where nothing was posted.
    pub fn chosen(&self, name: &str, value: &str, otherwise: bool) -> bool {
        if self.0.is_some() {
            self.values(name).any(|v| v == value)
        } else {
            otherwise
        }
    }

    /// Whether the posted form had such a field.
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter().flat_map(|fields| fields.iter());
        fields.filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The values of a form that is being submitted in the browser.
pub struct Filled(Option<FormData>);

impl Filled {
    /// Takes the submission over from the browser.
    pub fn take(event: &SubmitEvent) -> Self {
        event.prevent_default();
        Self::of(event.target().and_then(|t| t.dyn_into().ok()))
    }

    /// Reads a form as it is now.
    pub fn of(form: Option<HtmlFormElement>) -> Self {
        Self(form.and_then(|form| FormData::new_with_form(&form).ok()))
    }

    /// What to fill the form in with again, if it has to be drawn again.
    pub fn kept(&self) -> Kept {
        let fields = KEPT
            .into_iter()
            .flat_map(|name| self.all(name).map(move |value| (name.to_owned(), value)));
        Kept(Some(fields.collect()))
    }

    fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let values = self.0.as_ref().map(|data| data.get_all(name));
        values.into_iter().flatten().filter_map(|value| value.as_string())
    }

    /// The first value of a control; empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.0
            .as_ref()
            .and_then(|data| data.get(name).as_string())
            .unwrap_or_default()
    }

    /// Whether a tick box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.0.as_ref().is_some_and(|data| data.has(name))
    }

    /// The roles that are ticked.
    pub fn roles(&self) -> Vec<Id> {
        self.all(Field::Roles.name()).map(Id).collect()
    }

    /// The version of the key that the form was made for.
    pub fn version(&self) -> i64 {
        self.text("version").parse().unwrap_or_default()
    }

    /// The password, where it was asked for.
    ///
    /// # Errors
    /// [`TextError::PasswordMissing`] where the field is there and empty.
    pub fn password(&self) -> Result<Password, AppError> {
        match self
            .ticked(Field::Password.name())
            .then(|| self.text(Field::Password.name()))
        {
            Some(password) if password.is_empty() => Err(AppError::field(Field::Password, TextError::PasswordMissing)),
            password => Ok(Password(password)),
        }
    }
}

/// After how long what is awaited is named: a faster answer would only make the words flicker.
pub const SLOW: Duration = Duration::from_millis(400);

/// A question to the server that is under way. Boxed, so that the code around it exists once in the browser's module.
pub type Work<T> = Pin<Box<dyn Future<Output = Result<T, AppError>>>>;

/// The state of one form: waiting for its answer or not, and why it was refused.
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
        Self::starting_with(use_context::<Posted>().and_then(|posted| posted.error().cloned()))
    }

    /// A form that starts with an error.
    pub fn starting_with(error: Option<AppError>) -> Self {
        let asks = error.as_ref().is_some_and(asks_password);
        Self {
            pending: RwSignal::new(false),
            slow: RwSignal::new(false),
            error: RwSignal::new(error),
            asks_password: RwSignal::new(asks),
        }
    }

    /// Why the form was refused.
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error.into()
    }

    /// Why a field was refused.
    pub fn error_at(self, field: Field) -> Option<TextError> {
        self.error
            .with(|error| error.as_ref().and_then(|e| e.at(field).cloned()))
    }

    /// Whether an answer is awaited.
    pub fn pending(self) -> bool {
        self.pending.get()
    }

    /// Whether it is time to say that an answer is awaited.
    pub fn slow(self) -> bool {
        self.slow.get()
    }

    /// Whether the form asks for the password: not before the server does, and from then on.
    pub fn asks_password(self) -> bool {
        self.asks_password.get()
    }

    /// Shows an error at the form.
    pub fn fail(self, error: AppError) {
        if asks_password(&error) {
            self.asks_password.try_set(true);
        }
        self.error.try_set(Some(error));
    }

    /// Sends the form unless it is on its way already, then hands the answer to `done` or shows why it was refused.
    pub fn send<T: 'static>(
        self,
        work: Result<Work<T>, AppError>,
        done: impl FnOnce(T) + 'static,
        refused: impl FnOnce(&AppError) + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.error.set(None);
        let work = match work {
            Ok(work) => work,
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
            let answer = work.await;
            // The dialog may be gone by now, and its signals with it.
            self.pending.try_set(false);
            self.slow.try_set(false);
            match answer {
                Ok(value) => done(value),
                Err(error) => {
                    refused(&error);
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
    *error == AppError::PasswordNeeded || error.at(Field::Password).is_some()
}
