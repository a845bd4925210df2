//! Reactive parts of a page.

pub use crate::ui::data::memoized;
use leptos::prelude::*;

/// A part that is rendered again when a signal that it reads changes. All parts share one type, because each further type costs
/// the browser's module 2 kB.
pub fn live(part: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    fn erased(part: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
        (move || part()).into_any()
    }
    erased(Box::new(part))
}

/// A reactive text of the same type.
pub fn live_text(text: impl Fn() -> String + Send + 'static) -> AnyView {
    live(move || Some(text().into_any()))
}
