//! The application: which page and which dialog an address shows.

use crate::{
    api::posted::Posted,
    error::AppError,
    ui::{
        dialogs::{
            delete::DeleteDialog,
            delete_old::DeleteOldDialog,
            edit::EditDialog,
            generate::GenerateDialog,
            renew::RenewDialog,
            status::{ActivateDialog, DeactivateDialog},
            undo::UndoDialog,
        },
        pages::{
            generated::Generated,
            login::Login,
            not_found::{NotFound, Refused},
            session_ended::SessionEnded,
            setup::Setup,
        },
    },
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    any_nested_route::AnyNestedRoute,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The application as browsers take it over: the pages of an account.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <AccountRoutes />
            </Routes>
        </Router>
    }
}

/// The application where nothing takes it over: the ways in, replies to posted forms, refusals. Apart from [`App`] so
/// that none of it is downloaded by those who are in.
#[component]
pub fn StaticApp() -> impl IntoView {
    provide_meta_context();
    let posted = use_context::<Posted>();
    match posted.as_ref().and_then(Posted::error) {
        Some(AppError::SessionEnded) => posted.map(|posted| view! { <SessionEnded posted /> }).into_any(),
        Some(error @ (AppError::NotFound | AppError::Forbidden | AppError::Unavailable | AppError::Malformed)) => {
            view! { <Refused error=error.clone() /> }.into_any()
        }
        Some(_) | None => static_routes().into_any(),
    }
}

fn static_routes() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/setup") view=Setup />
                <Route path=path!("/login") view=Login />
                <AccountRoutes />
            </Routes>
        </Router>
    }
}

/// The list of generated keys, and the dialogs over it.
#[component(transparent)]
fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=path!("/:account/api-keys/generated") view=Generated>
            <Route path=path!("") view=|| () />
            <Route path=path!("new") view=GenerateDialog />
            <Route path=path!(":key/edit") view=EditDialog />
            <Route path=path!(":key/renew") view=RenewDialog />
            // Rendered in reply to a refused choice; looked at otherwise, it is the dialog above.
            <Route path=path!(":key/complete-renewal") view=RenewDialog />
            <Route path=path!(":key/undo-renewal") view=UndoDialog />
            <Route path=path!(":key/delete-old-token") view=DeleteOldDialog />
            <Route path=path!(":key/deactivate") view=DeactivateDialog />
            <Route path=path!(":key/activate") view=ActivateDialog />
            <Route path=path!(":key/delete") view=DeleteDialog />
        </ParentRoute>
    }
    .into_inner()
}
