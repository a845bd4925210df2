//! *Delete old token*: ends a renewal.

use crate::{
    api::keys,
    domain::{
        id::Id,
        keys::{
            key::{Action, Key},
            link::Link,
        },
        time::Timestamp,
    },
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::submit_button,
            field::password_field,
            icons::{WARNING, icon},
            use_facts::{in_use_box, old_token, old_token_facts},
        },
        dialogs::key_dialog::{KeyDialog, KeyForm},
        done::Done,
        forms::{Request, Submission, SubmittedFields},
    },
    views::wire::{DeleteOldInput, KeyDetail},
    words::dates::age,
};
use leptos::prelude::*;

#[component]
pub fn DeleteOldDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::DeleteOldToken, key, Submission::new());
    view! { <KeyDialog form content /> }
}

fn content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let fields = view! {
        {warning(&detail.key, detail.now)}
        {old_token_facts(&detail.key, &detail.activities, detail.now)}
        <p>{consequence(&detail.key, detail.now)}</p>
        {in_use_box(old_token(&detail.key, &detail.activities).into_iter(), &form.entered(), form.submission)}
        {password_field(form.submission)}
    };
    let button = submit_button((t::delete(), t::deleting()), "btn danger", form.submission);
    form.view(&detail.key, fields, button, submit)
}

fn consequence(key: &Key, now: Timestamp) -> String {
    match key.tokens.old() {
        Some(old) => t::old_token_of_age_stops(&age(old.created_at, now)),
        None => t::old_token_stops().to_owned(),
    }
}

/// A warning if nobody has seen the new token. The text depends on whether its link is still pending or has ended.
fn warning(key: &Key, now: Timestamp) -> Option<AnyView> {
    let (what, why) = if matches!(key.tokens.newest().link.at(now), Link::Pending { .. }) {
        (t::new_token_unseen(), t::new_token_unseen_why())
    } else {
        (t::new_token_lost(), t::new_token_lost_why())
    };
    key.new_token_unseen().then(|| {
        view! {
            <div class="alert">
                {icon(WARNING)} <p>
                    <b>{what}</b>
                    " "
                    {why}
                </p>
            </div>
        }
        .into_any()
    })
}

fn submit(form: KeyForm, submitted: SubmittedFields) {
    let request = submitted.password().map(|password| {
        let in_use = submitted.ticked(Field::InUse.name());
        let input = DeleteOldInput { in_use, password };
        Box::pin(keys::delete_old_token(form.key_ref(&submitted), input)) as Request<()>
    });
    form.send(request, Done::OldTokenDeleted);
}
