//! Sentences that contain an element.

use crate::i18n::split_at_slot;
use leptos::prelude::*;

/// A name entered by a user. `bdi` isolates its text direction, so a right-to-left name does not affect the text around it.
pub fn name(text: impl Into<String>) -> AnyView {
    view! { <bdi>{text.into()}</bdi> }.into_any()
}

/// A sentence with an element in place of its `SLOT`.
pub fn within(sentence: &str, part: AnyView) -> AnyView {
    let (before, after) = split_at_slot(sentence);
    // Reuses an existing view type.
    vec![before.into_any(), part, after.into_any()].into_any()
}
