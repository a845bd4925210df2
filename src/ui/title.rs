//! The document's title.

use leptos::prelude::*;
use leptos_meta::{Title, TitleProps, provide_meta_context};

/// Whether this is the browser's half, which does without leptos_meta: that would cost it 2.5 kB.
const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// Lets pages say their titles.
pub fn provide() {
    if !IN_BROWSER {
        provide_meta_context();
    }
}

/// Sets the title of a page or dialog that is called so.
pub fn set_for(name: &str) {
    set(&format!("{name} · Keydesk"));
}

/// Sets the title: on the server that of the page that is rendered, in the browser that of the document.
pub fn set(text: &str) {
    if IN_BROWSER {
        document().set_title(text);
    } else {
        // It says its text when it is made; what it would draw is nothing.
        let _ = Title(TitleProps::builder().text(text.to_owned()).build());
    }
}
