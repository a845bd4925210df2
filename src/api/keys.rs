//! Server functions of the Generated tab: queries and actions.

use crate::{
    domain::{id::Id, key_query::KeyQuery, keys::key::Key},
    error::AppError,
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, GenerateInput, KeyDetail, KeyRef, KeysPage, NewLink,
        NewLinkInput, RenewInput,
    },
};
use leptos::{prelude::*, server_fn::codec::Postcard};

/// Returns one page of the account's generated keys.
#[server(prefix = "/api/5", endpoint = "list_keys", input = Postcard, output = Postcard)]
pub async fn list_keys(account: String, query: KeyQuery) -> Result<KeysPage, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::list(&caller, &account, query).await).await
}

/// Returns one key, for its dialogs.
#[server(prefix = "/api/5", endpoint = "show_key", input = Postcard, output = Postcard)]
pub async fn show_key(account: String, key: Id<Key>) -> Result<KeyDetail, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::show(&caller, &account, &key).await).await
}

/// Generates a key and returns its single-access link.
#[server(prefix = "/api/5", endpoint = "generate_key", input = Postcard, output = Postcard)]
pub async fn generate_key(account: String, input: GenerateInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::generate(&caller, &account, input, |link| link).await).await
}

/// Renews a key: creates a new token and returns its single-access link.
#[server(prefix = "/api/5", endpoint = "renew_key", input = Postcard, output = Postcard)]
pub async fn renew_key(key: KeyRef, input: RenewInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::renew(&caller, &key, input, |link| link).await).await
}

/// Replaces the newest token and its pending link with new ones, while the link is unopened.
#[server(prefix = "/api/5", endpoint = "replace_link", input = Postcard, output = Postcard)]
pub async fn replace_link(key: KeyRef, input: NewLinkInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::replace_link(&caller, &key, input, |link| link).await).await
}

/// Completes a renewal: deletes the old token now, or keeps it for later deletion.
#[server(prefix = "/api/5", endpoint = "complete_renewal", input = Postcard, output = Postcard)]
pub async fn complete_renewal(key: KeyRef, input: CompleteInput) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::complete_renewal(&caller, &key, input).await).await
}

/// Undoes a renewal while the link of the new token is unopened.
#[server(prefix = "/api/5", endpoint = "undo_renewal", input = Postcard, output = Postcard)]
pub async fn undo_renewal(key: KeyRef) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::undo_renewal(&caller, &key).await).await
}

/// Deletes the old token of a renewed key.
#[server(prefix = "/api/5", endpoint = "delete_old_token", input = Postcard, output = Postcard)]
pub async fn delete_old_token(key: KeyRef, input: DeleteOldInput) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::delete_old_token(&caller, &key, input).await).await
}

/// Changes a key's label, roles and status.
#[server(prefix = "/api/5", endpoint = "edit_key", input = Postcard, output = Postcard)]
pub async fn edit_key(key: KeyRef, input: EditInput) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::edit(&caller, &key, input).await).await
}

/// Makes an inactive key active.
#[server(prefix = "/api/5", endpoint = "activate_key", input = Postcard, output = Postcard)]
pub async fn activate_key(key: KeyRef) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::activate(&caller, &key).await).await
}

/// Makes a key inactive.
#[server(prefix = "/api/5", endpoint = "deactivate_key", input = Postcard, output = Postcard)]
pub async fn deactivate_key(key: KeyRef, in_use: bool) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::deactivate(&caller, &key, in_use).await).await
}

/// Deletes a key with its tokens and links.
#[server(prefix = "/api/5", endpoint = "delete_key", input = Postcard, output = Postcard)]
pub async fn delete_key(key: KeyRef, input: DeleteInput) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::delete(&caller, &key, input).await).await
}
