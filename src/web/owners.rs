//! Reactive owners on the server: each request has its own root owner.
//!
//! leptos keeps the current owner in a thread-local variable, and new signals become its children. A rendering that waits leaves its owner
//! behind on the thread. The next rendering on that thread would then be a child of another request's owner: it would lose its signals when
//! that request ends, and could read the other request's signals. [`OwnedFuture`] therefore gives each request its own root and restores
//! the previous owner. [`with_new_owner`] does the same for synchronous rendering.

use leptos::prelude::Owner;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// The future of a request, polled under its own owner on any thread.
pub(super) struct OwnedFuture<F> {
    owner: Owner,
    work: Pin<Box<F>>,
}

impl<F: Future> OwnedFuture<F> {
    /// Wraps the future of a request.
    pub fn new(work: F) -> Self {
        Self {
            owner: root(),
            work: Box::pin(work),
        }
    }
}

impl<F: Future> Future for OwnedFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let owner = this.owner.clone();
        owner.with(|| {
            let polled = this.work.as_mut().poll(context);
            // leptos_axum creates another root for a rendering. Later polls must use it, on other threads too.
            if let Some(current) = Owner::current() {
                this.owner = current;
            }
            polled
        })
    }
}

/// Renders synchronously under a new owner and disposes of it afterwards. No other code holds the owner and nothing is awaited, so no other
/// request can end it.
pub(super) fn with_new_owner<T>(render: impl FnOnce() -> T) -> T {
    let before = Owner::current();
    let owner = root();
    let rendered = owner.with(render);
    owner.cleanup();
    // `with` restores the current owner, but not its arena.
    if let Some(before) = before {
        before.set();
    }
    rendered
}

/// Creates a root. `new_root` also makes it current; this function undoes that.
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
    use super::{OwnedFuture, with_new_owner};
    use leptos::prelude::*;

    #[tokio::test]
    async fn nothing_inherits_the_owner_of_another_request() {
        let other = Owner::new_root(None);
        let signal = with_new_owner(|| {
            let signal = RwSignal::new(1);
            // The other request ends while this one is rendered.
            other.cleanup();
            assert_eq!(signal.try_get_untracked(), Some(1));
            signal
        });
        assert!(
            Owner::current() == Some(other.clone()),
            "the owner from before is current again"
        );
        assert_eq!(signal.try_get_untracked(), None, "nothing is left of what was drawn");

        let request = OwnedFuture::new(async {
            let signal = RwSignal::new(2);
            tokio::task::yield_now().await;
            let child = Owner::new();
            let own = child.with(|| RwSignal::new(3));
            tokio::task::yield_now().await;
            (signal.try_get_untracked(), own.try_get_untracked())
        });
        // Meanwhile, another request is rendered on the same thread and ends.
        let stranger = async {
            let stranger = Owner::new_root(None);
            tokio::task::yield_now().await;
            stranger.cleanup();
        };
        let (kept, ()) = tokio::join!(request, stranger);
        assert_eq!(kept, (Some(2), Some(3)));

        other.set();
        OwnedFuture::new(async { Owner::new_root(None).set() }).await;
        assert!(Owner::current() == Some(other), "a request leaves no owner behind");
    }
}
