//! What the list and its dialogs are drawn from in the browser; `drawn_on_server.rs` has the same names.

use crate::{
    api::keys::{list_keys, show_key},
    domain::{names::Id, page::KeyQuery},
    error::AppError,
    views::wire::{KeyDetail, KeysPage},
};
use leptos::prelude::*;
use std::pin::Pin;

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>>;

/// Asks for the list. Boxed and never inlined, so that the browser downloads the code of the question once.
#[inline(never)]
pub fn list(account: String, query: KeyQuery) -> Answer<KeysPage> {
    Box::pin(list_keys(account, query))
}

/// Asks for a key.
pub fn key(account: String, key: Id) -> Answer<KeyDetail> {
    Box::pin(show_key(account, key))
}

/// What a part follows, so that it is drawn again only when this has changed.
pub fn followed<T: Clone + PartialEq + Send + Sync + 'static>(
    what: impl Fn() -> T + Send + Sync + 'static,
) -> impl Fn() -> T {
    let kept = Memo::new(move |_| what());
    move || kept.get()
}
