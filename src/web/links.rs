//! *Link history* of a key: its page and its form, with and without scripts the same.

use crate::{
    domain::names::Id,
    error::AppError,
    server::{context::Caller, receipts},
    ui::{
        notice::Notice,
        pages::links::{LINK, VISITS, links_page},
        paths,
    },
    web::{Web, forms::Form, pages},
};
use axum::{
    Extension,
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};

/// The page.
pub(super) async fn history(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, key)): Path<(String, String)>,
    request: Request,
) -> Response {
    match receipts::history(&caller, &account, &Id(key)).await {
        Ok(history) => pages::plain(&web, request, move || links_page(&history)).await,
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// *Dismiss notice*.
pub(super) async fn dismiss(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path((account, key)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (request, form) = match Form::read(request).await {
        Ok(read) => read,
        Err((request, error)) => return pages::refuse(&web, request, error).await,
    };
    match carry_out(&caller, &account, &Id(key.clone()), &form).await {
        Ok(()) => {
            let done = Notice::LinkNoticeDismissed.word();
            Redirect::to(&format!("{}?done={done}", paths::link_history(&account, &key))).into_response()
        }
        Err(error) => form.refused(&web, request, error).await,
    }
}

async fn carry_out(caller: &Caller, account: &str, key: &Id, form: &Form) -> Result<(), AppError> {
    // What is no number is none that there was; who may not dismiss anything learns that first.
    let visits = form.text(VISITS).parse().unwrap_or_default();
    receipts::dismiss(caller, account, key, &Id(form.text(LINK)), visits).await
}
