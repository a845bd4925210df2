//! Search, filters and order above a list. They are a GET form, so every view has an address.

use crate::{
    domain::{
        keys::{alert::RenewalAlert, key::Status},
        page::{AlertFilter, KeyQuery, QueryParameter, SEARCH_LENGTH, Sort},
    },
    i18n::t,
    ui::components::icons::{LENS, WARNING, icon},
    views::wire::RoleView,
    words::{lists::part, roles::role_name},
};
use leptos::prelude::*;
use strum::VariantArray;

/// The search box's id.
pub const SEARCH: &str = "search";

/// The controls. `tokens`: the list has token data, as that of generated keys does; it adds the alert filter and the order by token age.
pub fn controls(query: &KeyQuery, roles: &[RoleView], tokens: bool) -> AnyView {
    let status = query.status.map(Status::word).unwrap_or_default();
    let role = query.role.as_ref().map(|role| role.as_str()).unwrap_or_default();
    let statuses = [Status::Active, Status::Inactive];
    let statuses = statuses.map(|status| (status.word().to_owned(), status_name(status).to_owned()));
    let roles = roles
        .iter()
        .map(|role| (role.id.as_str().to_owned(), role_name(&role.name).to_owned()));
    let alerts = tokens.then(|| {
        let alert = query.alert.map(AlertFilter::word).unwrap_or_default();
        let alerts = AlertFilter::ALL.map(|alert| (alert.word().to_owned(), alert_name(alert).to_owned()));
        choice(
            QueryParameter::Alert,
            t::alert(),
            Some(t::alert_any()),
            alerts.into(),
            alert,
        )
    });
    let sorts = Sort::VARIANTS
        .iter()
        .copied()
        .filter(|sort| tokens || *sort != Sort::TokenAge);
    let sorts = sorts
        .map(|sort| (sort.word().to_owned(), sort_name(sort).to_owned()))
        .collect();
    let filtered = query.status.is_some() || query.role.is_some() || query.alert.is_some();
    view! {
        <div class="search">
            {icon(LENS)} <label class="unseen" for=SEARCH>
                {t::search()}
            </label>
            <input
                type="search"
                id=SEARCH
                name=QueryParameter::Search.name()
                value=query.search.clone()
                placeholder=t::search_by()
                maxlength=SEARCH_LENGTH.to_string()
                autocomplete="off"
                spellcheck="false"
            /> <kbd aria-hidden="true">"/"</kbd>
        </div>
        // Shown only on phones. The filters follow the element instead of being inside it, so that wide screens can always show them.
        <details class="more" open=filtered>
            <summary class="btn">{t::filters()}</summary>
        </details>
        <div class="picks">
            {choice(QueryParameter::Status, t::status(), Some(t::status_any()), statuses.into(), status)}
            {choice(QueryParameter::Role, t::role(), Some(t::role_any()), roles.collect(), role)} {alerts}
            {choice(QueryParameter::Sort, t::order(), None, sorts, query.sort.word())}
        </div>
        <button type="submit" class="btn apply">
            {t::apply()}
        </button>
    }
    .into_any()
}

fn choice(
    part: QueryParameter,
    label: &'static str,
    any: Option<&'static str>,
    choices: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let any = any.map(|any| (String::new(), any.to_owned()));
    let title = choices.iter().find(|(value, _)| value == chosen);
    let title = title.map(|(_, name)| name.clone());
    let options: Vec<_> = any
        .into_iter()
        .chain(choices)
        .map(|(value, name)| {
            let selected = value == chosen;
            view! {
                <option value=value selected=selected>
                    {name}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <select name=part.name() aria-label=label title=title class="pick">
            {options}
        </select>
    }
    .into_any()
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Active => t::active(),
        Status::Inactive => t::inactive(),
    }
}

fn alert_name(alert: AlertFilter) -> &'static str {
    match alert {
        AlertFilter::Renewal(RenewalAlert::Recommended) => t::renewal_recommended(),
        AlertFilter::Renewal(RenewalAlert::HighlyRecommended) => t::renewal_highly_recommended(),
        AlertFilter::PendingDeletion => t::pending_deletion(),
        AlertFilter::VisitedAgain => t::link_visited_again(),
    }
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => t::newest_first(),
        Sort::Oldest => t::oldest_first(),
        Sort::Name => t::name_a_to_z(),
        Sort::NameDescending => t::name_z_to_a(),
        Sort::TokenAge => t::oldest_token_first(),
        Sort::ActiveFirst => t::active_first(),
        Sort::InactiveFirst => t::inactive_first(),
    }
}

