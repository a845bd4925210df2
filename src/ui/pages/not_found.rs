//! What is shown where nothing is: the same for what does not exist and for what is not the viewer's to know about.

use crate::ui::title;
use crate::{
    error::AppError,
    i18n::t,
    ui::{
        components::topbar::{Section, mark},
        plain::framed,
    },
    views::wire::Viewer,
};
use leptos::prelude::*;

/// Who is refused a page, in the context of its rendering: whoever is signed in keeps the bar at the top, and with it the ways to other
/// pages. The section is [`Section::Nowhere`] at an account of theirs, else [`Section::Elsewhere`].
#[derive(Clone)]
pub struct RefusedTo(pub Viewer, pub Section);

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Refused error=AppError::NotFound /> }
}

/// The page for what cannot be shown, and why.
#[component]
pub fn Refused(error: AppError) -> impl IntoView {
    let heading = heading(&error);
    title::set_for(heading);
    view! { <main class="sheet">{card(heading, &error, Some(mark()))}</main> }
}

/// The same on the server, in the frame of whoever is signed in. The application in the browser needs none of it.
pub fn refused_page(error: AppError) -> AnyView {
    let Some(RefusedTo(viewer, section)) = use_context() else {
        return view! { <Refused error /> }.into_any();
    };
    let heading = heading(&error);
    let content = view! { <div class="sheet">{card(heading, &error, None)}</div> }.into_any();
    framed(Some(&viewer), section, heading, content)
}

fn heading(error: &AppError) -> &'static str {
    match error {
        AppError::NotFound => t::nothing_here(),
        AppError::Forbidden => t::not_allowed(),
        _ => t::not_possible_now(),
    }
}

fn card(heading: &'static str, error: &AppError, mark: Option<AnyView>) -> AnyView {
    view! {
        <div class="card">
            {mark} <h1>{heading}</h1> <p>{error.to_string()}</p> <p>
                // Which page is home only the server knows.
                <a class="btn" href="/" rel="external">
                    {t::to_start_page()}
                </a>
            </p>
        </div>
    }
    .into_any()
}
