//! Parts of a page that change.

pub use crate::ui::drawing::followed;
use leptos::prelude::*;

/// A part that is drawn again whenever what it reads has changed. All such parts are of one type: a type for each costs
/// the browser's module 2 kB a piece.
pub fn live(part: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    fn of_one_type(part: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
        (move || part()).into_any()
    }
    of_one_type(Box::new(part))
}

/// A text that changes, as a part of that same type.
pub fn live_text(text: impl Fn() -> String + Send + 'static) -> AnyView {
    live(move || Some(text().into_any()))
}