/// The two orders of a column with their `aria-sort` values. The first click selects the first order.
type Orders = [(Sort, &'static str); 2];

const BY_NAME: Orders = [(Sort::Name, "ascending"), (Sort::NameDescending, "descending")];
const BY_STATUS: Orders = [(Sort::ActiveFirst, "ascending"), (Sort::InactiveFirst, "descending")];
const BY_DATE: Orders = [(Sort::Newest, "descending"), (Sort::Oldest, "ascending")];

/// A sortable column head. `path` returns the address of a query.
fn sorting(name: &'static str, orders: Orders, query: &KeyQuery, path: &dyn Fn(&KeyQuery) -> String) -> AnyView {
    let [first, second] = orders;
    let now = orders.into_iter().find(|(sort, _)| *sort == query.sort);
    let next = if now == Some(first) { second } else { first };
    let sorted = KeyQuery {
        sort: next.0,
        ..query.at_page(1)
    };
    sorting_head(name, now.map(|(_, word)| word), path(&sorted))
}

/// A sortable column head. `now` is its `aria-sort` value if the list is sorted by it; `next` is the address of the next order.
pub fn sorting_head(name: &'static str, now: Option<&'static str>, next: String) -> AnyView {
    view! {
        <th role="columnheader" scope="col" aria-sort=now>
            <a href=next data-noscroll="">
                {name}
            </a>
        </th>
    }
    .into_any()
}

/// The head of a list of keys. `name` and `date` are the labels of its first and third columns.
pub fn key_columns(
    name: &'static str,
    date: &'static str,
    query: &KeyQuery,
    path: &dyn Fn(&KeyQuery) -> String,
) -> AnyView {
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {sorting(name, BY_NAME, query, path)} <th role="columnheader" scope="col">
                    {t::roles()}
                </th> {sorting(date, BY_DATE, query, path)} {sorting(t::status(), BY_STATUS, query, path)}
                <th role="columnheader" scope="col">
                    <span class="unseen">{t::actions()}</span>
                </th>
            </tr>
        </thead>
    }
    .into_any()
}

/// A notice about query parameters that were not understood, and their effect on the list.
pub fn ignored(query: &KeyQuery) -> Option<AnyView> {
    let named = |narrows: bool| {
        let parts = query.ignored.iter().filter(|ignored| ignored.narrows() == narrows);
        let parts: Vec<_> = parts.map(|ignored| part(*ignored)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let sentences = [
        named(true).map(|parts| t::misread_parts(&parts)),
        named(false).map(|parts| t::ignored_parts(&parts)),
    ];
    let sentences: Vec<_> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| {
        view! {
            <div class="banner" role="status">
                {icon(WARNING)}
                <p>{sentences.join(" ")}</p>
            </div>
        }
        .into_any()
    })
}

/// The search and filters as a line that only appears in print.
pub fn on_paper(query: &KeyQuery, roles: &[RoleView]) -> Option<AnyView> {
    let part = |name: &str, value: &str| format!("{name}: {value}");
    let role = roles.iter().find(|role| query.role.as_ref() == Some(&role.id));
    let parts = [
        (!query.search.is_empty()).then(|| part(t::search(), &query.search)),
        query.status.map(|status| part(t::status(), status_name(status))),
        role.map(|role| part(t::role(), &role.name)),
        query.alert.map(|alert| part(t::alert(), alert_name(alert))),
    ];
    paper(parts.into_iter().flatten().collect())
}

/// A line that only appears in print, where the form fields are hidden.
pub fn paper(parts: Vec<String>) -> Option<AnyView> {
    (!parts.is_empty()).then(|| view! { <p class="paper">{parts.join(" · ")}</p> }.into_any())
}

/// The empty result of a search or filter, with a link to the unfiltered list.
pub fn nothing_found(query: &KeyQuery, everything: String) -> AnyView {
    let why = if query.search.is_empty() {
        t::no_key_is_so()
    } else {
        t::no_key_matches_why()
    };
    view! {
        <div class="card empty">
            {icon(LENS)} <h2>{t::no_key_matches()}</h2> <p>{why}</p> <p>
                <a class="btn" href=everything>
                    {t::clear_search()}
                </a>
            </p>
        </div>
    }
    .into_any()
}
