//! Reactive owners on the server: one root for each request.
//!
//! leptos keeps the current owner in a variable of the thread, and what is made there becomes its child. A rendering that waits
//! leaves its owner behind on the thread. Whatever drew something on that thread next became a child of another request's owner:
//! it lost its signals when that request ended, and could read the other's. So nothing here ever inherits an owner:
//! [`OfOneRequest`] gives each request a root of its own and leaves none behind, and [`alone`] does the same for what is drawn in
//! one go.

use leptos::prelude::Owner;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// A request's work under an owner of its own, whichever thread it runs on.
pub(super) struct OfOneRequest<F> {
    owner: Owner,
    work: Pin<Box<F>>,
}

impl<F: Future> OfOneRequest<F> {
    /// Takes the work of a request.
    pub fn new(work: F) -> Self {
        Self {
            owner: root(),
            work: Box::pin(work),
        }
    }
}

impl<F: Future> Future for OfOneRequest<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let owner = this.owner.clone();
        owner.with(|| {
            let polled = this.work.as_mut().poll(context);
            // leptos_axum makes a root of its own for a rendering. It counts from here on, on other threads too.
            if let Some(current) = Owner::current() {
                this.owner = current;
            }
            polled
        })
    }
}

/// Draws something in one go under an owner of its own, which ends with it. Nothing else knows that owner and nothing is awaited, so
/// nobody can end it in between.
pub(super) fn alone<T>(draw: impl FnOnce() -> T) -> T {
    let before = Owner::current();
    let owner = root();
    let drawn = owner.with(draw);
    owner.cleanup();
    // `with` gives the current owner back, but not what belongs to it.
    if let Some(before) = before {
        before.set();
    }
    drawn
}

/// A new root. It makes itself current, which is taken back here.
fn root() -> Owner {
    let before = Owner::current();
    let owner = Owner::new_root(None);
    match before {
        Some(before) => before.set(),
        None => owner.clone().unset(),
    }
    owner
}

#[cfg(test)]
mod tests {
    use super::{OfOneRequest, alone};
    use leptos::prelude::*;

    #[tokio::test]
    async fn nothing_inherits_the_owner_of_another_request() {
        let other = Owner::new_root(None);
        let signal = alone(|| {
            let signal = RwSignal::new(1);
            // The other request ends while this one is drawn.
            other.cleanup();
            assert_eq!(signal.try_get_untracked(), Some(1));
            signal
        });
        assert!(
            Owner::current() == Some(other.clone()),
            "the owner from before is current again"
        );
        assert_eq!(signal.try_get_untracked(), None, "nothing is left of what was drawn");

        let request = OfOneRequest::new(async {
            let signal = RwSignal::new(2);
            tokio::task::yield_now().await;
            let child = Owner::new();
            let own = child.with(|| RwSignal::new(3));
            tokio::task::yield_now().await;
            (signal.try_get_untracked(), own.try_get_untracked())
        });
        // Another request is drawn on the same thread meanwhile, and ends.
        let stranger = async {
            let stranger = Owner::new_root(None);
            tokio::task::yield_now().await;
            stranger.cleanup();
        };
        let (kept, ()) = tokio::join!(request, stranger);
        assert_eq!(kept, (Some(2), Some(3)));

        other.set();
        OfOneRequest::new(async { Owner::new_root(None).set() }).await;
        assert!(Owner::current() == Some(other), "a request leaves no owner behind");
    }
}
