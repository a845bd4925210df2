//! What was just done, said once, and that an answer takes long.

use crate::{
    i18n::t,
    ui::{
        components::icons::{CHECK, icon},
        desk::Desk,
        live::live,
    },
};
use leptos::prelude::*;

/// The live region, always there so that screen readers hear what appears in it, with the sentence while it lasts.
#[component]
pub fn Toast() -> impl IntoView {
    let desk = Desk::get();
    view! {
        <div class="toasts" role="status">
            {live(move || match desk.toast.get() {
                Some(sentence) => Some(view! { <p class="toast">{icon(CHECK)} <span>{sentence}</span></p> }.into_any()),
                None => desk.contact.is_slow().then(|| view! { <p class="toast">{t::list_slow()}</p> }.into_any()),
            })}
        </div>
    }
}
