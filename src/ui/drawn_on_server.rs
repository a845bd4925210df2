//! How the server draws what may change in the browser: once, and as late as it can.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::*,
    tachys::{
        hydration::Cursor,
        ssr::StreamBuilder,
        view::{Position, PositionState, any_view::AnyViewState},
    },
};

/// A part that is drawn from what was loaded, and waits for nothing more itself. The server goes over a page three times:
/// to see what it waits for, to see whether that is all, and to draw it, and every part that may change is drawn each time.
/// This one is drawn the third time only, which is what a long list takes most of its time for. In the browser it is
/// drawn as it is.
pub fn late<T: Clone + Send + 'static>(loaded: &T, draw: impl FnOnce(&T) -> AnyView + Send + 'static) -> AnyView {
    let loaded = loaded.clone();
    Late(Box::new(move || draw(&loaded))).into_any()
}

/// What a part follows, so that it is drawn again only when this has changed. On the server, where nothing changes and each
/// part is drawn once, it is not kept: that would take longer than to find it out.
pub fn followed<T>(what: impl Fn() -> T) -> impl Fn() -> T {
    what
}

struct Late(Box<dyn FnOnce() -> AnyView + Send>);

impl Render for Late {
    type State = AnyViewState;

    fn build(self) -> Self::State {
        (self.0)().build()
    }

    fn rebuild(self, state: &mut Self::State) {
        (self.0)().rebuild(state);
    }
}

impl AddAnyAttr for Late {
    type Output<A: Attribute> = <AnyView as AddAnyAttr>::Output<A>;

    fn add_any_attr<A: Attribute>(self, attribute: A) -> Self::Output<A>
    where
        Self::Output<A>: RenderHtml,
    {
        (self.0)().add_any_attr(attribute)
    }
}

impl RenderHtml for Late {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buffer: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        (self.0)().to_html_with_buf(buffer, position, escape, mark_branches, attributes);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buffer: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        (self.0)().to_html_async_with_buf::<OUT_OF_ORDER>(buffer, position, escape, mark_branches, attributes);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        (self.0)().hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::late;
    use leptos::{prelude::*, tachys::view::RenderHtml};
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    #[tokio::test]
    async fn however_often_a_page_is_gone_over_a_part_is_drawn_once() {
        let drawn = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&drawn);
        let mut part = late(&"a list", move |text| {
            count.fetch_add(1, Ordering::SeqCst);
            view! { <p>{(*text).to_owned()}</p> }.into_any()
        });
        part.dry_resolve();
        part.dry_resolve();
        let part = part.resolve().await;
        assert_eq!(drawn.load(Ordering::SeqCst), 0);
        assert!(part.to_html().starts_with("<p>a list"));
        assert_eq!(drawn.load(Ordering::SeqCst), 1);
    }
}
