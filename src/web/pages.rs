//! Renders pages, and the responses for pages that cannot be shown. Handlers load the data. This module adds the content security policy,
//! the status and the mark for compression.

use crate::{
    api::posted::{Posted, PostedOutcome},
    domain::{key_query::KeyQuery, time::whole_seconds},
    error::{AppError, HttpError},
    server::{context::Caller, idempotency::new_form_id, in_place::in_place, keys, profile, request_id},
    ui::{
        app::StaticApp,
        components::{field::SignedInAs, form_id::FormId, own_address::OwnOrigin, topbar::Section},
        data::LoadedData,
        pages::not_found::{RefusedViewer, RequestReference},
        paths::OpenDialog,
        plain::PlainPage,
        shell::{OwnQuery, Scripts, hydrated_document, plain_document},
        title::PageTitle,
    },
    views::wire::NewLink,
    web::{client, compression::compressible, fields, owners, shape, shared::Web},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderValue, Method, StatusCode,
        header::{ACCEPT, CONTENT_SECURITY_POLICY, RETRY_AFTER},
        request::Parts,
    },
    response::{Html, IntoResponse, Redirect, Response},
};
use http_body_util::BodyExt;
use leptos::{
    nonce::{Nonce, use_nonce},
    prelude::*,
};
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use leptos_router::location::RequestUrl;
use std::sync::Arc;

/// Serves a file of the site, or the 404 page.
pub(super) async fn file_or_not_found(State(web): State<Web>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if matches!(parts.method, Method::GET | Method::HEAD) && parts.uri.path() != "/" {
        let file_request = Request::from_parts(parts.clone(), Body::empty());
        if let Some(file) = web.site.file(file_request).await {
            return file;
        }
    }
    refuse(&web, parts, AppError::NotFound).await
}

