//! The document's title. It is set here and nowhere else, which `.ci/check-layers` holds: leptos_meta writes titles into the
//! HTML as they are (0.8), and a label such as `</title><form>` would become a part of the page.

use leptos::prelude::*;
use leptos_meta::{Title, TitleProps, provide_meta_context};
use std::sync::{Arc, Mutex, PoisonError};

/// Whether this is the browser's half, which does without leptos_meta: that would cost it 2.5 kB.
pub const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// The title of a page that the server draws in one go. The document is put around it afterwards, by ourselves and not by leptos_meta.
#[derive(Clone, Debug, Default)]
pub struct Told(Arc<Mutex<String>>);

impl Told {
    /// Keeps the title that is set from here on.
    pub fn provide() -> Self {
        let told = Self::default();
        provide_context(told.clone());
        told
    }

    /// The `<title>` that was set last.
    pub fn element(&self) -> AnyView {
        with_text(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, text: &str) {
        text.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Lets pages say their titles.
pub fn provide() {
    if !IN_BROWSER {
        provide_meta_context();
    }
}

/// Sets the title of a page or dialog that is called so.
pub fn set_for(name: &str) {
    set(&titled(name));
}

/// Sets the title: on the server that of the page that is rendered, in the browser that of the document.
pub fn set(text: &str) {
    if IN_BROWSER {
        document().set_title(text);
    } else if let Some(told) = use_context::<Told>() {
        told.set(text);
    } else {
        // It says its text when it is made; what it would draw is nothing.
        let _ = Title(TitleProps::builder().text(escaped(text)).build());
    }
}

/// The `<title>` of a document that is rendered without leptos_meta and is called so.
pub fn element(name: &str) -> AnyView {
    with_text(&titled(name))
}

/// The text is set as HTML because the renderer would mark the end of a text node with a comment, which a title shows.
fn with_text(text: &str) -> AnyView {
    view! { <title inner_html=escaped(text)></title> }.into_any()
}

fn titled(name: &str) -> String {
    format!("{name} · Keydesk")
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    html_escape::encode_text(text).into_owned()
}
