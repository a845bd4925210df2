//! *Deactivate* and *Activate*: whether verification accepts a key.

use crate::{
    api::keys::{activate_key, deactivate_key},
    domain::{
        id::Id,
        keys::key::{Action, Key, Status},
    },
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::submit_button,
            use_facts::{in_use_box, token_facts},
        },
        dialogs::key_dialog::{KeyDialog, KeyForm},
        done::Done,
        forms::{Submission, SubmittedFields},
    },
    views::wire::KeyDetail,
};
use leptos::prelude::*;

/// The dialog that deactivates a key.
#[component]
pub fn DeactivateDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::Deactivate, key, Submission::new());
    view! { <KeyDialog form content=deactivate_content /> }
}

/// The dialog that activates an inactive key.
#[component]
pub fn ActivateDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::Activate, key, Submission::new());
    view! { <KeyDialog form content=activate_content /> }
}

fn deactivate_content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let text = match detail.key.status {
        Status::Active => t::deactivate_why(),
        Status::Inactive => t::inactive_already(),
    };
    let button = submit_button((t::deactivate(), t::deactivating()), "btn danger", form.submission);
    let facts = (detail.key.status == Status::Active).then(|| {
        view! {
            {token_facts(&detail.key, &detail.activities, detail.now)}
            {in_use_box(detail.activities.iter(), &form.entered(), form.submission)}
        }
        .into_any()
    });
    let fields = view! {
        <p>{text}</p>
        {facts}
    };
    form.view(&detail.key, fields, button, deactivate)
}

fn activate_content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let text = match detail.key.status {
        Status::Active => t::active_already(),
        Status::Inactive => t::activate_why(),
    };
    let button = submit_button((t::activate(), t::activating()), "btn primary", form.submission);
    form.view(&detail.key, view! { <p>{text}</p> }, button, activate)
}

fn deactivate(form: KeyForm, submitted: SubmittedFields) {
    let in_use = submitted.ticked(Field::InUse.name());
    let request = deactivate_key(form.key_ref(&submitted), in_use);
    form.send(Ok(Box::pin(request)), Done::Deactivated);
}

fn activate(form: KeyForm, submitted: SubmittedFields) {
    let request = activate_key(form.key_ref(&submitted));
    form.send(Ok(Box::pin(request)), Done::Activated);
}
