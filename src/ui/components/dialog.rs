//! The frame of every dialog.

use crate::{
    domain::key_query::KeyQuery,
    error::AppError,
    i18n::t,
    ui::{
        components::{
            actions::close_button,
            alert::{FormError, alert},
            banner::announced_caution,
            field::hidden,
            icons::{CHECK, icon},
        },
        focus,
        forms::{Submission, SubmittedFields},
        live::{live, live_text},
        page_state::PageState,
        paths::{self, OpenDialog},
        title,
    },
};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
};

/// A modal dialog. The page behind it is inert. Escape and the buttons of the form `close` return to the list or call `back`. If
/// closing would lose data, the dialog asks for confirmation once.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<&'static str>,
    /// Called instead of returning to the list. Browser only.
    #[prop(optional_no_strip)]
    back: Option<Callback<()>>,
    /// Blocks closing while a request is pending: its answer can bring a link that is shown only once.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether the title reports a finished action.
    #[prop(optional, into)]
    done: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let page_state = PageState::get();
    let opener = page_state.opener();
    let edited = RwSignal::new(false);
    let question = RwSignal::new(None);
    let close = move |escape: bool| {
        let warning = match back {
            _ if busy.get_untracked() => return,
            // `back` leads to the dialog with the link, so no link is lost.
            None if page_state.link_at_risk(&opener) => Some(t::link_not_copied()),
            _ => (escape && edited.get_untracked()).then(t::entered_is_lost),
        };
        match (warning, back) {
            (Some(warning), _) if question.get_untracked().is_none() => question.set(Some(warning)),
            (_, Some(back)) => back.run(()),
            (_, None) => page_state.close_dialog(),
        }
    };
    let close_by_button = close.clone();
    Effect::new(move |_| {
        focus_content();
        let close = close.clone();
        on_escape(move || close(true));
    });
    // New content, such as the link after the form, resets the confirmation.
    let reset = move || {
        edited.set(false);
        question.set(None);
        title::set_for(title.get());
    };
    if title::IN_BROWSER {
        Effect::new(move |_| reset());
    } else {
        untrack(reset);
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
                    edited.set(true);
                    question.set(None);
                }
            >
                // Focus stays in the dialog, so screen readers need a live region to announce the new title.
                <h2 id="dialog-title" aria-live="polite" class:success=move || done.get()>
                    {live(move || done.get().then(|| icon(CHECK)))}
                    {live_text(move || title.get().to_owned())}
                </h2>
                {live(move || question.get().map(|text| close_question(page_state, text)))}
                {children()}
                {button_form(
                    page_state,
                    "close",
                    move || page_state.account.with(|account| paths::list(account, &KeyQuery::default())),
                    move || close_by_button(false),
                )}
            </div>
        </div>
    }
}

/// Calls `close` on Escape until the current effect or component ends.
fn on_escape(close: impl Fn() + 'static) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() {
            close();
        }
    });
    on_cleanup(move || listener.remove());
}

/// The warning about what closing would lose. A second attempt closes the dialog. Once the link is copied, the warning is
/// invisible but keeps its space, so that nothing moves.
fn close_question(page_state: PageState, text: &'static str) -> AnyView {
    let is_moot = move || text == t::link_not_copied() && page_state.copied.get();
    view! {
        <div class="closing" class:moot=is_moot>
            {announced_caution(text)}
        </div>
    }
    .into_any()
}

/// Focuses the main control of the dialog: *Copy*, else its first field, else the dialog itself.
pub fn focus_content() {
    focus::focus_first([".dialog .copy .primary", ".dialog [autofocus]", ".dialog"].map(str::to_owned));
}

/// The list's query as hidden fields, because a GET form drops the query string of its action.
pub fn query_inputs(page_state: PageState) -> AnyView {
    live(move || {
        let parts = page_state.query.with(KeyQuery::parameters).into_iter();
        let inputs: Vec<_> = parts.map(|(part, value)| hidden(part.name(), value)).collect();
        Some(inputs.into_any())
    })
}

/// A hidden GET form that a button elsewhere submits. In the browser `on_submit` runs. Without JavaScript the form goes to `path`.
pub fn button_form(
    page_state: PageState,
    id: &'static str,
    path: impl Fn() -> String + Send + 'static,
    on_submit: impl Fn() + 'static,
) -> impl IntoView {
    let on_submit: Box<dyn Fn()> = Box::new(on_submit);
    let path: Box<dyn Fn() -> String + Send> = Box::new(path);
    view! {
        <form
            id=id
            method="get"
            action=path
            on:submit=move |event| {
                event.prevent_default();
                on_submit();
            }
        >
            {query_inputs(page_state)}
        </form>
    }
}

/// A dialog's form. Without JavaScript it posts to the address of `dialog`. In the browser `submit` runs.
pub fn dialog_form(
    page_state: PageState,
    dialog: OpenDialog,
    content: impl IntoView,
    submit: impl Fn(SubmittedFields) + 'static,
) -> impl IntoView {
    view! {
        <form
            method="post"
            action=move || page_state.path(&dialog)
            novalidate=true
            on:submit=move |event: SubmitEvent| submit(SubmittedFields::take(&event))
        >
            {content}
        </form>
    }
}

/// The content of a dialog's form: its error above the fields, and the row of buttons.
pub fn form_content(form: Submission, fields: impl IntoView, buttons: impl IntoView) -> impl IntoView {
    view! {
        <div class="body">
            <FormError error=form.error() />
            {fields}
        </div>
        <footer>{buttons}</footer>
    }
}

/// The content of a dialog that waits for its data.
pub fn loading() -> AnyView {
    view! { <div class="body loading" aria-busy="true"></div> }.into_any()
}

/// The content of a dialog whose action is not possible: an error and *Close*.
pub fn error_content(error: &AppError) -> AnyView {
    error_content_with(error, None)
}

/// Like [`error_content`], with an alternative action.
pub fn error_content_with(error: &AppError, alternative: Option<AnyView>) -> AnyView {
    view! {
        <div class="body">{alert(error)}</div>
        <footer>{close_button(t::close())} {alternative}</footer>
    }
    .into_any()
}
