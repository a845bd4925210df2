//! The reply to a form that was posted without scripts after the session had ended: nothing that was typed is lost.

use crate::{
    api::posted::Posted,
    error::AppError,
    ui::{
        components::{dialog::hidden, topbar::mark},
        paths,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page. Its form goes to the address that the first one went to.
#[component]
pub fn SessionEnded(posted: Posted) -> impl IntoView {
    let fields: Vec<_> = posted
        .fields
        .iter()
        .map(|(name, value)| hidden(name.clone(), value.clone()))
        .collect();
    view! {
        <Title text="Sign in again · Keydesk" />
        <main class="sheet">
            <div class="card">
                {mark()} <h1>"Sign in again"</h1> <p>{AppError::SessionEnded.to_string()}</p>
                <p>
                    <a class="btn" href=paths::LOGIN target="_blank">
                        "Sign in in a new tab"
                    </a>
                </p> <p>"Then come back here and send the form again."</p> <form method="post">
                    {fields}
                    <button type="submit" class="btn primary">
                        "Send again"
                    </button>
                </form>
            </div>
        </main>
    }
}
