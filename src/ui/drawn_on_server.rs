//! What the list and its dialogs are drawn from on the server: what was found before, so that a page is drawn in one go and waits
//! for nothing.

use crate::{
    domain::{names::Id, page::KeyQuery},
    error::AppError,
    views::wire::{KeyDetail, KeysPage},
};
use leptos::prelude::{on_cleanup, use_context};
use std::sync::Arc;
use tokio::sync::oneshot;

/// The list, and the key that a dialog over it is about. A context of the pages that show them.
#[derive(Clone)]
pub struct Found {
    pub list: Arc<Result<KeysPage, AppError>>,
    pub key: Option<Arc<Result<KeyDetail, AppError>>>,
}

/// The list that was found. On a page that shows none, such as the dialog with a new link in reply to a form, it never comes.
pub async fn list(_: String, _: KeyQuery) -> Result<KeysPage, AppError> {
    found(|found| Some(found.list)).await
}

/// The key that was found.
pub async fn key(_: String, _: Id) -> Result<KeyDetail, AppError> {
    found(|found| found.key).await
}

async fn found<T: Clone>(part: impl FnOnce(Found) -> Option<Arc<Result<T, AppError>>>) -> Result<T, AppError> {
    if let Some(part) = use_context::<Found>().and_then(part) {
        return (*part).clone();
    }
    // Whoever waits for it ends with the page.
    let (page, ended) = oneshot::channel::<()>();
    on_cleanup(move || drop(page));
    let _ = ended.await;
    Err(AppError::Unavailable)
}

/// What a part follows, so that it is drawn again only when this has changed. On the server, where nothing changes and each
/// part is drawn once, it is not kept: that would take longer than to find it out.
pub fn followed<T>(what: impl Fn() -> T) -> impl Fn() -> T {
    what
}
