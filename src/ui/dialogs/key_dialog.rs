//! The common part of all dialogs about one key: they load the key, check whether the action is possible, send the form and show
//! the result.

use crate::{
    api::{Loaded, load},
    domain::{
        id::Id,
        keys::{
            key::{Action, Key},
            refusal::KeyRefusal,
        },
    },
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            actions::dialog_buttons,
            dialog::{Dialog, dialog_form, error_content_with, focus_content, form_content, loading},
            field::hidden,
            key_summary::key_summary,
        },
        data,
        done::Done,
        forms::{EnteredFields, Request, Submission, SubmittedFields},
        live::live,
        page_state::PageState,
        paths::OpenDialog,
    },
    views::wire::{KeyDetail, KeyRef},
    words::keys::action_name,
};
use leptos::prelude::*;

/// A dialog's form and its key. `Copy`: all copies share one state.
#[derive(Clone, Copy)]
pub struct KeyForm {
    pub page_state: PageState,
    pub submission: Submission,
    action: Action,
    key: StoredValue<Id<Key>>,
    detail: Loaded<KeyDetail>,
    /// The values of the last submission. After a conflict the form is rendered again with them for the changed key.
    last_submission: StoredValue<Option<EnteredFields>>,
}

impl KeyForm {
    /// Creates the form of an action on a key.
    pub fn new(action: Action, key: Id<Key>, submission: Submission) -> Self {
        let page_state = PageState::get();
        let id = key.clone();
        let detail = load(
            move || page_state.account.get(),
            move |account| data::key(account, id.clone()),
        );
        Self {
            page_state,
            submission,
            action,
            key: StoredValue::new(key),
            detail,
            last_submission: StoredValue::new(None),
        }
    }

    /// The values to fill in again instead of the key's own values.
    pub fn entered(self) -> EnteredFields {
        self.last_submission
            .get_value()
            .unwrap_or_else(EnteredFields::from_context)
    }

    /// The dialog of this form.
    pub fn dialog(self) -> OpenDialog {
        OpenDialog::action(self.key.get_value(), self.action)
    }

    /// The key, with the version for which the form was rendered.
    pub fn key_ref(self, submitted: &SubmittedFields) -> KeyRef {
        KeyRef {
            account: self.page_state.account.get_untracked(),
            key: self.key.get_value(),
            version: submitted.version(),
        }
    }

    /// Sends the form. On success the dialog closes and a toast reports `done`.
    pub fn send(self, request: Result<Request<()>, AppError>, done: Done) {
        self.send_then(request, move |()| self.page_state.finish(done));
    }

    /// Sends the form. On success `then` runs.
    pub fn send_then<T: 'static>(self, request: Result<Request<T>, AppError>, then: impl FnOnce(T) + 'static) {
        self.submission.send(request, then, move |error| {
            if out_of_date(error) {
                // The dialog is out of date: reload the key.
                self.detail.refetch();
                self.page_state.list.refetch();
            }
        });
    }

    /// The dialog's form. `fields` follow the summary of the key. The key's version turns concurrent actions into a conflict.
    pub fn view(self, key: &Key, fields: impl IntoView, button: AnyView, submit: fn(Self, SubmittedFields)) -> AnyView {
        let now = untrack(|| {
            self.detail
                .with(|detail| detail.as_ref()?.as_ref().ok().map(|detail| detail.now))
        });
        let fields = view! {
            {key_summary(key, now.unwrap_or(key.created_at))}
            {fields}
        };
        self.form(
            key,
            form_content(self.submission, fields, dialog_buttons(button)).into_any(),
            submit,
        )
    }

    /// The form around its content. Apart from [`Self::view`], so that the browser's module contains this code only once.
    fn form(self, key: &Key, content: AnyView, submit: fn(Self, SubmittedFields)) -> AnyView {
        let content = view! {
            {hidden("version", key.version.to_string())}
            {content}
        };
        dialog_form(self.page_state, self.dialog(), content, move |submitted| {
            self.last_submission.set_value(Some(submitted.entered()));
            submit(self, submitted);
        })
        .into_any()
    }
}

