//! Keydesk: self-hosted management of API keys. `docs/ARCHITECTURE.md` has the map.
//!
//! `ui -> api -> server -> domain`; `web` puts them together into one HTTP service. This file is the one gate for code
//! that exists on the server only.
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
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;
#[cfg(feature = "ssr")]
pub mod web;

/// Takes over the page that the server rendered. Called by the script in the page's head.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(ui::app::App);
}
