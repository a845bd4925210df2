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
        pages::{generated::Generated, login::Login, not_found::NotFound, session_ended::SessionEnded, setup::Setup},
    },
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The whole application. In reply to a form whose session had ended it is the page that keeps the form, whatever the
/// address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Says that the page answers to clicks by itself now; tests wait for it.
    Effect::new(|_| {
        if let Some(html) = document().document_element() {
            let _ = html.set_attribute("data-hydrated", "");
        }
    });
    match use_context::<Posted>() {
        Some(posted) if posted.error() == Some(&AppError::SessionEnded) => view! { <SessionEnded posted /> }.into_any(),
        _ => routes().into_any(),
    }
}

fn routes() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/setup") view=Setup />
                <Route path=path!("/login") view=Login />
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
            </Routes>
        </Router>
    }
}
