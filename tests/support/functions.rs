//! Every server function, with what it takes and a call of it.

use super::app::{ACCOUNT, FORM_ID, at};
use keydesk::domain::{
    key::{Consent, DeleteOld, Key},
    names::Id,
    page::KeyQuery,
    permission::Permission,
    views::{CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyChange, Password, RenewInput},
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
        password: password(),
    };
    let delete = DeleteInput {
        understood: true,
        password: password(),
    };
    let properties = EditInput {
        label: "x".to_owned(),
        roles: vec![],
        active: true,
        password: password(),
    };
    let later = CompleteInput {
        delete_old: DeleteOld::Later,
        password: password(),
    };
    let delete_old = DeleteOldInput { password: password() };
    vec![
        ("list_keys", view, wire((ACCOUNT, KeyQuery::default()))),
        ("show_key", view, wire((ACCOUNT, &key.id))),
        ("generate_key", edit, wire((ACCOUNT, generate))),
        ("renew_key", renew, wire((at(key), consent))),
        ("change_key", renew, wire((at(key), KeyChange::CompleteRenewal(later)))),
        ("change_key", renew, wire((at(key), KeyChange::UndoRenewal))),
        (
            "change_key",
            renew,
            wire((at(key), KeyChange::DeleteOldToken(delete_old))),
        ),
        ("change_key", edit, wire((at(key), KeyChange::Deactivate))),
        ("change_key", edit, wire((at(key), KeyChange::Activate))),
        ("change_key", edit, wire((at(key), KeyChange::Edit(properties)))),
        ("change_key", edit, wire((at(key), KeyChange::Delete(delete)))),
    ]
}

fn wire(arguments: impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(&arguments).unwrap()
}
