//! Search in the list of generated keys: the list follows while somebody types, and the controls follow the address.

use crate::{
    domain::page::{KeyQuery, Part},
    ui::{desk::Desk, forms::Filled},
};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlFormElement, HtmlInputElement, HtmlSelectElement},
};
use std::time::Duration;

/// How long somebody has to stop typing before the list is searched.
const PAUSE: Duration = Duration::from_millis(250);

/// The form with search, filters and order.
const FORM: &str = "form.tools";

/// Searches once somebody stops typing, and at once for a choice. Typing replaces the address: each pause in it would be a step of
/// the browser's *Back*.
pub fn typed(desk: Desk, event: &Event) {
    stop_waiting(desk);
    let target = event.target();
    if target.is_some_and(|target| target.has_type::<HtmlSelectElement>()) {
        return look(desk, false);
    }
    let search = move || {
        desk.typing.set_value(None);
        look(desk, true);
    };
    desk.typing.set_value(set_timeout_with_handle(search, PAUSE).ok());
}

/// Searches at once, for Enter and *Apply*.
pub fn applied(desk: Desk, event: &SubmitEvent) {
    event.prevent_default();
    stop_waiting(desk);
    look(desk, false);
}

fn stop_waiting(desk: Desk) {
    if let Some(search) = desk.typing.try_update_value(Option::take).flatten() {
        search.clear();
    }
}

/// Goes to the view that the controls describe, unless it is shown.
fn look(desk: Desk, replace: bool) {
    let Some(form) = form() else { return };
    let filled = Filled::of(Some(form));
    let query = KeyQuery::read(|name| Some(filled.text(name)), "").at_page(1);
    let shown = desk.query.get_untracked();
    if query != (KeyQuery { page: 1, ..shown }) {
        desk.look_at(&query, replace);
    }
}

fn form() -> Option<HtmlFormElement> {
    document().query_selector(FORM).ok().flatten()?.dyn_into().ok()
}

/// Sets the controls to the view at the address whenever that changes, such as by the browser's *Back*. What somebody is typing stays.
pub fn follow(desk: Desk) {
    Effect::new(move |_| {
        desk.query.with(|query| {
            if desk.typing.with_value(Option::is_some) {
                return;
            }
            let parts = query.parts();
            for part in Part::ALL {
                let value = parts.iter().find(|(there, _)| *there == part);
                let value = value.map_or("", |(_, value)| value);
                // Addresses leave the usual order out.
                show(part.name(), if part == Part::Sort { query.sort.word() } else { value });
            }
        });
    });
}

/// Sets a control of the form, where there is one.
fn show(name: &str, value: &str) {
    let control = form().and_then(|form| form.query_selector(&format!("[name={name}]")).ok().flatten());
    let Some(control) = control else { return };
    if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        if select.value() != value {
            select.set_value(value);
        }
        // What a choice says may be cut short.
        let chosen = select.query_selector("option:checked").ok().flatten();
        let chosen = chosen.filter(|_| !value.is_empty());
        let title = chosen.and_then(|option| option.text_content());
        let _ = select.set_attribute("title", &title.unwrap_or_default());
    } else if let Some(input) = control.dyn_ref::<HtmlInputElement>()
        // A blank that was typed last stays: a word may follow.
        && input.value().trim() != value
    {
        input.set_value(value);
    }
}