/// Answers 405 to a method that the route does not support. The GET of a browser, for example to the address of a form, gets an HTML page.
pub(super) async fn no_such_method(State(web): State<Web>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let asks_for_page = parts
        .headers
        .get(ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    let mut response = if parts.method == Method::GET && asks_for_page {
        refuse(&web, parts, AppError::NotFound).await
    } else {
        Response::default()
    };
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// Responds with the error in place of a page. Without a session it redirects to sign-in.
pub(super) async fn refuse(web: &Web, request: Parts, error: AppError) -> Response {
    if error == AppError::SessionEnded {
        return to_sign_in(request.uri.path_and_query().map_or("/", |p| p.as_str()));
    }
    let posted = Posted {
        fields: Arc::from([]),
        outcome: PostedOutcome::Failed(error),
    };
    reply(web, request, posted).await
}

/// Redirects to the sign-in page, which leads to `next` afterwards.
pub(super) fn to_sign_in(next: &str) -> Response {
    let query = serde_html_form::to_string([("next", next)]).unwrap_or_default();
    Redirect::to(&format!("/login?{query}")).into_response()
}

/// Renders the page at the request's address as the reply to a posted form: never hydrated, never stored.
pub(super) async fn reply(web: &Web, request: Parts, posted: Posted) -> Response {
    let error = posted.error().cloned();
    let viewer = match &error {
        Some(AppError::NotFound | AppError::Forbidden | AppError::Malformed) => error_viewer(&request).await,
        Some(_) | None => None,
    };
    let found = reload_data(&request).await;
    let response = render_with(web, &request, Scripts::Static, move || {
        provide_context(posted);
        if let Some(viewer) = viewer {
            provide_context(viewer);
        }
        if let Some(found) = found {
            provide_context(found);
        }
    });
    match error {
        Some(error) => with_status_of(&error, response),
        None => response,
    }
}

/// Loads the list and the key for the page at the request's address. `None` if the address is not below a list of keys.
async fn reload_data(request: &Parts) -> Option<LoadedData> {
    let caller = request.extensions.get::<Caller>()?;
    let (account, dialog) = OpenDialog::parse(request.uri.path())?;
    let list = keys::list(caller, account, list_query(request)).await;
    let key = match dialog {
        OpenDialog::Key { key, .. } => Some(keys::show(caller, account, &key).await),
        OpenDialog::List | OpenDialog::Generate => None,
    };
    Some(LoadedData {
        list: Arc::new(list),
        key: key.map(Arc::new),
    })
}

/// The search, filters, order and page that the request's query names.
pub(super) fn list_query(request: &Parts) -> KeyQuery {
    let written = request.uri.query().unwrap_or_default();
    let pairs = fields::parse(written.as_bytes()).unwrap_or_default();
    let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    KeyQuery::parse(get, written)
}

/// The top bar of an error page: for the account in the path if the caller is a member, otherwise without an account. `None` without a
/// session, and if the database cannot be read.
pub(super) async fn error_viewer(request: &Parts) -> Option<RefusedViewer> {
    let caller = request.extensions.get::<Caller>()?;
    let account = request.uri.path().split('/').nth(1)?;
    if let Ok(membership) = caller.membership(account).await {
        return Some(RefusedViewer(caller.viewer(&membership).ok()?, Section::Nowhere));
    }
    let viewer = profile::viewer(caller).await.ok()??;
    Some(RefusedViewer(viewer, Section::Elsewhere))
}

/// Sets the status of the error, and `Retry-After` if the error has one.
pub(super) fn with_status_of(error: &impl HttpError, mut response: Response) -> Response {
    *response.status_mut() = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(wait) = error.retry_after() {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
    }
    response
}

/// Renders the page at the request's address.
pub(super) fn render(web: &Web, request: &Parts, scripts: Scripts) -> Response {
    compressible(render_with(web, request, scripts, || ()))
}

/// Renders a plain page from the handler's data. Replies to POST are not compressed, because they may contain a link beside user input.
pub(super) fn plain(
    web: &Web,
    request: &Parts,
    scripts: Scripts,
    render: impl Fn() -> AnyView + Send + Sync + 'static,
) -> Response {
    let page = PlainPage::new(render);
    let response = render_with(web, request, scripts, move || provide_context(page));
    if request.method == Method::POST {
        response
    } else {
        compressible(response)
    }
}

/// Renders the dialog with a new link, in reply to the form that created it.
pub(super) fn new_link(web: &Web, request: &Parts, link: NewLink) -> Response {
    let posted = Posted {
        fields: Arc::from([]),
        outcome: PostedOutcome::Link(Arc::new(link)),
    };
    render_with(web, request, Scripts::Static, move || provide_context(posted))
}

/// Renders a plain page in reply to a refused form.
pub(super) fn plain_reply(
    web: &Web,
    request: &Parts,
    posted: Posted,
    render: impl Fn() -> AnyView + Send + Sync + 'static,
) -> Response {
    let page = PlainPage::new(render);
    let error = posted.error().cloned();
    let response = render_with(web, request, Scripts::Static, move || {
        provide_context(page);
        provide_context(posted);
    });
    match error {
        Some(error) => with_status_of(&error, response),
        None => response,
    }
}

/// Renders a page synchronously under its own reactive owner. All data must be loaded before; `provide` puts it into the context.
fn render_with(web: &Web, request: &Parts, scripts: Scripts, provide: impl FnOnce()) -> Response {
    let nonce = Nonce::new();
    let site = &web.site;
    let render = || {
        let path = request.uri.path_and_query().map_or("/", |path| path.as_str());
        provide_context(RequestUrl::new(&format!("http://keydesk.invalid{path}")));
        provide_context(nonce.clone());
        provide_context(FormId(new_form_id()));
        provide();
        PageContext::from_request(web, request).provide();
        if let Some(id) = request_id::current() {
            provide_context(RequestReference(id.as_str().to_owned()));
        }
        let title = PageTitle::provide();
        let page = view! { <StaticApp /> }.to_html();
        plain_document(&site.assets, scripts, site.reload.clone(), &title, &page)
    };
    let document = in_place(|| owners::with_new_owner(render));
    let mut response = Html(document).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce, scripts, site.reload.is_some())) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Context values that every page can read.
#[derive(Clone)]
struct PageContext {
    /// The query of a page that can be requested again, that is for GET and HEAD.
    query: Option<OwnQuery>,
    signed_in: Option<SignedInAs>,
    /// The configured origin, if the page seems to be opened over http by mistake.
    configured_origin: Option<OwnOrigin>,
}

impl PageContext {
    fn from_request(web: &Web, request: &Parts) -> Self {
        let can_reload = matches!(request.method, Method::GET | Method::HEAD);
        let caller = request.extensions.get::<Caller>();
        let session = caller.and_then(|caller| caller.session.as_ref());
        Self {
            query: can_reload.then(|| OwnQuery::new(request.uri.query().unwrap_or_default())),
            signed_in: session.map(|session| SignedInAs(session.email.as_str().to_owned())),
            configured_origin: opened_elsewhere(web, request),
        }
    }

    fn provide(self) {
        if let Some(query) = self.query {
            provide_context(query);
        }
        if let Some(signed_in) = self.signed_in {
            provide_context(signed_in);
        }
        if let Some(origin) = self.configured_origin {
            provide_context(origin);
        }
    }
}

/// Renders a page of the list for hydration, with its data embedded. All data is loaded before, so rendering does not wait.
pub(super) async fn hydrated(web: &Web, request: Parts, found: LoadedData) -> Response {
    let site = web.site.clone();
    let watched = site.reload.is_some();
    let page_context = PageContext::from_request(web, &request);
    let context = move || {
        provide_context(found.clone());
        page_context.clone().provide();
        if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce())
            && let Ok(policy) = HeaderValue::from_str(&policy(&nonce, Scripts::Hydrate, watched))
        {
            options.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    };
    let document = move || hydrated_document(site.assets.clone(), site.reload.clone());
    let response = render_app_async_with_context(context, document)(Request::from_parts(request, Body::empty())).await;
    // Collects the body here, while the request's reactive owner is current. The connection would read it without an owner.
    let (parts, body) = response.into_parts();
    let response = match body.collect().await {
        Ok(whole) => Response::from_parts(parts, Body::from(whole.to_bytes())),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    };
    compressible(shape::with_structure_hash(response).await)
}

/// The configured origin, if the page seems to be opened over http although the origin is https. Browsers then drop its cookies, which a
/// posted form reveals, and send no `Sec-Fetch-Site`. The pages on which a session begins show the right address.
fn opened_elsewhere(web: &Web, request: &Parts) -> Option<OwnOrigin> {
    let config = &web.state.config;
    let by_https = request.method != Method::POST && request.headers.contains_key("sec-fetch-site");
    let has_evidence = client::keeps_cookies(config, &request.headers) || by_https;
    (!has_evidence).then(|| OwnOrigin(config.origin.as_str().to_owned()))
}

/// The content security policy of a page: scripts by nonce only, WebAssembly only on hydrated pages, everything else from this site or not
/// at all.
fn policy(nonce: &str, scripts: Scripts, watched: bool) -> String {
    let wasm = match scripts {
        Scripts::Hydrate => " 'wasm-unsafe-eval'",
        Scripts::Static | Scripts::List => "",
    };
    // The page's script imports the application's module, which a nonce alone does not allow.
    let imports = if scripts == Scripts::Hydrate {
        " 'strict-dynamic'"
    } else {
        ""
    };
    let reload = if watched { " ws:" } else { "" };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'{imports}{wasm}; style-src 'self'; img-src 'self'; connect-src 'self'{reload}; \
         form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}
