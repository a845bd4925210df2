//! The Generated tab's questions and actions.

use crate::{
    domain::{names::Id, page::KeyQuery},
    error::AppError,
    views::wire::{GenerateInput, KeyChange, KeyDetail, KeyRef, KeysPage, NewLink, NewLinkInput, RenewInput},
};
use leptos::{prelude::*, server_fn::codec::Postcard};

/// One page of the account's generated keys.
#[server(prefix = "/api/3", endpoint = "list_keys", input = Postcard, output = Postcard)]
pub async fn list_keys(account: String, query: KeyQuery) -> Result<KeysPage, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::list(&caller, &account, query).await).await
}

/// One key, for its dialogs.
#[server(prefix = "/api/3", endpoint = "show_key", input = Postcard, output = Postcard)]
pub async fn show_key(account: String, key: Id) -> Result<KeyDetail, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::show(&caller, &account, &key).await).await
}

/// Generates a key and its single-access link.
#[server(prefix = "/api/3", endpoint = "generate_key", input = Postcard, output = Postcard)]
pub async fn generate_key(account: String, input: GenerateInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::generate(&caller, &account, input, |link| link).await).await
}

/// Gives a key a new token and its single-access link.
#[server(prefix = "/api/3", endpoint = "renew_key", input = Postcard, output = Postcard)]
pub async fn renew_key(key: KeyRef, input: RenewInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::renew(&caller, &key, input, |link| link).await).await
}

/// Replaces a token that nobody has seen, and its pending link.
#[server(prefix = "/api/3", endpoint = "replace_link", input = Postcard, output = Postcard)]
pub async fn replace_link(key: KeyRef, input: NewLinkInput) -> Result<NewLink, AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::replace_link(&caller, &key, input, |link| link).await).await
}

/// Does something with a key that there is.
#[server(prefix = "/api/3", endpoint = "change_key", input = Postcard, output = Postcard)]
pub async fn change_key(key: KeyRef, change: KeyChange) -> Result<(), AppError> {
    use crate::server::{context, keys};
    context::answer(async |caller| keys::change(&caller, &key, change).await).await
}
