//! The page of a key, and its forms, which are the same with and without scripts.

use crate::{
    domain::{id::Id, keys::key::Key, names::AccountSlug},
    error::AppError,
    server::{key_page, receipts},
    ui::{
        notice::Notice,
        pages::{
            key::{DEAD, USES, key_page as key_page_view},
            links::{LINK, VISITS},
        },
        paths,
    },
    web::page_request::{FormPost, PageRequest, redirect_with_notice},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};

/// The page.
pub(super) async fn show(Path((account, key)): Path<(String, String)>, page_request: PageRequest) -> Response {
    let found = key_page::show(&page_request.caller, &account, &Id::new(key)).await;
    page_request.show(found, key_page_view).await
}

/// Redirects from the former address of a key's links, which bookmarks may contain.
pub(super) async fn moved(Path((account, key)): Path<(String, String)>, page_request: PageRequest) -> Response {
    let key = Id::<Key>::new(key);
    match AccountSlug::parse_existing(&account) {
        Ok(account) if key.is_well_formed() => {
            Redirect::to(&format!("{}#links-title", paths::key(account.as_str(), key.as_str()))).into_response()
        }
        _ => page_request.refuse(AppError::NotFound).await,
    }
}

/// The forms *Dismiss notice*: of a dead token, or of a link.
pub(super) async fn dismiss(Path((account, key)): Path<(String, String)>, post: FormPost) -> Response {
    match carry_out(&post, &account, &Id::new(key.clone())).await {
        Ok(notice) => redirect_with_notice(&paths::key(&account, &key), notice),
        Err(error) => post.refuse(error).await,
    }
}

async fn carry_out(post: &FormPost, account: &str, key: &Id<Key>) -> Result<Notice, AppError> {
    let FormPost { caller, form, .. } = post;
    // An invalid count becomes 0, which matches no notice. The use cases check the permission first.
    let count = |name| form.text(name).parse().unwrap_or_default();
    if let Some(dead) = form.get(DEAD) {
        key_page::dismiss(caller, account, key, (dead, count(USES))).await?;
        return Ok(Notice::DeadTokenDismissed);
    }
    receipts::dismiss(caller, account, key, &Id::new(form.text(LINK)), count(VISITS)).await?;
    Ok(Notice::LinkNoticeDismissed)
}
