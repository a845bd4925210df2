//! The toast: reports a finished action or a slow answer, and can offer a follow-up action.

use crate::{
    domain::{
        id::Id,
        keys::key::{Action, Key},
    },
    i18n::t,
    ui::{
        components::{
            actions::list_link,
            icons::{CHECK, CLOCK, icon},
        },
        live::live,
        page_state::PageState,
        paths::OpenDialog,
    },
    words::keys::action_name,
};
use leptos::prelude::*;

/// The live region of toasts. It is always present, so that screen readers announce new content in it.
#[component]
pub fn Toast() -> impl IntoView {
    let page_state = PageState::get();
    view! {
        <div class="toasts" role="status">
            {live(move || {
                let follow_up = page_state.follow_up.get();
                let picture = if page_state.busy.get() { CLOCK } else { CHECK };
                match page_state.toast.get() {
                    Some(sentence) => {
                        Some(
                            view! {
                                <p class="toast">
                                    {icon(picture)} <span>{sentence}</span>
                                    {follow_up.map(|(key, action)| follow_up_link(page_state, key, action))}
                                </p>
                            }
                                .into_any(),
                        )
                    }
                    None => {
                        page_state
                            .reachability
                            .is_slow()
                            .then(|| view! { <p class="toast">{t::list_slow()}</p> }.into_any())
                    }
                }
            })}
        </div>
    }
}

/// The link to the dialog of an action.
fn follow_up_link(page_state: PageState, key: Id<Key>, action: Action) -> AnyView {
    let name = if action == Action::UndoRenewal {
        t::undo()
    } else {
        action_name(action)
    };
    let path = untrack(|| page_state.path(&OpenDialog::action(key, action)));
    list_link(path, name).into_any()
}
