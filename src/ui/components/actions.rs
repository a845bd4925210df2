//! Buttons, links that look like buttons, and the rows in which forms, dialogs and tables show them.

use crate::{
    i18n::t,
    ui::{
        components::icons::{PLUS, icon},
        forms::Submission,
        live::live_text,
    },
};
use leptos::prelude::*;

/// A button's label, and its label while the server is slow.
pub type Labels<'a> = (&'a str, &'static str);

/// A link that looks like a button. `class` is `btn` with an optional variant.
pub fn link_button(class: &'static str, href: impl Into<String>, text: impl Into<String>) -> impl IntoView {
    view! {
        <a class=class href=href.into()>
            {text.into()}
        </a>
    }
}

/// A link to the page that creates something.
pub fn new_button(class: &'static str, href: String, text: &'static str) -> impl IntoView {
    view! {
        <a class=class href=href>
            {icon(PLUS)}
            {text}
        </a>
    }
}

/// A small link in a table's row. `name` is its accessible name, which tells it from the same links of other rows.
pub fn row_link(href: String, text: &'static str, name: String) -> AnyView {
    view! {
        <a class="btn small" href=href aria-label=name>
            {text}
        </a>
    }
    .into_any()
}

/// A link within the list of generated keys. The list keeps its scroll position.
pub fn list_link(href: String, text: impl Into<String>) -> impl IntoView {
    view! {
        <a href=href data-noscroll="">
            {text.into()}
        </a>
    }
}

/// A group of buttons beside each other.
pub fn pair(buttons: impl IntoView) -> impl IntoView {
    view! { <div class="pair">{buttons}</div> }
}

/// The submit button of a plain form. `share.js` shows the second label while the server is slow.
pub fn submit((label, progress): Labels, class: &'static str) -> AnyView {
    view! {
        <button type="submit" class=class data-busy=progress>
            {label.to_owned()}
        </button>
    }
    .into_any()
}

/// A small submit button. `name` is its accessible name, which tells it from the same buttons of other forms.
pub fn row_submit((label, progress): Labels, name: &str) -> impl IntoView + use<> {
    view! {
        <button type="submit" class="btn small" aria-label=name.to_owned() data-busy=progress>
            {label.to_owned()}
        </button>
    }
}

/// The end of a plain form: the link *Cancel* to the page `back`, then the submit button, in the order of dialogs.
pub fn form_buttons(back: impl Into<String>, submit: AnyView) -> AnyView {
    form_choice(link_button("btn", back, t::cancel()), submit)
}

/// The end of a plain form whose link back has a name of its own.
pub fn form_choice(back: impl IntoView, submit: AnyView) -> AnyView {
    view! { <div class="pair choose">{back} {submit}</div> }.into_any()
}

/// The end of a dialog's form: *Cancel*, then the submit button.
pub fn dialog_buttons(submit: AnyView) -> impl IntoView {
    view! {
        {close_button(t::cancel())}
        {submit}
    }
}

/// The button that closes the dialog without an action.
pub fn close_button(label: &'static str) -> AnyView {
    view! {
        <button type="submit" class="btn" form="close">
            {label}
        </button>
    }
    .into_any()
}

/// The submit button of a dialog. While a request is pending it stays focusable and has `aria-disabled`. If the request is slow,
/// the button shows the progress label, and a live region announces it.
pub fn submit_button(labels: Labels<'static>, class: &'static str, submission: Submission) -> AnyView {
    described_submit_button(labels, class, submission, None)
}

/// A submit button with the id of the text that describes it.
pub fn described_submit_button(
    (label, progress): Labels<'static>,
    class: &'static str,
    submission: Submission,
    description: Option<&'static str>,
) -> AnyView {
    let text = move || if submission.slow() { progress } else { label };
    let status = move || if submission.slow() { progress } else { "" };
    view! {
        <button
            type="submit"
            class=class
            aria-describedby=description
            aria-disabled=move || submission.pending().then_some("true")
        >
            {live_text(move || text().to_owned())}
        </button>
        <span class="unseen" role="status">
            {live_text(move || status().to_owned())}
        </span>
    }
    .into_any()
}
