//! *Link history* of a key: its page and form, which are the same with and without scripts.

use crate::{
    domain::{id::Id, keys::key::Key},
    error::AppError,
    server::receipts,
    ui::{
        notice::Notice,
        pages::links::{LINK, VISITS, links_page},
        paths,
    },
    web::page_request::{FormPost, PageRequest, redirect_with_notice},
};
use axum::{extract::Path, response::Response};

/// The page of the history.
pub(super) async fn history(Path((account, key)): Path<(String, String)>, page_request: PageRequest) -> Response {
    let found = receipts::history(&page_request.caller, &account, &Id::new(key)).await;
    page_request.show(found, links_page).await
}

/// The form *Dismiss notice*.
pub(super) async fn dismiss(Path((account, key)): Path<(String, String)>, post: FormPost) -> Response {
    match carry_out(&post, &account, &Id::new(key.clone())).await {
        Ok(()) => redirect_with_notice(&paths::link_history(&account, &key), Notice::LinkNoticeDismissed),
        Err(error) => post.refuse(error).await,
    }
}

async fn carry_out(post: &FormPost, account: &str, key: &Id<Key>) -> Result<(), AppError> {
    let FormPost { caller, form, .. } = post;
    // An invalid count becomes 0, which matches no notice. `dismiss` checks the permission first.
    let visits = form.text(VISITS).parse().unwrap_or_default();
    receipts::dismiss(caller, account, key, &Id::new(form.text(LINK)), visits).await
}
