//! Data sources of the list and its dialogs on the server. They return data that the handler has already loaded, so a page
//! renders in one pass without waiting.

use crate::{
    domain::{id::Id, key_query::KeyQuery, keys::key::Key},
    error::AppError,
    views::wire::{KeyDetail, KeysPage},
};
use leptos::prelude::{on_cleanup, use_context};
use std::sync::Arc;
use tokio::sync::oneshot;

/// The list, and the key of an open dialog. A context of the pages that show them.
#[derive(Clone)]
pub struct LoadedData {
    pub list: Arc<Result<KeysPage, AppError>>,
    pub key: Option<Arc<Result<KeyDetail, AppError>>>,
}

/// The loaded list. Never resolves on a page without a list, such as the reply with a new link.
pub async fn list(_: String, _: KeyQuery) -> Result<KeysPage, AppError> {
    loaded(|loaded| Some(loaded.list)).await
}

/// The loaded key.
pub async fn key(_: String, _: Id<Key>) -> Result<KeyDetail, AppError> {
    loaded(|loaded| loaded.key).await
}

/// A part of the loaded data.
async fn loaded<T: Clone>(part: impl FnOnce(LoadedData) -> Option<Arc<Result<T, AppError>>>) -> Result<T, AppError> {
    if let Some(part) = use_context::<LoadedData>().and_then(part) {
        return (*part).clone();
    }
    // Pending futures end with the page.
    let (page, ended) = oneshot::channel::<()>();
    on_cleanup(move || drop(page));
    let _ = ended.await;
    Err(AppError::Unavailable)
}

/// Returns the closure unchanged. On the server nothing changes and each part is rendered once, so a memo would cost more than
/// the computation.
pub fn memoized<T>(value: impl Fn() -> T) -> impl Fn() -> T {
    value
}
