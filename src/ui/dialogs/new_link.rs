//! *New link*: replaces the token and link of a key whose link was lost before it was opened.

use crate::{
    api::keys::replace_link,
    domain::{
        id::Id,
        keys::key::{Action, Key},
    },
    i18n::t,
    ui::{
        components::{
            actions::submit_button,
            field::{hidden, password_field},
            form_id::FORM_ID,
        },
        dialogs::{
            key_dialog::{KeyForm, key_content},
            link::{link_content, link_dialog},
        },
        forms::{Request, Submission, SubmittedFields},
    },
    views::wire::{KeyDetail, NewLink, NewLinkInput},
    words::keys::action_name,
};
use leptos::prelude::*;

#[component]
pub fn NewLinkDialog(key: Id<Key>) -> impl IntoView {
    let form = Submission::new();
    link_dialog(
        (action_name(Action::NewLink), t::new_link_made()),
        form,
        move || key_content(KeyForm::new(Action::NewLink, key.clone(), form), content),
        |link| link_content(link, t::pass_link_on()),
    )
}

fn content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let fields = view! {
        <p>{t::new_link_why()}</p>
        {hidden(FORM_ID, form.entered().text(FORM_ID, detail.form_id.as_str()))}
        {password_field(form.submission)}
    };
    let button = submit_button((t::new_link(), t::making_link()), "btn primary", form.submission);
    form.view(&detail.key, fields, button, submit)
}

fn submit(form: KeyForm, submitted: SubmittedFields) {
    let request = submitted.password().map(|password| {
        let input = NewLinkInput {
            form_id: Id::new(submitted.text(FORM_ID)),
            password,
        };
        Box::pin(replace_link(form.key_ref(&submitted), input)) as Request<NewLink>
    });
    let (page_state, dialog) = (form.page_state, form.dialog());
    form.send_then(request, move |link| page_state.show_link(link, &dialog));
}
