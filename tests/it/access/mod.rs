//! Access control: who may use every route and server function, and which requests another site can cause.

mod account_routes;
mod functions;
mod offered;
mod open_routes;
mod other_sites;
mod scene;

use crate::support::{app::app, stored_account::tamper};
use axum::http::StatusCode;
use keydesk::{
    domain::{names::AccountSlug, text::TextError},
    web::routes::routes,
};
use std::collections::BTreeSet;

#[test]
fn every_route_has_an_expectation() {
    let actual: BTreeSet<_> = routes()
        .iter()
        .flat_map(|route| route.methods.iter().map(|method| (route.path, method.as_str())))
        .collect();
    let covered: BTreeSet<_> = open_routes::covered_routes()
        .chain(account_routes::covered_routes())
        .collect();
    assert_eq!(
        covered, actual,
        "say in open_routes.rs or account_routes.rs who may use a new route"
    );
}

#[test]
fn no_account_can_have_the_name_of_a_route() {
    for route in routes() {
        let first = route.path.split('/').nth(1).unwrap_or_default();
        if !first.is_empty() && !first.starts_with('{') {
            let reserved = TextError::AccountReserved(first.to_owned());
            assert_eq!(
                AccountSlug::parse(first),
                Err(reserved),
                "an account of this name would hide {}",
                route.path
            );
        }
    }
}

/// Names that were free in earlier releases and are reserved now. Existing accounts with such a name keep it.
const RESERVED_LATER: [&str; 20] = [
    "texts",
    "metrics",
    "livez",
    "readyz",
    "healthz",
    "oauth2",
    "access",
    "openapi",
    "docs",
    "scim",
    "auth",
    "sso",
    "static",
    "assets",
    "admin",
    "well-known",
    "v2",
    "v3",
    "events",
    "hooks",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_account_whose_name_was_reserved_later_has_all_its_pages() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    for name in RESERVED_LATER {
        let reserved = TextError::AccountReserved(name.to_owned());
        assert_eq!(AccountSlug::parse(name), Err(reserved));
        tamper(&scratch, &format!("update accounts set slug = '{name}'")).await;
        for page in ["api-keys/generated", "api-keys/external", "users", "roles", "audit"] {
            assert_eq!(
                owner.get(&format!("/{name}/{page}")).await.status,
                StatusCode::OK,
                "/{name}/{page}"
            );
        }
    }
}
