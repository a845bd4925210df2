//! Sentences with something drawn in them.

use crate::i18n::around;
use leptos::prelude::*;

/// A name that somebody gave. It keeps its own direction, from right to left too, and leaves the text around it and the
/// alignment alone.
pub fn name(text: impl Into<String>) -> AnyView {
    view! { <bdi>{text.into()}</bdi> }.into_any()
}

/// A sentence around a part that is drawn by itself and for which its `SLOT` stands.
pub fn within(sentence: &str, part: AnyView) -> AnyView {
    let (before, after) = around(sentence);
    // Of a type that there is anyway.
    vec![before.into_any(), part, after.into_any()].into_any()
}
