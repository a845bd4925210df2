//! The table of routes: each path with its methods and handlers. The router is built from it, and tests go over it.

use crate::web::{
    audit, entry, export, external, generated, health, invitation, key_page, language, login_code, profile, roles,
    second_factor, server_functions, settings, share, shared::Web, users, verifiers,
};
use axum::{
    handler::Handler,
    http::Method,
    routing::{self, MethodRouter},
};

/// A route.
pub struct Route {
    /// The path, with names in braces for its variable segments.
    pub path: &'static str,
    /// The methods that have a handler. GET includes HEAD.
    pub methods: &'static [Method],
    /// Whether only Keydesk's own pages and typed addresses may cause a request, because it is answered with a file.
    pub own_pages: bool,
    pub(super) handlers: MethodRouter<Web>,
}

/// All routes. Other paths are files, or nothing.
#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    vec![
        page("/", entry::home),
        form("/setup", entry::setup_page, entry::set_up),
        form("/login", entry::login_page, entry::sign_in),
        form("/login/code", login_code::page, login_code::enter),
        form("/logout", entry::no_sign_out_page, entry::sign_out),

        form("/profile", profile::page, profile::change_password),
        action("/profile/sessions", profile::revoke),
        action("/profile/browsers", profile::forget),
        form("/profile/second-factor", second_factor::start, second_factor::turn_on),
        form("/profile/second-factor/codes", second_factor::codes, second_factor::replace_codes),
        form("/profile/second-factor/off", second_factor::off, second_factor::turn_off),

        form("/credentials/{id}", share::view, share::open),
        nothing("/credentials/", share::not_found),
        nothing("/credentials/{id}/{*rest}", share::not_found),
        form("/invitations/{id}", invitation::view, invitation::accept),
        nothing("/invitations/", invitation::not_found),
        nothing("/invitations/{id}/{*rest}", invitation::not_found),

        page("/health", health::health),
        page("/pkg/texts/{name}", language::texts),
        action("/api/{*function}", server_functions::answer),
        file("/api/export_keys", export::download).without_head(),

        page("/{account}", entry::account_home),
        page("/{account}/api-keys", entry::account_home),
        page("/{account}/api-keys/generated", generated::list),
        form("/{account}/api-keys/generated/new", generated::new, generated::generate),
        form("/{account}/api-keys/generated/{key}", key_page::show, key_page::dismiss),
        page("/{account}/api-keys/generated/{key}/links", key_page::moved),
        form("/{account}/api-keys/generated/{key}/{action}", generated::key, generated::act),
        page("/{account}/api-keys/external", external::list),
        form("/{account}/api-keys/external/new", external::new, external::add),
        form("/{account}/api-keys/external/{key}/{action}", external::key, external::act),
        page("/{account}/api-keys/export", export::moved),
        form("/{account}/api-keys/settings", settings::page, settings::apply),
        form("/{account}/api-keys/settings/verifiers/new", verifiers::new, verifiers::create),
        form("/{account}/api-keys/settings/verifiers/{verifier}/{action}", verifiers::verifier, verifiers::act),

        page("/{account}/users", users::list),
        form("/{account}/users/new", users::new, users::invite),
        form("/{account}/users/{user}/{action}", users::member, users::act),
        form("/{account}/users/invitations/{invitation}/{action}", users::invitation, users::act_on_invitation),

        page("/{account}/roles", roles::list),
        form("/{account}/roles/new", roles::new, roles::create),
        form("/{account}/roles/{role}/{action}", roles::role, roles::act),
        form("/{account}/roles/resources/new", roles::new_resource, roles::add_resource),
        form("/{account}/roles/resources/{resource}/delete", roles::resource, roles::delete_resource),

        page("/{account}/audit", audit::page),
        file("/{account}/audit/export", audit::csv),
        file("/{account}/audit/export.xlsx", audit::workbook).without_head(),
    ]
}

impl Route {
    /// Refuses HEAD, because the whole file would have to be made for its headers.
    fn without_head(mut self) -> Self {
        self.handlers = self.handlers.head(export::head_not_allowed);
        self
    }
}

const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];
const GET_AND_POST: &[Method] = &[Method::GET, Method::POST];
const ANY: &[Method] = &[Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

fn route(path: &'static str, methods: &'static [Method], handlers: MethodRouter<Web>) -> Route {
    Route {
        path,
        methods,
        own_pages: false,
        handlers,
    }
}

/// A page, which GET shows.
fn page<T: 'static>(path: &'static str, show: impl Handler<T, Web>) -> Route {
    route(path, GET, routing::get(show))
}

/// A page with a form, which is posted to the page's own address.
fn form<T: 'static, U: 'static>(path: &'static str, show: impl Handler<T, Web>, act: impl Handler<U, Web>) -> Route {
    route(path, GET_AND_POST, routing::get(show).post(act))
}

/// The target of other pages' forms and of programs.
fn action<T: 'static>(path: &'static str, act: impl Handler<T, Web>) -> Route {
    route(path, POST, routing::post(act))
}

/// A file to download.
fn file<T: 'static>(path: &'static str, download: impl Handler<T, Web>) -> Route {
    Route {
        own_pages: true,
        ..route(path, GET, routing::get(download))
    }
}

/// A path below which nothing is found, with any method.
fn nothing<T: 'static>(path: &'static str, answer: impl Handler<T, Web>) -> Route {
    route(path, ANY, routing::any(answer))
}
