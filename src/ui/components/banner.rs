//! Messages on a page: banners, questions, notes, and the content of an empty list.

use crate::{
    i18n::split_at_slot,
    ui::components::icons::{CHECK, SHIELD, WARNING, icon},
};
use leptos::prelude::*;

/// A notice above a list.
pub fn warning_banner(text: String) -> impl IntoView {
    view! {
        <div class="banner" role="status">
            {icon(WARNING)}
            <p>{text}</p>
        </div>
    }
}

/// The notice of a form that redirected to this page.
pub fn done_banner(sentence: &'static str) -> impl IntoView {
    view! {
        <div class="banner ok" role="status" tabindex="-1" autofocus=true>
            {icon(CHECK)}
            <p>{sentence}</p>
        </div>
    }
}

/// A warning that is part of a page from the start.
pub fn caution(text: &'static str) -> impl IntoView {
    view! { <div class="alert ask">{icon(WARNING)} <p>{text}</p></div> }
}

/// A warning that appears after an action, so screen readers announce it.
pub fn announced_caution(text: &'static str) -> impl IntoView {
    view! {
        <div class="alert ask" role="alert">
            {icon(WARNING)}
            <p>{text}</p>
        </div>
    }
}

/// The security advice beside a secret or the form that shows one.
pub fn note(advice: impl IntoView) -> impl IntoView {
    view! { <div class="note">{icon(SHIELD)} <div>{advice}</div></div> }
}

/// A sentence with the beginning of all genuine addresses of links.
pub fn genuine_address(sentence: &str, prefix: String) -> impl IntoView + use<> {
    let (before, after) = split_at_slot(sentence);
    view! { <p>{before} <span class="mono">{prefix}</span> {after}</p> }
}

/// The content of a list without entries: why it is empty, and what to do.
pub fn empty_list(
    class: &'static str,
    picture: &'static str,
    title: &'static str,
    advice: impl IntoView,
) -> impl IntoView {
    view! { <div class=class>{icon(picture)} <h2>{title}</h2> {advice}</div> }
}
