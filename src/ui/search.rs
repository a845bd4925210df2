//! Search in the list of generated keys: updates the list while the user types, and the controls when the address changes.

use crate::{
    domain::key_query::{KeyQuery, QueryParameter},
    ui::{forms::SubmittedFields, page_state::PageState},
};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlFormElement, HtmlInputElement, HtmlSelectElement},
};
use std::time::Duration;

/// Debounce delay of the search field.
const PAUSE: Duration = Duration::from_millis(250);

/// The form with search, filters and order.
const FORM: &str = "form.tools";

/// Searches after a pause in typing, or at once when a select changes. Typing replaces the address, so that each pause does not
/// add a step to the browser's *Back*.
pub fn on_input(page_state: PageState, event: &Event) {
    stop_timer(page_state);
    let target = event.target();
    if target.is_some_and(|target| target.has_type::<HtmlSelectElement>()) {
        return search(page_state, false);
    }
    let after_pause = move || {
        page_state.search_timer.set_value(None);
        search(page_state, true);
    };
    page_state
        .search_timer
        .set_value(set_timeout_with_handle(after_pause, PAUSE).ok());
}

/// Searches at once, for Enter and *Apply*.
pub fn on_submit(page_state: PageState, event: &SubmitEvent) {
    event.prevent_default();
    stop_timer(page_state);
    search(page_state, false);
}

fn stop_timer(page_state: PageState) {
    if let Some(timer) = page_state.search_timer.try_update_value(Option::take).flatten() {
        timer.clear();
    }
}

/// Goes to the query that the controls describe, unless the list already shows it.
fn search(page_state: PageState, replace: bool) {
    let Some(form) = form() else { return };
    let submitted = SubmittedFields::of(Some(form));
    let query = KeyQuery::parse(|name| Some(submitted.text(name)), "").at_page(1);
    let current = page_state.query.get_untracked();
    if query != (KeyQuery { page: 1, ..current }) {
        page_state.go_to_query(&query, replace);
    }
}

fn form() -> Option<HtmlFormElement> {
    document().query_selector(FORM).ok().flatten()?.dyn_into().ok()
}

/// Sets the controls to the query whenever the address changes, such as by the browser's *Back*. Pending input is kept.
pub fn sync_controls(page_state: PageState) {
    Effect::new(move |_| {
        page_state.query.with(|query| {
            if page_state.search_timer.with_value(Option::is_some) {
                return;
            }
            let parameters = query.parameters();
            for parameter in QueryParameter::ALL {
                let value = parameters.iter().find(|(named, _)| *named == parameter);
                let value = value.map_or("", |(_, value)| value);
                // Addresses omit the default order.
                set_control(
                    parameter.name(),
                    if parameter == QueryParameter::Sort {
                        query.sort.word()
                    } else {
                        value
                    },
                );
            }
        });
    });
}

/// Sets a control of the form, if it exists.
fn set_control(name: &str, value: &str) {
    let control = form().and_then(|form| form.query_selector(&format!("[name={name}]")).ok().flatten());
    let Some(control) = control else { return };
    if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        if select.value() != value {
            select.set_value(value);
        }
        // The select may truncate its value, so the title repeats it.
        let chosen = select.query_selector("option:checked").ok().flatten();
        let chosen = chosen.filter(|_| !value.is_empty());
        let title = chosen.and_then(|option| option.text_content());
        let _ = select.set_attribute("title", &title.unwrap_or_default());
    } else if let Some(input) = control.dyn_ref::<HtmlInputElement>()
        // A trailing space is kept, because another word may follow.
        && input.value().trim() != value
    {
        input.set_value(value);
    }
}
