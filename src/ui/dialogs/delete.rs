//! *Delete key*: permanently deletes the key with its tokens and links.

use crate::{
    api::keys::delete_key,
    domain::{
        id::Id,
        keys::key::{Action, Key},
        text::TextError,
    },
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            actions::submit_button,
            field::{TickBox, password_field},
            use_facts::{in_use_box, token_facts},
        },
        dialogs::key_dialog::{KeyDialog, KeyForm},
        done::Done,
        forms::{Request, Submission, SubmittedFields},
    },
    views::wire::{DeleteInput, KeyDetail},
};
use leptos::prelude::*;

#[component]
pub fn DeleteDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::Delete, key, Submission::new());
    view! { <KeyDialog form content /> }
}

fn content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let understood = form.entered().chosen("understood", "on", false);
    let fields = view! {
        <p>{t::delete_why()}</p>
        {token_facts(&detail.key, &detail.activities, detail.now)}
        {in_use_box(detail.activities.iter(), &form.entered(), form.submission)}
        <TickBox
            name=Field::Understood.name()
            field=Field::Understood
            label=t::understood()
            ticked=understood
            form=form.submission
        />
        {password_field(form.submission)}
    };
    let button = submit_button((t::delete(), t::deleting()), "btn danger", form.submission);
    form.view(&detail.key, fields, button, submit)
}

fn submit(form: KeyForm, submitted: SubmittedFields) {
    let request = if submitted.ticked(Field::Understood.name()) {
        submitted.password().map(|password| {
            let input = DeleteInput {
                understood: true,
                in_use: submitted.ticked(Field::InUse.name()),
                password,
            };
            Box::pin(delete_key(form.key_ref(&submitted), input)) as Request<()>
        })
    } else {
        Err(AppError::field(Field::Understood, TextError::NotUnderstood))
    };
    form.send(request, Done::Deleted);
}
