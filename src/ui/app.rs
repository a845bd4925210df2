//! The application: which page and which dialog an address shows.

use crate::{
    api::posted::Posted,
    error::AppError,
    ui::{
        pages::{generated::Generated, login::Login, not_found::refused_page, send_again::SendAgain, setup::Setup},
        paths::{LOGIN, Place, SETUP},
        plain::PlainPage,
        title,
    },
};
use leptos::prelude::*;
use leptos_router::{components::Router, hooks::use_location};

/// The application as browsers take it over: the page of an account. Its links lead to its own dialogs and lists, or are
/// marked as external and loaded from the server.
///
/// The router follows links and the browser's history; which dialog an address shows is looked up in [`Place`]. The
/// router's own table of routes costs the browser 19 kB more, even with a single route in it.
#[component]
pub fn App() -> impl IntoView {
    title::provide();
    view! {
        <Router>
            <Generated />
        </Router>
    }
}

/// The application where nothing takes it over: the ways in, settings, replies to posted forms, refusals. Apart from [`App`] so
/// that none of it is downloaded by those who are in.
#[component]
pub fn StaticApp() -> impl IntoView {
    title::provide();
    let posted = use_context::<Posted>();
    let error = posted.as_ref().and_then(Posted::error).cloned();
    match (posted, error) {
        (Some(posted), Some(error @ AppError::SessionEnded)) => view! { <SendAgain posted error /> }.into_any(),
        (Some(posted), Some(error @ AppError::Unavailable)) if !posted.fields.is_empty() => {
            view! { <SendAgain posted error /> }.into_any()
        }
        (_, Some(error @ (AppError::NotFound | AppError::Forbidden | AppError::Unavailable | AppError::Malformed))) => {
            refused_page(error)
        }
        _ => view! { <Router>{page()}</Router> }.into_any(),
    }
}

/// The page at the request's address.
fn page() -> AnyView {
    if let Some(page) = use_context::<PlainPage>() {
        return page.draw();
    }
    let path = use_location().pathname.get_untracked();
    match path.as_str() {
        LOGIN => view! { <Login /> }.into_any(),
        SETUP => view! { <Setup /> }.into_any(),
        path if Place::parse(path).is_some() => view! { <Generated /> }.into_any(),
        // Also what was refused before there was a page to say it on, such as too many looks at an invitation.
        _ => {
            let posted = use_context::<Posted>();
            let error = posted
                .and_then(|posted| posted.error().cloned())
                .unwrap_or(AppError::NotFound);
            refused_page(error)
        }
    }
}
