//! The address at which a session can begin.

use crate::i18n::{SLOT, around, t};
use leptos::prelude::*;

/// The origin that the pages on which a session begins name, where this one seems to have been opened at another address.
#[derive(Clone, Debug)]
pub struct OwnOrigin(pub String);

/// Where a session can begin, for those who seem to be elsewhere: an https origin, opened by http.
pub fn own_address() -> Option<AnyView> {
    let OwnOrigin(origin) = use_context()?;
    let (before, after) = around(&t::entry_own_address(SLOT));
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
