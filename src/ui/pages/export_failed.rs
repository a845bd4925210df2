//! The page for a failed export.

use crate::{
    i18n::t,
    ui::{
        components::{actions::link_button, topbar::Section},
        pages::not_found::{RefusedViewer, request_reference},
        plain::card_page,
    },
};
use leptos::prelude::*;

/// Shows the reason, in the frame of the signed-in user. `(back, name)`: the path of the page with the export link, and its label.
pub fn export_failed(viewer: Option<RefusedViewer>, (back, name): (&str, &'static str), sentence: &str) -> AnyView {
    let (viewer, section) = match &viewer {
        Some(RefusedViewer(viewer, section)) => (Some(viewer), *section),
        None => (None, Section::Elsewhere),
    };
    let content = view! {
        <h1>{t::export_failed()}</h1>
        <p>{sentence.to_owned()}</p>
        <p>{link_button("btn", back, name)}</p>
        {request_reference()}
    };
    card_page(viewer, section, t::export_failed(), content)
}
