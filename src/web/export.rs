//! *Export*: the download of keys, and the page for an export that failed.

use crate::{
    api::export::ExportKeys,
    domain::{key_query::KeyQuery, names::AccountSlug},
    error::{AppError, export::ExportError},
    i18n::t,
    server::export::KeysExport,
    ui::{pages::export_failed::export_failed, paths},
    web::{
        bodies::BODY_LIMIT,
        page_request::PageRequest,
        pages::{error_viewer, to_sign_in, with_status_of},
        server_functions,
    },
};
use axum::{
    body::{Body, to_bytes},
    extract::{Path, Query, RawQuery, Request, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use leptos::server_fn::error::FromServerFnError;
use percent_encoding::{CONTROLS, utf8_percent_encode};

/// Answers with the file of [`ExportKeys`], or with a page that shows the error.
pub(super) async fn download(query: Result<Query<ExportKeys>, QueryRejection>, page_request: PageRequest) -> Response {
    let Ok(Query(query)) = query else {
        return page_request.refuse(AppError::Malformed).await;
    };
    if AccountSlug::parse_existing(&query.account).is_err() {
        return page_request.refuse(AppError::NotFound).await;
    }
    let answer = server_functions::call(Request::from_parts(page_request.request.clone(), Body::empty())).await;
    if answer.status().is_success() {
        return answer;
    }
    let error = match to_bytes(answer.into_body(), BODY_LIMIT).await {
        Ok(bytes) => ExportError::de(bytes),
        Err(_) => AppError::Unavailable.into(),
    };
    show_error(query, page_request, error).await
}

async fn show_error(query: ExportKeys, mut page_request: PageRequest, error: ExportError) -> Response {
    let list = paths::list(&query.account, &KeyQuery::default());
    match error {
        // The list reports the unknown filter.
        ExportError::UnknownFilter => {
            let list = if query.external {
                paths::external(&query.account)
            } else {
                list
            };
            let filter = utf8_percent_encode(&query.filter, CONTROLS);
            Redirect::to(&format!("{list}?{filter}")).into_response()
        }
        // Sign-in leads to the list with the button. If it led to the file, the browser would download it and stay on the sign-in page.
        ExportError::App(AppError::SessionEnded) => to_sign_in(&list),
        error => {
            // With the list's address, the error page shows the top bar of the account.
            if let Ok(uri) = list.parse() {
                page_request.request.uri = uri;
            }
            error_page(page_request, error, (list, t::export_back())).await
        }
    }
}

/// The error page of an export. `back` is the path and name of the link back to where the export was requested.
pub(super) async fn error_page(
    page_request: PageRequest,
    error: ExportError,
    back: (String, &'static str),
) -> Response {
    if let ExportError::App(error @ (AppError::NotFound | AppError::Forbidden)) = error {
        return page_request.refuse(error).await;
    }
    let viewer = error_viewer(&page_request.request).await;
    let sentence = error.to_string();
    let render = move |(path, name): &(String, &'static str)| export_failed(viewer.clone(), (path, name), &sentence);
    with_status_of(&error, page_request.show(Ok(back), render).await)
}

/// Redirects from the former address, which bookmarks may contain. Its query is the filter of a list, with `list=external` for external
/// keys.
pub(super) async fn moved(Path(account): Path<String>, RawQuery(query): RawQuery) -> Redirect {
    let query = query.unwrap_or_default();
    let (lists, filter): (Vec<_>, Vec<_>) = query.split('&').partition(|pair| pair.starts_with("list="));
    let external = lists.contains(&"list=external");
    Redirect::to(&paths::export(&account, external, &filter.join("&")))
}

/// Refuses HEAD, because the whole file would have to be made for its headers.
pub(super) async fn head_not_allowed() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// Responds with the file.
pub(super) fn download_response(export: KeysExport) -> Response {
    let headers = export.headers();
    (headers, Body::from_stream(export.bytes())).into_response()
}
