//! Keydesk: self-hosted management of API keys. `docs/ARCHITECTURE.md` has the map.
//!
//! `ui -> api -> server -> domain`; `web` puts them together into one HTTP service. This file is the one gate for code
//! that exists on one side only.
#![deny(unsafe_code)]
// A request must not end in a panic, and what is printed belongs to the log. Tests may stop at the first surprise.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

pub mod api;
pub mod domain;
pub mod error;
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;
pub mod views;
#[cfg(feature = "ssr")]
pub mod web;
pub mod words;

// What the two halves do in different ways under the same names; `i18n` and `ui` hand it on.
#[cfg(not(feature = "ssr"))]
#[path = "ui/drawn_in_browser.rs"]
mod drawing;
#[cfg(feature = "ssr")]
#[path = "ui/drawn_on_server.rs"]
mod drawing;
#[cfg(not(feature = "ssr"))]
#[path = "i18n/browser.rs"]
mod texts;
#[cfg(feature = "ssr")]
#[path = "i18n/server.rs"]
mod texts;

/// Takes over the page that the server rendered, with the texts of its language. Called by `list.js`, which has compared the
/// structure of the page before. `false` with texts of another version: the page stays as it is and works without scripts.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate(texts: String) -> bool {
    use leptos::{logging, mount::hydrate_from, prelude::document, wasm_bindgen::JsCast};

    std::panic::set_hook(Box::new(|panic| logging::error!("{panic}")));
    let page = document().get_element_by_id(ui::shell::APPLICATION);
    let page = page.and_then(|page| page.dyn_into().ok());
    match page.filter(|_| i18n::load(texts)) {
        Some(page) => {
            hydrate_from(page, ui::app::App).forget();
            true
        }
        None => false,
    }
}
