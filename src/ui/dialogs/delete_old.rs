//! *Delete old token*: ends a renewal.

use crate::{
    api::keys::delete_old_token,
    domain::{
        key::{self, Action, Key, Refusal},
        names::Id,
        time::{Timestamp, age},
        views::{DeleteOldInput, KeyDetail},
    },
    ui::{
        components::{
            alert::FormError,
            dialog::{close_button, submit_button},
            field::password_field,
            icons::{WARNING, icon},
            key_summary::key_summary,
        },
        dialogs::key_dialog::{KeyDialog, KeyForm},
        done::Done,
        forms::{Filled, Submission, Work},
    },
};
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn DeleteOldDialog(key: Id) -> impl IntoView {
    let form = KeyForm::new(Action::DeleteOldToken, key, Submission::new(), not_renewing);
    view! { <KeyDialog form content /> }
}

fn not_renewing(detail: &KeyDetail) -> Option<Refusal> {
    key::delete_old_token(detail.key.clone()).err()
}

fn content(form: KeyForm, detail: KeyDetail) -> AnyView {
    let fields = view! {
        <div class="body">
            <FormError error=form.submission.error() />
            {key_summary(&detail.key)}
            {warning(&detail.key)}
            <p>{consequence(&detail.key, detail.now)}</p>
            {password_field(form.submission)}
        </div>
        <footer>{close_button("Cancel")} {submit_button("Delete", "btn danger", form.submission)}</footer>
    };
    form.frame(&detail.key, submit, fields.into_any())
}

fn consequence(key: &Key, now: Timestamp) -> String {
    let created = key
        .tokens
        .old()
        .map(|old| format!(", created {},", age(old.created_at, now)))
        .unwrap_or_default();
    format!(
        "The old token{created} stops working at once. Make sure that no integration uses it any more: this cannot be undone."
    )
}

fn warning(key: &Key) -> Option<AnyView> {
    key.new_token_unseen().then(|| {
        view! {
            <div class="alert">
                {icon(WARNING)} <p>
                    <b>"Nobody has seen the new token yet."</b>
                    " Its single-access link was never opened, so whoever uses this key will be locked out as soon as the old token is deleted."
                </p>
            </div>
        }
        .into_any()
    })
}

fn submit(form: KeyForm, filled: Filled) {
    let work = filled.password().map(|password| {
        let input = DeleteOldInput { password };
        Box::pin(delete_old_token(form.key_ref(&filled), input)) as Work<Key>
    });
    form.send(work, Done::OldTokenDeleted);
}
