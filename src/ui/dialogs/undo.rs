//! *Undo renewal*: deletes the new token while its link is unopened.

use crate::{
    api::keys,
    domain::{
        id::Id,
        keys::key::{Action, Key},
    },
    i18n::t,
    ui::{
        components::actions::submit_button,
        dialogs::key_dialog::{KeyDialog, KeyForm},
        done::Done,
        forms::{Submission, SubmittedFields},
        paths::OpenDialog,
    },
    views::wire::KeyDetail,
};
use leptos::prelude::*;

#[component]
pub fn UndoDialog(key: Id<Key>) -> impl IntoView {
    let form = KeyForm::new(Action::UndoRenewal, key, Submission::new());
    let page_state = form.page_state;
    // If the dialog was opened from the one with the new link, closing it returns to that link, which can be shown nowhere else.
    let link_dialog = untrack(|| page_state.new_link_for(&page_state.opener()))
        .map(|link| OpenDialog::action(link.key.id, Action::Renew));
    let back = match link_dialog {
        Some(dialog) => Callback::new(move |()| page_state.replace_dialog(&dialog)),
        None => Callback::new(move |()| page_state.close_dialog()),
    };
    view! { <KeyDialog form content back /> }
}

fn content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let button = submit_button((t::undo(), t::undoing()), "btn primary", form.submission);
    form.view(&detail.key, view! { <p>{t::undo_why()}</p> }, button, submit)
}

fn submit(form: KeyForm, submitted: SubmittedFields) {
    let request = keys::undo_renewal(form.key_ref(&submitted));
    form.send(Ok(Box::pin(request)), Done::Undone);
}
