//! How the browser draws what may change; `drawn_on_server.rs` has the same names.

use leptos::prelude::*;

/// A part that is drawn from what was loaded, and waits for nothing more itself.
pub fn late<T>(loaded: &T, draw: impl FnOnce(&T) -> AnyView) -> AnyView {
    draw(loaded)
}

/// What a part follows, so that it is drawn again only when this has changed.
pub fn followed<T: Clone + PartialEq + Send + Sync + 'static>(
    what: impl Fn() -> T + Send + Sync + 'static,
) -> impl Fn() -> T {
    let kept = Memo::new(move |_| what());
    move || kept.get()
}
