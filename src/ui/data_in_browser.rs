//! Data sources of the list and its dialogs in the browser. `data_on_server.rs` has the same interface.

use crate::{
    api::keys::{list_keys, show_key},
    domain::{id::Id, key_query::KeyQuery, keys::key::Key},
    error::AppError,
    views::wire::{KeyDetail, KeysPage},
};
use leptos::prelude::*;
use std::pin::Pin;

type Pending<T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>>;

/// Requests the list. Boxed and never inlined, so that the browser's module contains the request code only once.
#[inline(never)]
pub fn list(account: String, query: KeyQuery) -> Pending<KeysPage> {
    Box::pin(list_keys(account, query))
}

/// Requests a key.
pub fn key(account: String, key: Id<Key>) -> Pending<KeyDetail> {
    Box::pin(show_key(account, key))
}

/// Memoizes a value, so that its reader is rendered again only when the value has changed.
pub fn memoized<T: Clone + PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> impl Fn() -> T {
    let memo = Memo::new(move |_| value());
    move || memo.get()
}
