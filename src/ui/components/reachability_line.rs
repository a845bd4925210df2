//! The line above the list that reports an unreachable server.

use crate::{
    error::AppError,
    i18n::t,
    ui::{
        components::{
            alert::sign_in_link,
            icons::{WARNING, icon},
        },
        live::live,
        page_state::PageState,
    },
};
use leptos::prelude::*;

/// The line above the rows. Its `status` element is always present, so that screen readers announce new content in it.
pub fn reachability_line(page_state: PageState) -> AnyView {
    let reachability = page_state.reachability;
    view! { <div role="status">{live(move || reachability.error().map(|error| line(page_state, &error)))}</div> }
        .into_any()
}

fn line(page_state: PageState, error: &AppError) -> AnyView {
    let sentence = match error {
        AppError::Unreachable | AppError::Unavailable => t::list_kept().to_owned(),
        error => error.to_string(),
    };
    view! {
        <div class="banner">
            {icon(WARNING)} <p>{sentence} {sign_in_link(error)}</p>
            <button type="button" class="btn small" on:click=move |_| page_state.list.refetch()>
                {t::try_again()}
            </button>
        </div>
    }
    .into_any()
}
