//! What is shown where nothing is: the same for what does not exist and for what is not the viewer's to know about.

use crate::ui::title;
use crate::{error::AppError, i18n::t, ui::components::topbar::mark};
use leptos::prelude::*;

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Refused error=AppError::NotFound /> }
}

/// The page for what cannot be shown, and why.
#[component]
pub fn Refused(error: AppError) -> impl IntoView {
    let heading = match error {
        AppError::NotFound => t::nothing_here(),
        AppError::Forbidden => t::not_allowed(),
        _ => t::not_possible_now(),
    };
    title::set_for(heading);
    view! {
        <main class="sheet">
            <div class="card">
                {mark()} <h1>{heading}</h1> <p>{error.to_string()}</p> <p>
                    // Which page is home only the server knows.
                    <a class="btn" href="/" rel="external">
                        {t::to_start_page()}
                    </a>
                </p>
            </div>
        </main>
    }
}
