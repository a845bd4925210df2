//! The HTTP layer: routes, middleware, pages, forms posted without scripts, server functions, the share page and verification. It contains
//! no business rules: handlers call `server` and render with `ui`. This module may use all others, and no other module uses it.

mod activity;
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
pub mod gateway;
mod generated;
mod health;
mod invitation;
mod key_page;
mod language;
mod login_code;
pub mod metrics;
mod middleware;
mod origins;
mod own_path;
mod owners;
mod page_request;
mod pages;
pub mod place;
mod profile;
mod rendering;
mod request_id;
mod roles;
pub mod routes;
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
mod verifiers;
mod well_formed;

use crate::server::state::AppState;
use assets::Site;
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use bodies::Bodies;
use rendering::RenderPermits;
use shared::{Shared, Web};

/// Builds the router of the whole service.
pub fn router(state: AppState, site: Site) -> Router {
    // leptos needs an executor for the tasks that rendering spawns. The call fails if an earlier router in the same process (in tests) has
    // set it already, which is harmless.
    let _ = any_spawner::Executor::init_tokio();
    let web = Web::from(Shared {
        state,
        site,
        bodies: Bodies::default(),
        render_permits: RenderPermits::default(),
    });
    let routes = routes::routes().into_iter().fold(Router::new(), |router, route| {
        let handlers = if route.own_pages {
            route
                .handlers
                .layer(from_fn_with_state(web.clone(), middleware::own_pages))
        } else {
            route.handlers
        };
        router.route(route.path, handlers)
    });
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
        .layer(from_fn_with_state(web.clone(), middleware::headers))
        .layer(from_fn_with_state(web, gateway::first))
}
