//! The frame of every dialog.

use crate::{
    domain::page::KeyQuery,
    error::AppError,
    i18n::t,
    ui::{
        components::{
            alert::alert,
            icons::{CHECK, WARNING, icon},
        },
        desk::Desk,
        focus,
        forms::Submission,
        live::{live, live_text},
        paths, title,
    },
};
use leptos::{ev, prelude::*};

/// A dialog over the page. The page behind it is inert; Escape and the buttons that submit the form `close` go back to the
/// list, or to where `back` says. What would be lost by that is asked about once.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<&'static str>,
    /// Goes back in the browser; by default to the list.
    #[prop(optional_no_strip)]
    back: Option<Callback<()>>,
    /// Whether closing must wait: an answer under way may bring a link that is shown only once.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether the title says what was done.
    #[prop(optional, into)]
    done: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let desk = Desk::get();
    let opener = desk.opener();
    let typed = RwSignal::new(false);
    let asked = RwSignal::new(None);
    let close = move |escape: bool| {
        let question = match back {
            _ if busy.get_untracked() => return,
            // Its own way back leads to the link, so none is lost.
            None if desk.link_at_risk(&opener) => Some(t::link_not_copied()),
            _ => (escape && typed.get_untracked()).then(t::entered_is_lost),
        };
        match (question, back) {
            (Some(question), _) if asked.get_untracked().is_none() => asked.set(Some(question)),
            (_, Some(back)) => back.run(()),
            (_, None) => desk.close(),
        }
    };
    let by_button = close.clone();
    Effect::new(move |_| {
        focus_content();
        let close = close.clone();
        let escape = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && !event.default_prevented() {
                close(true);
            }
        });
        on_cleanup(move || escape.remove());
    });
    // Another content, such as the link after the form, starts anew.
    let now = move || {
        typed.set(false);
        asked.set(None);
        title::set_for(title.get());
    };
    if title::IN_BROWSER {
        Effect::new(move |_| now());
    } else {
        untrack(now);
    }
    view! {
        <div class="veil">
            <div
                class="dialog"
                role="dialog"
                aria-modal="true"
                aria-labelledby="dialog-title"
                tabindex="-1"
                on:input=move |_| {
                    typed.set(true);
                    asked.set(None);
                }
            >
                // Focus stays in the dialog, so screen readers do not read the new title by themselves.
                <h2 id="dialog-title" aria-live="polite" class:success=move || done.get()>
                    {live(move || done.get().then(|| icon(CHECK)))}
                    {live_text(move || title.get().to_owned())}
                </h2>
                {live(move || asked.get().map(|text| question(desk, text)))}
                {children()}
                <form
                    id="close"
                    method="get"
                    action=move || desk.account.with(|account| paths::list(account, &KeyQuery::default()))
                    on:submit=move |event| {
                        event.prevent_default();
                        by_button(false);
                    }
                >
                    {query_inputs(desk)}
                </form>
            </div>
        </div>
    }
}

/// What closing would lose. Closing once more does it. Once the link was copied, only the place stays, so that nothing moves.
fn question(desk: Desk, text: &'static str) -> AnyView {
    let moot = move || text == t::link_not_copied() && desk.copied.get();
    view! {
        <div class="closing" class:moot=moot>
            <div class="alert ask" role="alert">
                {icon(WARNING)}
                <p>{text}</p>
            </div>
        </div>
    }
    .into_any()
}

/// Focuses what the dialog is for: *Copy*, else its first field, else the dialog itself.
pub fn focus_content() {
    focus::focus_first([".dialog .copy .primary", ".dialog [autofocus]", ".dialog"].map(str::to_owned));
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

/// The button that does what the dialog is for. While an answer is awaited it stays focusable and says so; after a moment it
/// says what is being done, to screen readers too.
pub fn submit_button(
    (label, doing): (&'static str, &'static str),
    class: &'static str,
    submission: Submission,
) -> AnyView {
    submit_about((label, doing), class, submission, None)
}

/// The same with the id of a text that describes it.
pub fn submit_about(
    (label, doing): (&'static str, &'static str),
    class: &'static str,
    submission: Submission,
    about: Option<&'static str>,
) -> AnyView {
    let text = move || if submission.slow() { doing } else { label };
    let said = move || if submission.slow() { doing } else { "" };
    view! {
        <button
            type="submit"
            class=class
            aria-describedby=about
            aria-disabled=move || submission.pending().then_some("true")
        >
            {live_text(move || text().to_owned())}
        </button>
        <span class="unseen" role="status">
            {live_text(move || said().to_owned())}
        </span>
    }
    .into_any()
}

/// The dialog's content where there is nothing to do but to close it.
pub fn closing_note(error: &AppError) -> AnyView {
    closing_note_with(error, None)
}

/// The same with what can be done instead.
pub fn closing_note_with(error: &AppError, instead: Option<AnyView>) -> AnyView {
    view! {
        <div class="body">{alert(error)}</div>
        <footer>{close_button(t::close())} {instead}</footer>
    }
    .into_any()
}
