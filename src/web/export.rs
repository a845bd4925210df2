//! *Export*: a plain link that downloads a file.

use crate::{
    domain::page::KeyQuery,
    error::AppError,
    i18n::t,
    server::export::{self, Export, ExportError, Selection},
    ui::{pages::export_failed::export_failed, paths},
    web::{
        pages::{refused_to, to_sign_in},
        visit::Visit,
    },
};
use axum::{
    body::Body,
    extract::Path,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Redirect, Response},
};
use tokio_util::io::ReaderStream;

/// What an XLSX file is.
const XLSX: HeaderValue = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/// How much of the file is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// The file, or a page that says why there is none. A filter that is not understood leads to the list, which says so: a file with
/// all keys would be taken for what it finds.
pub(super) async fn download(Path(account): Path<String>, visit: Visit) -> Response {
    let selection = match selection(&visit) {
        Ok(selection) => selection,
        Err((external, search)) => {
            let list = if external {
                paths::external(&account)
            } else {
                paths::list(&account, &KeyQuery::default())
            };
            return Redirect::to(&format!("{list}?{search}")).into_response();
        }
    };
    match export::export(&visit.caller, &account, selection).await {
        Ok(export) => answer(export),
        // After signing in a file would come and the page would stay: the list is where the button is.
        Err(ExportError::App(AppError::SessionEnded)) => to_sign_in(&paths::list(&account, &KeyQuery::default())),
        Err(error) => {
            let back = (paths::list(&account, &KeyQuery::default()), t::export_back());
            failed(visit, error, back).await
        }
    }
}

/// The page that says why there is no file, with the way back to where it was asked for.
pub(super) async fn failed(visit: Visit, error: ExportError, back: (String, &'static str)) -> Response {
    if let ExportError::App(error @ (AppError::NotFound | AppError::Forbidden)) = error {
        return visit.refuse(error).await;
    }
    let viewer = refused_to(&visit.request).await;
    let sentence = error.to_string();
    let draw = move |(path, name): &(String, &'static str)| export_failed(viewer.clone(), (path, name), &sentence);
    let mut response = visit.show(Ok(back), draw).await;
    *response.status_mut() = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The selection that an address asks for: the filter of a list as the list's address has it, with `list=external` for that of
/// external keys. None for all keys. A filter that is not understood comes back with its list.
fn selection(visit: &Visit) -> Result<Option<Selection>, (bool, String)> {
    let pairs = visit.query();
    let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let written = visit.request.uri.query().unwrap_or_default();
    let filter: Vec<_> = written.split('&').filter(|pair| !pair.starts_with("list=")).collect();
    let (external, filter) = (get("list").as_deref() == Some("external"), filter.join("&"));
    let query = KeyQuery::read(get, &filter);
    if !query.ignored.is_empty() {
        return Err((external, filter));
    }
    Ok(query.is_filtered().then_some(Selection { external, query }))
}

/// Nobody makes a file to look at its headers.
pub(super) async fn nothing() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// The file as an answer.
pub(super) fn answer(export: Export) -> Response {
    let file = tokio::fs::File::from_std(export.file);
    let mut response = Body::from_stream(ReaderStream::with_capacity(file, CHUNK)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, XLSX);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(export.length));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", export.name)) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}
