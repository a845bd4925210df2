//! The application's frame.
use leptos::prelude::*;

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    view! { <p>"Keydesk"</p> }
}
