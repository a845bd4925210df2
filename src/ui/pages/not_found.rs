//! Error pages for missing and forbidden pages. A page that the viewer must not know about looks like a missing one.

use crate::{
    error::AppError,
    i18n::t,
    ui::{
        components::topbar::{Section, mark},
        plain::page_frame,
        title,
    },
    views::wire::Viewer,
};
use leptos::prelude::*;

/// The signed-in user who is refused a page. A context of the rendering: the page keeps the top bar with its links. The section
/// is [`Section::Nowhere`] in one of the user's accounts, else [`Section::Elsewhere`].
#[derive(Clone)]
pub struct RefusedViewer(pub Viewer, pub Section);

/// The id of the request, as the log names it. A context of the rendering.
#[derive(Clone)]
pub struct RequestReference(pub String);

/// The id of the request, for whoever looks at the log. Only the server shows it.
pub fn request_reference() -> Option<AnyView> {
    let RequestReference(id) = use_context()?;
    let reference = view! { <p class="hint">{t::request_reference()} " " <code class="request">{id}</code></p> };
    Some(reference.into_any())
}

/// The page for an unknown address.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Refused error=AppError::NotFound /> }
}

/// The page for content that cannot be shown, with the reason.
#[component]
pub fn Refused(error: AppError) -> impl IntoView {
    let heading = heading(&error);
    title::set_for(heading);
    view! { <main class="sheet">{card(heading, &error, Some(mark()), None)}</main> }
}

/// The same on the server, in the frame of the signed-in user. The browser's module does not need it.
pub fn refused_page(error: AppError) -> AnyView {
    let heading = heading(&error);
    let Some(RefusedViewer(viewer, section)) = use_context() else {
        title::set_for(heading);
        let card = card(heading, &error, Some(mark()), request_reference());
        return view! { <main class="sheet">{card}</main> }.into_any();
    };
    let card = card(heading, &error, None, request_reference());
    let content = view! { <div class="sheet">{card}</div> }.into_any();
    page_frame(Some(&viewer), section, heading, content)
}

fn heading(error: &AppError) -> &'static str {
    match error {
        AppError::NotFound => t::nothing_here(),
        AppError::Forbidden => t::not_allowed(),
        _ => t::not_possible_now(),
    }
}

fn card(heading: &'static str, error: &AppError, mark: Option<AnyView>, reference: Option<AnyView>) -> AnyView {
    view! {
        <div class="card">
            {mark} <h1>{heading}</h1> <p>{error.to_string()}</p> <p>
                // Only the server knows the user's start page.
                <a class="btn" href="/" rel="external">
                    {t::to_start_page()}
                </a>
            </p> {reference}
        </div>
    }
    .into_any()
}
