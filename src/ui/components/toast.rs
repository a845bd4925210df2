//! What was just done, said once.

use crate::ui::{
    components::icons::{CHECK, icon},
    desk::Desk,
    live::live,
};
use leptos::prelude::*;

/// The live region, always there so that screen readers hear what appears in it, with the sentence while it lasts.
#[component]
pub fn Toast() -> impl IntoView {
    let desk = Desk::get();
    view! {
        <div class="toasts" role="status">
            {live(move || {
                desk.toast
                    .get()
                    .map(|sentence| view! { <p class="toast">{icon(CHECK)} <span>{sentence}</span></p> }.into_any())
            })}
        </div>
    }
}
