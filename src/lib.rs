//! Keydesk: self-hosted management of API keys. `docs/ARCHITECTURE.md` describes the structure.
//!
//! The layers are `ui -> api -> server -> domain`; `web` combines them into one HTTP service. This file selects the modules that
//! exist only on the server or only in the browser.
#![deny(unsafe_code)]
// Requests must not panic, and output belongs in the log. Tests may panic.
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

// Modules with one implementation for the server and one for the browser. `i18n` and `ui` re-export them.
#[cfg(not(feature = "ssr"))]
#[path = "ui/data_in_browser.rs"]
mod data;
#[cfg(feature = "ssr")]
#[path = "ui/data_on_server.rs"]
mod data;
#[cfg(not(feature = "ssr"))]
#[path = "i18n/browser.rs"]
mod texts;
#[cfg(feature = "ssr")]
#[path = "i18n/server.rs"]
mod texts;

/// Hydrates the server-rendered page with the texts of its language. `list.js` calls it after it has checked the page's structure.
/// `false` if the texts are of another version: the page then stays unchanged and works without scripts.
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
