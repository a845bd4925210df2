//! Keyboard focus. Only effects and event handlers may call these functions, because they need a browser.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Focuses the first element that matches one of the selectors, in their order. Waits for the next frame, because the element may
/// not be in the document yet.
pub fn focus_first(selectors: impl IntoIterator<Item = String> + 'static) {
    request_animation_frame(move || {
        let _ = selectors.into_iter().any(|selector| focus_now(&selector));
    });
}

/// Focuses the first element that matches. Returns whether there is one.
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

/// Focuses `selector` if the focus was lost because the focused element was removed.
pub fn focus_if_lost(selector: &'static str) {
    request_animation_frame(move || {
        let active = document().active_element();
        if active.is_none_or(|element| element.tag_name() == "BODY") {
            focus_first([selector.to_owned()]);
        }
    });
}