/// Whether an error means that the dialog shows an outdated key.
pub fn out_of_date(error: &AppError) -> bool {
    let is_in_use_now = error.error_at(Field::InUse).is_some();
    is_in_use_now || matches!(error, AppError::Conflict | AppError::NotFound | AppError::Refused(_))
}

/// A dialog about one key: the frame, and the content once the key is loaded.
#[component]
pub fn KeyDialog(
    form: KeyForm,
    content: fn(KeyForm, KeyDetail) -> AnyView,
    #[prop(optional)] back: Option<Callback<()>>,
) -> impl IntoView {
    let busy = Signal::derive(move || form.submission.pending());
    view! {
        <Dialog title=action_name(form.action) back busy>
            {key_content(form, content)}
        </Dialog>
    }
}

/// The content of a key's dialog, without the frame.
pub fn key_content(form: KeyForm, content: fn(KeyForm, KeyDetail) -> AnyView) -> AnyView {
    Effect::new(move |was_loaded: Option<bool>| {
        let loaded = form.detail.with(Option::is_some);
        if loaded && was_loaded != Some(true) {
            focus_content();
        }
        loaded
    });
    live(move || {
        Some(match form.detail.get() {
            None => loading(),
            Some(Ok(detail)) => match obstacle(form, &detail) {
                None => content(form, detail),
                Some(error) => refused_content(form, &detail, &error),
            },
            Some(Err(error)) => error_content_with(&error, retry_button(form, &error)),
        })
    })
}

/// A button that reloads the key, if the server did not answer.
fn retry_button(form: KeyForm, error: &AppError) -> Option<AnyView> {
    let unreachable = matches!(error, AppError::Unreachable | AppError::Unavailable);
    unreachable.then(|| {
        view! {
            <button type="button" class="btn primary" on:click=move |_| form.detail.refetch()>
                {t::try_again()}
            </button>
        }
        .into_any()
    })
}

/// Why the action is not possible, and a link to an alternative action.
fn refused_content(form: KeyForm, detail: &KeyDetail, error: &AppError) -> AnyView {
    let alternative = refusal(error).and_then(alternative_action);
    let alternative = alternative
        .filter(|action| detail.viewer.may(action.permission()) && detail.key.obstacle(*action, detail.now).is_none())
        .map(|action| {
            let path = untrack(|| form.page_state.path(&OpenDialog::action(detail.key.id.clone(), action)));
            view! {
                <a class="btn primary" href=path data-noscroll="">
                    {action_name(action)}
                </a>
            }
            .into_any()
        });
    view! {
        <div class="body head">{key_summary(&detail.key, detail.now)}</div>
        {error_content_with(error, alternative)}
    }
    .into_any()
}

fn refusal(error: &AppError) -> Option<&KeyRefusal> {
    let AppError::Refused(refusal) = error else { return None };
    Some(refusal)
}

/// The alternative action that serves the user's purpose, if there is one.
fn alternative_action(refusal: &KeyRefusal) -> Option<Action> {
    match refusal {
        KeyRefusal::LinkPending { .. } => Some(Action::UndoRenewal),
        KeyRefusal::FirstLinkPending { .. } => Some(Action::NewLink),
        KeyRefusal::NoLinkPending | KeyRefusal::LinkExpired { .. } => Some(Action::Renew),
        KeyRefusal::NewTokenViewed { .. } => Some(Action::DeleteOldToken),
        KeyRefusal::ConsentNeeded | KeyRefusal::NotRenewing | KeyRefusal::NewTokenUnseen => None,
    }
}

/// Why the dialog's action is not possible, for the same reasons as on the server. Covers addresses that the menu does not offer.
fn obstacle(form: KeyForm, detail: &KeyDetail) -> Option<AppError> {
    if detail.viewer.may(form.action.permission()) {
        detail.key.obstacle(form.action, detail.now).map(AppError::from)
    } else {
        Some(AppError::Forbidden)
    }
}
