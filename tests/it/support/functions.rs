//! Every server function, with what it takes and a call of it.

use super::app::{ACCOUNT, FORM_ID, at};
use keydesk::{
    domain::{
        keys::{
            choice::{Consent, DeleteOld},
            key::Key,
        },
        names::Id,
        page::KeyQuery,
        people::permission::Permission,
    },
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyChange, NewLinkInput, Password,
        RenewInput,
    },
};
use serde::Serialize;

/// What each server function is called with, as it travels, and what it takes. A function that is not here fails the test.
pub fn functions(key: &Key) -> Vec<(&'static str, Permission, Vec<u8>)> {
    let (edit, renew, view) = (Permission::KeysEdit, Permission::KeysRenew, Permission::KeysView);
    let password = Password::default;
    let generate = GenerateInput {
        label: "x".to_owned(),
        roles: vec![],
        form_id: Id(FORM_ID.to_owned()),
        password: password(),
    };
    let consent = RenewInput {
        consent: Consent::NotGiven,
        form_id: Id(FORM_ID.to_owned()),
        password: password(),
    };
    let mut functions = vec![
        ("list_keys", view, wire((ACCOUNT, KeyQuery::default()))),
        ("show_key", view, wire((ACCOUNT, &key.id))),
        ("generate_key", edit, wire((ACCOUNT, generate))),
        ("renew_key", renew, wire((at(key), consent))),
        (
            "replace_link",
            renew,
            wire((
                at(key),
                NewLinkInput {
                    form_id: Id(FORM_ID.to_owned()),
                    password: password(),
                },
            )),
        ),
    ];
    for change in changes() {
        functions.push(("change_key", permission(&change), wire((at(key), change))));
    }
    functions
}

/// Each change of a key that there is; the deletion comes last, since nothing can be done afterwards.
fn changes() -> [KeyChange; 7] {
    let password = Password::default;
    [
        KeyChange::CompleteRenewal(CompleteInput {
            delete_old: DeleteOld::Later,
            unseen: false,
            password: password(),
        }),
        KeyChange::UndoRenewal,
        KeyChange::DeleteOldToken(DeleteOldInput { password: password() }),
        KeyChange::Deactivate,
        KeyChange::Activate,
        KeyChange::Edit(EditInput {
            label: "x".to_owned(),
            roles: vec![],
            active: true,
            password: password(),
        }),
        KeyChange::Delete(DeleteInput {
            understood: true,
            password: password(),
        }),
    ]
}

/// What a change takes. One that is new belongs here and into [`changes`].
fn permission(change: &KeyChange) -> Permission {
    match change {
        KeyChange::CompleteRenewal(_) | KeyChange::UndoRenewal | KeyChange::DeleteOldToken(_) => Permission::KeysRenew,
        KeyChange::Edit(_) | KeyChange::Deactivate | KeyChange::Activate | KeyChange::Delete(_) => Permission::KeysEdit,
    }
}

fn wire(arguments: impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(&arguments).unwrap()
}
