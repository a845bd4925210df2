//! All server functions, with the permission that each needs and arguments for a call.

use super::app::{ACCOUNT, FORM_ID, at};
use keydesk::{
    domain::{
        id::Id,
        key_query::KeyQuery,
        keys::{
            choice::{Consent, DeleteOld},
            key::Key,
        },
        people::permission::Permission,
    },
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, NewLinkInput, Password, RenewInput,
        RestrictionsInput,
    },
};
use serde::Serialize;

/// The name, permission and encoded arguments of each server function. A test fails if a server function is missing here.
pub fn functions(key: &Key) -> Vec<(&'static str, Permission, Vec<u8>)> {
    let (edit, renew, view) = (Permission::KeysEdit, Permission::KeysRenew, Permission::KeysView);
    let password = Password::default;
    let generate = GenerateInput {
        label: "x".to_owned(),
        roles: vec![],
        restrictions: RestrictionsInput::default(),
        form_id: Id::new(FORM_ID.to_owned()),
        password: password(),
    };
    let consent = RenewInput {
        consent: Consent::NotGiven,
        in_use: true,
        form_id: Id::new(FORM_ID.to_owned()),
        password: password(),
    };
    let mut functions = vec![
        ("list_keys", view, wire((ACCOUNT, KeyQuery::default()))),
        ("show_key", view, wire((ACCOUNT, &key.id))),
        ("generate_key", edit, wire((ACCOUNT, generate))),
        (
            "replace_link",
            renew,
            wire((
                at(key),
                NewLinkInput {
                    form_id: Id::new(FORM_ID.to_owned()),
                    password: password(),
                },
            )),
        ),
        ("renew_key", renew, wire((at(key), consent))),
    ];
    // The deletion is last, because the key is gone afterwards.
    let complete = CompleteInput {
        delete_old: DeleteOld::Later,
        unseen: false,
        in_use: true,
        password: password(),
    };
    let delete_old = DeleteOldInput {
        in_use: true,
        password: password(),
    };
    let input = EditInput {
        label: "x".to_owned(),
        roles: vec![],
        restrictions: RestrictionsInput::default(),
        active: true,
        in_use: true,
        password: password(),
    };
    let delete = DeleteInput {
        understood: true,
        in_use: true,
        password: password(),
    };
    functions.extend([
        ("complete_renewal", renew, wire((at(key), complete))),
        ("undo_renewal", renew, wire((at(key),))),
        ("delete_old_token", renew, wire((at(key), delete_old))),
        ("deactivate_key", edit, wire((at(key), true))),
        ("activate_key", edit, wire((at(key),))),
        ("edit_key", edit, wire((at(key), input))),
        ("delete_key", edit, wire((at(key), delete))),
    ]);
    functions
}

fn wire(arguments: impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(&arguments).unwrap()
}
