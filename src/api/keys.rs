//! The Generated tab's questions and actions.

use crate::{
    domain::{
        key::Key,
        names::Id,
        page::KeyQuery,
        views::{
            CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyDetail, KeyRef, KeysPage, NewLink,
            RenewInput,
        },
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::Postcard};

/// One page of the account's generated keys.
#[server(prefix = "/api/1", endpoint = "list_keys", input = Postcard, output = Postcard)]
pub async fn list_keys(account: String, query: KeyQuery) -> Result<KeysPage, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::list(&caller, &account, query).await).await
}

/// One key, for its dialogs.
#[server(prefix = "/api/1", endpoint = "show_key", input = Postcard, output = Postcard)]
pub async fn show_key(account: String, key: Id) -> Result<KeyDetail, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::show(&caller, &account, &key).await).await
}

/// Generates a key and its single-access link.
#[server(prefix = "/api/1", endpoint = "generate_key", input = Postcard, output = Postcard)]
pub async fn generate_key(account: String, input: GenerateInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::generate(&caller, &account, input).await).await
}

/// Gives a key a new token and its single-access link.
#[server(prefix = "/api/1", endpoint = "renew_key", input = Postcard, output = Postcard)]
pub async fn renew_key(key: KeyRef, input: RenewInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::renew(&caller, &key, input).await).await
}

/// Completes a renewal with *Later* or *Now*.
#[server(prefix = "/api/1", endpoint = "complete_renewal", input = Postcard, output = Postcard)]
pub async fn complete_renewal(key: KeyRef, input: CompleteInput) -> Result<Key, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::complete_renewal(&caller, &key, input).await).await
}

/// Takes a renewal back.
#[server(prefix = "/api/1", endpoint = "undo_renewal", input = Postcard, output = Postcard)]
pub async fn undo_renewal(key: KeyRef) -> Result<Key, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::undo_renewal(&caller, &key).await).await
}

/// Deletes the old token of a renewing key.
#[server(prefix = "/api/1", endpoint = "delete_old_token", input = Postcard, output = Postcard)]
pub async fn delete_old_token(key: KeyRef, input: DeleteOldInput) -> Result<Key, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::delete_old_token(&caller, &key, input).await).await
}

/// Makes a key inactive.
#[server(prefix = "/api/1", endpoint = "deactivate_key", input = Postcard, output = Postcard)]
pub async fn deactivate_key(key: KeyRef) -> Result<Key, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::deactivate(&caller, &key).await).await
}

/// Makes an inactive key good again.
#[server(prefix = "/api/1", endpoint = "activate_key", input = Postcard, output = Postcard)]
pub async fn activate_key(key: KeyRef) -> Result<Key, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::activate(&caller, &key).await).await
}

/// Changes a key's label, roles and status.
#[server(prefix = "/api/1", endpoint = "edit_key", input = Postcard, output = Postcard)]
pub async fn edit_key(key: KeyRef, input: EditInput) -> Result<Key, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::edit(&caller, &key, input).await).await
}

/// Deletes a key with its tokens and links.
#[server(prefix = "/api/1", endpoint = "delete_key", input = Postcard, output = Postcard)]
pub async fn delete_key(key: KeyRef, input: DeleteInput) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::delete(&caller, &key, input).await).await
}
