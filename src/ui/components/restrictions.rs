//! *Expires* and *Allowed addresses*: the fields in forms, and what rows say about them.

use crate::{
    domain::keys::{
        lifetime::{LifetimePolicy, NEVER, ON_DATE},
        restrictions::{EndDistance, Restrictions},
    },
    error::Field,
    i18n::{number, t},
    ui::{
        components::{
            field::{TextField, field_error},
            tools::select_option,
        },
        forms::{EnteredFields, Submission},
    },
    words::dates::last_day,
};
use leptos::prelude::*;

/// Maximum number of networks that a row names.
pub const NAMED_IN_ROW: usize = 3;

/// The fields of a new key (`None`) or of a key with these restrictions. The style sheet hides the date unless it is chosen, so this also
/// works without scripts.
pub fn restriction_fields(
    current: Option<&Restrictions>,
    lifetimes: LifetimePolicy,
    entered: &EnteredFields,
    form: Submission,
) -> AnyView {
    let date = current.and_then(Restrictions::last_day);
    let networks: Vec<_> = current
        .into_iter()
        .flat_map(|current| current.networks.iter())
        .collect();
    let networks = entered.text(Field::Networks.name(), &networks.join("\n"));
    view! {
        <div class="ends">
            {end_choice(current, lifetimes, entered, form)}
            <TextField
                field=Field::ExpiresOn
                label=t::last_day()
                kind="date"
                hint=t::last_day_hint()
                value=entered.text(Field::ExpiresOn.name(), &date.unwrap_or_default())
                form=form
            />
        </div>
        <div class="field">
            <label for="networks">{t::allowed_addresses()}</label>
            <p class="hint" id="networks-hint">
                {t::allowed_addresses_hint()}
            </p>
            <textarea
                id="networks"
                name="networks"
                class="mono"
                rows="2"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || form.error_at(Field::Networks).map(|_| "true")
                aria-describedby="networks-hint networks-error"
            >
                {networks}
            </textarea>
            {field_error(Field::Networks, form)}
        </div>
    }
    .into_any()
}

fn end_choice(
    current: Option<&Restrictions>,
    lifetimes: LifetimePolicy,
    entered: &EnteredFields,
    form: Submission,
) -> AnyView {
    let preselected = match current {
        Some(current) if current.expires_at.is_some() => ON_DATE.to_owned(),
        Some(_) => NEVER.to_owned(),
        None => lifetimes
            .preselected()
            .map_or_else(|| NEVER.to_owned(), |days| days.to_string()),
    };
    let chosen = entered.text(Field::Expires.name(), &preselected);
    // A key that has no end may keep none.
    let may_be_endless = lifetimes.longest.is_none() || current.is_some_and(|current| current.expires_at.is_none());
    let never = may_be_endless.then(|| (NEVER.to_owned(), t::no_end().to_owned()));
    let days = lifetimes.offered().into_iter();
    let days = days.map(|days| (days.to_string(), t::in_days(&t::days(i64::from(days)))));
    let date = (ON_DATE.to_owned(), t::on_a_date().to_owned());
    let options: Vec<_> = never
        .into_iter()
        .chain(days)
        .chain([date])
        .map(|(value, name)| {
            let selected = value == chosen;
            select_option(value, name, selected)
        })
        .collect();
    view! {
        <div class="field">
            <label for="expires">{t::expires()}</label>
            <select
                id="expires"
                name="expires"
                aria-invalid=move || form.error_at(Field::Expires).map(|_| "true")
                aria-describedby="expires-error"
            >
                {options}
            </select>
            {field_error(Field::Expires, form)}
        </div>
    }
    .into_any()
}

/// An end that is far away, and at most `named_max` networks. Ends that are near are badges.
pub fn restrictions(restrictions: &Restrictions, end: Option<EndDistance>, named_max: usize) -> AnyView {
    let far = restrictions.expires_at.filter(|_| end == Some(EndDistance::Far));
    let end = far.map(|end| view! { <div class="under">{t::expires_on(&last_day(end))}</div> }.into_any());
    let named: Vec<_> = restrictions.networks.iter().take(named_max).collect();
    let rest = restrictions.networks.iter().count() - named.len();
    let named = named.join(", ");
    let networks = match (named.is_empty(), rest) {
        (true, _) => None,
        (false, 0) => Some(t::only_from(&named)),
        (false, rest) => Some(t::only_from_and_more(&named, &number(rest as i64))),
    };
    let networks = networks.map(|text| view! { <div class="under">{text}</div> }.into_any());
    vec![end, networks].into_any()
}
