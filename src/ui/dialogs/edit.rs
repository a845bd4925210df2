//! *Edit*: a key's label, roles, end, networks and status.

use crate::{
    api::keys::edit_key,
    domain::{
        id::Id,
        keys::key::{Action, Key, Status},
        text::Label,
    },
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            field::{Choice, TextField, password_field},
            restrictions::restriction_fields,
            roles::{RolesField, submit_with_roles},
            use_facts::{in_use_box, token_facts},
        },
        dialogs::key_dialog::{KeyDialog, KeyForm},
        done::Done,
        forms::{Request, Submission, SubmittedFields},
    },
    views::wire::{EditInput, KeyDetail},
};
use leptos::prelude::*;

#[component]
pub fn EditDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::Edit, key, Submission::new());
    view! { <KeyDialog form content /> }
}

fn content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let entered = form.entered();
    let key = &detail.key;
    let activity = Choice {
        kind: "checkbox",
        name: "active",
        value: "on".to_owned(),
        chosen: entered.chosen("active", "on", key.status == Status::Active),
        title: t::active().to_owned(),
        text: t::active_hint().to_owned(),
    };
    let in_use = (key.status == Status::Active)
        .then(|| in_use_box(detail.activities.iter(), &entered, form.submission))
        .flatten()
        .map(|tick| {
            view! { <div class="if-off">{token_facts(key, &detail.activities, detail.now)} {tick}</div> }.into_any()
        });
    let fields = view! {
        <TextField
            field=Field::Label
            label=t::key_identification()
            value=entered.text("label", key.label.as_str())
            form=form.submission
            first=true
        />
        <RolesField roles=detail.roles chosen=key.roles.clone() entered=entered.clone() form=form.submission />
        {restriction_fields(Some(&key.restrictions), detail.lifetimes, &entered, form.submission)}
        {activity.view()}
        {in_use}
        {password_field(form.submission)}
    };
    let button = submit_with_roles((t::save(), t::saving()), form.submission);
    form.view(key, fields, button, submit)
}

fn submit(form: KeyForm, submitted: SubmittedFields) {
    let label = submitted.text(Field::Label.name());
    let request = match Label::parse(&label) {
        Ok(_) => submitted.password().map(|password| {
            let input = EditInput {
                label,
                roles: submitted.roles(),
                restrictions: submitted.restrictions(),
                active: submitted.ticked("active"),
                in_use: submitted.ticked(Field::InUse.name()),
                password,
            };
            Box::pin(edit_key(form.key_ref(&submitted), input)) as Request<()>
        }),
        Err(reason) => Err(AppError::field(Field::Label, reason)),
    };
    form.send(request, Done::Edited);
}
