//! The application: maps an address to its page and dialog.

use crate::{
    api::posted::Posted,
    error::AppError,
    ui::{
        pages::{generated::Generated, login::Login, not_found::refused_page, send_again::SendAgain, setup::Setup},
        paths::{LOGIN, OpenDialog, SETUP},
        plain::PlainPage,
        title,
    },
};
use leptos::prelude::*;
use leptos_router::{components::Router, hooks::use_location};

/// The application that the browser hydrates: the page of generated keys. Links within it stay in the application; all other
/// links are marked as external and load a page from the server.
///
/// The router handles links and the browser's history. [`OpenDialog`] maps the address to a dialog, because the router's route table
/// costs the browser 19 kB more, even with a single route.
#[component]
pub fn App() -> impl IntoView {
    title::provide();
    view! {
        <Router>
            <Generated />
        </Router>
    }
}

/// The application without hydration: sign-in, settings, replies to posted forms, error pages. It is separate from [`App`], so
/// that the browser's module does not contain it.
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
        path if OpenDialog::parse(path).is_some() => view! { <Generated /> }.into_any(),
        // Also a refusal before a page was chosen, such as too many requests for invitations.
        _ => {
            let posted = use_context::<Posted>();
            let error = posted
                .and_then(|posted| posted.error().cloned())
                .unwrap_or(AppError::NotFound);
            refused_page(error)
        }
    }
}
