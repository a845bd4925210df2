//! The filters above the audit log, and notices about filters that were not understood.

use crate::{
    domain::audit::{
        event::Event,
        log::{AuditField, AuditFilter, AuditQuery},
    },
    i18n::t,
    ui::{
        components::{
            actions::link_button,
            banner::warning_banner,
            tools::{filters_switch, print_line, select_option},
        },
        paths,
    },
    views::audit::AuditPage,
    words::events,
};
use leptos::prelude::*;
use strum::VariantArray;

/// The filters as a line that only appears in print.
pub(super) fn print_summary(filter: &AuditFilter) -> Option<AnyView> {
    let action = |text: String| filter.action.map_or(text, |event| events::sentence(event).to_owned());
    let set = AuditField::FILTERS
        .into_iter()
        .map(|field| (field, filter.text(field)))
        .filter(|(_, text)| !text.is_empty());
    let parts = set.map(|(field, text)| {
        let text = if field == AuditField::Action {
            action(text)
        } else {
            text
        };
        format!("{}: {text}", events::field_name(field))
    });
    print_line(parts.collect())
}

/// The filter form with the current values.
pub(super) fn form(account: &str, query: &AuditQuery) -> AnyView {
    let fields: Vec<_> = AuditField::FILTERS
        .into_iter()
        .map(|field| {
            let invalid = query.invalid.iter().find(|invalid| invalid.field == field);
            match invalid {
                // Browsers reject invalid dates and log a warning, so the field stays empty.
                Some(_) if matches!(field, AuditField::From | AuditField::To) => {
                    filter_field(field, String::new(), true)
                }
                Some(invalid) => filter_field(field, invalid.value.clone(), true),
                None => filter_field(field, query.filter.text(field), false),
            }
        })
        .collect();
    let filtered = !query.filter.is_empty() || query.is_invalid();
    let clear = filtered.then(|| link_button("btn", paths::audit(account), t::audit_clear()).into_any());
    view! {
        <form
            method="get"
            action=paths::audit(account)
            class="card filters"
            role="search"
            aria-label=t::audit_filters()
        >
            {filters_switch(filtered)}
            <div class="picks">
                {fields} <div class="pair">
                    <button type="submit" class="btn primary apply">
                        {t::apply()}
                    </button>
                    // `search.js` replaces this part when it updates the list.
                    <span data-part="">{clear}</span>
                </div>
            </div>
            // The live region in which `search.js` announces the result.
            <p class="unseen" role="status"></p>
        </form>
    }
    .into_any()
}

fn filter_field(field: AuditField, value: String, misread: bool) -> AnyView {
    let (name, invalid) = (field.name(), misread.then_some("true"));
    let text = |value: String, placeholder: &'static str| {
        view! {
            <input
                type="text"
                id=name
                name=name
                value=value
                aria-invalid=invalid
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
                autocapitalize="none"
            />
        }
        .into_any()
    };
    let control = match field {
        AuditField::Action => actions(&value),
        AuditField::From | AuditField::To => {
            view! { <input type="date" id=name name=name value=value aria-invalid=invalid /> }.into_any()
        }
        AuditField::Key => text(value, t::search_by()),
        AuditField::User | AuditField::Page => text(value, t::audit_user_example()),
    };
    view! {
        <div class="field">
            <label for=name>{events::field_name(field)}</label>
            {control}
        </div>
    }
    .into_any()
}

fn actions(chosen: &str) -> AnyView {
    let options: Vec<_> = Event::VARIANTS
        .iter()
        .filter(|event| !event.is_of_installation() || event.name() == chosen)
        .map(|event| {
            let (value, sentence) = (event.name(), events::sentence(*event));
            select_option(value.to_owned(), sentence.to_owned(), value == chosen)
        })
        .collect();
    view! {
        <select id="action" name="action" title=Event::from_name(chosen).map(events::sentence)>
            <option value="">{t::audit_all_actions()}</option>
            {options}
        </select>
    }
    .into_any()
}

/// Notices about filters that could not be applied.
pub(super) fn hints(page: &AuditPage) -> Vec<AnyView> {
    let mut hints: Vec<_> = page
        .query
        .invalid
        .iter()
        .map(|invalid| t::audit_not_understood(events::field_name(invalid.field)))
        .collect();
    hints.extend(page.query.unknown.then(|| t::audit_unknown_filter().to_owned()));
    if page.too_many_users {
        hints.push(t::audit_too_many_users().to_owned());
    }
    if page.too_many_keys {
        hints.push(t::audit_too_many_keys().to_owned());
    }
    let filter = &page.query.filter;
    if filter.from.zip(filter.to).is_some_and(|(from, to)| from > to) {
        hints.push(t::audit_days_swapped().to_owned());
    }
    hints.into_iter().map(|hint| warning_banner(hint).into_any()).collect()
}
