//! The *Audit log* page and its exports.

use crate::{
    domain::audit::log::{AuditFilter, AuditQuery},
    error::{AppError, export::ExportError},
    i18n::t,
    server::audit::log::{self, LogExport},
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

/// The filter of an export. `None` if it is invalid: the file would contain the whole log and could be mistaken for the filtered one.
fn valid_filter(page_request: &PageRequest) -> Option<AuditFilter> {
    let query = AuditQuery::from_pairs(&page_request.query());
    (!query.is_invalid()).then_some(query.filter)
}

/// Redirects to the page, which reports the invalid filter.
fn to_page(page_request: &PageRequest, account: &str) -> Response {
    let search = page_request.request.uri.query().unwrap_or_default();
    Redirect::to(&paths::filtered_audit(account, search)).into_response()
}

/// *Export to Excel*: the filtered log as an XLSX file.
pub(super) async fn workbook(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let Some(filter) = valid_filter(&page_request) else {
        return to_page(&page_request, &account);
    };
    let page = paths::filtered_audit(&account, &filter.query_string());
    match log::workbook(&page_request.caller, &account, &filter).await {
        Ok(file) => export::download_response(file),
        Err(ExportError::App(AppError::SessionEnded)) => to_sign_in(&page),
        Err(error) => export::error_page(page_request, error, (page, t::audit_export_back())).await,
    }
}

/// *Export*: the filtered log as a CSV file. HEAD records no event.
pub(super) async fn csv(Path(account): Path<String>, page_request: PageRequest) -> Response {
    let Some(filter) = valid_filter(&page_request) else {
        return to_page(&page_request, &account);
    };
    match begin_csv(&page_request, &account, &filter).await {
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
        Err(AppError::SessionEnded) => to_sign_in(&paths::filtered_audit(&account, &filter.query_string())),
        Err(error) => page_request.refuse(error).await,
    }
}

const CSV: &str = "text/csv; charset=utf-8";

/// Begins the export. `None` for HEAD, which only checks the permission.
async fn begin_csv(
    page_request: &PageRequest,
    account: &str,
    filter: &AuditFilter,
) -> Result<Option<LogExport>, AppError> {
    if page_request.request.method == Method::HEAD {
        return log::may_export(&page_request.caller, account).await.map(|()| None);
    }
    log::export(&page_request.caller, account, filter).await.map(Some)
}

/// Sends the file part by part, each one after the connection took the previous one. If the export fails, the body is aborted, so that the
/// file is not mistaken for complete.
async fn send(mut export: LogExport, mut sender: Sender<Bytes, AppError>) {
    loop {
        match export.next().await {
            Ok(Some(batch)) => {
                if sender.send_data(Bytes::from(batch)).await.is_err() {
                    return; // the client has disconnected
                }
            }
            Ok(None) => return,
            Err(error) => return sender.abort(error.into()),
        }
    }
}
