//! Parts of a page that change.

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

/// What a part follows, so that it is drawn again only when this has changed. On the server, where nothing changes and each
/// part is drawn once, it is not kept: that would take longer than to find it out.
#[cfg(feature = "ssr")]
pub fn followed<T>(what: impl Fn() -> T) -> impl Fn() -> T {
    what
}

/// The same in the browser.
#[cfg(not(feature = "ssr"))]
pub fn followed<T: Clone + PartialEq + Send + Sync + 'static>(
    what: impl Fn() -> T + Send + Sync + 'static,
) -> impl Fn() -> T {
    let kept = Memo::new(move |_| what());
    move || kept.get()
}
