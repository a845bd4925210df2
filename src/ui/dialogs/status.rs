//! *Deactivate* and *Activate*: whether verification accepts a key.

use crate::{
    api::keys::{activate_key, deactivate_key},
    domain::{
        id::Id,
        keys::key::{Action, Key, Status},
    },
    i18n::t,
    ui::{
        components::{
            alert::FormError,
            dialog::{close_button, submit_button},
            key_summary::key_summary,
        },
        dialogs::key_dialog::{KeyDialog, KeyForm, always_possible},
        done::Done,
        forms::{Submission, SubmittedFields},
    },
    views::wire::KeyDetail,
};
use leptos::prelude::*;

/// The dialog that deactivates a key.
#[component]
pub fn DeactivateDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::Deactivate, key, Submission::new(), always_possible);
    view! { <KeyDialog form content=deactivate_content /> }
}

/// The dialog that activates an inactive key.
#[component]
pub fn ActivateDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::Activate, key, Submission::new(), always_possible);
    view! { <KeyDialog form content=activate_content /> }
}

fn deactivate_content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let text = match detail.key.status {
        Status::Active => t::deactivate_why(),
        Status::Inactive => t::inactive_already(),
    };
    content(
        form,
        &detail.key,
        text,
        submit_button((t::deactivate(), t::deactivating()), "btn danger", form.submission),
        deactivate,
    )
}

fn activate_content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let text = match detail.key.status {
        Status::Active => t::active_already(),
        Status::Inactive => t::activate_why(),
    };
    content(
        form,
        &detail.key,
        text,
        submit_button((t::activate(), t::activating()), "btn primary", form.submission),
        activate,
    )
}

fn content(
    form: KeyForm,
    key: &Key,
    text: &'static str,
    button: AnyView,
    submit: fn(KeyForm, SubmittedFields),
) -> AnyView {
    let fields = view! {
        <div class="body">
            <FormError error=form.submission.error() />
            {key_summary(key)}
            <p>{text}</p>
        </div>
        <footer>{close_button(t::cancel())} {button}</footer>
    };
    form.frame(key, submit, fields.into_any())
}

fn deactivate(form: KeyForm, filled: SubmittedFields) {
    let work = deactivate_key(form.key_ref(&filled));
    form.send(Ok(Box::pin(work)), Done::Deactivated);
}

fn activate(form: KeyForm, filled: SubmittedFields) {
    let work = activate_key(form.key_ref(&filled));
    form.send(Ok(Box::pin(work)), Done::Activated);
}
