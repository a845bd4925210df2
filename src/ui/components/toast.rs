//! The toast: reports a finished action or a slow answer, and can offer a follow-up action.

use crate::{
    domain::{keys::key::Action, names::Id},
    i18n::t,
    ui::{
        components::icons::{CHECK, CLOCK, icon},
        desk::Desk,
        live::live,
        paths::Place,
    },
    words::keys::action_name,
};
use leptos::prelude::*;

/// The live region of toasts. It is always present, so that screen readers announce new content in it.
#[component]
pub fn Toast() -> impl IntoView {
    let desk = Desk::get();
    view! {
        <div class="toasts" role="status">
            {live(move || {
                let offer = desk.offer.get();
                let picture = if desk.busy.get() { CLOCK } else { CHECK };
                match desk.toast.get() {
                    Some(sentence) => {
                        Some(
                            view! {
                                <p class="toast">
                                    {icon(picture)} <span>{sentence}</span>
                                    {offer.map(|(key, action)| offered(desk, key, action))}
                                </p>
                            }
                                .into_any(),
                        )
                    }
                    None => desk.contact.is_slow().then(|| view! { <p class="toast">{t::list_slow()}</p> }.into_any()),
                }
            })}
        </div>
    }
}

/// The link to the dialog of an action.
fn offered(desk: Desk, key: Id, action: Action) -> AnyView {
    let name = if action == Action::UndoRenewal {
        t::undo()
    } else {
        action_name(action)
    };
    let path = untrack(|| desk.path(&Place::action(key, action)));
    view! {
        <a href=path data-noscroll="">
            {name}
        </a>
    }
    .into_any()
}
