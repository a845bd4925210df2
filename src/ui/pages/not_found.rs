//! What is shown where nothing is: the same for what does not exist and for what is not the viewer's to know about.

use crate::{error::AppError, ui::components::topbar::mark};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Title text="Not found · Keydesk" />
        <main class="sheet">
            <div class="card">
                {mark()} <h1>"Nothing here"</h1> <p>{AppError::NotFound.to_string()}</p>
                <p>
                    // Which page is home only the server knows.
                    <a class="btn" href="/" rel="external">
                        "Go to the start page"
                    </a>
                </p>
            </div>
        </main>
    }
}
