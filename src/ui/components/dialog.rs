//! The frame of every dialog.

use crate::{
    domain::page::KeyQuery,
    error::AppError,
    i18n::t,
    ui::{components::alert::alert, desk::Desk, focus, forms::Submission, live::live, paths, title},
};
use leptos::{ev, prelude::*};

/// A dialog over the page. The page behind it is inert; Escape and the buttons that submit the form `close` go back to the
/// list, or to where `back` says.
#[component]
pub fn Dialog(
    title: &'static str,
    /// Goes back in the browser; by default to the list.
    #[prop(optional_no_strip)]
    back: Option<Callback<()>>,
    /// Whether closing must wait: an answer under way may bring a link that is shown only once.
    #[prop(optional, into)]
    busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let desk = Desk::get();
    let close = move || match back {
        _ if busy.get_untracked() => {}
        Some(back) => back.run(()),
        None => desk.close(),
    };
    Effect::new(move |_| {
        focus_content();
        let escape = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && !event.default_prevented() {
                close();
            }
        });
        on_cleanup(move || escape.remove());
    });
    title::set_for(title);
    view! {
        <div class="veil">
            <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="dialog-title" tabindex="-1">
                <h2 id="dialog-title">{title}</h2>
                {children()}
                <form
                    id="close"
                    method="get"
                    action=move || desk.account.with(|account| paths::list(account, &KeyQuery::default()))
                    on:submit=move |event| {
                        event.prevent_default();
                        close();
                    }
                >
                    {query_inputs(desk)}
                </form>
            </div>
        </div>
    }
}

/// Focuses the first field of the dialog, or the dialog itself.
pub fn focus_content() {
    focus::focus_first([".dialog [autofocus]".to_owned(), ".dialog".to_owned()]);
}

/// The view of the list as hidden fields: a form that is sent with GET loses the search part of its address.
pub fn query_inputs(desk: Desk) -> AnyView {
    live(move || {
        let parts = desk.query.with(KeyQuery::parts).into_iter();
        let inputs: Vec<_> = parts.map(|(part, value)| hidden(part.name(), value)).collect();
        Some(inputs.into_any())
    })
}

/// A hidden field.
pub fn hidden(name: impl Into<String>, value: String) -> AnyView {
    let name = name.into();
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// The button that leaves the dialog without doing anything.
pub fn close_button(label: &'static str) -> AnyView {
    view! {
        <button type="submit" class="btn" form="close">
            {label}
        </button>
    }
    .into_any()
}

/// The button that does what the dialog is for. While an answer is awaited it stays focusable and says so.
pub fn submit_button(label: &'static str, class: &'static str, submission: Submission) -> AnyView {
    view! {
        <button type="submit" class=class aria-disabled=move || submission.pending().then_some("true")>
            {label}
        </button>
    }
    .into_any()
}

/// The dialog's content where there is nothing to do but to close it.
pub fn closing_note(error: &AppError) -> AnyView {
    view! {
        <div class="body">{alert(error)}</div>
        <footer>{close_button(t::close())}</footer>
    }
    .into_any()
}
