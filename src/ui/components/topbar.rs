//! The bar at the top of an account's pages.

use crate::{
    domain::{page::KeyQuery, views::Viewer},
    ui::{
        components::icons::{KEY, icon},
        paths,
    },
};
use leptos::prelude::*;

/// Keydesk's mark and name.
pub fn mark() -> AnyView {
    view! { <span class="mark">{icon(KEY)} "Keydesk"</span> }.into_any()
}

/// The mark, the account, its pages, and who is signed in. `on_keys` says whether this is one of the API keys pages.
pub fn topbar(viewer: &Viewer, on_keys: bool) -> AnyView {
    let account = viewer.account.to_string();
    let email = viewer.email.clone();
    let name = format!("Profile of {email}");
    let letter = email.chars().next().map(|c| c.to_uppercase().to_string());
    view! {
        <header class="top">
            {mark()} <span class="account">{account.clone()}</span> <nav aria-label="Account">
                <a href=paths::list(&account, &KeyQuery::default()) aria-current=on_keys.then_some("page")>
                    "API keys"
                </a>
            </nav> <form class="who" method="post" action="/logout">
                <a class="profile" href=paths::PROFILE rel="external" aria-label=name>
                    <span class="avatar" aria-hidden="true">
                        {letter}
                    </span>
                    <span class="email">{email}</span>
                </a>
                <button type="submit" class="btn small">
                    "Sign out"
                </button>
            </form>
        </header>
    }
    .into_any()
}
