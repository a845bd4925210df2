//! The share page of a single-access link. GET and HEAD show its state without opening it. POST opens it.

use crate::{
    domain::{audit::receipt::VisitedBy, keys::link::Link},
    error::AppError,
    server::{
        context::Caller,
        crypto::Secret,
        devices,
        idempotency::{SubmittedForm, new_form_id},
        links::{self, DeliveredToken, LinkDetails, LinkRequest, Opening},
    },
    ui::share::{ShareView, share_document},
    web::{client, page_request::Form, pages::with_status_of, shared::Web},
};
use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{CONTENT_SECURITY_POLICY, SET_COOKIE},
    },
    response::{Html, IntoResponse, Response},
};
use leptos::nonce::Nonce;

/// GET and HEAD: shows what the link is for, or how it ended.
pub(super) async fn view(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let link_request = link_request(&web, &caller, &method, &headers);
    match links::view(&caller, &id(&uri), &link_request).await {
        Ok(details) => show_details(&web, &method, details),
        Err(error) => show_error(&web, &method, error),
    }
}

/// POST after a click on *View token*: opens the link.
pub(super) async fn open(
    State(web): State<Web>,
    Extension(caller): Extension<Caller>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let link_request = link_request(&web, &caller, &method, &headers);
    let form = Form::read(body).await.unwrap_or_default();
    let id = id(&uri);
    let submitted = match SubmittedForm::to_link(&id, &form.id(), &form.content()) {
        Ok(submitted) => submitted,
        Err(error) => return show_error(&web, &method, error),
    };
    let render = |opened: DeliveredToken| {
        let page = ShareView::Token {
            account: opened.account,
            label: opened.label,
            app_key: opened.app_key,
            token: opened.token,
            genuine_prefix: web.state.config.link_prefix(),
        };
        let mut response = document(&web, &method, StatusCode::OK, page);
        let cookie = client::set_opener(&web.state.config, &id, &Secret::new(opened.browser));
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    };
    match links::open(&caller, &id, &link_request, submitted.as_ref(), render).await {
        Ok(Opening::Opened(page)) => page,
        Ok(Opening::Ended(details)) => show_details(&web, &method, details),
        Err(error) => show_error(&web, &method, error),
    }
}

/// Classifies the visitor by the request's headers. Only GET and HEAD can be automatic. A POST always counts as a person.
fn link_request(web: &Web, caller: &Caller, method: &Method, headers: &HeaderMap) -> LinkRequest {
    let has_word = |name: &str, words: &[&str]| {
        let value = headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        words.iter().any(|word| value.contains(word))
    };
    // The standard header for prefetching, and the headers that browsers sent before it existed.
    let is_prefetch = has_word("sec-purpose", &["prefetch", "prerender"])
        || has_word("purpose", &["prefetch", "preview"])
        || has_word("x-moz", &["prefetch"])
        || has_word("x-purpose", &["preview"]);
    let by = match *method {
        Method::POST => VisitedBy::Somebody,
        Method::HEAD => VisitedBy::Headers,
        _ if is_prefetch => VisitedBy::Prefetch,
        _ if devices::is_preview(&caller.user_agent) => VisitedBy::Preview,
        _ => VisitedBy::Somebody,
    };
    let browser = client::opener(&web.state.config, headers).map(Secret::new);
    LinkRequest { by, browser }
}

/// The id in the path. Ids need no percent-encoding, so an encoded one is unknown.
fn id(uri: &Uri) -> Secret {
    Secret::new(uri.path().trim_start_matches("/credentials/"))
}

/// `/credentials/` itself, and paths below a link.
pub(super) async fn not_found(State(web): State<Web>, method: Method) -> Response {
    nothing_here(&web, &method)
}

/// The 404 page. It is the same for unknown ids, malformed ids and other addresses of a share host.
pub(super) fn nothing_here(web: &Web, method: &Method) -> Response {
    document(web, method, StatusCode::NOT_FOUND, ShareView::NotFound)
}

fn show_details(web: &Web, method: &Method, details: LinkDetails) -> Response {
    let LinkDetails {
        account,
        label,
        link,
        now,
    } = details;
    match link {
        Link::Pending { expires_at } => {
            let genuine_prefix = web.state.config.link_prefix();
            document(
                web,
                method,
                StatusCode::OK,
                ShareView::Waiting {
                    account,
                    label,
                    expires_at,
                    now,
                    genuine_prefix,
                    form_id: new_form_id(),
                },
            )
        }
        Link::Opened { .. } | Link::Expired { .. } | Link::Cancelled { .. } => {
            document(web, method, StatusCode::GONE, ShareView::Ended { account, label, link })
        }
    }
}

fn show_error(web: &Web, method: &Method, error: AppError) -> Response {
    if error == AppError::NotFound {
        return nothing_here(web, method);
    }
    let page = document(web, method, StatusCode::OK, ShareView::Failed(error.clone()));
    with_status_of(&error, page)
}

/// Renders the document. Its content security policy allows only the page's own module, if the page has one, and its own form. The module
/// is allowed by nonce instead of address, because the page may be requested under other host names than that of the share origin.
fn document(web: &Web, method: &Method, status: StatusCode, view: ShareView) -> Response {
    let nonce = view.script(&web.site.assets).map(|_| Nonce::new().to_string());
    let scripts = nonce
        .as_ref()
        .map_or("'none'".to_owned(), |nonce| format!("'nonce-{nonce}'"));
    let can_reload = matches!(*method, Method::GET | Method::HEAD);
    let page = share_document(view, &web.site.assets, nonce.as_deref(), can_reload);
    let mut response = (status, Html(page)).into_response();
    let policy = format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}
