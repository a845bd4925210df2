//! What was just done, said once, with what can be done about it; and that an answer takes long.

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

/// The live region, always there so that screen readers hear what appears in it, with the sentence while it lasts.
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

/// The way to the dialog of an action.
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
