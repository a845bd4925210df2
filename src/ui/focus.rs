//! Where the keyboard is. Only effects and event handlers may call these: they need a browser.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Focuses the first element that matches one of the selectors, in their order, once the page is drawn: what has just
/// been decided may not be in the document yet.
pub fn focus_first(selectors: impl IntoIterator<Item = String> + 'static) {
    request_animation_frame(move || {
        let _ = selectors.into_iter().any(|selector| focus_now(&selector));
    });
}

/// Focuses the first element that matches, if there is one, and says whether there is.
pub fn focus_now(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    match found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        Some(element) => {
            let _ = element.focus();
            true
        }
        None => false,
    }
}

/// Focuses `selector` if focus was lost because the focused element is gone.
pub fn focus_if_lost(selector: &'static str) {
    request_animation_frame(move || {
        let active = document().active_element();
        if active.is_none_or(|element| element.tag_name() == "BODY") {
            focus_first([selector.to_owned()]);
        }
    });
}
