//! The *Audit log* page and its exports.

use crate::{
    domain::audit::log::AuditQuery,
    error::{AppError, export::ExportError},
    i18n::t,
    server::audit::log::{self, Export},
    ui::{pages::audit::audit_page, paths, shell::Scripts},
    web::{export, page_request::PageRequest, pages::to_sign_in},
};
use axum::{
    body::{Body, Bytes},
    extract::Path,
    http::{
        Method,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use http_body_util::channel::{Channel, Sender};

/// The page of the log.
pub(super) async fn page(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let query = AuditQuery::from_pairs(&page_request.query());
    let found = log::show(&page_request.caller, &account, query).await;
    page_request.show_with(Scripts::List, found, audit_page).await
}

/// Redirects to the page, which reports the invalid filter. An export would contain the whole log and could be mistaken for the filtered
/// one. `None` if the filter is valid.
fn misread(page_request: &PageRequest, account: &str) -> Option<Response> {
    let search = page_request.request.uri.query().unwrap_or_default();
    let misread = AuditQuery::from_pairs(&page_request.query()).is_invalid();
    misread.then(|| Redirect::to(&paths::audit_part(account, search)).into_response())
}

/// *Export to Excel*: the filtered log as an XLSX file.
pub(super) async fn workbook(Path(account): Path<String>, page_request: PageRequest) -> Response {
    if let Some(page) = misread(&page_request, &account) {
        return page;
    }
    let filter = AuditQuery::from_pairs(&page_request.query()).filter;
    match log::workbook(&page_request.caller, &account, &filter).await {
        Ok(file) => export::answer(file),
        Err(ExportError::App(AppError::SessionEnded)) => {
            to_sign_in(&paths::audit_part(&account, &filter.query_string()))
        }
        Err(error) => {
            let back = (
                paths::audit_part(&account, &filter.query_string()),
                t::audit_export_back(),
            );
            export::failed(page_request, error, back).await
        }
    }
}

/// *Export*: the filtered log as a CSV file. HEAD records no event. An invalid filter redirects to the page.
pub(super) async fn csv(Path(account): Path<String>, page_request: PageRequest) -> Response {
    if let Some(page) = misread(&page_request, &account) {
        return page;
    }
    match begin(&page_request, &account).await {
        Ok(None) => ([(CONTENT_TYPE, CSV)]).into_response(),
        Ok(Some(export)) => {
            let disposition = format!("attachment; filename=\"{}\"", export.name);
            let (sender, body) = Channel::new(1);
            tokio::spawn(send(export, sender));
            (
                [(CONTENT_TYPE, CSV.to_owned()), (CONTENT_DISPOSITION, disposition)],
                Body::new(body),
            )
                .into_response()
        }
        // Sign-in leads to the page with the button. If it led to the file, the browser would download it and stay on the sign-in page.
        Err(AppError::SessionEnded) => {
            let filter = AuditQuery::from_pairs(&page_request.query()).filter;
            let next = paths::audit_part(&account, &filter.query_string());
            to_sign_in(&next)
        }
        Err(error) => page_request.refuse(error).await,
    }
}

const CSV: &str = "text/csv; charset=utf-8";

async fn begin(page_request: &PageRequest, account: &str) -> Result<Option<Export>, AppError> {
    if page_request.request.method == Method::HEAD {
        return log::may_export(&page_request.caller, account).await.map(|()| None);
    }
    let filter = AuditQuery::from_pairs(&page_request.query()).filter;
    log::export(&page_request.caller, account, &filter).await.map(Some)
}

/// Sends the file part by part, each one after the connection took the previous one. If the export fails, the body is aborted, so that the
/// file is not mistaken for complete.
async fn send(mut export: Export, mut sender: Sender<Bytes, AppError>) {
    loop {
        match export.next().await {
            Ok(Some(part)) => {
                if sender.send_data(Bytes::from(part)).await.is_err() {
                    return; // the client has disconnected
                }
            }
            Ok(None) => return,
            Err(error) => return sender.abort(error.into()),
        }
    }
}
