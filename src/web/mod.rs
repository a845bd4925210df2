//! The HTTP layer: routes, middleware, pages, forms posted without scripts, server functions, the share page and verification. It contains
//! no business rules: handlers call `server` and render with `ui`. This module may use all others, and no other module uses it.

pub mod assets;
mod audit;
pub mod bodies;
mod caching;
mod client;
mod compression;
mod entry;
mod export;
mod external;
mod fields;
mod forwarded;
mod generated;
mod invitation;
mod language;
mod links;
mod login_code;
mod middleware;
mod origins;
mod own_path;
mod owners;
mod page_request;
mod pages;
mod profile;
mod rendering;
mod roles;
mod second_factor;
pub mod serve;
mod server_functions;
mod session_cookies;
mod settings;
mod shape;
mod share;
mod shared;
mod texts;
mod users;
mod verify;
mod well_formed;

use crate::server::state::AppState;
use assets::Site;
use axum::{
    Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::IntoResponse,
    routing::{any, get, post},
};
use bodies::Bodies;
use rendering::RenderPermits;
use shared::{Shared, Web};

/// Path pattern of the list of an account's generated keys.
pub const GENERATED: &str = "/{account}/api-keys/generated";

/// Builds the router of the whole service.
pub fn router(state: AppState, site: Site) -> Router {
    // leptos needs an executor for the tasks that rendering spawns. The call fails if an earlier router in the same process (in tests) has
    // set it already, which is harmless.
    let _ = any_spawner::Executor::init_tokio();
    let web = Web::from(Shared {
        state,
        site,
        bodies: Bodies::default(),
        drawing: RenderPermits::default(),
    });
    let routes = Router::new()
        .route("/", get(entry::home))
        .route("/setup", get(entry::setup_page).post(entry::set_up))
        .route("/login", get(entry::login_page).post(entry::sign_in))
        .route("/login/code", get(login_code::page).post(login_code::enter))
        .route("/logout", get(entry::no_sign_out_page).post(entry::sign_out))
        .route("/profile", get(profile::page).post(profile::change_password))
        .route("/profile/sessions", post(profile::revoke))
        .route("/profile/browsers", post(profile::forget))
        .route(
            "/profile/second-factor",
            get(second_factor::start).post(second_factor::turn_on),
        )
        .route(
            "/profile/second-factor/codes",
            get(second_factor::codes).post(second_factor::replace_codes),
        )
        .route(
            "/profile/second-factor/off",
            get(second_factor::off).post(second_factor::turn_off),
        )
        .route("/credentials/{id}", get(share::look).post(share::open))
        .route("/credentials/", any(share::not_found))
        .route("/credentials/{id}/{*rest}", any(share::not_found))
        .route("/v1/verify", post(verify::verify))
        .route("/health", get(health))
        .route("/pkg/texts/{name}", get(language::texts))
        .route("/api/{*function}", post(server_functions::answer))
        .route(
            "/api/export_keys",
            get(export::download)
                .head(export::nothing)
                .layer(from_fn_with_state(web.clone(), middleware::own_pages)),
        )
        .route("/{account}", get(entry::account_home))
        .route("/{account}/api-keys", get(entry::account_home))
        .route("/{account}/audit", get(audit::page))
        .route(
            "/{account}/audit/export",
            get(audit::csv).layer(from_fn_with_state(web.clone(), middleware::own_pages)),
        )
        .route(
            "/{account}/audit/export.xlsx",
            get(audit::workbook)
                .head(export::nothing)
                .layer(from_fn_with_state(web.clone(), middleware::own_pages)),
        )
        .route("/{account}/api-keys/external", get(external::list))
        .route(
            "/{account}/api-keys/external/new",
            get(external::new).post(external::add),
        )
        .route(
            "/{account}/api-keys/external/{key}/{action}",
            get(external::key).post(external::act),
        )
        .route("/{account}/api-keys/export", get(export::moved))
        .route(
            "/{account}/api-keys/settings",
            get(settings::page).post(settings::apply),
        )
        .route("/invitations/{id}", get(invitation::look).post(invitation::accept))
        .route("/invitations/", any(invitation::not_found))
        .route("/invitations/{id}/{*rest}", any(invitation::not_found))
        .route("/{account}/users", get(users::list))
        .route("/{account}/users/new", get(users::new).post(users::invite))
        .route("/{account}/users/{user}/{action}", get(users::member).post(users::act))
        .route(
            "/{account}/users/invitations/{invitation}/{action}",
            get(users::invitation).post(users::act_on_invitation),
        )
        .route("/{account}/roles", get(roles::list))
        .route("/{account}/roles/new", get(roles::new).post(roles::create))
        .route("/{account}/roles/{role}/{action}", get(roles::role).post(roles::act))
        .route(
            "/{account}/roles/resources/new",
            get(roles::new_resource).post(roles::add_resource),
        )
        .route(
            "/{account}/roles/resources/{resource}/delete",
            get(roles::resource).post(roles::delete_resource),
        )
        .route("/{account}/api-keys/generated", get(generated::list))
        .route(
            &format!("{GENERATED}/new"),
            get(generated::new).post(generated::generate),
        )
        .route(
            &format!("{GENERATED}/{{key}}/links"),
            get(links::history).post(links::dismiss),
        )
        .route(
            &format!("{GENERATED}/{{key}}/{{action}}"),
            get(generated::key).post(generated::act),
        );
    let routes = routes
        .fallback(pages::file_or_not_found)
        .method_not_allowed_fallback(pages::no_such_method)
        .layer(compression::compression())
        .layer(from_fn(middleware::log))
        .layer(from_fn_with_state(web.clone(), middleware::caller))
        .with_state(web.clone());
    // An outer router, because its layers run before route matching.
    Router::new()
        .fallback_service(routes)
        .layer(from_fn_with_state(web.clone(), middleware::same_site))
        .layer(from_fn(well_formed::without_slash))
        .layer(from_fn_with_state(web.clone(), middleware::hosts))
        .layer(from_fn(middleware::busy))
        .layer(from_fn_with_state(web.clone(), language::choose))
        .layer(from_fn_with_state(web.clone(), middleware::run_to_end))
        .layer(from_fn_with_state(web.bodies.clone(), bodies::read))
        .layer(from_fn(well_formed::well_formed))
        .layer(from_fn_with_state(web, middleware::headers))
}

/// Health check for load balancers: 200 if the database can be read and written, otherwise 503.
async fn health(axum::extract::State(web): axum::extract::State<Web>) -> impl IntoResponse {
    match web.state.store.check_health().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database cannot be used");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be used\n")
        }
    }
}
