//! The document's title. It is set only here, which `.ci/check-layers` enforces. leptos_meta (0.8) does not escape titles, so a
//! label such as `</title><form>` would become part of the page.

use leptos::prelude::*;
use leptos_meta::{Title, TitleProps, provide_meta_context};
use std::sync::{Arc, Mutex, PoisonError};

/// Whether this is the browser's half. It omits leptos_meta, which would enlarge its module.
pub const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// The title of a page that the server renders in one pass. The document is added later without leptos_meta.
#[derive(Clone, Debug, Default)]
pub struct PageTitle(Arc<Mutex<String>>);

impl PageTitle {
    /// Provides a context that collects the title.
    pub fn provide() -> Self {
        let title = Self::default();
        provide_context(title.clone());
        title
    }

    /// The last title as a `<title>` element.
    pub fn element(&self) -> AnyView {
        title_element(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, text: &str) {
        text.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Provides the context that page titles need.
pub fn provide() {
    if !IN_BROWSER {
        provide_meta_context();
    }
}

/// Sets the title of the page or dialog with this name.
pub fn set_for(name: &str) {
    set(&full_title(name));
}

/// Sets the title: on the server that of the rendered page, in the browser that of the document.
pub fn set(text: &str) {
    if IN_BROWSER {
        document().set_title(text);
    } else if let Some(title) = use_context::<PageTitle>() {
        title.set(text);
    } else {
        // Building the component sets the title; its view is empty.
        let _ = Title(TitleProps::builder().text(escape(text)).build());
    }
}

/// The `<title>` element of a document that is rendered without leptos_meta.
pub fn element(name: &str) -> AnyView {
    title_element(&full_title(name))
}

/// The text is set as `inner_html`, because the renderer would add a comment after a text node, and a title would show it.
fn title_element(text: &str) -> AnyView {
    view! { <title inner_html=escape(text)></title> }.into_any()
}

fn full_title(name: &str) -> String {
    format!("{name} · Keydesk")
}

/// Escapes a text for HTML.
fn escape(text: &str) -> String {
    html_escape::encode_text(text).into_owned()
}
