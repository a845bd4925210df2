//! *Audit log*: its page, and its export.

use crate::{
    domain::audit::AuditQuery,
    error::AppError,
    server::{
        audit_log::{self, Export},
        context::Caller,
    },
    ui::pages::audit::audit_page,
    web::{Web, middleware, pages},
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, Request, State},
    http::{
        Method, Uri,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use http_body_util::channel::{Channel, Sender};

/// The page.
pub(super) async fn page(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    match audit_log::show(&caller, &account, query(request.uri())).await {
        Ok(page) => pages::plain(&web, request, move || audit_page(&page)).await,
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

/// *Export*: the log as the page filters it, as a file. It costs work and is recorded, so no other site may ask for it; asking
/// for its head alone records nothing.
pub(super) async fn export(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    if !middleware::is_same_site(&request) {
        return middleware::from_another_site();
    }
    match begin(&caller, &account, request.method(), request.uri()).await {
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
        Err(error) => pages::refuse(&web, request, error).await,
    }
}

const CSV: &str = "text/csv; charset=utf-8";

async fn begin(caller: &Caller, account: &str, method: &Method, uri: &Uri) -> Result<Option<Export>, AppError> {
    if method == Method::HEAD {
        return audit_log::may_export(caller, account).await.map(|()| None);
    }
    let filter = query(uri).filter;
    audit_log::export(caller, account, &filter).await.map(Some)
}

/// Sends a part when the one before is on its way. A file that cannot be finished breaks off, so that nobody takes it for whole.
async fn send(mut export: Export, mut sender: Sender<Bytes, AppError>) {
    loop {
        match export.next().await {
            Ok(Some(part)) => {
                if sender.send_data(Bytes::from(part)).await.is_err() {
                    return; // whoever asked has gone
                }
            }
            Ok(None) => return,
            Err(error) => return sender.abort(error.into()),
        }
    }
}

/// The parameters of an address. A text that is none has none.
fn query(uri: &Uri) -> AuditQuery {
    let pairs = serde_urlencoded::from_str::<Vec<(String, String)>>(uri.query().unwrap_or_default());
    AuditQuery::from_pairs(&pairs.unwrap_or_default())
}
