//! A notice with the server's configured address, for pages where a session can begin.

use crate::i18n::{SLOT, split_at_slot, t};
use leptos::prelude::*;

/// The server's own origin. A context of the sign-in pages, set if the request seems to use another address.
#[derive(Clone, Debug)]
pub struct OwnOrigin(pub String);

/// A link to the https origin, if the page seems to be opened over http.
pub fn own_address() -> Option<AnyView> {
    let OwnOrigin(origin) = use_context()?;
    let (before, after) = split_at_slot(&t::entry_own_address(SLOT));
    Some(
        view! {
            <p class="notice">
                {before} <a href=origin.clone() rel="noreferrer">
                    {origin.clone()}
                </a> {after}
            </p>
        }
        .into_any(),
    )
}
